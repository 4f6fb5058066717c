// The steps of helpers as text, beside the same steps called one after the other.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  add,
  convert,
  drop,
  type MigrationPart,
  type MigrationStep,
  rename,
  type Slice,
} from '../../src/class/migration.js'
import { StepText } from '../../src/upgrade/step-code.js'

const name = fc.constantFrom('a', 'b', 'c', 'd', 'of "quotes"')

/** A function that tells what it was given, and may change it; a name that no helper speaks of would come to nothing. */
function seen(slice: Slice): unknown {
  const told = JSON.stringify(slice)
  if ('a' in slice && told.length % 3 === 0) slice['a'] = told.length
  return told
}

const part: fc.Arbitrary<MigrationPart> = fc.oneof(
  fc.tuple(name, name).map(([from, to]) => rename(from, to)),
  name.map((ended) => drop(ended)),
  name.map((ended) => drop(ended, seen)),
  name.map((begun) => add(begun, seen)),
  name.map((kept) =>
    convert(
      kept,
      (value) => [value],
      (value) => ({ value }),
    ),
  ),
)
const way = fc.record({
  parts: fc.array(part, { maxLength: 6 }),
  isUp: fc.boolean(),
  slice: fc.dictionary(name, fc.integer({ min: 0, max: 99 }), { noNullPrototype: true }),
})

function stepsOf(parts: readonly MigrationPart[], isUp: boolean): MigrationStep[] {
  const steps = isUp ? parts.map(({ up }) => up) : parts.toReversed().map(({ down }) => down)
  return steps.filter((step) => step !== undefined)
}

/** What the text comes to, run on a slice. */
function run(steps: readonly MigrationStep[], slice: Slice): Slice {
  const text = new StepText()
  const { lines, values } = text.follow(steps, Object.keys(slice), 'old')!
  const fields = [...values].map(([key, value]) => `${JSON.stringify(key)}: ${value}`)
  const names = text.functions.map((_, i) => `f${i}`)
  const body = `${lines.join('\n')}\nreturn { ${fields.join(', ')} }`
  return new Function(...names, 'old', body)(...text.functions, slice) as Slice
}

describe('the text of steps', () => {
  test('does what the steps do, whatever helpers come in which order, up and down', () => {
    fc.assert(
      fc.property(way, ({ parts, isUp, slice }) => {
        const steps = stepsOf(parts, isUp)
        const called: Slice = { ...slice }
        for (const step of steps) step(called, undefined, {} as never)
        expect(run(steps, slice)).toEqual(called)
      }),
      { numRuns: 2000 },
    )
  })

  test('is not there when a step does not say what it does', () => {
    expect(new StepText().follow([() => {}], ['a'], 'old')).toBeNull()
    expect(new StepText().follow([rename('a', 'b').up!, () => {}], ['a'], 'old')).toBeNull()
  })
})

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { complaintOf } from '../../src/mutants/bench.js'
import { document, isFound, quickest, readFindings, wording } from '../../src/mutants/findings.js'
import { readMutants } from '../../src/mutants/mutant.js'

const mutants = readMutants()

describe('the mutants', () => {
  test('are more than twenty', () => {
    expect(mutants.length).toBeGreaterThan(20)
  })

  test.each(mutants)('apply to the present sources: $name', (mutant) => {
    expect(complaintOf(mutant)).toBe('')
  })

  test('say what they break, and touch core only', () => {
    for (const { name, breaks, files } of mutants) {
      expect(breaks, name).toMatch(/\.$/)
      expect(files.length, name).toBeGreaterThan(0)
      for (const file of files) expect(file, name).toMatch(/^packages\/core\/src\/.*\.ts$/)
    }
  })
})

describe('the findings on record', () => {
  const names = mutants.map(({ name }) => name)

  test('are of these mutants, and each of them is found', () => {
    expect(readFindings().map(({ mutant }) => mutant)).toEqual(names)
    expect(readFindings().filter((finding) => !isFound(finding))).toEqual([])
  })

  test('are those of the table', () => {
    const rows = readFileSync(document, 'utf8').matchAll(/^\| `(.+?)` \| (.+?) \| (.+?) \| (.+?) \|/gm)
    const told = readFindings().map(({ mutant, verdicts: { fifo, random, pct } }) => [
      mutant,
      ...[fifo, random, pct].map(wording),
    ])
    expect([...rows].map((row) => row.slice(1))).toEqual(told)
  })
})

describe('the findings of a mutant', () => {
  const verdicts = { fifo: 'unseen', random: { seed: 7, invariant: 'a' }, pct: { seed: 3, invariant: 'b' } } as const

  test('have a quickest strategy: the one with the lowest seed', () => {
    expect(quickest(verdicts)).toEqual({ strategy: 'pct', seed: 3, invariant: 'b' })
    expect(quickest({ fifo: 'unseen', random: 'timeout', pct: 'crash' })).toBeNull()
  })

  test('are told by numbers of seeds', () => {
    expect([verdicts.fifo, verdicts.random, 'timeout' as const].map(wording)).toEqual(['-', '7', 'timeout'])
  })
})

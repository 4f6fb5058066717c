import { expect, test } from 'vitest'
import { add, convert, drop, migration, type MigrationPart, rename, type Slice } from '../../src/class/migration.js'

const context = { class: 'Cat', from: '1.0.0', to: '2.0.0', extra: undefined }

/** Carries a slice through parts as an upgrade does: a result is merged, a change in place stays. */
function run(parts: readonly MigrationPart[], way: 'up' | 'down', slice: Slice, dropped?: Slice): Slice {
  const state = { ...slice }
  for (const part of way === 'up' ? parts : parts.toReversed())
    Object.assign(state, part[way]?.(state, dropped, context))
  return state
}

/** The attributes of these names, for comparing what counts. */
function pick(slice: Slice, ...names: string[]): Slice {
  return Object.fromEntries(names.map((name) => [name, slice[name]]))
}

/** Values that a careless step would lose or mix up. */
const values: unknown[] = [0, -1, '', 'text', false, null, undefined, Number.NaN, 10n, [1], { a: 1 }, new Map([[1, 2]])]

test('migration takes the version it starts from, its parts in order, and its target', () => {
  const parts = [rename('a', 'b'), drop('c')]
  expect(migration('1.0.0', ...parts)).toEqual({ from: '1.0.0', to: undefined, parts })
  expect(migration('1.0.0', parts[0]!, { to: '1.5.0' }, parts[1]!)).toEqual({ from: '1.0.0', to: '1.5.0', parts })
})

test('a migration from what is no version is refused when it is written', () => {
  for (const from of ['1', 'v1.0.0', '', '1.0']) {
    expect(() => migration(from)).toThrow(`A migration is malformed: "${from}" is no version (write it as 1.2.3).`)
  }
})

test('rename: up then down gives the slice back, for any value', () => {
  for (const value of values) {
    const up = run([rename('age', 'years')], 'up', { age: value, name: 'Tom' })
    expect(pick(up, 'years', 'name')).toEqual({ years: value, name: 'Tom' })
    expect(up.age).toBeUndefined()
    expect(pick(run([rename('age', 'years')], 'down', up), 'age', 'name')).toEqual({ age: value, name: 'Tom' })
  }
})

test('drop: what was dropped comes back on the way down, even when it was undefined; else it is restored', () => {
  const part = drop('tail', (slice) => `${slice.name}'s`)
  for (const value of values) {
    expect(run([part], 'down', { name: 'Tom' }, { tail: value }).tail).toEqual(value)
  }
  expect(run([part], 'down', { name: 'Tom' }).tail).toBe("Tom's")
  expect(run([part], 'down', { name: 'Tom' }, { other: 1 }).tail).toBe("Tom's")
  expect(run([drop('tail')], 'down', { name: 'Tom' }).tail).toBeUndefined()
})

test('add: what begins is computed from the slice; after a way down it comes back as it was', () => {
  const part = add('initials', ({ name }) => name[0])
  expect(run([part], 'up', { name: 'Tom' })).toEqual({ name: 'Tom', initials: 'T' })
  for (const value of values) {
    expect(run([part], 'up', { name: 'Tom' }, { initials: value }).initials).toEqual(value)
  }
  expect(part.down).toBeUndefined()
})

test('convert: with an inverse, up then down gives the value back; without one there is no way down', () => {
  const part = convert(
    'height',
    (cm: number) => cm / 100,
    (m: number) => m * 100,
  )
  const up = run([part], 'up', { height: 180, name: 'Tom' })
  expect(up).toEqual({ height: 1.8, name: 'Tom' })
  expect(run([part], 'down', up)).toEqual({ height: 180, name: 'Tom' })
  expect(convert('height', (cm: number) => cm / 100).down).toBeUndefined()
})

test('parts tell the plan what they do', () => {
  expect(rename('a', 'b').renames).toEqual({ a: 'b' })
  expect(drop('a').drops).toEqual(['a'])
  expect(add('a', () => 1).adds).toEqual(['a'])
  expect(convert('a', (a) => a).converts).toEqual(['a'])
})

test('a chain of parts undoes itself in reverse: up then down gives the slice back', () => {
  const parts = [
    rename('age', 'years'),
    convert(
      'years',
      (years: number) => years * 12,
      (months: number) => months / 12,
    ),
    rename('years', 'months'),
    drop('tail'),
    add('whiskers', () => 24),
    convert(
      'whiskers',
      (n: number) => [n],
      ([n]: number[]) => n,
    ),
  ]
  const before = { age: 4, tail: { length: 30 }, name: 'Tom' }
  const up = run(parts, 'up', before)
  expect(pick(up, 'months', 'whiskers', 'name')).toEqual({ months: 48, whiskers: [24], name: 'Tom' })
  const down = run(parts, 'down', up, { tail: before.tail })
  expect(pick(down, 'age', 'tail', 'name')).toEqual(before)
})

test('up, down and up again gives what the first way up gave, with what the way down dropped', () => {
  const parts = [add('whiskers', () => 24), rename('age', 'years')]
  const up = run(parts, 'up', { age: 4 })
  up.whiskers = 7
  const down = run(parts, 'down', up)
  expect(pick(run(parts, 'up', down, { whiskers: 7 }), 'whiskers', 'years')).toEqual({ whiskers: 7, years: 4 })
})

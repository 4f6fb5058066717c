import { expect, test } from 'vitest'
import { add, convert, drop, migration, type MigrationPart, rename } from '../../src/class/migration.js'
import { directionOf, findPath, type Path } from '../../src/upgrade/path.js'

/** A part that tells which direction of which migration ran. */
function named(name: string): MigrationPart {
  return {
    up: () => ({ ran: `${name} up` }),
    down: () => ({ ran: `${name} down` }),
  }
}

const context = { class: 'Cat', from: '', to: '', extra: undefined }

function ranges({ steps }: Path): string[] {
  return steps.map(({ from, to }) => `${from}..${to}`)
}

function runs({ steps }: Path): unknown[] {
  return steps.flatMap(({ run }) => run.map((step) => (step({}, undefined, context) as { ran: string }).ran))
}

const three = [
  migration('1.0.0', named('a'), named('b')),
  migration('2.0.0', named('c')),
  migration('3.0.0', named('d')),
]

test('the direction is that of the versions, pre-releases too', () => {
  expect(directionOf('1.0.0', '1.0.0')).toBe('none')
  expect(directionOf('1.9.0', '1.10.0')).toBe('up')
  expect(directionOf('2.0.0', '2.0.0-rc.1')).toBe('down')
})

test('a way up runs the migrations from the old version on, each with its parts in order', () => {
  const path = findPath('1.0.0', '4.0.0', three)
  expect(ranges(path)).toEqual(['1.0.0..2.0.0', '2.0.0..3.0.0', '3.0.0..4.0.0'])
  expect(runs(path)).toEqual(['a up', 'b up', 'c up', 'd up'])
  expect([path.direction, path.defects]).toEqual(['up', []])
})

test('a way down runs the same migrations backwards, each with its parts in reverse', () => {
  const path = findPath('4.0.0', '1.0.0', three)
  expect(ranges(path)).toEqual(['3.0.0..4.0.0', '2.0.0..3.0.0', '1.0.0..2.0.0'])
  expect(runs(path)).toEqual(['d down', 'c down', 'b down', 'a down'])
  expect([path.direction, path.defects]).toEqual(['down', []])
})

test('a way begins and ends where its versions are', () => {
  expect(ranges(findPath('2.0.0', '4.0.0', three))).toEqual(['2.0.0..3.0.0', '3.0.0..4.0.0'])
  expect(ranges(findPath('4.0.0', '3.0.0', three))).toEqual(['3.0.0..4.0.0'])
  expect(ranges(findPath('2.0.0', '3.0.0', three))).toEqual(['2.0.0..3.0.0'])
})

test('a version between two starts is of the range that it lies in', () => {
  expect(ranges(findPath('1.5.0', '4.0.0', three))).toEqual(['1.0.0..2.0.0', '2.0.0..3.0.0', '3.0.0..4.0.0'])
  expect(ranges(findPath('4.0.0', '2.9.9', three))).toEqual(['3.0.0..4.0.0', '2.0.0..3.0.0'])
})

test('the order in which migrations are written does not matter', () => {
  expect(ranges(findPath('1.0.0', '4.0.0', three.toReversed()))).toEqual(ranges(findPath('1.0.0', '4.0.0', three)))
})

test('without migrations, or without a distance, there is nothing to run', () => {
  expect(findPath('1.0.0', '2.0.0', [])).toEqual({ direction: 'up', steps: [], defects: [] })
  expect(findPath('3.0.0', '3.0.0', three)).toEqual({ direction: 'none', steps: [], defects: [] })
  expect(findPath('2.5.0', '2.5.0', three)).toEqual({ direction: 'none', steps: [], defects: [] })
})

test('a version before the first migration is a defect, up and down', () => {
  expect(findPath('0.9.0', '4.0.0', three).defects).toEqual([
    'no migration leads from 0.9.0: the first starts at 1.0.0',
  ])
  expect(findPath('4.0.0', '0.9.0', three).defects).toEqual([
    'no migration leads back to 0.9.0: the first starts at 1.0.0',
  ])
})

test('one part without a way down is enough for a defect; a part without steps is none', () => {
  const both = named('both')
  expect(findPath('2.0.0', '1.0.0', [migration('1.0.0', both, { up: () => ({}) })]).defects).toEqual([
    'the migration from 1.0.0 to 2.0.0 has no way down: give it a `down`',
  ])
  expect(findPath('2.0.0', '1.0.0', [migration('1.0.0', both, { drops: ['tail'] })]).defects).toEqual([])
})

test('each migration on a way down that cannot go down is a defect; a part that only adds can', () => {
  const up = { up: () => ({}) }
  const migrations = [
    migration('1.0.0', up),
    migration(
      '2.0.0',
      convert('age', (age) => age),
    ),
    migration(
      '3.0.0',
      add('tail', () => 1),
      rename('a', 'b'),
      drop('c'),
      { down: () => ({}) },
    ),
  ]
  expect(findPath('4.0.0', '3.0.0', migrations).defects).toEqual([])
  expect(findPath('4.0.0', '1.0.0', migrations).defects).toEqual([
    'the migration from 1.0.0 to 2.0.0 has no way down: give it a `down`',
    'the migration from 2.0.0 to 3.0.0 has no way down: give it a `down`',
  ])
  expect(findPath('1.0.0', '4.0.0', migrations).defects).toEqual([])
})

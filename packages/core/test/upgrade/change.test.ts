import { expect, test } from 'vitest'
import { add, drop, migration, rename } from '../../src/class/migration.js'
import { compareGenerations } from '../../src/upgrade/change.js'
import { type Facts, generation } from './generations.js'

function compare(previous: Facts | null, next: Facts) {
  return compareGenerations(previous === null ? null : generation(previous), generation(next))
}

test('a class that does not run yet is added, with all that it has', () => {
  expect(compare(null, { version: '1.0.0', attributes: { age: {} }, requests: ['meow'] })).toMatchObject({
    class: 'Cat',
    kind: 'added',
    direction: 'none',
    from: null,
    to: '1.0.0',
    via: ['1.0.0'],
    attributes: { added: ['age'], dropped: [], renamed: {} },
    methods: { added: ['meow'], removed: [] },
    isCodeOnly: true,
  })
})

test('the kind goes by content first, and by version where the content is the same', () => {
  const kindTo = (version: string, hash: string): string =>
    compare({ version: '1.0.0', hash: 'x' }, { version, hash }).kind
  expect(kindTo('1.0.0', 'x')).toBe('unchanged')
  expect(kindTo('2.0.0', 'x')).toBe('renumbered')
  expect(kindTo('2.0.0', 'y')).toBe('changed')
  expect(kindTo('1.0.0', 'y')).toBe('changed')
})

test('attributes are added, dropped and renamed; methods added and removed', () => {
  const change = compare(
    { version: '1.0.0', attributes: { height: {}, tail: {}, name: {} }, requests: ['meow', 'hiss'], oneways: ['run'] },
    {
      version: '2.0.0',
      attributes: { name: {}, size: {}, lives: {} },
      requests: ['meow', 'purr'],
      oneways: ['run'],
      migrations: [migration('1.0.0', rename('height', 'size'), drop('tail'))],
    },
  )
  expect(change.attributes).toEqual({ added: ['lives'], dropped: ['tail'], renamed: { height: 'size' } })
  expect(change.methods).toEqual({ added: ['purr'], removed: ['hiss'] })
})

test('going down renames go the other way, by the migrations of the newer class', () => {
  const newer = {
    version: '2.0.0',
    attributes: { size: {}, lives: {} },
    migrations: [
      migration(
        '1.0.0',
        rename('height', 'size'),
        add('lives', () => 9),
      ),
    ],
  }
  const change = compare(newer, { version: '1.0.0', attributes: { height: {} } })
  expect(change.direction).toBe('down')
  expect(change.attributes).toEqual({ added: [], dropped: ['lives'], renamed: { size: 'height' } })
})

test('renames of a chain are told end to end, over however many steps', () => {
  const migrations = [
    migration('1.0.0', rename('a', 'b'), rename('x', 'y')),
    migration('2.0.0', rename('b', 'c')),
    migration('3.0.0', rename('c', 'd')),
  ]
  const first = { version: '1.0.0', attributes: { a: {}, x: {} } }
  const last = { version: '4.0.0', attributes: { d: {}, y: {} }, migrations }
  expect(compare(first, last).attributes).toEqual({ added: [], dropped: [], renamed: { a: 'd', x: 'y' } })
  expect(compare(last, first).attributes).toEqual({ added: [], dropped: [], renamed: { d: 'a', y: 'x' } })
})

test('two names that change places are told as renames', () => {
  const change = compare(
    { version: '1.0.0', attributes: { a: {}, b: {} } },
    {
      version: '2.0.0',
      attributes: { a: {}, b: {} },
      migrations: [migration('1.0.0', rename('a', 'swap'), rename('b', 'a'), rename('swap', 'b'))],
    },
  )
  expect(change.attributes.renamed).toEqual({ a: 'b', b: 'a' })
})

test('the versions that a slice passes are told in the order of the way', () => {
  const migrations = [migration('1.0.0'), migration('2.0.0'), migration('3.0.0')]
  const newest: Facts = { version: '4.0.0', migrations }
  expect(compare({ version: '1.0.0' }, newest).via).toEqual(['1.0.0', '2.0.0', '3.0.0', '4.0.0'])
  expect(compare(newest, { version: '1.0.0' }).via).toEqual(['4.0.0', '3.0.0', '2.0.0', '1.0.0'])
  expect(compare({ version: '1.5.0' }, newest).via).toEqual(['1.5.0', '2.0.0', '3.0.0', '4.0.0'])
  expect(compare(newest, { version: '2.5.0' }).via).toEqual(['4.0.0', '3.0.0', '2.5.0'])
  expect(compare({ version: '1.0.0' }, { version: '2.0.0' }).via).toEqual(['1.0.0', '2.0.0'])
  expect(compare({ version: '1.0.0', hash: 'x' }, { version: '1.0.0', hash: 'x' }).via).toEqual(['1.0.0'])
})

test('an upgrade is code only when no state has to change', () => {
  const age = { age: {} }
  const isCodeOnly = (previous: Facts, next: Facts): boolean => compare(previous, next).isCodeOnly
  expect(isCodeOnly({ version: '1.0.0', attributes: age }, { version: '2.0.0', attributes: age })).toBe(true)
  expect(isCodeOnly({ version: '1.0.0', attributes: age }, { version: '2.0.0' })).toBe(false)
  expect(isCodeOnly({ version: '1.0.0' }, { version: '2.0.0', attributes: age })).toBe(false)
  expect(isCodeOnly({ version: '1.0.0', attributes: { years: {} } }, { version: '2.0.0', attributes: age })).toBe(false)
  const migrations = [migration('1.0.0', { up: () => ({}) })]
  expect(isCodeOnly({ version: '1.0.0' }, { version: '2.0.0', migrations })).toBe(false)
  expect(isCodeOnly({ version: '1.0.0', hash: 'x' }, { version: '2.0.0', hash: 'x', migrations })).toBe(true)
})

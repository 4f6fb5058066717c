import { describe, expect, test } from 'vitest'
import { add, convert, drop, migration, type Migration, rename, type Slice } from '../../src/class/migration.js'
import type { AttributeOptions } from '../../src/class/metadata.js'
import { attributesOf } from '../../src/registry/install.js'
import { WriteGuard } from '../../src/registry/guard.js'
import { type Layout, layOut, type State } from '../../src/registry/layout.js'
import { compareGenerations } from '../../src/upgrade/change.js'
import { makeMigrator } from '../../src/upgrade/migrator.js'
import { withoutCodegen } from '../without-codegen.js'
import { generation } from './generations.js'

type Attributes = Readonly<Record<string, AttributeOptions>>

interface Way {
  readonly before: Attributes
  readonly after: Attributes
  readonly migrations?: readonly Migration[]
  readonly from?: string
  readonly to?: string
  readonly extra?: unknown
}

const schema = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value: unknown) => (value === -1 ? { issues: [{ message: 'is negative' }] } : { value }),
  },
} as const

for (const [mode, run] of [
  ['with generated code', <T>(work: () => T): T => work()],
  ['with closures', withoutCodegen],
] as const) {
  /** Carries the state of a Cat over; Creature, its base, has an attribute of its own and stays as it is. */
  const migrate = (
    { before, after, migrations = [], from = '1.0.0', to = '2.0.0', extra }: Way,
    values: Slice,
  ): State => {
    const base = generation({ name: 'Creature', version: '1.0.0', attributes: { age: { initial: 0 } } })
    const previous = generation({ version: from, attributes: before, migrations: from > to ? migrations : [] })
    const next = generation({ version: to, attributes: after, migrations: from > to ? [] : migrations })
    const change = compareGenerations(previous, next)
    const layout = (of: typeof next): Layout => layOut(attributesOf([of, base]), new WriteGuard())
    return run(() => {
      const old = layout(previous)
      const state = old.make(...old.attributes.map(({ name }) => values[name]))
      const kept = { ...state }
      const result = makeMigrator(old, layout(next), [change], () => [], extra)(state, 1)
      expect(state).toEqual(kept)
      return result
    })
  }

  describe(mode, () => {
    test('what no migration names is carried over, in the order of the new layout, beside what other levels have', () => {
      const way = { before: { a: {}, b: {} }, after: { b: {}, a: {}, c: { initial: 3 } } }
      expect(Object.entries(migrate(way, { age: 4, a: 1, b: 2 }))).toEqual([
        ['age', 4],
        ['b', 2],
        ['a', 1],
        ['c', 3],
      ])
    })

    test('a value that is undefined, or null, is carried over as it is', () => {
      const way = { before: { a: {}, b: {} }, after: { a: { initial: 1 }, b: { initial: 1 } } }
      expect(migrate(way, { a: undefined, b: null })).toMatchObject({ a: undefined, b: null })
    })

    test('parts do what they say: renamed, dropped, added, converted', () => {
      const way = {
        before: { height: {}, tail: {}, name: {} },
        after: { size: {}, name: {}, initials: {} },
        migrations: [
          migration(
            '1.0.0',
            rename('height', 'size'),
            drop('tail'),
            add('initials', ({ name }) => name[0]),
            convert('size', (cm: number) => cm / 100),
          ),
        ],
      }
      expect(migrate(way, { age: 4, height: 30, tail: 20, name: 'Tom' })).toEqual({
        age: 4,
        size: 0.3,
        name: 'Tom',
        initials: 'T',
      })
    })

    test('a function sees its own slice only, as a copy, with both versions and the extra data', () => {
      const seen: unknown[] = []
      const way = {
        before: { a: {} },
        after: { b: {} },
        extra: 'data',
        migrations: [
          migration('1.0.0', {
            up: (slice, dropped, context) => {
              seen.push({ ...slice }, dropped, context)
              slice.a = 'changed'
              return { b: 2 }
            },
          }),
        ],
      }
      expect(migrate(way, { age: 4, a: 1 })).toEqual({ age: 4, b: 2 })
      expect(seen).toEqual([{ a: 1 }, undefined, { class: 'Cat', from: '1.0.0', to: '2.0.0', extra: 'data' }])
    })

    test('a function may change its slice instead of returning one', () => {
      const way = {
        before: { a: {} },
        after: { a: {}, b: {} },
        migrations: [migration('1.0.0', { up: (slice) => void Object.assign(slice, { a: 2, b: 3 }) })],
      }
      expect(migrate(way, { a: 1 })).toMatchObject({ a: 2, b: 3 })
    })

    test('an initial value that is a function is made anew for each state', () => {
      const way = { before: {}, after: { toys: { initial: () => [] } } }
      const [one, two] = [migrate(way, {}), migrate(way, {})]
      expect(one.toys).toEqual([])
      expect(one.toys).not.toBe(two.toys)
    })

    test('a new attribute of a name that ended has what a function gives it, or else its initial value', () => {
      const way = (given: Slice) => ({
        before: { a: {}, b: {} },
        after: { a: { initial: 'new' }, b: {} },
        migrations: [migration('1.0.0', drop('a'), { up: () => given })],
      })
      expect(migrate(way({ a: 'given' }), { a: 'old', b: 1 })).toMatchObject({ a: 'given', b: 1 })
      expect(migrate(way({}), { a: 'old', b: 1 })).toMatchObject({ a: 'new', b: 1 })
    })

    test('a new attribute of a name that went on under another one gets its initial value', () => {
      const way = {
        before: { a: {} },
        after: { a: { initial: 'new' }, b: {} },
        migrations: [migration('1.0.0', rename('a', 'b'))],
      }
      expect(migrate(way, { a: 'old' })).toMatchObject({ a: 'new', b: 'old' })
    })

    test('a jump over versions gives what its steps give, where an attribute ended and another began under its name', () => {
      const way = {
        before: { a: {} },
        after: { a: { initial: 'new' } },
        to: '3.0.0',
        migrations: [migration('1.0.0', drop('a')), migration('2.0.0')],
      }
      expect(migrate(way, { a: 'old' })).toMatchObject({ a: 'new' })
    })

    test('going down, a dropped attribute is restored from what there is', () => {
      const way = {
        from: '2.0.0',
        to: '1.0.0',
        before: { months: {} },
        after: { months: {}, age2: {} },
        migrations: [
          migration(
            '1.0.0',
            drop('age2', ({ months }) => months / 12),
          ),
        ],
      }
      expect(migrate(way, { months: 24 })).toMatchObject({ months: 24, age2: 2 })
    })

    test('a migration that gives no value for an attribute without an initial one fails, and says so', () => {
      const way = { before: {}, after: { a: {} }, migrations: [migration('1.0.0', { up: () => ({}) })] }
      expect(() => migrate(way, {})).toThrow('the migration of Cat gives no a, which has no initial value')
    })

    test('an asynchronous migration fails, and says what to do instead', () => {
      const way = { before: {}, after: { a: {} }, migrations: [migration('1.0.0', { up: async () => ({ a: 1 }) })] }
      expect(() => migrate(way, {})).toThrow('hand it over as `extra`')
    })

    test('a schema judges what a migration made', () => {
      const migrations = [
        migration(
          '1.0.0',
          convert('a', (a: number) => -a),
        ),
      ]
      const way = { before: { a: {} }, after: { a: { schema } }, migrations }
      expect(migrate(way, { a: 2 })).toMatchObject({ a: -2 })
      expect(() => migrate(way, { a: 1 })).toThrow('a is invalid after the migration: is negative')
    })

    test('an error of a migration comes out as it is', () => {
      const error = new RangeError('too old')
      const up = (): Slice => {
        throw error
      }
      const way = { before: {}, after: {}, migrations: [migration('1.0.0', { up })] }
      let caught: unknown
      try {
        migrate(way, {})
      } catch (thrown) {
        caught = thrown
      }
      expect(caught).toBe(error)
    })
  })
}

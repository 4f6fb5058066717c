import { expect, test } from 'vitest'
import {
  actor,
  Actor,
  attribute,
  migration,
  oneway,
  request,
  type RequestOptions,
  service,
  staticMethod,
} from '../../src/index.js'
import { add, convert, drop, rename } from '../../src/class/migration.js'
import { ownRecord } from '../../src/class/reader.js'
import type { ActorOptions, AttributeOptions } from '../../src/class/metadata.js'
import { contentHash } from '../../src/loader/hash.js'

type Decorate = (value: typeof Actor & { prototype: object }) => void

/** The hash of a class whose text is always the same; decorators make the difference. */
function hashOf(
  options: Partial<ActorOptions> = {},
  decorate: Decorate = () => {},
  parent: string | null = null,
): string {
  @actor({ name: 'Cat', version: '1.0.0', ...options })
  class Cat extends Actor {}
  decorate(Cat as never)
  return contentHash(Cat, ownRecord(Cat), parent, [])
}

function withAttribute(options: AttributeOptions): string {
  return hashOf({}, (value) => attribute(options)(value.prototype, 'age'))
}

function withMigrations(...migrations: ReturnType<typeof migration>[]): string {
  return hashOf({ migrations })
}

function allDiffer(hashes: readonly string[]): void {
  expect(new Set(hashes).size).toBe(hashes.length)
}

test('equal content has equal hashes; version, name and description are no content', () => {
  expect(hashOf()).toBe(hashOf())
  expect(hashOf({ version: '2.0.0' })).toBe(hashOf())
  expect(hashOf({ description: 'a cat' })).toBe(hashOf())
  expect(hashOf()).toMatch(/^[0-9a-f]{16}$/)
})

test('the text of a class counts, and its superclass', () => {
  @actor({ version: '1.0.0' })
  class Other extends Actor {
    meow() {}
  }
  allDiffer([hashOf(), hashOf({}, () => {}, 'Creature'), contentHash(Other, ownRecord(Other), null, [])])
  expect(contentHash(Other, ownRecord(Other), null, ['T'])).not.toBe(contentHash(Other, ownRecord(Other), null, []))
})

test('every attribute counts, with its initial value', () => {
  allDiffer([
    hashOf(),
    withAttribute({}),
    ...[undefined, null, 0, 1, '1', '', true, 'null', 1n, Number.NaN, Infinity, -Infinity].map((initial) =>
      withAttribute({ initial }),
    ),
    withAttribute({ initial: () => [] }),
    withAttribute({ initial: () => ({}) }),
  ])
  expect(withAttribute({ initial: () => [] })).toBe(withAttribute({ initial: () => [] }))
  expect(withAttribute({ description: 'in years' })).toBe(withAttribute({}))
})

test('it counts whether an attribute is judged by a schema', () => {
  const schema = { '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) } } as const
  allDiffer([withAttribute({}), withAttribute({ schema })])
})

test('what is sent counts, with its kind, and so do statics and services', () => {
  const apply =
    (decorator: unknown): Decorate =>
    (value) =>
      (decorator as (target: object, name: string, descriptor: object) => void)(value.prototype, 'x', {})
  const withStatic =
    (code: Function): Decorate =>
    (value) =>
      staticMethod()(value, 'x', { value: code } as never)
  allDiffer([
    hashOf(),
    hashOf({}, apply(request())),
    hashOf({}, apply(request({ const: true }))),
    hashOf({}, apply(oneway())),
    hashOf({}, apply(service('a'))),
    hashOf({}, apply(service('b'))),
    hashOf(
      {},
      withStatic(() => 1),
    ),
    hashOf(
      {},
      withStatic(() => 2),
    ),
  ])
})

test('aliases count, with their adapters, and so do the bound and the order of the mailbox', () => {
  const withAliases = (aliases: RequestOptions['aliases']): string =>
    hashOf({}, (value) => request({ aliases: aliases! })(value.prototype, 'x', {} as never))
  allDiffer([
    withAliases([]),
    withAliases(['a']),
    withAliases(['b']),
    withAliases({ a: (x: number) => [x] }),
    withAliases({ a: (x: number) => [x, x] }),
    hashOf({ mailbox: { capacity: 1, overflow: 'reject' } }),
    hashOf({ mailbox: { capacity: 2, overflow: 'reject' } }),
    hashOf({ mailbox: { capacity: 2, overflow: 'drop-oldest' } }),
    hashOf({ mailbox: { capacity: 2, overflow: 'drop-oldest', order: Symbol('a') } }),
    hashOf({ mailbox: { order: Symbol('a') } }),
    hashOf({ mailbox: { order: Symbol('b') } }),
    hashOf({ mailbox: { order: 'b' } }),
  ])
})

test('every migration counts, with the functions that its helpers were given', () => {
  const up = { up: () => ({ a: 1 }) }
  allDiffer([
    hashOf(),
    withMigrations(migration('0.1.0')),
    withMigrations(migration('0.2.0')),
    withMigrations(migration('0.1.0', { to: '0.5.0' })),
    withMigrations(migration('0.1.0', up)),
    withMigrations(migration('0.1.0', { down: up.up })),
    withMigrations(migration('0.1.0', rename('a', 'b'))),
    withMigrations(migration('0.1.0', rename('a', 'c'))),
    withMigrations(migration('0.1.0', drop('a'))),
    withMigrations(
      migration(
        '0.1.0',
        drop('a', () => 1),
      ),
    ),
    withMigrations(
      migration(
        '0.1.0',
        drop('a', () => 2),
      ),
    ),
    withMigrations(
      migration(
        '0.1.0',
        add('a', () => 1),
      ),
    ),
    withMigrations(
      migration(
        '0.1.0',
        add('a', () => 2),
      ),
    ),
    withMigrations(
      migration(
        '0.1.0',
        convert('a', (a) => a),
      ),
    ),
    withMigrations(
      migration(
        '0.1.0',
        convert('a', (a) => [a]),
      ),
    ),
    withMigrations(
      migration(
        '0.1.0',
        convert(
          'a',
          (a) => [a],
          ([a]) => a,
        ),
      ),
    ),
  ])
})

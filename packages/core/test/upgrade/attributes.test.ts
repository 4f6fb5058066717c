// What a plan demands of the attributes that begin and end in it.

import { expect, test } from 'vitest'
import { add, convert, drop, migration, type Migration, rename } from '../../src/class/migration.js'
import type { AttributeOptions } from '../../src/class/metadata.js'
import { planDefects } from '../../src/upgrade/check.js'
import { compareGenerations } from '../../src/upgrade/change.js'
import type { Registry } from '../../src/registry/registry.js'
import { type Facts, generation } from './generations.js'

type Attributes = Readonly<Record<string, AttributeOptions>>

/** A registry of which no class is asked for but those of the plan. */
const empty = { find: () => undefined } as unknown as Registry

function defects(previous: Facts, next: Facts): string[] {
  return planDefects([compareGenerations(generation(previous), generation(next))], [], empty)
}

function up(before: Attributes, after: Attributes, ...migrations: Migration[]): string[] {
  return defects({ version: '1.0.0', attributes: before }, { version: '4.0.0', attributes: after, migrations })
}

function down(before: Attributes, after: Attributes, ...migrations: Migration[]): string[] {
  return defects({ version: '4.0.0', attributes: before, migrations }, { version: '1.0.0', attributes: after })
}

const none = {}

test('a dropped attribute needs a migration that says so', () => {
  expect(up({ a: none }, {})).toEqual([
    "Cat 4.0.0: it drops the attribute a without a migration that says so: add migration('1.0.0', ...) with drop('a') or rename('a', ...)",
  ])
  expect(up({ a: none }, {}, migration('1.0.0', drop('a')))).toEqual([])
  expect(up({ a: none }, { b: none }, migration('1.0.0', rename('a', 'b')))).toEqual([])
})

test('an added attribute needs an initial value or a migration', () => {
  expect(up({}, { a: none })).toEqual([
    "Cat 4.0.0: its attribute a is new and has neither an initial value nor a migration: give it `initial`, or add migration('1.0.0', ...)",
  ])
  expect(up({}, { a: { initial: undefined } })).toEqual([])
  expect(
    up(
      {},
      { a: none },
      migration(
        '1.0.0',
        add('a', () => 1),
      ),
    ),
  ).toEqual([])
})

test('a migration of parts that concern other attributes does not excuse', () => {
  const other = migration(
    '1.0.0',
    convert('c', (c) => c),
    rename('d', 'e'),
  )
  expect(up({ a: none, c: none, d: none }, { b: none, c: none, e: none }, other)).toHaveLength(2)
})

test('a function may do anything, so it excuses everything', () => {
  const free = migration('1.0.0', { up: () => ({ b: 1 }) })
  expect(up({ a: none }, { b: none }, free)).toEqual([])
})

test('going down, what the newer version dropped comes back and what it added goes', () => {
  const steps = migration(
    '1.0.0',
    drop('a', () => 1),
    add('b', () => 2),
  )
  expect(down({ b: none }, { a: none }, steps)).toEqual([])
  expect(down({ b: { initial: 2 } }, {})).toEqual([])
  const other = migration(
    '1.0.0',
    convert(
      'c',
      (c) => c,
      (c) => c,
    ),
  )
  expect(down({ b: none, c: none }, { c: none }, other)).toEqual([
    "Cat 1.0.0: it drops the attribute b without a migration that says so: add migration('1.0.0', ...) with drop('b') or rename('b', ...)",
  ])
})

test('the new attribute of a name that went on under another one needs a value as any other', () => {
  const moved = migration('1.0.0', rename('a', 'b'))
  expect(up({ a: none }, { a: none, b: none }, moved)).toHaveLength(1)
  expect(up({ a: none }, { a: { initial: 1 }, b: none }, moved)).toEqual([])
  expect(
    up(
      { a: none },
      { a: none, b: none },
      migration(
        '1.0.0',
        rename('a', 'b'),
        add('a', () => 1),
      ),
    ),
  ).toEqual([])
})

test('over several versions, an attribute that is renamed first and dropped later has been told', () => {
  const steps = [migration('1.0.0', rename('a', 'b')), migration('2.0.0', drop('b'))]
  expect(up({ a: none }, {}, ...steps)).toEqual([])
  expect(down({}, { a: none }, ...steps)).toEqual([])
})

test('over several versions, an attribute that is added first and renamed later has been told', () => {
  const steps = [
    migration(
      '1.0.0',
      add('a', () => 1),
    ),
    migration('2.0.0', rename('a', 'b')),
  ]
  expect(up({}, { b: none }, ...steps)).toEqual([])
  expect(down({ b: none }, {}, ...steps)).toEqual([])
})

test('over several versions, an attribute that came and went is no concern', () => {
  const steps = [
    migration(
      '1.0.0',
      add('a', () => 1),
    ),
    migration('2.0.0', drop('a')),
  ]
  expect(up({}, {}, ...steps)).toEqual([])
  expect(down({}, {}, ...steps)).toEqual([])
})

test('a migration that speaks of an attribute which there is not is told, up and down', () => {
  for (const part of [rename('agee', 'years'), drop('agee'), convert('agee', (age) => age)]) {
    const defects = up({ age: none }, { age: none }, migration('1.0.0', part))
    expect(defects.some((defect) => defect.includes('agee') && defect.includes('spelling'))).toBe(true)
  }
  const misspelt = migration('1.0.0', rename('age', 'yearss'))
  expect(down({ years: none }, { age: none }, misspelt).some((defect) => defect.includes('yearss'))).toBe(true)
})

test('after a function attributes may have any name: what later parts speak of is not told', () => {
  const free = migration('1.0.0', { up: () => ({ years: 1 }), down: () => ({ age: 1 }) }, rename('years', 'winters'))
  expect(up({ age: none }, { winters: none }, free)).toEqual([])
  const before = migration('1.0.0', rename('years', 'winters'), { up: () => ({}), down: () => ({}) })
  expect(up({ age: none }, { winters: none }, before).some((defect) => defect.includes('years'))).toBe(true)
})

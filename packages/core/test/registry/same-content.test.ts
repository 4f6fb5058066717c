// Whether two generations are the same code.

import { expect, test } from 'vitest'
import { migration } from '../../src/index.js'
import type { Generation } from '../../src/registry/generation.js'
import { areComparable, haveSameContent } from '../../src/registry/same-content.js'
import { type Facts, generation } from '../upgrade/generations.js'

const facts: Facts = {
  version: '1.0.0',
  attributes: { age: {} },
  requests: ['hunt'],
  oneways: ['doze'],
  migrations: [migration('0.1.0')],
}

/** One that came by a release: its sources are hashed, not its text. */
function released(some: Partial<Facts> = {}): Generation {
  const made = generation({ ...facts, ...some })
  made.record.origin = { hash: 'of the sources', place: null }
  return made
}

test('of one kind, their hashes tell', () => {
  for (const make of [(hash: string) => generation({ ...facts, hash }), (hash: string) => released({ hash })]) {
    expect(areComparable(make('x'), make('y'))).toBe(true)
    expect(haveSameContent(make('x'), make('x'))).toBe(true)
    expect(haveSameContent(make('x'), make('y'))).toBe(false)
  }
})

test('of two kinds, version and declarations have to tell', () => {
  const own = generation(facts)
  expect(areComparable(own, released())).toBe(false)
  expect(haveSameContent(own, released())).toBe(true)
  expect(haveSameContent(released(), own)).toBe(true)
})

test.each<[string, Partial<Facts>]>([
  ['a version', { version: '1.0.1' }],
  ['an attribute', { attributes: { age: {}, name: {} } }],
  ['a method', { requests: ['hunt', 'eat'] }],
  ['the name of a method', { requests: ['eat'] }],
  ['the kind of a method', { requests: [], oneways: ['hunt', 'doze'] }],
  ['where a migration starts', { migrations: [migration('0.2.0')] }],
  ['a migration', { migrations: [] }],
])('of two kinds, %s that is another one makes another content', (_, other) => {
  expect(haveSameContent(generation(facts), released(other))).toBe(false)
})

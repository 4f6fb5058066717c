import { expect, test } from 'vitest'
import { actor, Actor } from '../../src/index.js'
import { specDefects } from '../../src/supervision/child-checks.js'
import { completeSpec } from '../../src/supervision/child-spec.js'

@actor({ name: 'Bee', version: '1.0.0' })
class Insect extends Actor {}
class Nobody {}

test('a sound spec has no defects, and is completed by the defaults, with its class by name', () => {
  expect(
    specDefects([
      { id: 'a', class: Insect },
      { id: 'b', class: 'Bee', shutdown: 'kill' },
    ]),
  ).toEqual([])
  expect(completeSpec({ id: 'a', class: Insect })).toEqual({
    id: 'a',
    class: 'Bee',
    args: [],
    name: null,
    restart: 'permanent',
    shutdown: 5000,
    timeout: 5000,
    labels: {},
  })
})

test('all defects of all specs are told at once, each with its cure', () => {
  const specs = [
    { id: '', class: Insect },
    { id: 'a', class: Nobody, args: 'x', restart: 'often' },
    { id: 'a', class: '', shutdown: -1, timeout: 'long', labels: [] },
    { id: 'b', class: Insect, name: '<0.1>', restarts: 3 },
    7,
  ]
  expect(specDefects(specs)).toEqual([
    'child 1 has "" as its id: give a text',
    'child a has Nobody as its class: give an actor class, or its name',
    'child a has "x" as its args: give a list',
    'child a has "often" as its restart: say permanent, transient, temporary',
    'child a has "" as its class: give an actor class, or its name',
    "child a has -1 as its shutdown: give milliseconds, or 'kill'",
    'child a has "long" as its timeout: give milliseconds',
    'child a has a list as its labels: give an object',
    'child b has "<0.1>" as its name: give a text that is no pid',
    'child b has a field restarts, which no spec has: it has id, class, args, name, restart, shutdown, timeout, labels',
    'child 5 is 7: give a spec, { id, class, ... }',
    'two children have the id a: give each an id of its own',
  ])
})

test.each([
  [undefined, 'nothing'],
  [null, 'null'],
  [{}, 'an object'],
  ['a', '"a"'],
])('%s is no list', (specs, words) => {
  expect(specDefects(specs)).toEqual([`the children are ${words}: give a list of specs`])
})

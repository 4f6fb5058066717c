// What has nothing to test is refused, with everything that is wrong.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Actor, actor, attribute, migration, rename, request } from '../../../src/index.js'
import { call, type UpgradeTestOptions } from '../../../src/testing/index.js'
import { defectsOf } from './failure.js'

function makeCat(version = '1.0.0') {
  @actor({ version })
  class Cat extends Actor {
    @attribute() weight = 0
    @request() eat(grams: number): number {
      return (this.weight += grams)
    }
  }
  return Cat
}

function makeNext(from: string, version = '2.0.0') {
  @actor({ version, migrations: [migration(from, rename('weight', 'mass'))] })
  class Cat extends Actor {
    @attribute() mass = 0
    @request() eat(grams: number): number {
      return (this.mass += grams)
    }
  }
  return Cat
}

const sound: UpgradeTestOptions = {
  from: makeCat,
  to: () => makeNext('1.0.0'),
  workload: [call('eat', fc.nat())],
}

test('the same class on both sides', async () => {
  const Cat = makeCat()
  expect(await defectsOf({ ...sound, from: Cat, to: Cat })).toEqual([
    'nothing would be upgraded: Cat 1.0.0 is in `from` and in `to`; give `to` the next version',
  ])
})

test('two classes that have nothing in common', async () => {
  @actor({ version: '1.0.0' })
  class Dog extends Actor {}
  expect(await defectsOf({ ...sound, to: Dog })).toEqual([
    expect.stringContaining('no class of `to` has the name of one of `from`'),
  ])
})

test('no migration leads to the new version; other code has the same version', async () => {
  expect(await defectsOf({ ...sound, to: () => makeNext('1.5.0') })).toEqual([
    expect.stringContaining('no migration leads from 1.0.0'),
    expect.stringContaining('it drops the attribute weight without a migration that says so'),
    expect.stringContaining('its attribute mass is new and has neither an initial value nor a migration'),
  ])
  const [first] = await defectsOf({ ...sound, from: () => makeCat('2.0.0') })
  expect(first).toContain('its code has changed, but not its version')
})

test('what is no actor class, on either side', async () => {
  class Plain {}
  class Bare extends Actor {}
  expect(await defectsOf({ ...sound, from: [Bare, makeCat('one')], to: Plain as never })).toEqual([
    expect.stringContaining("`from`: Bare: it is not decorated: put `@actor({ version: '1.0.0' })` on it"),
    expect.stringContaining('`from`: Cat: its version is "one"'),
    expect.stringContaining('`to`: Plain: it does not extend Actor'),
    expect.stringContaining('`to`: Plain: it is not decorated'),
  ])
  const broken = (): never => {
    throw new Error('not yet')
  }
  expect(await defectsOf({ ...sound, from: [], to: broken })).toEqual([
    '`from` has no class',
    '`to` could not be evaluated: not yet',
  ])
  expect(await defectsOf({ ...sound, to: undefined as never })).toEqual(['`to`: undefined is not a class'])
})

test('options that cannot be, all at once', async () => {
  const wrong = {
    ...sound,
    workloads: [],
    workload: [7, { ...call('eat'), args: [8], weight: 0.5 }, call('purr')],
    states: { Dog: fc.record({}), Cat: { weight: 1 } },
    invariants: [{ name: 'none' }],
    strategies: ['luck'],
    runs: 1.5,
    seed: '1',
    replay: 'again',
    spawn: 'two',
    options: { strategy: 'slow' },
  } as unknown as UpgradeTestOptions
  expect(await defectsOf(wrong)).toEqual([
    expect.stringMatching(/^there is no option workloads: there are from, to, /),
    'runs is 1.5: give a whole number',
    "seed is '1': give a whole number",
    "spawn is 'two': give a function",
    "there is no strategy 'luck': there are first-in-first-out, random-walk, fair-priorities",
    "replay is 'again': give the text that a failure has named, such as 'run:7:0'",
    'the workload has 7: write call(method, ...arbitraries), or a function',
    "call('eat') has the weight 0.5: give a whole number from 1 on",
    "call('eat') has the argument 8: give an arbitrary, such as fc.constant(...)",
    "an invariant is { name: 'none' }: write { name, check }",
    'states.Cat is { weight: 1 }: give an arbitrary of fast-check',
    expect.stringContaining('strategy is "slow", which is none of atomic, lazy'),
    'the workload calls purr, which is a request or oneway of no class: they have eat',
    'states are given for Dog, which is no class of `from`: they are Cat',
  ])
})

test('a workload with nothing in it', async () => {
  const [first] = await defectsOf({ ...sound, workload: [] })
  expect(first).toBe('the workload is no list with something in it: write `workload: [call(method, ...arbitraries)]`')
})

test.each(['run:1:0:9999', 'run:1:0:9999:0', 'law:Cat:1:0:9999', 'law:Cat:1:0:9999:0', 'law:Dog:1:0'])(
  'a replay that leads nowhere: %s',
  async (replay) => {
    expect(await defectsOf({ ...sound, replay })).toEqual([
      'replay leads nowhere: the other options have to be as they were, and the classes nearly so',
    ])
  },
)

test('constructors that take arguments, and nobody who gives them', async () => {
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    @attribute() weight: number
    constructor(weight: number) {
      super()
      this.weight = weight
    }
    @request() eat(grams: number): number {
      return (this.weight += grams)
    }
  }
  expect(await defectsOf({ ...sound, from: Cat })).toEqual([
    'no class of `from` has a constructor without arguments: say `spawn`, which gives the refs of some',
  ])
})

// What a message, a birth and an instance cost, by counts that do not depend on the machine; the limits are in bench/limits.json.
// It has a process of its own, because it counts the promises and the heap of all that runs, and asks V8 for hidden classes.

import { createHook } from 'node:async_hooks'
import { setFlagsFromString } from 'node:v8'
import { expect, test } from 'vitest'
import {
  Actor,
  actor,
  ActorSystem,
  add,
  attribute,
  drop,
  migration,
  oneway,
  type Oneway,
  type Ref,
  rename,
  request,
} from '@instar/core'
import limits from '../bench/limits.json' with { type: 'json' }
import { cellKey, stateKey } from '../src/class/keys.js'

@actor({ version: '1.0.0' })
abstract class Counting extends Actor {
  @attribute() count = 0

  @request() read(): number {
    return this.count
  }

  @request() itself(): object {
    return this
  }

  @oneway() add(): Oneway {
    this.count += 1
  }
}

type CounterClass = new () => Counting

/** One form of the class, and the other: names and numbers of attributes differ. */
function makeOdd(version: number): CounterClass {
  const steps = version === 1 ? [] : [migration(`${version - 1}.0.0`, rename('title', 'name'), drop('extra'))]
  @actor({ version: `${version}.0.0`, migrations: steps })
  class Counter extends Counting {
    @attribute() name = 'Tom'
  }
  return Counter
}

function makeEven(version: number): CounterClass {
  const extra = add('extra', () => 1)
  @actor({ version: `${version}.0.0`, migrations: [migration(`${version - 1}.0.0`, rename('name', 'title'), extra)] })
  class Counter extends Counting {
    @attribute() title = 'Tom'
    @attribute() extra = 0
  }
  return Counter
}

const times = 2000
const living = 5000
const warmUps = 20
const looks = 9
const upgrades = 4
const collect = (globalThis as unknown as { gc: () => void }).gc

setFlagsFromString('--allow-natives-syntax')
const haveSameMap = new Function('a', 'b', 'return %HaveSameMap(a, b)') as (a: object, b: object) => boolean
const isFast = new Function('a', 'return %HasFastProperties(a)') as (a: object) => boolean

type Work = () => Promise<unknown>
type Costs = Record<keyof typeof limits, number>

async function promisesOf(work: Work): Promise<number> {
  let made = 0
  const hook = createHook({ init: (_, type) => void (made += type === 'PROMISE' ? 1 : 0) }).enable()
  await work()
  hook.disable()
  return made / times
}

/** The median of a few: when V8 has compiled what, and when it collects, is up to it. */
async function bytesOf(work: Work): Promise<number> {
  const figures: number[] = []
  for (let i = 0; i < looks; i++) {
    collect()
    const before = process.memoryUsage().heapUsed
    await work()
    figures.push((process.memoryUsage().heapUsed - before) / times)
  }
  return figures.toSorted((a, b) => a - b)[looks >> 1]!
}

/** How many rounds of microtasks go by until an answer is there. */
async function microtasksOf(counter: Ref<Counting>): Promise<number> {
  const answer = { isThere: false }
  let rounds = 0
  void counter.read().then(() => (answer.isThere = true))
  for (; !answer.isThere; rounds++) await null
  return rounds
}

/** What stays of each instance of many, when garbage is collected. */
async function bytesOfInstances(system: ActorSystem, Counter: CounterClass): Promise<number> {
  const refs: unknown[] = Array.from<unknown>({ length: living }).fill(null)
  collect()
  const before = process.memoryUsage().heapUsed
  for (let i = 0; i < living; i++) refs[i] = await system.spawn(Counter, [])
  await new Promise(setImmediate)
  collect()
  return (process.memoryUsage().heapUsed - before) / living
}

/** How many hidden classes these objects have among them. */
function mapsOf(objects: readonly object[]): number {
  const seen: object[] = []
  for (const each of objects) if (!seen.some((known) => haveSameMap(known, each))) seen.push(each)
  return seen.length
}

test('a message and a birth cost no more than their limits', async () => {
  await using system = await ActorSystem.start()
  const Counter = makeOdd(1)
  const counter = await system.spawn(Counter, [])
  const send: Work = async () => {
    for (let i = 0; i < times; i++) counter.add()
  }
  const ask: Work = async () => {
    for (let i = 0; i < times; i++) await counter.read()
  }
  const spawn: Work = async () => {
    for (let i = 0; i < times; i++) await system.spawn(Counter, [])
  }
  for (let i = 0; i < warmUps; i++) for (const work of [send, ask, spawn]) await work()
  demand({
    bytesPerOneway: await bytesOf(send),
    bytesPerRequest: await bytesOf(ask),
    bytesPerSpawn: await bytesOf(spawn),
    bytesPerInstance: await bytesOfInstances(system, Counter),
    promisesPerOneway: await promisesOf(send),
    promisesPerRequest: await promisesOf(ask),
    promisesPerSpawn: await promisesOf(spawn),
    microtasksPerRequest: await microtasksOf(counter),
  })
})

test('instances of all ages have one hidden class, with nothing of their own but two keys, however often they were upgraded', async () => {
  await using system = await ActorSystem.start()
  const refs = [await system.spawn(makeOdd(1), [])]
  for (let version = 2; version <= upgrades + 1; version++) {
    const Next = version % 2 === 0 ? makeEven(version) : makeOdd(version)
    expect((await system.upgrade(Next, { purge: 'soft' })).outcome).toBe('committed')
    refs.push(await system.spawn(Next, []))
  }
  const instances = await Promise.all(refs.map((ref) => ref.itself()))
  const cells = instances.map((each) => (each as { [cellKey]: object })[cellKey])
  const states = instances.map((each) => (each as { [stateKey]: object })[stateKey])
  const all = [...instances, ...cells, ...states, ...refs]
  demand({
    ownPropertiesPerInstance: Math.max(...instances.map((each) => Reflect.ownKeys(each).length)),
    mapsOfInstances: mapsOf(instances),
    mapsOfCells: mapsOf(cells),
    mapsOfStates: mapsOf(states),
    mapsOfRefs: mapsOf(refs),
    slowObjects: all.filter((each) => !isFast(each)).length,
  })
})

function demand(costs: Partial<Costs>): void {
  const over = Object.entries(costs).filter(([name, cost]) => cost > limits[name as keyof Costs].atMost)
  expect(over, JSON.stringify(costs)).toEqual([])
}

// What a message and a birth cost, by counts that do not depend on the machine; the limits are in bench/limits.json. It has a
// process of its own, because it counts the promises and the heap of all that runs.

import { createHook } from 'node:async_hooks'
import { expect, test } from 'vitest'
import { Actor, actor, ActorSystem, attribute, oneway, type Oneway, request } from '@instar/core'
import limits from '../bench/limits.json' with { type: 'json' }

@actor({ version: '1.0.0' })
class Counter extends Actor {
  @attribute() count = 0

  @request() read(): number {
    return this.count
  }

  @oneway() add(): Oneway {
    this.count += 1
  }
}

const times = 2000
const warmUps = 20
const collect = (globalThis as unknown as { gc: () => void }).gc

type Work = () => Promise<unknown>

async function promisesOf(work: Work): Promise<number> {
  let made = 0
  const hook = createHook({ init: (_, type) => void (made += type === 'PROMISE' ? 1 : 0) }).enable()
  await work()
  hook.disable()
  return made / times
}

async function bytesOf(work: Work): Promise<number> {
  collect()
  const before = process.memoryUsage().heapUsed
  await work()
  return (process.memoryUsage().heapUsed - before) / times
}

test('a message and a birth cost no more than their limits', async () => {
  await using system = await ActorSystem.start()
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
  const costs = {
    bytesPerOneway: await bytesOf(send),
    promisesPerOneway: await promisesOf(send),
    promisesPerRequest: await promisesOf(ask),
    promisesPerSpawn: await promisesOf(spawn),
  }
  const over = Object.entries(limits).filter(([name, { atMost }]) => costs[name as keyof typeof costs] > atMost)
  expect(over, JSON.stringify(costs)).toEqual([])
})

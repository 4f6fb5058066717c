import { expect, test } from 'vitest'
import { actor, Actor, request } from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { makeDoor, startStill, stateOf } from '../still.js'

async function startWorkers(count: number) {
  const still = await startStill()
  const doors = Array.from({ length: count }, () => makeDoor<number>())
  @actor({ version: '1.0.0' })
  class Worker extends Actor {
    constructor(private readonly n: number) {
      super()
    }
    @request() async work() {
      return doors[this.n]!.opened
    }
  }
  const workers = await Promise.all(doors.map((_, n) => still.system.spawn(Worker, [n])))
  return { ...still, workers, doors }
}

test('answers come in the order of the asked, whatever the order in which they were given', async () => {
  const { system, workers, doors, clock } = await startWorkers(3)
  const asked = system.requestAll(workers, (worker) => worker.work())
  for (const n of [2, 0, 1]) {
    expect(await stateOf(asked)).toBe('pending')
    doors[n]!.open(n * 10)
  }
  expect(await asked).toEqual({ results: [0, 10, 20], late: [], failed: [] })
  await clock.advance(20)
  expect(clock.pending).toBe(0)
})

test('who is late and who failed is named; what comes afterwards changes nothing', async () => {
  const { system, workers, doors, clock } = await startWorkers(3)
  const asked = system.requestAll(workers, (worker) => worker.work(), { timeout: 100 })
  const error = new Error('broken')
  doors[0]!.break(error)
  doors[1]!.open(10)
  await settle()
  await clock.advance(100)
  const answers = await asked
  expect(answers).toEqual({
    results: [undefined, 10, undefined],
    late: [workers[2]],
    failed: [{ ref: workers[0], error }],
  })
  doors[2]!.open(20)
  await settle()
  expect(answers.results).toEqual([undefined, 10, undefined])
  expect(answers.late).toEqual([workers[2]])
})

test('asking nobody gives nothing, at once', async () => {
  const { system, clock } = await startWorkers(0)
  expect(await system.requestAll([], () => Promise.resolve(1))).toEqual({ results: [], late: [], failed: [] })
  expect(clock.pending).toBe(0)
})

test('a call that throws instead of rejecting has failed as well, and leaves no timer', async () => {
  const { system, workers, doors, clock } = await startWorkers(2)
  const error = new TypeError('no such method')
  const asked = system.requestAll(workers, (worker) => {
    if (worker === workers[0]) throw error
    return worker.work()
  })
  doors[1]!.open(10)
  expect(await asked).toEqual({ results: [undefined, 10], late: [], failed: [{ ref: workers[0], error }] })
  await clock.advance(20)
  expect(clock.pending).toBe(0)
})

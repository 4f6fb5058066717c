import { expect, test } from 'vitest'
import { Clock, type TimerHandle } from '../../src/base/clock.js'
import { Deadlines, type Limited, type LimitRow, tickMs } from '../../src/ref/deadlines.js'
import { SeededRandom, VirtualClock } from '../../src/testing/index.js'

class Limit implements Limited {
  limits: LimitRow | null = null
  earlier: Limited | null = null
  later: Limited | null = null
  due = 0
  times = 0
  constructor(private readonly onExpire: () => void = () => {}) {}
  expire(): void {
    this.times += 1
    this.onExpire()
  }
}

/** A clock whose hands the test moves: what is due fires only when the test says so, as under a blocked event loop. */
class HandClock extends Clock {
  time = 0
  private waiting: { due: number; callback: () => void }[] = []
  now(): number {
    return this.time
  }
  setTimer(callback: () => void, ms: number): TimerHandle {
    const timer = { due: this.time + ms, callback }
    this.waiting.push(timer)
    return { timer }
  }
  clearTimer({ timer }: TimerHandle): void {
    this.waiting = this.waiting.filter((each) => each !== timer)
  }
  fire(): void {
    const due = this.waiting.filter((timer) => timer.due <= this.time)
    this.waiting = this.waiting.filter((timer) => timer.due > this.time)
    for (const { callback } of due) callback()
  }
}

test('a limit is never early and at most three ticks late, whenever it was set and however many wait beside it', async () => {
  const clock = new VirtualClock()
  const deadlines = new Deadlines(clock)
  const random = new SeededRandom(1)
  const below = (n: number): number => Math.floor(random.next() * n)
  const lateness: number[] = []
  for (let i = 0; i < 300; i++) {
    const ms = [0, 1, 19, 20, 21, 100, 137, 500][below(8)]!
    const added = clock.now()
    deadlines.add(new Limit(() => lateness.push(clock.now() - added - ms)), ms)
    await clock.advance(below(30))
  }
  await clock.advance(1000)
  expect(lateness).toHaveLength(300)
  expect(Math.min(...lateness)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...lateness)).toBeLessThanOrEqual(3 * tickMs)
})

test('limits of one duration expire in the order in which they were set, each once', async () => {
  const clock = new VirtualClock()
  const deadlines = new Deadlines(clock)
  const order: number[] = []
  const limits = Array.from({ length: 5 }, (_, i) => new Limit(() => order.push(i)))
  for (const limit of limits) deadlines.add(limit, 50)
  await clock.advance(500)
  expect(order).toEqual([0, 1, 2, 3, 4])
  expect(limits.map(({ times }) => times)).toEqual([1, 1, 1, 1, 1])
})

test('a limit that is taken away does not expire, wherever it stood', async () => {
  const clock = new VirtualClock()
  const deadlines = new Deadlines(clock)
  const order: number[] = []
  const limits = Array.from({ length: 5 }, (_, i) => new Limit(() => order.push(i)))
  for (const limit of limits) deadlines.add(limit, 50)
  for (const i of [2, 0, 4]) limits[i]!.limits!.remove(limits[i]!)
  await clock.advance(500)
  expect(order).toEqual([1, 3])
})

test('nothing ticks while nothing waits', async () => {
  const clock = new VirtualClock()
  const deadlines = new Deadlines(clock)
  expect(clock.pending).toBe(0)
  const limit = new Limit()
  deadlines.add(limit, 1000)
  deadlines.add(new Limit(), 30)
  expect(clock.pending).toBe(1)
  await clock.advance(200)
  expect(clock.pending).toBe(1)
  limit.limits!.remove(limit)
  await clock.advance(tickMs)
  expect(clock.pending).toBe(0)
})

test('ticking begins again with the next limit, which is not measured against the time before it', async () => {
  const clock = new VirtualClock()
  const deadlines = new Deadlines(clock)
  deadlines.add(new Limit(), 10)
  await clock.advance(100_000)
  const limit = new Limit()
  deadlines.add(limit, 100)
  await clock.advance(100)
  expect(limit.times).toBe(0)
  await clock.advance(3 * tickMs)
  expect(limit.times).toBe(1)
})

test('a blocked event loop stretches the limits instead of ending them all at once', () => {
  const clock = new HandClock()
  const deadlines = new Deadlines(clock)
  const limit = new Limit()
  deadlines.add(limit, 100)
  clock.time = 60_000
  clock.fire()
  expect(limit.times).toBe(0)
  for (let ticks = 0; limit.times === 0; ticks++) {
    expect(ticks).toBeLessThan(10)
    clock.time += tickMs
    clock.fire()
  }
  expect(clock.time).toBeGreaterThanOrEqual(60_000 + 100 - 2 * tickMs)
})

test('a limit that is set right after a blockage gets its whole time', () => {
  const clock = new HandClock()
  const deadlines = new Deadlines(clock)
  deadlines.add(new Limit(), 500)
  clock.time = 10_000
  const limit = new Limit()
  deadlines.add(limit, 100)
  let last = clock.time
  for (clock.fire(); limit.times === 0; clock.fire()) {
    last = clock.time
    clock.time += tickMs
  }
  expect(last).toBeGreaterThanOrEqual(10_100 - tickMs)
  expect(clock.time).toBeGreaterThanOrEqual(10_100)
})

test('a limit that is set while another expires expires as well', async () => {
  const clock = new VirtualClock()
  const deadlines = new Deadlines(clock)
  const late = new Limit()
  deadlines.add(new Limit(), 5)
  deadlines.add(new Limit(() => deadlines.add(late, 5)), 10)
  deadlines.add(new Limit(), 5)
  await clock.advance(1000)
  expect(late.times).toBe(1)
})

test('all waiting can be ended at once', () => {
  const clock = new VirtualClock()
  const deadlines = new Deadlines(clock)
  const limits = [10, 10, 5000].map((ms) => {
    const limit = new Limit()
    deadlines.add(limit, ms)
    return limit
  })
  deadlines.expireAll()
  expect(limits.map(({ times }) => times)).toEqual([1, 1, 1])
})

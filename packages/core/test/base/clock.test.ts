// The one clock that is real: its tests wait a few milliseconds, by its own timers.

import { expect, test } from 'vitest'
import { SystemClock } from '../../src/base/clock.js'
import { SystemRandom } from '../../src/base/random.js'
import { SystemScheduler } from '../../src/base/scheduler.js'

const clock = new SystemClock()

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => void clock.setTimer(resolve, ms))
}

test('time goes on, and a timer fires once, not before its time', async () => {
  const start = clock.now()
  let fired = 0
  clock.setTimer(() => (fired += 1), 1)
  await wait(5)
  expect(clock.now() - start).toBeGreaterThanOrEqual(4)
  expect(fired).toBe(1)
})

test('a cleared timer never fires; clearing again, or one that has fired, does nothing', async () => {
  let fired = 0
  const handle = clock.setTimer(() => (fired += 1), 1)
  const other = clock.setTimer(() => (fired += 10), 1)
  clock.clearTimer(handle)
  clock.clearTimer(handle)
  await wait(5)
  clock.clearTimer(other)
  expect(fired).toBe(10)
})

test('a timer for ever, or for longer than Node can wait, does not fire at once', async () => {
  let fired = 0
  const handles = [Infinity, 2 ** 31, 1e15].map((ms) => clock.setTimer(() => (fired += 1), ms))
  await wait(5)
  expect(fired).toBe(0)
  for (const handle of handles) clock.clearTimer(handle)
})

test('soon is in this turn of the event loop, later in another one, each in order', async () => {
  const scheduler = new SystemScheduler()
  const order: string[] = []
  const done = new Promise<void>((resolve) => {
    scheduler.later(() => order.push('later 1'))
    scheduler.soon(() => order.push('soon 1'))
    setImmediate(() => order.push('immediate'))
    scheduler.later(() => {
      order.push('later 2')
      resolve()
    })
    scheduler.soon(() => order.push('soon 2'))
    order.push('now')
  })
  await done
  expect(order).toEqual(['now', 'soon 1', 'soon 2', 'later 1', 'immediate', 'later 2'])
})

test('chance is from 0 up to, not including, 1', () => {
  const random = new SystemRandom()
  for (let i = 0; i < 1000; i++) {
    const next = random.next()
    expect(next >= 0 && next < 1).toBe(true)
  }
})

test('the coarse time stands still within a turn of the event loop, and goes on with the next', async () => {
  const first = clock.coarse()
  expect(first).toBeLessThanOrEqual(clock.now())
  // A timer may be due in the very turn that it was set in, when that has taken long.
  await new Promise(setImmediate)
  await wait(2)
  const second = clock.coarse()
  expect(second - first).toBeGreaterThanOrEqual(1)
  await null
  expect(clock.coarse()).toBe(second)
})

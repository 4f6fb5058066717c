import { AsyncLocalStorage } from 'node:async_hooks'
import { expect, test } from 'vitest'
import { settle, VirtualClock } from '../../src/testing/index.js'

test('time stands still until it is told to go on', async () => {
  const clock = new VirtualClock()
  expect(clock.now()).toBe(0)
  await settle()
  expect(clock.now()).toBe(0)
  await clock.advance(17)
  expect(clock.now()).toBe(17)
})

test('timers fire in the order of their time, those of one time in the order in which they were set, each at its time', async () => {
  const clock = new VirtualClock()
  const fired: [string, number][] = []
  const set = (name: string, ms: number): void => void clock.setTimer(() => fired.push([name, clock.now()]), ms)
  set('c', 30)
  set('a', 10)
  set('b', 10)
  set('d', 31)
  expect(clock.pending).toBe(4)
  await clock.advance(30)
  expect(fired).toEqual([
    ['a', 10],
    ['b', 10],
    ['c', 30],
  ])
  expect([clock.pending, clock.now()]).toEqual([1, 30])
})

test('a timer that another one sets fires in the same advance, when it is due by then', async () => {
  const clock = new VirtualClock()
  const fired: number[] = []
  const again = (): void => {
    fired.push(clock.now())
    clock.setTimer(again, 10)
  }
  clock.setTimer(again, 10)
  await clock.advance(35)
  expect(fired).toEqual([10, 20, 30])
})

test('what a timer sets off comes to rest before the next one fires', async () => {
  const clock = new VirtualClock()
  const log: string[] = []
  clock.setTimer(() => {
    void (async () => {
      await null
      await new Promise<void>((resolve) => setImmediate(resolve))
      log.push('rest')
    })()
  }, 10)
  clock.setTimer(() => log.push('next'), 11)
  await clock.advance(20)
  expect(log).toEqual(['rest', 'next'])
})

test('a cleared timer never fires; one with a negative time fires with the next advance', async () => {
  const clock = new VirtualClock()
  let fired = 0
  const handle = clock.setTimer(() => (fired += 1), 10)
  clock.clearTimer(handle)
  clock.clearTimer(handle)
  clock.setTimer(() => (fired += 10), -5)
  await clock.advance(0)
  expect(fired).toBe(10)
  await clock.advance(100)
  expect(fired).toBe(10)
})

test('a timer of no time, or of none that can be told, waits for its turn at the same instant', async () => {
  const clock = new VirtualClock()
  const fired: string[] = []
  await clock.advance(5)
  for (const ms of [0, -5, Number.NaN]) clock.setTimer(() => fired.push(`${ms} at ${clock.now()}`), ms)
  await clock.advance(10)
  expect([fired, clock.now()]).toEqual([['0 at 5', '-5 at 5', 'NaN at 5'], 15])
})

test('what is under way comes to rest before time goes on', async () => {
  const clock = new VirtualClock()
  const log: string[] = []
  clock.setTimer(() => log.push(`timer at ${clock.now()}`), 10)
  setImmediate(() => log.push(`rest at ${clock.now()}`))
  await clock.advance(20)
  expect(log).toEqual(['rest at 0', 'timer at 10'])
})

test('advances that are asked for at the same time come one after the other', async () => {
  const clock = new VirtualClock()
  const fired: number[] = []
  const again = (): void => {
    fired.push(clock.now())
    clock.setTimer(again, 10)
  }
  clock.setTimer(again, 10)
  const ends = await Promise.all([30, 10, 20].map((ms) => clock.advance(ms).then(() => clock.now())))
  expect([fired, ends, clock.now()]).toEqual([[10, 20, 30, 40, 50, 60], [30, 40, 60], 60])
})

test('time goes on until something is done, or its milliseconds have passed', async () => {
  const clock = new VirtualClock()
  let isDone = false
  clock.setTimer(() => {}, 10)
  clock.setTimer(() => setImmediate(() => (isDone = true)), 20)
  clock.setTimer(() => {}, 30)
  expect([await clock.advanceUntil(() => isDone, 19), clock.now(), clock.pending]).toEqual([false, 19, 2])
  expect([await clock.advanceUntil(() => isDone, 19), clock.now(), clock.pending]).toEqual([true, 20, 1])
  expect([await clock.advanceUntil(() => isDone, 19), clock.now(), clock.pending]).toEqual([true, 20, 1])
})

test('what comes to rest at the last moment is done', async () => {
  const clock = new VirtualClock()
  let isDone = false
  clock.setTimer(() => setImmediate(() => (isDone = true)), 20)
  expect(await clock.advanceUntil(() => isDone, 20)).toBe(true)
})

test('without an end it goes on until no timer is left that ever falls due', async () => {
  const clock = new VirtualClock()
  clock.setTimer(() => clock.setTimer(() => {}, 1e9), 5)
  clock.setTimer(() => expect.unreachable(), Infinity)
  expect(clock.nextDue).toBe(5)
  expect(await clock.advanceUntil(() => false, Infinity)).toBe(false)
  expect([clock.now(), clock.pending, clock.nextDue]).toEqual([1e9 + 5, 1, undefined])
})

test('milliseconds that cannot pass are refused, and time stands', async () => {
  const clock = new VirtualClock()
  for (const ms of [-1, Number.NaN, Infinity]) {
    await expect(clock.advance(ms)).rejects.toThrow(`The option ms is ${ms}, which is no number of milliseconds`)
  }
  await expect(clock.advanceUntil(() => true, -1)).rejects.toMatchObject({ code: 'bad-option' })
  expect(clock.now()).toBe(0)
})

test('a timer that throws ends the advance at its time; another one goes on from there', async () => {
  const clock = new VirtualClock()
  const fired: number[] = []
  clock.setTimer(() => {
    throw new Error('broken')
  }, 10)
  clock.setTimer(() => fired.push(clock.now()), 20)
  await expect(clock.advance(30)).rejects.toThrow('broken')
  expect([clock.now(), fired]).toEqual([10, []])
  await clock.advance(10)
  expect([clock.now(), fired]).toEqual([20, [20]])
})

test('a timer of no time that sets itself again and again is told, instead of a test that hangs', async () => {
  const clock = new VirtualClock(async () => {})
  const again = (): void => void clock.setTimer(again, 0)
  clock.setTimer(again, 5)
  await expect(clock.advance(10)).rejects.toThrow('10000 timers fell due at 5 ms')
})

test('many timers at many times are no timers without end', async () => {
  const clock = new VirtualClock(async () => {})
  let fired = 0
  for (let ms = 0; ms < 12_000; ms++) clock.setTimer(() => (fired += 1), ms)
  await clock.advance(12_000)
  expect(fired).toBe(12_000)
})

test('a timer belongs to the asynchronous context of who has set it', async () => {
  const clock = new VirtualClock()
  const context = new AsyncLocalStorage<string>()
  const seen: unknown[] = []
  context.run('setting', () => void clock.setTimer(() => seen.push(context.getStore()), 10))
  await context.run('advancing', () => clock.advance(10))
  expect(seen).toEqual(['setting'])
})

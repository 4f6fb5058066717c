import { VirtualClock } from '@instar/core/testing'
import { expect, test } from 'vitest'
import { Quiet } from '../../src/cli/quiet.js'

const never = new AbortController().signal

test('many events in a row count once, when the last one is long enough ago', async () => {
  const clock = new VirtualClock()
  const quiet = new Quiet(clock, 100)
  let wakes = 0
  void quiet.next(never).then(() => wakes++)
  quiet.note()
  await clock.advance(60)
  quiet.note()
  await clock.advance(99)
  expect(wakes).toBe(0)
  await clock.advance(1)
  expect(wakes).toBe(1)
})

test('what happens while nobody waits is there for the next who does, once', async () => {
  const clock = new VirtualClock()
  const quiet = new Quiet(clock, 100)
  quiet.note()
  await clock.advance(100)
  expect(await quiet.next(never)).toBe(true)
  let isWoken = false
  void quiet.next(never).then(() => (isWoken = true))
  await clock.advance(1000)
  expect(isWoken).toBe(false)
})

test('an abort wakes with false, also one that came before', async () => {
  const quiet = new Quiet(new VirtualClock(), 100)
  const controller = new AbortController()
  const waiting = quiet.next(controller.signal)
  controller.abort()
  expect(await waiting).toBe(false)
  expect(await quiet.next(controller.signal)).toBe(false)
})

test('once stopped nothing is set any more', () => {
  const clock = new VirtualClock()
  const quiet = new Quiet(clock, 100)
  quiet.note()
  quiet.stop()
  expect(clock.pending).toBe(0)
})

// What every clock promises.

import { deepStrictEqual, ok, strictEqual } from 'node:assert'
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Clock } from '../base/clock.js'
import type { ContractCase, ContractSuite } from './contract.js'

/** Timers of the system count whole milliseconds, so against a finer clock they may be early by less than one. */
const graceMs = 1

/** Lets some milliseconds pass on a clock. */
export type Pass<C extends Clock> = (clock: C, ms: number) => Promise<void>

interface Stage {
  readonly clock: Clock
  readonly pass: (ms: number) => Promise<void>
}

/**
 * The contract of clocks. `pass` lets milliseconds pass, and what falls due fire: `(clock, ms) => clock.advance(ms)` for a
 * virtual clock; by default the clock goes on by itself.
 */
export function clockContract<C extends Clock>(makeClock: () => C, pass: Pass<C> = passByItself): ContractSuite {
  const onStage = (title: string, body: (stage: Stage) => Promise<void>): ContractCase => ({
    title,
    run: () => {
      const clock = makeClock()
      return body({ clock, pass: (ms) => pass(clock, ms) })
    },
  })
  return {
    name: 'a clock',
    cases: [
      onStage('time goes on as it passes, and never back', goesOn),
      onStage('a timer fires once, when its time has passed and not before', firesOnce),
      onStage('a timer does not fire on the stack of who sets it, be its time none or negative', firesOffStack),
      onStage('timers fire in the order of their time, those of one time in the order in which they were set', inOrder),
      onStage('a timer that a timer sets has its own time to wait', fromTimers),
      onStage('a cleared timer never fires; clearing it again, or one that has fired, does nothing', clears),
      onStage('a timer that another one clears at the same time does not fire', clearsAmongOthers),
      onStage('a timer for ever, or for longer than a system timer can wait, does not fire soon', waitsLong),
      onStage('a timer fires in the asynchronous context of who has set it', keepsContext),
    ],
  }
}

function passByItself(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.setTimer(resolve, ms))
}

async function goesOn({ clock, pass }: Stage): Promise<void> {
  const looks = [clock.now()]
  for (let i = 0; i < 3; i++) {
    await pass(3)
    looks.push(clock.now(), clock.now())
  }
  ok(looks.every(Number.isFinite), `it tells ${looks.join(', ')}`)
  for (const [i, look] of looks.entries()) ok(look >= (looks[i - 1] ?? look), `it goes back: ${looks.join(', ')}`)
  const passed = looks.at(-1)! - looks[0]!
  ok(passed >= 9 - 3 * graceMs, `of 9 ms it tells ${passed}`)
}

async function firesOnce({ clock, pass }: Stage): Promise<void> {
  const start = clock.now()
  const fired: number[] = []
  clock.setTimer(() => fired.push(clock.now() - start), 8)
  await pass(1)
  await pass(20)
  await pass(20)
  strictEqual(fired.length, 1, `it fired ${fired.length} times`)
  ok(fired[0]! >= 8 - graceMs, `of 8 ms it waited ${fired[0]}`)
}

async function firesOffStack({ clock, pass }: Stage): Promise<void> {
  let fired = 0
  for (const ms of [0, -5]) clock.setTimer(() => (fired += 1), ms)
  strictEqual(fired, 0, 'it fired on the stack')
  await pass(5)
  strictEqual(fired, 2, 'it never fired')
}

async function inOrder({ clock, pass }: Stage): Promise<void> {
  const fired: string[] = []
  for (const [name, ms] of [
    ['last', 9],
    ['first', 3],
    ['second', 3],
    ['third', 6],
  ] as const) {
    clock.setTimer(() => fired.push(name), ms)
  }
  await pass(20)
  deepStrictEqual(fired, ['first', 'second', 'third', 'last'])
}

async function fromTimers({ clock, pass }: Stage): Promise<void> {
  const fired: number[] = []
  const again = (): void => {
    fired.push(clock.now())
    if (fired.length < 3) clock.setTimer(again, 4)
  }
  clock.setTimer(again, 4)
  for (let i = 0; i < 3; i++) await pass(6)
  strictEqual(fired.length, 3, `of 3 timers ${fired.length} fired`)
  for (const i of [1, 2]) {
    const waited = fired[i]! - fired[i - 1]!
    ok(waited >= 4 - graceMs, `of 4 ms it waited ${waited}`)
  }
}

async function clears({ clock, pass }: Stage): Promise<void> {
  const fired: string[] = []
  const cleared = clock.setTimer(() => fired.push('cleared'), 3)
  const over = clock.setTimer(() => {
    fired.push('over')
    clock.clearTimer(over)
  }, 3)
  clock.setTimer(() => fired.push('other'), 4)
  clock.clearTimer(cleared)
  clock.clearTimer(cleared)
  await pass(10)
  clock.clearTimer(over)
  const next = clock.setTimer(() => fired.push('next'), 1)
  clock.clearTimer(over)
  await pass(5)
  clock.clearTimer(next)
  deepStrictEqual(fired, ['over', 'other', 'next'])
}

async function clearsAmongOthers({ clock, pass }: Stage): Promise<void> {
  const fired: string[] = []
  clock.setTimer(() => {
    fired.push('clears')
    clock.clearTimer(other)
  }, 3)
  const other = clock.setTimer(() => fired.push('cleared'), 3)
  await pass(10)
  deepStrictEqual(fired, ['clears'])
}

async function waitsLong({ clock, pass }: Stage): Promise<void> {
  let fired = 0
  const handles = [Infinity, 2 ** 31, 2 ** 53].map((ms) => clock.setTimer(() => (fired += 1), ms))
  await pass(10)
  for (const handle of handles) clock.clearTimer(handle)
  strictEqual(fired, 0, `${fired} fired at once`)
}

async function keepsContext({ clock, pass }: Stage): Promise<void> {
  const context = new AsyncLocalStorage<string>()
  const seen: (string | undefined)[] = []
  context.run('setting', () => void clock.setTimer(() => seen.push(context.getStore()), 2))
  clock.setTimer(() => seen.push(context.getStore()), 3)
  await context.run('passing', () => pass(10))
  deepStrictEqual(seen, ['setting', undefined])
}

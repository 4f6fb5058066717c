// A clock that stands still until it is told to go on: `advance` fires what falls due, in order, at its very time. Before
// time goes on, and after each timer, everything that is under way comes to rest; so nothing depends on how fast the
// machine is.

import { AssertionError } from 'node:assert'
import { AsyncResource } from 'node:async_hooks'
import { Clock, type TimerHandle } from '../base/clock.js'
import { fail } from '../protocol/failures.js'
import { settle } from './settle.js'

interface VirtualTimer {
  readonly due: number
  readonly callback: () => void
}

/** More timers than that at one instant are a timer of 0 ms that sets itself again. */
const mostAtOnce = 10_000

/** Time for tests: starts at 0, goes on by `advance` only, and then at once. */
export class VirtualClock extends Clock {
  private time = 0
  /** In the order of their time; those of one time as they were set. */
  private readonly timers: VirtualTimer[] = []
  private turning: Promise<unknown> = Promise.resolve()

  /** `rest` waits until everything has come to rest; the default is `settle`. */
  constructor(private readonly rest: () => Promise<void> = settle) {
    super()
  }

  now(): number {
    return this.time
  }

  setTimer(callback: () => void, ms: number): TimerHandle {
    // As Node does: a callback belongs to the asynchronous context of who has set the timer, not of who turns the clock.
    const timer: VirtualTimer = { due: this.time + (ms > 0 ? ms : 0), callback: AsyncResource.bind(callback) }
    this.timers.splice(this.timers.findLastIndex(({ due }) => due <= timer.due) + 1, 0, timer)
    return { timer }
  }

  clearTimer(handle: TimerHandle): void {
    const at = this.timers.indexOf(handle.timer as VirtualTimer)
    if (at !== -1) this.timers.splice(at, 1)
  }

  /** How many timers are set. */
  get pending(): number {
    return this.timers.length
  }

  /** When the next timer is due; `undefined` when none is set, or none that ever falls due. */
  get nextDue(): number | undefined {
    const due = this.timers[0]?.due
    return due === Infinity ? undefined : due
  }

  /** Goes on to the next timer, fires it, and waits for nothing; false when there is none that ever falls due. */
  fireNext(): boolean {
    const due = this.nextDue
    if (due === undefined) return false
    this.time = Math.max(this.time, due)
    this.timers.shift()!.callback()
    return true
  }

  /** Time goes on while nothing fires: the event loop is blocked for `ms` milliseconds. */
  pass(ms: number): void {
    if (!(ms >= 0 && ms < Infinity)) throw badDuration(ms)
    this.time += ms
  }

  /**
   * Goes on by `ms` milliseconds; between two timers everything that they set off comes to rest. Who asks while time goes
   * on already has its milliseconds afterwards. Rejects with what a timer throws, at the time of that timer.
   */
  async advance(ms: number): Promise<void> {
    if (!(ms < Infinity)) throw badDuration(ms)
    await this.advanceUntil(() => false, ms)
  }

  /**
   * Goes on, timer by timer, until `isDone` or until `ms` milliseconds have passed; says whether it is done. With
   * `Infinity` it ends at the latest when no timer is left.
   */
  advanceUntil(isDone: () => boolean, ms: number): Promise<boolean> {
    if (!(ms >= 0)) return Promise.reject(badDuration(ms))
    const turned = this.turning.then(() => this.turnUntil(isDone, ms))
    this.turning = turned.catch(() => {})
    return turned
  }

  private async turnUntil(isDone: () => boolean, ms: number): Promise<boolean> {
    const end = this.time + ms
    await this.rest()
    for (let atOnce = 0; !isDone(); atOnce++) {
      const due = this.nextDue
      if (due === undefined || due > end) {
        if (end < Infinity) this.time = end
        return false
      }
      if (due > this.time) atOnce = 0
      if (atOnce >= mostAtOnce) throw new AssertionError({ message: standstill(due) })
      this.fireNext()
      await this.rest()
    }
    return true
  }
}

function badDuration(ms: number): Error {
  return fail('bad-option', { option: 'ms', value: ms, problem: 'is no number of milliseconds that can pass' })
}

function standstill(at: number): string {
  return `${mostAtOnce} timers fell due at ${at} ms: one of 0 ms sets itself again and again, so time cannot go on.`
}

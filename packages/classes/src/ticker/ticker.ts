// A ticker: an instance that does something every so often, by the clock. Each tick is a message that is set for the time of
// its number, when the one before has ended:
//
//   due      1     2     3     4     5        tick 1 takes two and a half intervals: 2 and 3 are left out, and the next
//   told     [1==============]  [4]   [5]     one is tick 4, at its own time
//
// The invariant: at most one tick is set at any time, and it belongs to the present series. A pause, a resumption and a new
// interval begin a series, so a tick of the one before that waits in the mailbox is nobody's.

import { Actor, actor, attribute, oneway, type Oneway, request, type Timer } from '@instar/core'
import { fail } from '../failures.js'
import { latestTick, nextTick, type TickSchedule, timeOfTick } from './schedule.js'

/** Whether a ticker ticks. */
export type TickerState =
  /** The next tick is set. */
  | 'ticking'
  /** No tick comes before it is resumed. */
  | 'paused'

/**
 * Does something every `interval` milliseconds: extend it and write `tick`. What comes late (a long tick, an upgrade, a blocked
 * process) is told once, with the number of the latest tick that is due; those between are left out, never doubled. An error
 * in `tick` ends the instance, as in any oneway.
 */
@actor({ version: '1.0.0', description: 'does something every so often, by the clock' })
export abstract class Ticker extends Actor {
  @attribute({ initial: 'ticking' }) tickerState!: TickerState
  @attribute({ initial: 0, description: 'the number of the last tick' }) ticks!: number
  @attribute({ description: 'when ticks fall due' }) tickSchedule: TickSchedule
  @attribute({ initial: 0, description: 'the number of the series of ticks that goes on' }) tickSeries!: number
  /** Transient: the tick that is set. */
  tickTimer: Timer | null = null

  /** `interval` is in milliseconds, more than 0. The first tick comes one interval after the birth. */
  constructor(interval: number) {
    super()
    demandInterval(interval)
    this.tickSchedule = { origin: 0, interval, base: 0 }
  }

  /** What is to be done. `n` counts the intervals that have gone by: it begins at 1, and leaves out what was missed. */
  abstract tick(n: number): void | Promise<void>

  /** Begins to tick; one that was read back as it was paused does not. */
  start(): void {
    if (this.tickerState === 'ticking') this.beginSeries(this.tickSchedule.interval)
  }

  /** Ticks no more until `resume`; twice is the same as once. */
  @request() pause(): void {
    this.tickerState = 'paused'
    this.endSeries()
  }

  /** Ticks on: the next tick, with the next number, comes one interval from now. Does nothing while it ticks. */
  @request() resume(): void {
    if (this.tickerState === 'ticking') return
    this.tickerState = 'ticking'
    this.beginSeries(this.tickSchedule.interval)
  }

  /** Goes on with another interval in milliseconds; the next tick comes one such interval from now. */
  @request() changeInterval(interval: number): void {
    demandInterval(interval)
    this.endSeries()
    this.tickSchedule = { ...this.tickSchedule, interval }
    if (this.tickerState === 'ticking') this.beginSeries(interval)
  }

  /** One tick, sent by the timer that was set for it. */
  @oneway() async beat(series: number, n: number): Promise<Oneway> {
    if (series !== this.tickSeries) return
    this.ticks = Math.max(n, latestTick(this.tickSchedule, this.system.clock.now()))
    await this.tick(this.ticks)
    // The tick itself may have paused the ticker, or changed its interval.
    if (series === this.tickSeries) this.setTick()
  }

  /** Sets ticks from now on; those that were set are nobody's. */
  beginSeries(interval: number): void {
    this.endSeries()
    this.tickSchedule = { origin: this.system.clock.now(), interval, base: this.ticks }
    this.setTick()
  }

  /** Takes back the tick that is set, and disowns one that waits in the mailbox. */
  endSeries(): void {
    this.tickSeries += 1
    this.tickTimer?.cancel()
    this.tickTimer = null
  }

  /** Sets the next tick for its own time. */
  setTick(): void {
    const now = this.system.clock.now()
    const n = nextTick(this.tickSchedule, this.ticks, now)
    const wait = Math.max(0, timeOfTick(this.tickSchedule, n) - now)
    this.tickTimer = this.after(wait, Ticker).beat(this.tickSeries, n)
  }
}

function demandInterval(interval: unknown): void {
  if (typeof interval === 'number' && interval > 0 && interval < Infinity) return
  const problems = `- the interval is ${String(interval)}: give milliseconds, more than 0`
  throw fail('bad-setting', { class: 'Ticker', problems })
}

// Gives ready instances their turns. It runs in microtasks, so an answer is there before the next event of the loop; it
// grants an instance at most `batch` messages before the next one's turn; and after `turnMs` without a pause it lets
// timers and I/O go first. Messages keep it running across microtasks (an answered `await` sends the next request), so
// the time is measured from the last pause, not from the start of a drain.

import type { Clock } from '../base/clock.js'
import type { Scheduler } from '../base/scheduler.js'
import { outsideChains } from '../protocol/current.js'
import { nextStride } from './pace.js'
import { ReadyQueue, type Runnable } from './ready.js'

export interface Pacing {
  /** Messages that one instance may handle before the next one's turn. */
  readonly batch: number
  /** Milliseconds of messages before the event loop gets a turn. */
  readonly turnMs: number
}

export const defaultPacing: Pacing = { batch: 64, turnMs: 5 }

/** Gives ready instances their turns, fairly between them and towards I/O. Subclass it and bind it to `DISPATCHER`. */
export class Dispatcher {
  private readonly ready = new ReadyQueue()
  private isScheduled = false
  private stride = 1
  private credit = 1
  private lastLook: number
  private lastPause: number
  private readonly batch: number
  private readonly turnMs: number

  constructor(
    private readonly clock: Clock,
    private readonly scheduler: Scheduler,
    pacing: Pacing = defaultPacing,
  ) {
    this.batch = pacing.batch
    this.turnMs = pacing.turnMs
    this.lastLook = this.lastPause = clock.now()
  }

  /** Puts an instance that has something to do at the end of the run queue. It must not be in it. */
  enqueue(runnable: Runnable): void {
    this.ready.push(runnable)
    if (!this.isScheduled) {
      this.isScheduled = true
      outsideChains(this.schedule)
    }
  }

  private readonly schedule = (): void => this.scheduler.soon(this.drain)

  private readonly drain = (): void => {
    let isWhole = false
    try {
      this.runReady()
      isWhole = true
    } finally {
      // Nothing that an instance does comes so far; if something did, the others should not have to stand still for it.
      if (!isWhole) this.scheduler.later(this.resume)
    }
  }

  private runReady(): void {
    for (let next = this.ready.shift(); next !== null; next = this.ready.shift()) {
      this.credit -= next.run(Math.min(this.batch, this.credit))
      if (this.credit <= 0 && this.isPauseDue()) {
        this.scheduler.later(this.resume)
        return
      }
    }
    this.isScheduled = false
  }

  private readonly resume = (): void => {
    this.lastLook = this.lastPause = this.clock.now()
    this.drain()
  }

  private isPauseDue(): boolean {
    const now = this.clock.now()
    this.stride = nextStride(this.stride, now - this.lastLook)
    this.credit = this.stride
    this.lastLook = now
    return now - this.lastPause >= this.turnMs
  }
}

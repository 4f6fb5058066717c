// Work in slices: a few milliseconds each, with a turn of the event loop in between.

import type { Clock } from '../base/clock.js'
import type { Scheduler } from '../base/scheduler.js'

const sliceMs = 4

export class Pace {
  private sliceStart: number

  constructor(
    private readonly clock: Clock,
    private readonly scheduler: Scheduler,
  ) {
    this.sliceStart = clock.now()
  }

  /** Whether the present slice has been long enough. */
  get isPauseDue(): boolean {
    return this.clock.now() - this.sliceStart >= sliceMs
  }

  /** Lets the event loop have a turn; a new slice begins after it. */
  async pause(): Promise<void> {
    await new Promise<void>((resolve) => this.scheduler.later(resolve))
    this.sliceStart = this.clock.now()
  }
}

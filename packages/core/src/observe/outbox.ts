// What observers of instances are told is put down here in the midst of a system's work, and done right after it: in order,
// as nobody's code, and when there is much of it in slices, so that timers and I/O have their turns.

import type { Clock } from '../base/clock.js'
import type { Scheduler } from '../base/scheduler.js'
import { outsideChains } from '../protocol/current.js'

const sliceMs = 4
const strideOfClock = 64

export class Outbox {
  private tasks: (() => void)[] = []
  private done = 0
  private isScheduled = false

  constructor(
    private readonly scheduler: Scheduler,
    private readonly clock: Clock,
  ) {}

  /** Does this after everything that was put down before. */
  put(task: () => void): void {
    this.tasks.push(task)
    if (this.isScheduled) return
    this.isScheduled = true
    outsideChains(this.schedule)
  }

  private readonly schedule = (): void => this.scheduler.soon(this.run)

  private readonly run = (): void => {
    const start = this.clock.now()
    try {
      while (this.done < this.tasks.length) {
        this.tasks[this.done++]!()
        if (this.done % strideOfClock === 0 && this.clock.now() - start >= sliceMs) break
      }
    } finally {
      this.goOn()
    }
  }

  private goOn(): void {
    this.tasks = this.tasks.slice(this.done)
    this.done = 0
    if (this.tasks.length === 0) this.isScheduled = false
    else this.scheduler.later(this.run)
  }
}

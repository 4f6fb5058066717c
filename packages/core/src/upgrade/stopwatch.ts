// The phases of an upgrade, announced as they are entered and timed.

import type { Clock } from '../base/clock.js'
import type { UpgradePhase, UpgradeProgress } from '../protocol/events.js'

export class Stopwatch {
  /** Milliseconds of each phase that was entered. */
  readonly durations: Partial<Record<UpgradePhase, number>> = {}

  constructor(
    private readonly clock: Clock,
    readonly onProgress: (progress: UpgradeProgress) => void,
  ) {}

  time<T>(phase: UpgradePhase, work: () => T): T {
    const start = this.enter(phase)
    const result = work()
    this.durations[phase] = this.clock.now() - start
    return result
  }

  async timeAsync<T>(phase: UpgradePhase, work: () => Promise<T>): Promise<T> {
    const start = this.enter(phase)
    const result = await work()
    this.durations[phase] = this.clock.now() - start
    return result
  }

  // Observers are user code: they hear of a phase before its first step.
  private enter(phase: UpgradePhase): number {
    this.onProgress({ phase, done: 0, total: 0 })
    return this.clock.now()
  }
}

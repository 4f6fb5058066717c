// Waiting until something has happened and then nothing for a while: a save is many events, and an upgrade is wanted once.

import type { Clock, TimerHandle } from '@instar/core'

export class Quiet {
  private timer: TimerHandle | null = null
  private isDue = false
  private wake: (() => void) | null = null

  /** `ms`: how long nothing has to happen. */
  constructor(
    private readonly clock: Clock,
    private readonly ms: number,
  ) {}

  /** Something has happened. */
  readonly note = (): void => {
    if (this.timer !== null) this.clock.clearTimer(this.timer)
    this.timer = this.clock.setTimer(() => this.settle(), this.ms)
  }

  /** Resolves with true once something has happened since the last time, and it is quiet; with false when aborted. */
  async next(signal: AbortSignal): Promise<boolean> {
    if (!this.isDue && !signal.aborted) await this.wakened(signal)
    this.isDue = false
    return !signal.aborted
  }

  /** Forgets what has happened. */
  stop(): void {
    if (this.timer !== null) this.clock.clearTimer(this.timer)
    this.timer = null
  }

  private settle(): void {
    this.timer = null
    this.isDue = true
    this.wake?.()
  }

  private wakened(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        signal.removeEventListener('abort', wake)
        this.wake = null
        resolve()
      }
      this.wake = wake
      signal.addEventListener('abort', wake)
    })
  }
}

// One action at a time: who comes while one is under way is told so at once, and need not guess in which order two upgrades
// would have been done.

import { fail } from '../base/failures.js'
import type { Command } from '../protocol/commands.js'

/** An action that is under way. */
export interface Stay {
  readonly command: Command
  /** Milliseconds of `performance.now()`. */
  readonly since: number
  /** The entry of the audit log that says that it was begun; null until it is written. */
  serial: number | null
}

export class Lane {
  private stay: Stay | null = null
  private waiting: (() => void)[] = []

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** The action that is under way. */
  get underWay(): Stay | null {
    return this.stay
  }

  /** For how long it has been, in whole milliseconds. */
  ageOf({ since }: Stay): number {
    return Math.max(0, Math.round(this.now() - since))
  }

  /** Begins an action, to be ended by `leave`. Throws `busy`. */
  enter(command: Command): Stay {
    if (this.stay !== null) throw fail('busy', { command: this.stay.command, ms: this.ageOf(this.stay) })
    return (this.stay = { command, since: this.now(), serial: null })
  }

  leave(): void {
    this.stay = null
    for (const resolve of this.waiting.splice(0)) resolve()
  }

  /** Settles when no action is under way. */
  async untilIdle(): Promise<void> {
    while (this.stay !== null) await new Promise<void>((resolve) => this.waiting.push(resolve))
  }
}

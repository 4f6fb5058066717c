// The events that one message of a machine leads to, in gen_statem's order: events that were inserted, then postponed ones
// that are retried because the state has changed, in the order of their arrival, then what was to be retried before. What is
// left put aside at the end stays in the machine.

import type { Asker } from './answer.js'

/** An event that was put aside; plain data, so that it lives through an upgrade. */
export interface PostponedEvent {
  readonly event: string
  readonly args: readonly unknown[]
  /** Who asked it; null when it was sent. */
  asker: Asker<unknown> | null
}

export class Agenda<T> {
  /** The next one is the last. */
  private readonly waiting: T[]

  constructor(
    first: T,
    /** What is put aside, oldest first. It grows in place: to copy it for each event would cost more than the event. */
    public postponed: T[],
  ) {
    this.waiting = [first]
  }

  /** Takes the next event. */
  next(): T | undefined {
    return this.waiting.pop()
  }

  /** Puts an event aside, behind those that are. */
  postpone(event: T): void {
    this.postponed.push(event)
  }

  /** Lets all that were put aside follow, before what was to be retried already. */
  retry(): void {
    if (this.postponed.length === 0) return
    this.follow(this.postponed)
    this.postponed = []
  }

  /** Lets events follow before all others, in their order. */
  follow(events: readonly T[]): void {
    for (const event of events.toReversed()) this.waiting.push(event)
  }

  /** Lets nothing follow. */
  clear(): void {
    this.waiting.length = 0
  }
}

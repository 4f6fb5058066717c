// The run queue: instances that have something to do, each at most once, in the order in which they became ready.
// Intrusive, so queueing allocates nothing.

export interface Runnable {
  nextReady: Runnable | null
  /** Handles up to `limit` messages; says how many. Queues itself again when there is more to do. */
  run(limit: number): number
}

export class ReadyQueue {
  private head: Runnable | null = null
  private tail: Runnable | null = null

  get isEmpty(): boolean {
    return this.head === null
  }

  push(runnable: Runnable): void {
    if (this.tail === null) this.head = runnable
    else this.tail.nextReady = runnable
    this.tail = runnable
  }

  shift(): Runnable | null {
    const first = this.head
    if (first === null) return null
    this.head = first.nextReady
    if (this.head === null) this.tail = null
    first.nextReady = null
    return first
  }
}

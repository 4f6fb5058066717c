// Messages that wait by now, and that the new version could not take: their method is gone, and no alias leads to another.

import type { Cell } from '../instance/cell.js'
import { waitingMessages } from '../mailbox/queue.js'
import type { LiveClass } from '../registry/live-class.js'
import type { PlannedChange } from './change.js'
import type { PreparedPlan } from './plan.js'
import type { Pace } from './rehearsal-pace.js'

/** Messages of one method that wait before instances of one class. */
export interface QueuedMessages {
  readonly class: string
  readonly method: string
  readonly count: number
}

/** Looks into the mailboxes of all instances that would be frozen. */
export async function countQueues({ frozen, steps }: PreparedPlan, pace: Pace): Promise<QueuedMessages[]> {
  const census = new Census(steps)
  for (const { instances } of frozen) {
    for (const cell of instances.snapshot() as Cell[]) {
      if (pace.isPauseDue) await pace.pause()
      census.count(cell)
    }
  }
  return census.found
}

class Census {
  private readonly counts = new Map<string, Map<string, number>>()
  private readonly taken = new Map<LiveClass, ReadonlySet<string>>()

  constructor(private readonly steps: readonly PlannedChange[]) {}

  /** Counts what waits in one mailbox. */
  count(cell: Cell): void {
    if (cell.mail === null) return
    const { live } = cell
    const taken = this.methodsOf(live)
    for (const { method, reply } of waitingMessages(cell)) {
      // Hooks belong to no version; a request that was given up is never run.
      if (method.kind !== 'hook' && !taken.has(method.name) && reply?.isEnded !== true) this.add(live.name, method.name)
    }
  }

  get found(): QueuedMessages[] {
    return [...this.counts].flatMap(([name, methods]) =>
      [...methods].map(([method, count]) => ({ class: name, method, count })),
    )
  }

  private add(name: string, method: string): void {
    const methods = this.counts.get(name) ?? new Map<string, number>()
    this.counts.set(name, methods.set(method, (methods.get(method) ?? 0) + 1))
  }

  /** The names that instances of a class can be sent, once the upgrade has been done. */
  private methodsOf(live: LiveClass): ReadonlySet<string> {
    let methods = this.taken.get(live)
    if (methods === undefined) this.taken.set(live, (methods = new Set(this.namesIn(live))))
    return methods
  }

  private *namesIn(live: LiveClass): Generator<string> {
    for (const { name: level, current } of live.lineage) {
      const { record } = this.steps.find((change) => change.class === level)?.next ?? current
      for (const { name, aliases } of record.methods.values()) {
        yield name
        yield* aliases.keys()
      }
    }
  }
}

// What stands between a write and an attribute. Accessors look at one number; only while it is not zero do they ask.
// Const requests raise it while they run, an upgrade while states are staged, observers while they look.

export type WriteWatcher = (instance: object, attribute: string) => void

/** Learns what becomes of the states of a class, beside single writes; cells tell it, and who exchanges their states. */
export interface StateObserver {
  /** A method that had been suspended has ended, and with it what it wrote. */
  onRest(cell: object): void
  /** A state has been exchanged as a whole. */
  onExchange(cell: object, before: object, after: object): void
  /** An instance has ended. */
  onExit(cell: object): void
}

export class WriteGuard {
  /** How many reasons there are to look closer; 0 lets writes pass unseen. */
  raised = 0
  /** Who follows the states; null while nobody does. */
  observer: StateObserver | null = null
  private readonly watchers = new Set<WriteWatcher>()

  /** Looks at every write from now on, whatever else is asked. */
  watch(watcher: WriteWatcher): void {
    this.watchers.add(watcher)
    this.raised += 1
  }

  unwatch(watcher: WriteWatcher): void {
    if (this.watchers.delete(watcher)) this.raised -= 1
  }

  /** Looks at a write that is about to happen; throws to refuse it. */
  check(instance: object, attribute: string): void {
    this.judge(instance, attribute)
    for (const watcher of this.watchers) watcher(instance, attribute)
  }

  /** Judges writes by what the instance runs; the room of instances says how. */
  judge: WriteWatcher = () => {}
}

// A task: what may happen next in a simulated system. At every step the strategy chooses one among those that wait, so
// whatever order a real scheduler may come to can come here, and the same choices give the same run.

/** Something that waits for its step. */
export interface Task {
  /** Whose task it is: an instance, a client, the upgrade, the clock. Strategies give priorities to threads. */
  readonly thread: string
  /** What happens, for the trace. */
  readonly label: string
  /** Time, above all: what a real process lets happen now and then, or when there is nothing else to do. */
  readonly isPatient?: boolean
  readonly run: () => void
}

/** The tasks that wait, in the order of their arrival. */
export class TaskPool {
  private readonly waiting: Task[] = []

  get tasks(): readonly Task[] {
    return this.waiting
  }

  get size(): number {
    return this.waiting.length
  }

  add(task: Task): void {
    this.waiting.push(task)
  }

  take(place: number): Task {
    const [task] = this.waiting.splice(place, 1)
    return task!
  }
}

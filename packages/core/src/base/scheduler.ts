// When work runs. `soon` is before anything else of the event loop gets its turn, `later` lets timers and I/O go first.
// A seeded scheduler in this place makes a whole system deterministic.

/** Decides when work runs. Subclass it and bind it to `SCHEDULER`. */
export abstract class Scheduler {
  /** Runs a task in this turn of the event loop, after what runs now. */
  abstract soon(task: () => void): void
  /** Runs a task in a later turn of the event loop, after pending I/O had its turn. */
  abstract later(task: () => void): void
}

// A resolved promise's `then` is the cheapest microtask in Node: `queueMicrotask` makes an AsyncResource each time.
const resolved = Promise.resolve()

/** Microtasks for what is due, `setImmediate` for what gives way to I/O. */
export class SystemScheduler extends Scheduler {
  soon(task: () => void): void {
    void resolved.then(task)
  }

  later(task: () => void): void {
    setImmediate(task)
  }
}

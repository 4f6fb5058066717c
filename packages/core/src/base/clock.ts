// Time comes in by this door. Everything that waits asks a Clock, so that tests can put a virtual one in its place.

/** A timer that was set; only the clock that made it can read it. */
export type TimerHandle = { readonly timer: unknown }

/** Where time comes from. Subclass it and bind it to `CLOCK` to give a system another one. */
export abstract class Clock {
  /** Milliseconds from an arbitrary origin, never going back. */
  abstract now(): number
  /** The time as of this turn of the event loop, for those who ask often and need not know exactly. */
  coarse(): number {
    return this.now()
  }
  /** Calls `callback` once, `ms` milliseconds from now. A set timer keeps the process alive. */
  abstract setTimer(callback: () => void, ms: number): TimerHandle
  /** Forgets a timer; one that has fired or was cleared is ignored. */
  abstract clearTimer(handle: TimerHandle): void
}

interface NodeTimer {
  timer: NodeJS.Timeout
}

/** The longest time that a timer of Node can be set to. */
const longestTimer = 2 ** 31 - 1

/** The time of the process, by Node's timers. */
export class SystemClock extends Clock {
  private turnTime = -1

  now(): number {
    return performance.now()
  }

  // A look at the clock costs as much as a small message: one a turn is enough.
  override coarse(): number {
    if (this.turnTime === -1) {
      this.turnTime = this.now()
      setImmediate(this.endTurn)
    }
    return this.turnTime
  }

  private readonly endTurn = (): void => {
    this.turnTime = -1
  }

  setTimer(callback: () => void, ms: number): TimerHandle {
    const handle: NodeTimer = { timer: setTimeout(() => this.fire(handle, callback, ms), delayOf(ms)) }
    return handle
  }

  clearTimer(handle: TimerHandle): void {
    clearTimeout(handle.timer as NodeJS.Timeout)
  }

  // What is longer than Node can wait, `Infinity` included, is waited for in parts.
  private fire(handle: NodeTimer, callback: () => void, ms: number): void {
    if (!(ms > longestTimer)) return callback()
    const rest = ms - longestTimer
    handle.timer = setTimeout(() => this.fire(handle, callback, rest), delayOf(rest))
  }
}

// What Node would warn of (a time in the past, one that is no number) is due at once.
function delayOf(ms: number): number {
  return ms > 0 ? Math.min(ms, longestTimer) : 1
}

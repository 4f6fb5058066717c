// When a ticker ticks: pure arithmetic of the clock. Ticks are numbered, and tick n has a time of its own; nothing is added
// up from tick to tick, so nothing drifts, however late one comes.

/** A stretch of ticks at one interval. */
export interface TickSchedule {
  /** Milliseconds of the system's clock at which the stretch began. */
  readonly origin: number
  /** Milliseconds from tick to tick. */
  readonly interval: number
  /** The number of the tick at `origin`. */
  readonly base: number
}

/** When tick n falls due. */
export function timeOfTick({ origin, interval, base }: TickSchedule, n: number): number {
  return origin + (n - base) * interval
}

/** The number of the latest tick that is due by now. */
export function latestTick({ origin, interval, base }: TickSchedule, now: number): number {
  return base + Math.floor((now - origin) / interval)
}

/** The number of the first tick after n that is not over by now: one that is due at this very time counts. */
export function nextTick({ origin, interval, base }: TickSchedule, n: number, now: number): number {
  return Math.max(n + 1, base + Math.ceil((now - origin) / interval))
}

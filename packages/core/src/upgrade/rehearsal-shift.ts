// Another day: code that ran once runs again at another time, with other random numbers, so that what depends on time or
// chance shows. Date, performance.now and Math.random are exchanged for the synchronous stretch and always put back.

/** How far away the other day is: some 27 years, on another weekday, at another time of the day. */
const daysAway = ((9871 * 24 + 7) * 60 + 23) * 60_000 + 41_617
/** The same for how long the process has been running. */
const uptimeAway = 7_234_567.891

/** The sources of time and chance that are known here. */
export type Source = 'Date' | 'performance.now' | 'Math.random'

export class OtherDay {
  /** What the second run asked for. */
  readonly asked = new Set<Source>()
  private readonly drawn: number[] = []

  /** Runs code as it is, and notes the random numbers that it draws. */
  first<T>(code: () => T): T {
    const { random } = Math
    const draw = (): number => {
      const number = random()
      this.drawn.push(number)
      return number
    }
    return exchanging([[Math, 'random', draw]], code)
  }

  /** Runs code on the other day. */
  again<T>(code: () => T): T {
    const { now } = Date
    const { random } = Math
    const uptime = performance.now.bind(performance)
    const laterNow = this.noting('Date', () => now() + daysAway)
    const LaterDate = shiftedDate(laterNow)
    let draws = 0
    // Far from the first ones, so that even a coin falls on its other side; beyond those as they come, because code may
    // draw until it is content.
    const draw = (): number => {
      const first = this.drawn[draws++]
      return first === undefined ? random() : (first + 0.5) % 1
    }
    return exchanging(
      [
        [Date, 'now', laterNow],
        [Date.prototype, 'constructor', LaterDate],
        [globalThis, 'Date', LaterDate],
        [performance, 'now', this.noting('performance.now', () => uptime() + uptimeAway)],
        [Math, 'random', this.noting('Math.random', draw)],
      ],
      code,
    )
  }

  private noting(source: Source, read: () => number): () => number {
    return () => {
      this.asked.add(source)
      return read()
    }
  }
}

/** Makes real dates, so that nobody can tell them from others. */
function shiftedDate(now: () => number): DateConstructor {
  return new Proxy(Date, {
    apply: (real) => new real(now()).toString(),
    construct: (real, args, asked) => Reflect.construct(real, args.length === 0 ? [now()] : args, asked) as Date,
  })
}

type Exchange = readonly [object: object, key: string, value: unknown]

function exchanging<T>(exchanges: readonly Exchange[], code: () => T): T {
  const undo: (() => void)[] = []
  try {
    for (const exchange of exchanges) undo.push(put(...exchange))
    return code()
  } finally {
    for (const takeBack of undo) takeBack()
  }
}

// Where the language's own objects are frozen nothing is exchanged, and only what differs by itself is found.
function put(object: object, key: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(object, key)
  const property = { value, writable: true, configurable: true, enumerable: before?.enumerable ?? false }
  if (!Reflect.defineProperty(object, key, property)) return () => {}
  return () => {
    if (before === undefined) Reflect.deleteProperty(object, key)
    else Object.defineProperty(object, key, before)
  }
}

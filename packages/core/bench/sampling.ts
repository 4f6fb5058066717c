// Samples: rounds of two contestants in turns, so that whatever else the machine does meets both; medians, because noise
// only ever makes a round slower. Rounds follow each other without a forced collection: a process at work collects when
// V8 wants to, and a forced one would charge the next round with page faults.

/** One round: does its work and gives its figure, in the unit of the row. */
export type Round = () => number | Promise<number>

export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

export interface Comparison {
  readonly ours: Spread
  readonly theirs: Spread
  /** The very first round of ours, cold. */
  readonly first: number
}

export const collect = (globalThis as unknown as { gc: () => void }).gc

const steadiness = 0.03

export interface Plays {
  readonly rounds?: number
  readonly mostWarmUps?: number
}

/** Plays both until they are steady, or have been given up to be, and then `rounds` times each. */
export async function compare(
  ours: Round,
  theirs: Round,
  { rounds = 25, mostWarmUps = 40 }: Plays = {},
): Promise<Comparison> {
  const warm: [number[], number[]] = [[], []]
  do {
    warm[0].push(await ours())
    warm[1].push(await theirs())
  } while (warm[0].length < mostWarmUps && !(isSteady(warm[0]) && isSteady(warm[1])))
  const measured: [number[], number[]] = [[], []]
  for (let i = 0; i < rounds; i++) {
    measured[0].push(await ours())
    measured[1].push(await theirs())
  }
  return { ours: spread(measured[0]), theirs: spread(measured[1]), first: warm[0][0]! }
}

/** Whether the last four rounds are like the four before them. */
function isSteady(figures: readonly number[]): boolean {
  if (figures.length < 8) return false
  const [before, after] = [spread(figures.slice(-8, -4)).median, spread(figures.slice(-4)).median]
  return Math.abs(after - before) <= steadiness * before
}

export function spread(figures: readonly number[]): Spread {
  const sorted = figures.toSorted((a, b) => a - b)
  const middle = (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2
  return { median: middle, min: sorted[0]!, max: sorted.at(-1)! }
}

/** The milliseconds that some work takes. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** A round that does `count` things and gives how many it does in a second. */
export function perSecond(count: number, work: () => unknown): Round {
  return async () => (count / (await timed(work))) * 1000
}

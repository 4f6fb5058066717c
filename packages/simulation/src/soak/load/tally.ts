// What the load has counted.

export interface Tally {
  requests: number
  oneways: number
  /** Answered as foretold. */
  answered: number
  /** Ended by a failure that may be: a worker that has crashed, a static call that was purged. */
  failed: number
  lost: number
  doubled: number
  outOfOrder: number
  /** Answered otherwise than foretold, which is how a lost or doubled oneway shows. */
  wrong: number
  /** Connections that ended although nobody had hung up. */
  disconnects: number
  connections: number
}

export function emptyTally(): Tally {
  return {
    requests: 0,
    oneways: 0,
    answered: 0,
    failed: 0,
    lost: 0,
    doubled: 0,
    outOfOrder: 0,
    wrong: 0,
    disconnects: 0,
    connections: 0,
  }
}

/** Adds one tally to another. */
export function addTally(sum: Tally, other: Tally): Tally {
  for (const key of Object.keys(sum) as (keyof Tally)[]) sum[key] += other[key]
  return sum
}

/** Whether the load has had all that it has asked for, once and in order. */
export function isSound({ requests, answered, failed, lost, doubled, outOfOrder, wrong, disconnects }: Tally): boolean {
  return lost + doubled + outOfOrder + wrong + disconnects === 0 && answered + failed === requests
}

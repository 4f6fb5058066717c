// What a pool counts, and under what the end of a job is counted.

import type { ExitReason } from '@instar/core'

/** What has been counted since the birth of a pool. */
export interface PoolTally {
  /** Jobs that have given a result. */
  readonly done: number
  /** Jobs that have failed: by their work, by a time limit, or because their worker has ended. */
  readonly failed: number
  /** Jobs that were stopped or killed. */
  readonly cancelled: number
  /** Jobs that were not taken, because the queue was full. */
  readonly refused: number
  /** Jobs that were given up: for a newer one, after their patience, or because the pool was closed. */
  readonly dropped: number
  /** How often a job was given to another worker. */
  readonly retried: number
}

/** What there is in a pool, and what has been counted. */
export interface WorkerPoolStatistics extends PoolTally {
  /** How many workers there are to be. */
  readonly size: number
  /** How many there are. */
  readonly workers: number
  /** Jobs that workers work on. */
  readonly busy: number
  /** Jobs in the queue, and those that wait for a place in it. */
  readonly waiting: number
  /** Workers that were replaced. */
  readonly replaced: number
}

export function emptyTally(): PoolTally {
  return { done: 0, failed: 0, cancelled: 0, refused: 0, dropped: 0, retried: 0 }
}

/** Under what the end of a job is counted. */
export function outcomeOf(exit: ExitReason): 'done' | 'failed' | 'cancelled' {
  if (exit.type === 'crashed') return 'failed'
  const { detail } = exit as { readonly detail?: unknown }
  const isDone = exit.type === 'stopped' && typeof detail === 'object' && detail !== null && 'result' in detail
  return isDone ? 'done' : 'cancelled'
}

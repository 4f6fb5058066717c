// What a pool decides, as pure functions: whether a job has a place, what becomes of one whose worker has ended, whether a worker is
// free after a job, and how long a new worker is waited for when one after the other ends.

import { type ExitReason, isInstarError, type Pid } from '@instar/core'
import type { FullQueueRule } from './options.js'

/** What becomes of a job that has just come and finds no free worker. */
export type Admission =
  /** It waits in the queue. */
  | 'queued'
  /** It waits in the queue, in the place of the oldest one. */
  | 'in-place-of-oldest'
  /** It waits for a place in the queue. */
  | 'outside'
  /** It is not taken. */
  | 'refused'

/** Whether a job has a place. */
export function admissionOf(waiting: number, limit: number, rule: FullQueueRule): Admission {
  if (waiting < limit) return 'queued'
  if (rule === 'wait') return 'outside'
  return rule === 'drop-oldest' && waiting > 0 ? 'in-place-of-oldest' : 'refused'
}

/** What becomes of a job whose worker has ended. */
export type Verdict =
  /** Another worker does it. */
  | 'again'
  /** It fails. */
  | 'fail'

/**
 * A job goes again when it has a retry left, and, whatever its retries, when it cannot have begun: its worker was stopped, which
 * waits for what runs, or had not been born.
 */
export function verdictOn(exit: ExitReason, crashes: number, retries: number): Verdict {
  return !canHaveBegun(exit) || crashes < retries ? 'again' : 'fail'
}

/** Whether a worker that ended like this can have begun with its job. */
export function canHaveBegun(exit: ExitReason): boolean {
  if (exit.type === 'crashed') return !['constructor', 'start'].includes(exit.method)
  return exit.type !== 'stopped' && exit.type !== 'shutdown'
}

/** Whether the worker of a job that ended like this is free; one whose job was taken away, or timed out, still works on it. */
export function isWorkerFree(exit: ExitReason, worker: Pid): boolean {
  if (exit.type === 'stopped') return true
  if (exit.type !== 'crashed') return false
  return !(isInstarError(exit.error, 'timeout') && exit.error.facts['pid'] === worker)
}

/** Milliseconds before a worker is replaced, when so many have ended one after the other and no job was done in between. */
export function replacementDelay(deaths: number): number {
  return deaths <= 1 ? 0 : Math.min(10 * 2 ** Math.min(deaths - 2, 20), 10_000)
}

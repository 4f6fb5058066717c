// How long a supervisor waits before it restarts a child that keeps failing. Pure; chance is handed in as a number.
//
//   attempt        1        2                3                 ...
//   wait           first    first * factor   first * factor²   ... up to max; chance takes away up to `jitter` of each
//
// OTP has no such thing: its supervisors restart at once. Model: the backoff supervisor of Akka and Pekko.

import { wordsFor } from './child-checks.js'

/** Growing waits before restarts. */
export interface Backoff {
  /** Milliseconds before the first restart. */
  readonly firstMs: number
  /** The longest wait, in milliseconds. A child that has run at least that long begins anew with `firstMs`. */
  readonly maxMs: number
  /** By how much each wait is longer than the last one; 2 by default. */
  readonly factor?: number
  /** The share of a wait, from 0 to 1, that chance may take away, so that many do not come back at once; 0 by default. */
  readonly jitter?: number
}

/** Milliseconds to wait before the restart after the `attempt`th failure in a row, from 1; `chance` is from 0 up to 1. */
export function waitBefore(backoff: Backoff | null, attempt: number, chance: number): number {
  if (backoff === null) return 0
  const { firstMs, maxMs, factor = 2, jitter = 0 } = backoff
  const whole = Math.min(maxMs, firstMs * factor ** (attempt - 1))
  return whole * (1 - jitter * chance)
}

/** The how manieth failure in a row it is, of a child that ran for `ranMs` since its last start. */
export function nextAttempt(backoff: Backoff | null, attempts: number, ranMs: number): number {
  return backoff !== null && ranMs >= backoff.maxMs ? 1 : attempts + 1
}

/** What is wrong with a backoff, as sentences; null is none, and sound. */
export function backoffDefects(backoff: unknown): string[] {
  if (backoff === null) return []
  if (typeof backoff !== 'object') return [`its backoff is ${wordsFor(backoff)}: give { firstMs, maxMs } or null`]
  const { firstMs, maxMs, factor = 1, jitter = 0 } = backoff as Partial<Backoff>
  const demands: [boolean, string][] = [
    [isAtLeast(firstMs, 0), `${wordsFor(firstMs)} as firstMs: give milliseconds`],
    [isAtLeast(maxMs, isAtLeast(firstMs, 0) ? firstMs : 0), `${wordsFor(maxMs)} as maxMs: give no less than firstMs`],
    [isAtLeast(factor, 1), `${wordsFor(factor)} as factor: give a number from 1 on`],
    [isAtLeast(jitter, 0) && jitter <= 1, `${wordsFor(jitter)} as jitter: give a share from 0 to 1`],
  ]
  return demands.filter(([isGood]) => !isGood).map(([, problem]) => `its backoff has ${problem}`)
}

function isAtLeast(value: unknown, least: number): value is number {
  return typeof value === 'number' && value >= least && value < Infinity
}

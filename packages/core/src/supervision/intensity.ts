// How many restarts are borne in how short a time. Pure: a history is a list of times, the latest first, and holds no more
// than the period covers. The edges are those of OTP's `supervisor`: a restart that is exactly one period old still counts;
// `restarts` of them are borne, the next one is not; with 0 the first one is too many.

import { wordsFor } from './child-checks.js'

/** At most so many restarts of a supervisor's children within so many milliseconds; one more, and the supervisor gives up. */
export interface Intensity {
  readonly restarts: number
  readonly withinMs: number
}

/** The times of the restarts that count, the latest first. */
export type RestartHistory = readonly number[]

/** The history with a restart more, and without those that are out of date. */
export function addRestart(history: RestartHistory, now: number, { withinMs }: Intensity): RestartHistory {
  const oldest = now - withinMs
  const firstOutdated = history.findIndex((at) => at < oldest)
  return [now, ...(firstOutdated === -1 ? history : history.slice(0, firstOutdated))]
}

/** Whether a history is more than is borne. */
export function isTooMuch(history: RestartHistory, { restarts }: Intensity): boolean {
  return history.length > restarts
}

/** What is wrong with an intensity, as sentences. */
export function intensityDefects(intensity: unknown): string[] {
  if (typeof intensity !== 'object' || intensity === null)
    return [`its intensity is ${wordsFor(intensity)}: give { restarts, withinMs }`]
  const { restarts, withinMs } = intensity as Partial<Intensity>
  const isCount = restarts === Infinity || (Number.isInteger(restarts) && restarts! >= 0)
  return [
    ...(isCount
      ? []
      : [`its intensity has ${wordsFor(restarts)} as restarts: give a whole number from 0 on, or Infinity`]),
    ...(typeof withinMs === 'number' && withinMs > 0
      ? []
      : [`its intensity has ${wordsFor(withinMs)} as withinMs: give a positive number of milliseconds`]),
  ]
}

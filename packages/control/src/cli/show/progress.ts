// How far an action has come, as a share of the whole and in words. Pure.

import type { Progress } from '../../protocol/answers.js'

/** In their order; each has the same part of a bar, since nobody knows beforehand how long one takes. */
const phases = ['plan', 'check', 'prepare', 'freeze', 'stage', 'commit', 'thaw', 'drain', 'purge']

/** From 0 to 1; one that is not known yet counts as the beginning. */
export function shareOf({ phase, done, total }: Progress): number {
  const place = Math.max(0, phases.indexOf(phase))
  const part = total > 0 ? Math.min(1, done / total) : 0
  return (place + part) / phases.length
}

/** The phase, and how many of how many where there is something to count. */
export function progressText({ phase, done, total, step }: Progress): string {
  const prefix = step === undefined ? '' : `${step}: `
  return total === 0 ? `${prefix}${phase}` : `${prefix}${phase} ${done} of ${total}`
}

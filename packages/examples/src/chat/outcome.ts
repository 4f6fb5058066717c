// What the story came to, whether that is what was promised, and how to say it. Pure.

import type { Account } from './crowd.js'

export interface Outcome extends Account {
  /** How many people were in each room. */
  readonly members: number
  /** How long the rooms paused for each upgrade, as it was reported. */
  readonly pauses: readonly string[]
  /** Whether the server ran in one process from beginning to end. */
  readonly isSameProcess: boolean
  /** Whether no code of a replaced version is left in that process. */
  readonly isForgotten: boolean
}

/** Whether nothing at all went wrong: every line reached every member of its room once, and in its turn. */
export function isFaultless(outcome: Outcome): boolean {
  const { said, delivered, members, lost, doubled, failed, disconnects, isSameProcess, isForgotten } = outcome
  return delivered === said * members && lost + doubled + failed + disconnects === 0 && isSameProcess && isForgotten
}

/** What it cost, line by line. */
export function costOf(outcome: Outcome): string[] {
  const { said, delivered, members, lost, doubled, failed, disconnects, longestWaitMs } = outcome
  return [
    `${said} lines were said, and ${delivered} delivered: each to the ${members} people who typed in its room`,
    `${lost} lost, ${doubled} doubled or out of order, ${failed} refused`,
    `${disconnects} disconnects`,
    `${outcome.pauses.join(', ')} was how long the rooms paused`,
    `${longestWaitMs.toFixed(1)} ms was the longest wait for an acknowledgement`,
    `the server ran in ${outcome.isSameProcess ? 'one process' : 'several processes'} from beginning to end`,
  ]
}

// How far a step is that is no upgrade: one item of the phase of an upgrade that it is most like. Pure.

import type { Progress } from '../protocol/answers.js'
import type { PreparedStep } from './prepared.js'
import type { Step } from './script.js'

const phases: Readonly<Record<Step['type'], Progress['phase']>> = {
  upgrade: 'plan',
  add: 'commit',
  apply: 'commit',
  check: 'check',
  confirm: 'commit',
  remove: 'purge',
}

/** The progress of a step when `done` of its one item is done; an upgrade goes on to tell its own. */
export function progressOf({ step, name }: PreparedStep, done: 0 | 1): Progress {
  return { phase: phases[step.type], done, total: 1, step: name }
}

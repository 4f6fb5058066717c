// The exit codes of `instar`, and which error has which. Scripts switch over them, so they change with a major version only.

import { isInstarError } from '@instar/core'
import { isRemote } from '../client/wire-error.js'

/** What each exit code means, as help and README say it. */
export const exitCodes = {
  0: 'done, or nothing was to be done',
  1: 'refused, rolled back, or a check failed: everything is as it was',
  2: 'wrong usage: an option, an argument or a file that cannot be',
  3: 'no process was found, or it went away before it had answered',
  4: 'the process did not take the command, or could not record it: busy, not signed, no audit log',
  5: 'asked, and answered no',
  70: 'a defect of instar itself',
} as const

export type ExitCode = keyof typeof exitCodes

const usage = ['bad-address', 'bad-argument', 'needs-yes', 'no-release']
const unreachable = [
  'no-process',
  'several-processes',
  'no-socket',
  'not-listening',
  'not-reachable',
  'not-instar',
  'hung-up',
  'interrupted',
]
/** Answers of a process that are about what was asked for: the class, the instance, the release. */
const wrongQuestions = ['bad-request', 'unknown-class', 'no-instance', 'bad-option', 'unknown-option']

/** The exit code for what a command threw. */
export function exitCodeFor(error: unknown): ExitCode {
  if (!isInstarError(error) || error.code === 'internal') return 70
  if (wrongQuestions.includes(error.code)) return 2
  if (isRemote(error)) return 4
  if (error.code === 'declined') return 5
  if (usage.includes(error.code)) return 2
  return unreachable.includes(error.code) ? 3 : 1
}

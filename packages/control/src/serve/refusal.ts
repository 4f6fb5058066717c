// A command that is not carried out, or fails: the status of HTTP, and the error as it travels. The table says which error
// of the catalogues means what to a client; whatever is not in it is a defect of ours, or of a class.

import { isInstarError } from '@instar/core'
import { fail } from '../base/failures.js'
import type { WireError } from '../protocol/answers.js'
import { messageOf } from './thrown.js'

/** The statuses of errors. */
export type RefusalStatus = 400 | 401 | 404 | 405 | 409 | 413 | 415 | 422 | 500 | 503

const statuses: Readonly<Record<string, RefusalStatus>> = {
  'bad-request': 400,
  'other-protocol': 400,
  'bad-option': 400,
  'unknown-option': 400,
  'not-authorised': 401,
  'no-such-command': 404,
  'unknown-class': 404,
  'no-instance': 404,
  'wrong-method': 405,
  busy: 409,
  'too-large': 413,
  'wrong-type': 415,
  'not-trusted': 422,
  'wrong-kind': 422,
  'no-audit': 503,
  'unwritten-release': 503,
  'system-stopped': 503,
  // The command was carried out.
  'not-recorded': 500,
}

/** An error with the status that it is answered with. */
export class Refusal extends Error {
  override readonly name = 'Refusal'

  constructor(
    readonly status: RefusalStatus,
    readonly error: WireError,
    cause?: unknown,
  ) {
    super(error.message, { cause })
  }

  /** All that speaks against the command, as sentences. */
  get problems(): readonly string[] {
    const { message, defects = [] } = this.error
    return defects.length === 0 ? [message] : defects
  }
}

/** What is answered to whatever was thrown by a command. */
export function refusalOf(thrown: unknown, command: string): Refusal {
  if (thrown instanceof Refusal) return thrown
  const status = isInstarError(thrown) ? statuses[thrown.code] : undefined
  if (status !== undefined) return new Refusal(status, wireErrorOf(thrown), thrown)
  const internal = fail('internal', { command, problem: messageOf(thrown) }, thrown)
  return new Refusal(500, wireErrorOf(internal), thrown)
}

/** The refusal of a release, whatever was found to be wrong with it. */
export function refusedRelease(thrown: unknown): Refusal {
  return new Refusal(422, wireErrorOf(thrown), thrown)
}

function wireErrorOf(thrown: unknown): WireError {
  const message = messageOf(thrown)
  if (!isInstarError(thrown)) return { code: 'bad-release', message }
  const { defects } = thrown.facts
  return { code: thrown.code, message, ...(Array.isArray(defects) ? { defects: defects.map(messageOf) } : {}) }
}

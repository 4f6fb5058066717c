// An error that came over the wire, made an error of this process again: with the code, the message and the defects that
// the other side gave it.

import { InstarError, isInstarError } from '@instar/core'
import type { ControlFailure, ControlFailureCode } from '../base/failures.js'
import type { WireError } from '../protocol/answers.js'

/** The error of a process: its code, its message as it is, and `facts.defects`. */
export function failureOf({ code, message, defects }: WireError, address: string): ControlFailure {
  const facts = { message, address, isRemote: true, ...(defects === undefined ? {} : { defects }) }
  // The message is a value here, so that braces in it are no holes.
  return new InstarError(code as ControlFailureCode, { message: '{message}', advice: '' }, facts)
}

/** Whether an error was made by the process that was asked, and not on the way to it. */
export function isRemote(error: unknown): boolean {
  return isInstarError(error) && error.facts['isRemote'] === true
}

/** All defects that an error tells of. */
export function defectsOf(error: unknown): readonly string[] {
  const defects = isInstarError(error) ? error.facts['defects'] : undefined
  return Array.isArray(defects) ? defects.map(String) : []
}

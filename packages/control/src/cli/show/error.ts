// An error for people and for programs: what happened, to whom, all defects, what to do. Pure.

import { isInstarError } from '@instar/core'
import { defectsOf } from '../../client/wire-error.js'
import type { WireError } from '../../protocol/answers.js'
import type { Style } from '../style.js'
import { numbered } from './plan.js'

/** The lines for a terminal. A defect of instar itself shows its stack. */
export function errorLines(error: unknown, style: Style): string[] {
  const [headline = '', ...rest] = messageOf(error).split('\n')
  const defects = defectsOf(error)
  // Some messages list their defects themselves.
  const isTold = defects.every((defect) => messageOf(error).includes(defect))
  return [`${style.red('error:')} ${headline}`, ...rest, ...(isTold ? [] : numbered(defects))]
}

/** What `--json` prints. */
export function errorJson(error: unknown): { readonly error: WireError } {
  const code = isInstarError(error) ? error.code : 'internal'
  return { error: { code, message: messageOf(error), defects: defectsOf(error) } }
}

function messageOf(error: unknown): string {
  if (isInstarError(error)) return error.message
  return `instar itself has failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
}

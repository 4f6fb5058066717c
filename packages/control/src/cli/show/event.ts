// Events as they happen, a line each, in the words of core's own event log. Pure.

import { logEvents, type SystemEvent } from '@instar/core'
import type { WatchedEvent } from '../../protocol/answers.js'
import type { Look } from './table.js'

/** The time and what happened. */
export function eventLine(event: WatchedEvent, { style }: Look): string {
  let text = ''
  const { at, ...rest } = event
  const told = { ...rest, ...('error' in rest ? { error: revived(rest['error']) } : {}) }
  logEvents((line) => void (text = line), { colour: style.isColorSupported })(told as unknown as SystemEvent)
  return `${style.dim(at.slice(11, 23))} ${text}`
}

/** An error that travelled as data, as an error again, so that it is described like one. */
function revived(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || !('message' in error)) return error
  const { name = 'Error', message } = error as { name?: unknown; message: unknown }
  return Object.assign(new Error(String(message)), { name: String(name) })
}

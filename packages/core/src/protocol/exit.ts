// Why an instance ended. One union for links, monitors, events and reports; a program switches over `type`, a person
// reads `describeExit`.

import { messageOf } from '../base/errors.js'
import type { Pid } from '../base/ids.js'

export type ExitReason =
  /** It stopped by itself, or was asked to. */
  | { readonly type: 'stopped'; readonly detail?: unknown }
  /** A method, a hook or a timer failed and nobody waited for the error. */
  | { readonly type: 'crashed'; readonly method: string; readonly error: unknown }
  /** It was ended at once, without waiting for its running method. */
  | { readonly type: 'killed'; readonly detail?: unknown }
  /** An instance that it was linked to ended abnormally, or one that it was tied to ended. */
  | { readonly type: 'linked'; readonly pid: Pid; readonly reason: ExitReason }
  /** It did not come to rest before the deadline of an upgrade whose policy was to kill. */
  | { readonly type: 'upgrade'; readonly class: string; readonly version: string }
  /** It lingered in a generation that was purged hard. */
  | { readonly type: 'purged'; readonly class: string; readonly version: string }
  /** Its system was stopped. */
  | { readonly type: 'shutdown' }

/** Whether linked instances live on. */
export function isNormalExit(reason: ExitReason): boolean {
  return reason.type === 'stopped' || reason.type === 'shutdown'
}

/** An exit reason in words. */
export function describeExit(reason: ExitReason): string {
  switch (reason.type) {
    case 'stopped':
      return 'stopped'
    case 'crashed':
      return `crashed in ${reason.method}: ${messageOf(reason.error)}`
    case 'killed':
      return 'was killed'
    case 'linked':
      return `was linked to ${reason.pid}, which ${describeExit(reason.reason)}`
    case 'upgrade':
      return `was killed because it did not come to rest for the upgrade of ${reason.class} to ${reason.version}`
    case 'purged':
      return `was purged while it lingered in ${reason.class} ${reason.version}`
    case 'shutdown':
      return 'was shut down with its system'
  }
}

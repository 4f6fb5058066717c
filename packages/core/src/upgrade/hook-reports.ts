// What instances are told of an upgrade by their own hooks: of what is coming, of what has come, and of what came to nothing.

import type { UpgradeOutcome } from '../protocol/events.js'
import type { ClassChange } from './change.js'

/** What `beforeFreeze` is given: an upgrade that is sound so far. */
export interface ComingUpgrade {
  /** What becomes of each class of the upgrade, not only of those that the instance inherits from. */
  readonly changes: readonly ClassChange[]
}

/** What `afterUpgrade` is given. */
export interface InstanceUpgrade extends ComingUpgrade {
  /**
   * The attributes that the upgrade took from this very instance, with the values that they had; empty when it took none. It is
   * the last chance to do something with them: only a purge makes the way back forget them, but nobody else hands them out.
   */
  readonly dropped: Readonly<Record<string, unknown>>
}

/** What `upgradeRefused` is given, after a `beforeFreeze` for nothing. */
export interface UpgradeRefusal {
  readonly outcome: Extract<UpgradeOutcome, 'refused' | 'rolledBack'>
  /** Why, as sentences; at least one. */
  readonly reasons: readonly string[]
}

export const nothingDropped: InstanceUpgrade['dropped'] = Object.freeze({})

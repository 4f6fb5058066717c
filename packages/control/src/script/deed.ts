// What doing a step gives, and what steps are done with.

import type { ActorSystem } from '@instar/core'
import type { Progress } from '../protocol/answers.js'
import type { CommittedUpgrades } from './committed.js'
import type { PreparedStep } from './prepared.js'
import type { TimeLimits, UpgradeStep } from './script.js'

/** How it went, with words for people. */
export interface Result {
  readonly isGood: boolean
  readonly text: string
}

/** A step that was done, or has failed. */
export interface Deed extends Result {
  /** Takes back what it did; null when there is nothing to take back. A step that failed may have left something, too. */
  readonly takeBack: (() => Promise<Result>) | null
}

/** What the steps of one run share. */
export interface Scene {
  readonly system: ActorSystem
  /** Those of the script. */
  readonly limits: TimeLimits | undefined
  readonly notes: Map<string, unknown>
  readonly say: (line: string) => void
  readonly onProgress: (progress: Progress) => void
  readonly committed: CommittedUpgrades
  /** The upgrade steps that were committed, for the purges of `confirm`. */
  readonly upgraded: PreparedStep<UpgradeStep>[]
}

export function failed(text: string, takeBack: Deed['takeBack'] = null): Deed {
  return { isGood: false, text, takeBack }
}

export function done(text: string, takeBack: Deed['takeBack'] = null): Deed {
  return { isGood: true, text, takeBack }
}

// An upgrade script as data: what `defineScript` gives, and what the running side checks whole before its first step. Steps
// are done in their order. Until `confirm` each of them can be taken back, so that a script is done as a whole or not at all.

import type { ActorClass, ActorSystem, InstanceRule, Migration } from '@instar/core'

/** What the functions of a script are given. */
export interface ScriptContext {
  readonly system: ActorSystem
  /** What earlier steps have noted for later ones; checks compare before and after with it. */
  readonly notes: Map<string, unknown>
  /** A line for who runs the script. */
  readonly say: (line: string) => void
  /** Aborted when the time of this function is over: it is waited for no longer, and should end. */
  readonly signal: AbortSignal
}

/** Time limits, in milliseconds of the system's clock. Those of a step go before those of the script. */
export interface TimeLimits {
  /** For the set of an upgrade to come to rest; the default is 5,000. */
  readonly freeze?: number
  /** For callers of old static methods, before a purge; the default is 0. */
  readonly drain?: number
  /** For a function of the script to end, or for a class to be removed; the default is 60,000. */
  readonly step?: number
}

/** Time limits of an upgrade. Here `step` is for the upgrade beside its freeze; the default is 600,000, whatever the script says. */
export interface UpgradeLimits extends TimeLimits {
  /** For classes to come to rest, by name. They rest together, so the smallest limit of those in the set counts. */
  readonly classes?: Readonly<Record<string, number>>
}

/** Upgrades classes together: all or none. */
export interface UpgradeStep {
  readonly type: 'upgrade'
  /** The default is made of its classes: `upgrade Account 2.0.0`. */
  readonly name?: string
  readonly classes: readonly ActorClass[]
  /** Handed to every migration. */
  readonly extra?: unknown
  /** For classes that bring none, by name of class. */
  readonly migrations?: Readonly<Record<string, readonly Migration[]>>
  /** Names of classes that must have been upgraded or added before. Upgrades that wait for each other are done as one. */
  readonly after?: readonly string[]
  readonly strategy?: 'atomic' | 'lazy'
  readonly onDeadline?: 'refuse' | 'kill'
  /** Done by `confirm`, since what has been purged cannot be gone back to; the default is `later`: nobody does it. */
  readonly purge?: 'soft' | 'hard' | 'later'
  readonly limits?: UpgradeLimits
}

/** Makes classes known that are new to the system. */
export interface AddStep {
  readonly type: 'add'
  /** The default is made of its classes: `add Ledger 1.0.0`. */
  readonly name?: string
  readonly classes: readonly ActorClass[]
}

/** Removes a class; cannot be taken back, so it comes after `confirm`. */
export interface RemoveStep {
  readonly type: 'remove'
  /** The default is `remove Legacy`. */
  readonly name?: string
  readonly class: string
  readonly instances: InstanceRule
  readonly limits?: TimeLimits
}

/** Applies a function. */
export interface ApplyStep {
  readonly type: 'apply'
  readonly name: string
  readonly run: (context: ScriptContext) => unknown
  /** Undoes it, when a later step fails. Without it there is nothing to undo. */
  readonly undo?: (context: ScriptContext) => unknown
  readonly limits?: TimeLimits
}

/** What a check may say: false, or a sentence that says what is wrong; true or an empty one when nothing is. */
export type Verdict = boolean | string

/** Demands something: a function that gives false, a sentence that says what is wrong, or throws, fails the script. */
export interface CheckStep {
  readonly type: 'check'
  readonly name: string
  readonly run: (context: ScriptContext) => Verdict | Promise<Verdict>
  readonly limits?: TimeLimits
}

/** From here on there is no way back: what has been done is there to stay. */
export interface ConfirmStep {
  readonly type: 'confirm'
  /** The default is `confirm`. */
  readonly name?: string
}

export type Step = UpgradeStep | AddStep | RemoveStep | ApplyStep | CheckStep | ConfirmStep

export interface Script {
  readonly name: string
  /** For steps that set none of their own. */
  readonly limits?: TimeLimits
  readonly steps: readonly Step[]
}

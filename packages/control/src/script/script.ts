// An upgrade script as data: what `defineScript` gives, and what the running side checks whole before its first step.

import type { ActorClass, ActorSystem, InstanceRule, Migration } from '@instar/core'

/** What the functions of a script are given. */
export interface ScriptContext {
  readonly system: ActorSystem
  /** What earlier steps have noted for later ones; checks compare before and after with it. */
  readonly notes: Map<string, unknown>
  /** A line for who runs the script. */
  readonly say: (line: string) => void
}

/** Time limits, in milliseconds. */
export interface TimeLimits {
  /** For the set to come to rest. */
  readonly freeze?: number
  /** For callers of old static methods, before a purge. */
  readonly drain?: number
  /** For a function of the script to end. */
  readonly step?: number
}

/** Upgrades classes together: all or none. */
export interface UpgradeStep {
  readonly type: 'upgrade'
  readonly name: string
  readonly classes: readonly ActorClass[]
  /** Handed to every migration. */
  readonly extra?: unknown
  /** For classes that bring none, by name of class. */
  readonly migrations?: Readonly<Record<string, readonly Migration[]>>
  /** Names of classes that must have been upgraded before, by an earlier step. */
  readonly after?: readonly string[]
  readonly strategy?: 'atomic' | 'lazy'
  readonly onDeadline?: 'refuse' | 'kill'
  readonly purge?: 'soft' | 'hard' | 'later'
  readonly limits?: TimeLimits & { readonly classes?: Readonly<Record<string, number>> }
}

/** Makes classes known that are new to the system. */
export interface AddStep {
  readonly type: 'add'
  readonly name: string
  readonly classes: readonly ActorClass[]
}

/** Removes a class; cannot be taken back, so it comes after `confirm`. */
export interface RemoveStep {
  readonly type: 'remove'
  readonly name: string
  readonly class: string
  readonly instances: InstanceRule
}

/** Applies a function. */
export interface ApplyStep {
  readonly type: 'apply'
  readonly name: string
  readonly run: (context: ScriptContext) => unknown
  /** Undoes it, when a later step fails. */
  readonly undo?: (context: ScriptContext) => unknown
  readonly limits?: TimeLimits
}

/** Demands something: a function that gives false, a sentence that says what is wrong, or throws, fails the script. */
export interface CheckStep {
  readonly type: 'check'
  readonly name: string
  readonly run: (context: ScriptContext) => boolean | string | Promise<boolean | string>
  readonly limits?: TimeLimits
}

/** From here on there is no way back: what has been done is there to stay. */
export interface ConfirmStep {
  readonly type: 'confirm'
  readonly name: string
}

export type Step = UpgradeStep | AddStep | RemoveStep | ApplyStep | CheckStep | ConfirmStep

export interface Script {
  readonly name: string
  readonly limits?: TimeLimits
  readonly steps: readonly Step[]
}

// How scripts are written: one function for each kind of step. They only put data together; what is wrong with it is told
// by the check of the whole script, all of it at once.

import type { ActorClass, InstanceRule } from '@instar/core'
import type {
  AddStep,
  ApplyStep,
  CheckStep,
  ConfirmStep,
  RemoveStep,
  Script,
  ScriptContext,
  UpgradeStep,
  Verdict,
} from './script.js'

type Classes = ActorClass | readonly ActorClass[]

export type UpgradeStepOptions = Omit<UpgradeStep, 'type' | 'classes'>
export type AddStepOptions = Pick<AddStep, 'name'>
export type RemoveStepOptions = Pick<RemoveStep, 'name' | 'limits'> & { readonly instances?: InstanceRule }
export type ApplyStepOptions = Pick<ApplyStep, 'undo' | 'limits'>
export type CheckStepOptions = Pick<CheckStep, 'limits'>

/** An upgrade script, to be the default export of its file. Nothing is checked and nothing done until somebody runs it. */
export function defineScript(script: Script): Script {
  return script
}

/** Upgrades, or downgrades, classes together: all or none. Taken back by `rollback` when a later step fails. */
export function upgrade(classes: Classes, options: UpgradeStepOptions = {}): UpgradeStep {
  return { type: 'upgrade', classes: listOf(classes), ...options }
}

/** Makes classes known that are new to the system. Taken back with all of their instances when a later step fails. */
export function add(classes: Classes, options: AddStepOptions = {}): AddStep {
  return { type: 'add', classes: listOf(classes), ...options }
}

/**
 * Removes a class by its name. `instances` says what becomes of those that it has: `refuse` (the default) leaves the class
 * alone while it has any, `stop` ends them after their running method, `kill` at once. Comes after `confirm()`.
 */
export function remove(which: string, { instances = 'refuse', ...options }: RemoveStepOptions = {}): RemoveStep {
  return { type: 'remove', class: which, instances, ...options }
}

/** Applies a function; `undo` undoes it when a later step fails. A function that fails itself has to clean up after itself. */
export function apply(
  name: string,
  run: (context: ScriptContext) => unknown,
  options: ApplyStepOptions = {},
): ApplyStep {
  return { type: 'apply', name, run, ...options }
}

/** Demands something. False, a sentence that says what is wrong, or an error takes back all that was done so far. */
export function check(
  name: string,
  run: (context: ScriptContext) => Verdict | Promise<Verdict>,
  options: CheckStepOptions = {},
): CheckStep {
  return { type: 'check', name, run, ...options }
}

/** Says that all upgrades so far are there to stay, then purges what their steps want purged. */
export function confirm(): ConfirmStep {
  return { type: 'confirm' }
}

function listOf(classes: Classes): readonly ActorClass[] {
  // What is no class is kept for the check to complain about.
  return Array.isArray(classes) ? (classes as readonly ActorClass[]) : [classes as ActorClass]
}

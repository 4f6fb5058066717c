// How long each step may take. Every wait of a script has a limit; one that its author did not set has a usual one. Pure.

import type { TimeLimits, UpgradeLimits } from './script.js'

/** For a function to end, in milliseconds. */
export const usualStepMs = 60_000
/** For a set to come to rest. */
export const usualFreezeMs = 5_000
/** For an upgrade beside its freeze: no sound one takes that long, but a load hook may never end. */
export const usualUpgradeMs = 600_000

/** The limit of a function, or of a removal. */
export function stepLimit(step: TimeLimits = {}, script: TimeLimits = {}): number {
  return step.step ?? script.step ?? usualStepMs
}

/** How long an upgrade of a set of classes may wait for it to come to rest: the smallest of what is said about the set. */
export function freezeLimit(step: UpgradeLimits = {}, script: TimeLimits = {}): number {
  const said = [step.freeze ?? script.freeze, ...Object.values(step.classes ?? {})].filter((ms) => ms !== undefined)
  return said.length > 0 ? Math.min(...said) : usualFreezeMs
}

/** How long an upgrade may take in all. */
export function upgradeLimit(step: UpgradeLimits = {}, script: TimeLimits = {}): number {
  return freezeLimit(step, script) + (step.step ?? usualUpgradeMs)
}

/** How long to wait for callers of old static methods before a purge. */
export function drainLimit(step: TimeLimits = {}, script: TimeLimits = {}): number {
  return step.drain ?? script.drain ?? 0
}

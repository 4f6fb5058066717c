// Upgrade steps that wait for each other, made one: all of their classes, or none. What they say about the upgrade as a whole
// has to agree; of their time limits the smallest for the freeze and the longest for the rest count. Pure.

import type { UpgradeLimits, UpgradeStep } from './script.js'

/** What can be said once for an upgrade. */
const sharedOptions = ['extra', 'strategy', 'onDeadline', 'purge'] as const

export function mergeUpgrades(steps: readonly UpgradeStep[]): { step: UpgradeStep; defects: readonly string[] } {
  const defects = sharedOptions
    .filter((option) => valuesOf(option, steps).length > 1)
    .map((option) => `they disagree about \`${option}\`: give them the same one`)
  const shared = sharedOptions.flatMap((option) => valuesOf(option, steps).map((value) => [option, value] as const))
  const migrations = mergeMigrations(steps)
  const step: UpgradeStep = {
    type: 'upgrade',
    classes: steps.flatMap(({ classes }) => classes),
    ...(Object.fromEntries(shared) as Pick<UpgradeStep, (typeof sharedOptions)[number]>),
    ...(Object.keys(migrations).length > 0 ? { migrations } : {}),
    limits: mergeLimits(steps.flatMap(({ limits }) => limits ?? [])),
  }
  return { step, defects }
}

function valuesOf(option: (typeof sharedOptions)[number], steps: readonly UpgradeStep[]): unknown[] {
  return [...new Set(steps.map((step) => step[option]).filter((value) => value !== undefined))]
}

function mergeMigrations(steps: readonly UpgradeStep[]): NonNullable<UpgradeStep['migrations']> {
  const all = steps.flatMap(({ migrations }) => Object.entries(migrations ?? {}))
  return Object.fromEntries(
    all.map(([name]) => [name, all.flatMap(([other, list]) => (other === name ? list : []))] as const),
  )
}

function mergeLimits(all: readonly UpgradeLimits[]): UpgradeLimits {
  const given = (name: 'freeze' | 'drain' | 'step'): number[] => all.flatMap((limits) => limits[name] ?? [])
  const classes = all.flatMap((limits) => Object.entries(limits.classes ?? {}))
  return {
    ...(given('freeze').length > 0 ? { freeze: Math.min(...given('freeze')) } : {}),
    ...(given('drain').length > 0 ? { drain: Math.max(...given('drain')) } : {}),
    ...(given('step').length > 0 ? { step: Math.max(...given('step')) } : {}),
    ...(classes.length > 0 ? { classes: smallestByName(classes) } : {}),
  }
}

function smallestByName(limits: readonly (readonly [string, number])[]): Record<string, number> {
  const smallest: Record<string, number> = {}
  for (const [name, ms] of limits) smallest[name] = Math.min(ms, smallest[name] ?? ms)
  return smallest
}

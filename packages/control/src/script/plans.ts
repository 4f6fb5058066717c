// What the plans of a script's upgrades say before any of them is done. A later upgrade builds on the earlier ones, so its
// plan is made as if all steps up to it were one upgrade of what runs now. That holds until a class is upgraded a second time:
// from there on a plan can be made only when it is the step's turn, and its refusal takes the script back.

import { type ActorClass, type ActorSystem, type Migration, type UpgradePlan } from '@instar/core'
import { within } from './deadline.js'
import { usualUpgradeMs } from './limits.js'
import type { PreparedStep } from './prepared.js'

/** A step that brings classes, with all that is brought up to it. */
export interface Prospect {
  readonly at: PreparedStep
  /** The classes of the steps up to this one, its own included. */
  readonly classes: readonly ActorClass[]
  /** Migrations from outside, of all of those steps. */
  readonly migrations: Readonly<Record<string, readonly Migration[]>>
}

/** The steps whose plans can be made ahead. */
export function prospectsOf(steps: readonly PreparedStep[]): Prospect[] {
  const prospects: Prospect[] = []
  const seen = new Set<string>()
  let soFar: Pick<Prospect, 'classes' | 'migrations'> = { classes: [], migrations: {} }
  for (const at of steps) {
    if (!('classes' in at.step)) continue
    if (at.brings.some(({ name }) => seen.has(name))) break
    for (const { name } of at.brings) seen.add(name)
    const migrations = at.step.type === 'upgrade' ? at.step.migrations : {}
    soFar = { classes: [...soFar.classes, ...at.step.classes], migrations: { ...soFar.migrations, ...migrations } }
    prospects.push({ at, ...soFar })
  }
  return prospects
}

/**
 * The defects of the plans. A class that the script brings migrations for is left to `migratedPlanDefects`, which has to ask
 * the system for more than a plan.
 */
export function planDefects(prospects: readonly Prospect[], system: ActorSystem): string[] {
  return newDefects(
    prospects.map(({ at, classes, migrations }) => {
      const excused = Object.keys(migrations)
      return { at, defects: system.plan(classes).defects.filter((defect) => !isAbout(defect, excused)) }
    }),
  )
}

/** The defects of plans with migrations from outside: found by rehearsing on a single copy. */
export async function migratedPlanDefects(prospects: readonly Prospect[], system: ActorSystem): Promise<string[]> {
  const plans: { at: PreparedStep; defects: UpgradePlan['defects'] }[] = []
  for (const { at, classes, migrations } of prospects) {
    if (Object.keys(migrations).length === 0) continue
    const rehearsal = await within(system, usualUpgradeMs, () => system.rehearse(classes, { migrations, sample: 1 }))
    if (rehearsal.type === 'done') plans.push({ at, defects: rehearsal.value.defects })
    else plans.push({ at, defects: [rehearsal.problem] })
  }
  return newDefects(plans)
}

/** What the plans have against each step that they have not against the steps before it. */
function newDefects(plans: readonly { readonly at: PreparedStep; readonly defects: readonly string[] }[]): string[] {
  const known = new Set<string>()
  return plans.flatMap(({ at, defects }) => {
    const added = defects.filter((defect) => !known.has(defect))
    for (const defect of added) known.add(defect)
    return added.map((defect) => `${at.name}: ${defect}`)
  })
}

function isAbout(defect: string, names: readonly string[]): boolean {
  return names.some((name) => defect.startsWith(`${name} `) || defect.startsWith(`${name}:`))
}

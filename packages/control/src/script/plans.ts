// What the plans of a script's upgrades say before any of them is done. A later upgrade builds on the earlier ones, so its
// plan is made as if all steps up to it were one upgrade of what runs now. That holds until a class is upgraded a second time:
// from there on a plan can be made only when it is the step's turn, and its refusal takes the script back.

import type { ActorClass, ActorSystem, Migration } from '@instar/core'
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
    const migrations = at.step.type === 'upgrade' ? ownMigrations(at, at.step.migrations) : {}
    soFar = { classes: [...soFar.classes, ...at.step.classes], migrations: { ...soFar.migrations, ...migrations } }
    prospects.push({ at, ...soFar })
  }
  return prospects
}

/** Those for classes that the step brings; that others are misspelt is told elsewhere. */
function ownMigrations({ brings }: PreparedStep, migrations: Prospect['migrations'] = {}): Prospect['migrations'] {
  const isBrought = (name: string): boolean => brings.some((each) => each.name === name)
  return Object.fromEntries(Object.entries(migrations).filter(([name]) => isBrought(name)))
}

/** The defects of the plans: what each has against its step that it has not against the steps before. */
export function planDefects(prospects: readonly Prospect[], system: ActorSystem): string[] {
  const known = new Set<string>()
  return prospects.flatMap(({ at, classes, migrations }) => {
    const added = system.plan(classes, { migrations }).defects.filter((defect) => !known.has(defect))
    for (const defect of added) known.add(defect)
    return added.map((defect) => `${at.name}: ${defect}`)
  })
}

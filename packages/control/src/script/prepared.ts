// Steps as they are carried out: with the names and versions of their classes, which only a system can tell, and with the
// upgrades that wait for each other merged into one. Nothing of the system is touched.

import { Actor, type ActorClass, type ActorSystem, isInstarError } from '@instar/core'
import { mergeUpgrades } from './merge.js'
import { orderSteps } from './order.js'
import type { Script, Step, UpgradeStep } from './script.js'

/** A class that a step upgrades or adds. */
export interface BroughtClass {
  readonly name: string
  readonly version: string
  /** The name of what it is written to extend; null for a class that extends Actor alone. */
  readonly superclass: string | null
}

export interface PreparedStep<S extends Step = Step> {
  readonly step: S
  /** Its own name, or the one that is made of its classes. */
  readonly name: string
  readonly brings: readonly BroughtClass[]
}

export interface PreparedScript {
  readonly steps: readonly PreparedStep[]
  /** What speaks against the order of the steps, and against doing those of a circle as one. */
  readonly defects: readonly string[]
}

/** Prepares the steps of a script that has the shape of one. */
export function prepareScript({ steps }: Pick<Script, 'steps'>, system: ActorSystem): PreparedScript {
  const prepared = steps.map((step) => prepareStep(step, system))
  const { groups, defects } = orderSteps(prepared.map(dependentOf))
  const merged = groups.map((group) => mergeGroup(group.map((i) => prepared[i]!)))
  return {
    steps: merged.map(({ step }) => step),
    defects: [...defects, ...merged.flatMap(({ defects }) => defects)],
  }
}

/** Prepares one step by itself. */
export function prepareStep(step: Step, system: ActorSystem): PreparedStep {
  const brings = 'classes' in step ? step.classes.map((value) => describeClass(value, system)) : []
  const list = brings.map(({ name, version }) => `${name} ${version}`).join(', ')
  return { step, brings, name: step.name ?? usualName(step, list) }
}

function usualName(step: Step, classes: string): string {
  if (step.type === 'confirm') return 'confirm'
  return `${step.type} ${step.type === 'remove' ? step.class : classes}`
}

function dependentOf({ step, name, brings }: PreparedStep): Parameters<typeof orderSteps>[0][number] {
  const after = step.type === 'upgrade' ? (step.after ?? []) : []
  return { name, brings: brings.map(({ name }) => name), after }
}

function mergeGroup(group: readonly PreparedStep[]): { step: PreparedStep; defects: readonly string[] } {
  const [first] = group
  if (group.length === 1) return { step: first!, defects: [] }
  const name = group.map(({ name }) => name).join(' + ')
  const { step, defects } = mergeUpgrades(group.map(({ step }) => step as UpgradeStep))
  const complaints = defects.map((defect) => `${name}: they wait for each other and are done as one, but ${defect}`)
  return { step: { step, name, brings: group.flatMap(({ brings }) => brings) }, defects: complaints }
}

function describeClass(value: ActorClass, system: ActorSystem): BroughtClass {
  const name = nameOf(value, system)
  const version = system.plan(value).changes.find((change) => change.class === name)?.to ?? '(no version)'
  const parent: unknown = Object.getPrototypeOf(value)
  const isClass = typeof parent === 'function' && parent !== Function.prototype && parent !== Actor
  return { name, version, superclass: isClass ? nameOf(parent as ActorClass, system) : null }
}

/** The name under which a class is known, or would be; the system knows it even of a class that it has never seen. */
function nameOf(value: ActorClass, system: ActorSystem): string {
  try {
    return system.describe(value).name
  } catch (error) {
    if (isInstarError(error, 'unknown-class')) return String(error.facts['class'])
    throw error
  }
}

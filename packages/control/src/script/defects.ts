// The check of a whole script: everything that can be known to be wrong before its first step, all of it at once. Nothing of
// the system is touched, and no function of the script is run.

import type { ActorSystem } from '@instar/core'
import { problemOf } from './deadline.js'
import { classDefects } from './class-rules.js'
import { isObject } from './demands.js'
import { positionsOf } from './facts.js'
import { planDefects, prospectsOf } from './plans.js'
import { type PreparedStep, prepareScript, prepareStep } from './prepared.js'
import type { Script, Step } from './script.js'
import { sequenceDefects } from './sequence.js'
import { scriptShapeDefects, stepShapeDefects } from './shape.js'

/**
 * What is wrong with a script in a system, as sentences with their cures; empty for a sound one. Plans are made as if all
 * steps up to each were one upgrade of what runs now. That goes as far as the first class that is upgraded a second time:
 * upgrades from there on are planned when it is their turn. What functions of the script will have changed by then is unknown.
 */
export function scriptDefects(script: unknown, system: ActorSystem): string[] {
  const own = scriptShapeDefects(script)
  const steps = isObject(script) && Array.isArray(script['steps']) ? (script['steps'] as unknown[]) : []
  const shapes = steps.map(stepShapeDefects)
  const malformed = shapes.flatMap((defects, i) => defects.map((defect) => `${labelOf(steps[i], i)}: ${defect}`))
  try {
    if (malformed.length > 0) return [...own, ...malformed, ...planDefectsOf(soundOf(steps, shapes), system)]
    return steps.length === 0 ? own : [...own, ...meaningDefects({ steps: steps as Step[] }, system)]
  } catch (error) {
    return [...own, ...malformed, problemOf(error)]
  }
}

/** What is wrong with a script in which each step is one. */
function meaningDefects(script: Pick<Script, 'steps'>, system: ActorSystem): string[] {
  const { steps, defects } = prepareScript(script, system)
  const positions = positionsOf(steps, system.classes)
  const plans = planDefects(prospectsOf(steps), system)
  return [...new Set([...defects, ...sequenceDefects(positions), ...classDefects(positions), ...plans])]
}

/** The steps before the first malformed one that brings classes: later plans would miss what that one does. */
function soundOf(steps: readonly unknown[], shapes: readonly (readonly string[])[]): Step[] {
  const end = steps.findIndex((step, i) => shapes[i]!.length > 0 && (!isObject(step) || 'classes' in step))
  return steps.slice(0, end === -1 ? steps.length : end).filter((_, i) => shapes[i]!.length === 0) as Step[]
}

function planDefectsOf(steps: readonly Step[], system: ActorSystem): string[] {
  const prepared: readonly PreparedStep[] = steps.map((step) => prepareStep(step, system))
  return planDefects(prospectsOf(prepared), system)
}

function labelOf(step: unknown, at: number): string {
  const name = isObject(step) ? step['name'] : undefined
  return typeof name === 'string' && name !== '' ? name : `step ${at + 1}`
}

// What the rules for scripts know while they go through the steps: what came before, and what the system runs. Pure.

import type { ClassInfo } from '@instar/core'
import type { PreparedStep } from './prepared.js'
import type { Step } from './script.js'

/** A step with what comes before it. */
export interface Position {
  readonly at: PreparedStep
  readonly before: readonly PreparedStep[]
  readonly behind: readonly PreparedStep[]
  /** The classes that the system has now. */
  readonly running: readonly ClassInfo[]
}

export function positionsOf(steps: readonly PreparedStep[], running: readonly ClassInfo[]): Position[] {
  return steps.map((at, i) => ({ at, before: steps.slice(0, i), behind: steps.slice(i + 1), running }))
}

/** The step before this one that upgrades or adds a class. */
export function bringerOf(name: string, { before }: Pick<Position, 'before'>): PreparedStep | undefined {
  return before.find(({ brings }) => brings.some((brought) => brought.name === name))
}

/** Whether a class is there by then, as far as the script has to do with it. */
export function isThere(name: string, position: Position): boolean {
  return position.running.some((info) => info.name === name) || bringerOf(name, position) !== undefined
}

/** Whether a step changes something that has to be taken back when a later one fails. */
export function hasWayBack(step: Step): boolean {
  return step.type === 'upgrade' || step.type === 'add' || (step.type === 'apply' && step.undo !== undefined)
}

/** Whether nothing before this step can be taken back once it is done. */
export function isFinal({ type }: Step): boolean {
  return type === 'confirm' || type === 'remove'
}

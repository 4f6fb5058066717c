// Which steps may follow which, so that a script can always be taken back as a whole until it is confirmed. One rule a
// function, each gives sentences about one step. Pure.

import { hasWayBack, isFinal, type Position } from './facts.js'
import type { PreparedStep } from './prepared.js'

/** What is wrong with where steps stand. */
export function sequenceDefects(positions: readonly Position[]): string[] {
  return positions.flatMap((position) =>
    [...duplicates(position), ...behindTheEnd(position), ...earlyRemovals(position), ...lostPurges(position)].map(
      (defect) => `${position.at.name}: ${defect}`,
    ),
  )
}

function duplicates({ at, before }: Position): string[] {
  if (at.step.type === 'confirm' || !before.some(({ name }) => name === at.name)) return []
  return ['an earlier step has the same name: give each its own']
}

/** What could fail, and would need a way back that there is no more. */
function behindTheEnd({ at, before }: Position): string[] {
  const end = before.find(({ step }) => isFinal(step))
  if (end === undefined) return []
  const { step } = at
  if (step.type === 'confirm' && end.step.type === 'confirm')
    return ['everything is confirmed by then: leave one of the two out']
  if (step.type === 'remove' || (step.type === 'apply' && step.undo === undefined)) return []
  const what = step.type === 'apply' ? 'its `undo` would never be asked for: leave it out, or move the step' : 'move it'
  return [`it stands behind ${end.name}, after which nothing can be taken back any more: ${what} before that`]
}

function earlyRemovals({ at, before }: Position): string[] {
  if (at.step.type !== 'remove' || before.some(({ step }) => step.type === 'confirm')) return []
  if (!before.some(({ step }) => hasWayBack(step))) return []
  return ['a removal cannot be taken back, and what comes before it could still have to be: put confirm() before it']
}

/** What is purged cannot be gone back to, so it is `confirm` that purges. */
function lostPurges({ at, behind }: Position): string[] {
  if (!isPurging(at) || behind.some(({ step }) => step.type === 'confirm')) return []
  return ['its `purge` is done by confirm(), and none follows: add confirm(), or leave `purge` out']
}

export function isPurging({ step }: PreparedStep): boolean {
  return step.type === 'upgrade' && step.purge !== undefined && step.purge !== 'later'
}

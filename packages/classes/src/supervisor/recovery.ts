// Carries out what is decided when a child has ended. One decision at a time: a child that cannot be started again is the
// next failure, which counts as any other, and is decided anew. Waits are timers, not suspended methods, so a supervisor
// whose children are backing off answers, and can be upgraded.

import { Actor, type Decision, describeExit, type ExitReason, isInstarError } from '@instar/core'
import { fail } from '../failures.js'
import type { Supervising } from './supervising.js'
import { startChild, stopChildren } from './births.js'
import { rulesOf } from './rules.js'

/** A child that has ended, or could not be started; with those of the same restart that were to be started after it. */
interface Failed {
  readonly id: string
  readonly reason: ExitReason
  readonly left: readonly string[]
}

type Restarting = Extract<Decision, { type: 'restart' }>

/** Does what is to be done about a child that has ended, until nothing is left to be done now. */
export async function recover(self: Supervising, id: string, reason: ExitReason): Promise<void> {
  await carryAllOut(self, { id, reason, left: [] })
}

/** Starts the children of a restart that has waited, and does what is to be done about those that cannot be started. */
export async function restartNow(self: Supervising, turn: number, ids: readonly string[]): Promise<void> {
  await carryAllOut(self, await startWaiting(self, turn, ids))
}

async function carryAllOut(self: Supervising, first: Failed | null): Promise<void> {
  for (let failed = first; failed !== null;) failed = await carryOut(self, failed)
}

async function carryOut(self: Supervising, failed: Failed): Promise<Failed | null> {
  const decision = decideFor(self, failed)
  switch (decision.type) {
    case 'rest':
      self.childAtRest(self.supervised.get(failed.id)!)
      return null
    case 'forget':
      self.supervised.delete(failed.id)
      return null
    case 'escalate':
      throw tooManyRestarts(self, failed, decision.history.length)
    case 'restart':
      return restart(self, failed, decision)
  }
}

function decideFor(self: Supervising, { id, reason }: Failed): Decision {
  const rules = rulesOf(self)
  const chance = rules.backoff === null ? 0 : self.random.next()
  const { supervised: children, restartHistory: history } = self
  const now = self.system.clock.now()
  return self.supervision.decide({ children, failed: id, reason, history, now, chance }, rules)
}

async function restart(self: Supervising, failed: Failed, decision: Restarting): Promise<Failed | null> {
  const { supervised } = self
  self.restartHistory = decision.history
  await stopChildren(self, decision.stop)
  for (const id of decision.forget) supervised.delete(id)
  const ids = inStartOrder(self, decision.start, failed.left)
  const turn = (self.turns += 1)
  for (const id of ids) Object.assign(supervised.get(id)!, { status: 'waiting', turn })
  supervised.get(failed.id)!.attempts = decision.attempts
  if (decision.afterMs === 0) return startWaiting(self, turn, ids)
  self.restartLater(turn, ids, decision.afterMs)
  return null
}

function inStartOrder(
  { supervised }: Supervising,
  start: readonly string[],
  left: readonly string[],
): readonly string[] {
  if (left.length === 0) return start
  return [...supervised.keys()].filter((id) => start.includes(id) || left.includes(id))
}

/** Starts those that wait for this restart, in start order; the first one that cannot be started is told. */
async function startWaiting(self: Supervising, turn: number, ids: readonly string[]): Promise<Failed | null> {
  for (const [i, id] of ids.entries()) {
    const child = self.supervised.get(id)
    // It may have been stopped by hand, or have to wait for a later restart.
    if (child?.turn !== turn) continue
    try {
      await startChild(self, child)
      child.restarts += 1
    } catch (error) {
      if (isInstarError(error, 'system-stopped')) return null
      child.startedAt = self.system.clock.now()
      return { id, reason: { type: 'crashed', method: 'start', error }, left: ids.slice(i + 1) }
    }
  }
  return null
}

function tooManyRestarts(self: Supervising, { id, reason }: Failed, count: number): Error {
  const { className, pid } = self.self(Actor)
  const { restarts, withinMs } = self.intensity()
  const childClass = self.supervised.get(id)!.spec.class
  const facts = { class: className, pid, child: id, childClass, exit: describeExit(reason), reason }
  const cause = reason.type === 'crashed' ? reason.error : undefined
  return fail('too-many-restarts', { ...facts, count, restarts, withinMs }, cause)
}

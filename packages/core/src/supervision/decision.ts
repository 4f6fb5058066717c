// The decision of a supervisor whose child has ended: from the children, the failed one and the history to what is to be
// done. Pure; another file carries it out. The rules are those of OTP's `supervisor`, with two differences: children that
// have been stopped by hand, or have ended for good, are left alone by the restart of their siblings; and there may be a wait.

import { type ExitReason, isNormalExit } from '../protocol/exit.js'
import { type Backoff, nextAttempt, waitBefore } from './backoff.js'
import { addRestart, type Intensity, isTooMuch, type RestartHistory } from './intensity.js'
import type { Strategy, SupervisedChild, SupervisedChildren } from './strategy.js'

/** What has happened. */
export interface Situation {
  /** In start order, the failed one among them. */
  readonly children: SupervisedChildren
  /** The id of the child that has ended. */
  readonly failed: string
  readonly reason: ExitReason
  readonly history: RestartHistory
  /** Milliseconds of the system's clock. */
  readonly now: number
  /** A random number from 0 up to 1, for the jitter. */
  readonly chance: number
}

/** What a supervisor goes by. */
export interface Rules {
  readonly strategy: Strategy
  readonly intensity: Intensity
  readonly backoff: Backoff | null
}

/** What is to be done. */
export type Decision =
  /** Nothing: it ended as it should. Its spec stays. */
  | { readonly type: 'rest' }
  /** It will not come back: its spec goes. */
  | { readonly type: 'forget' }
  /** Stop some, the last one first; forget some of these; after a wait start the others, the first one first. */
  | {
      readonly type: 'restart'
      /** Those that run and go along, in the order of their stops. */
      readonly stop: readonly string[]
      /** Those of them that are temporary. */
      readonly forget: readonly string[]
      /** In start order, the failed one among them. */
      readonly start: readonly string[]
      readonly afterMs: number
      /** The failures in a row of the failed child, this one included. */
      readonly attempts: number
      readonly history: RestartHistory
    }
  /** There were too many restarts: the supervisor itself fails. */
  | { readonly type: 'escalate'; readonly history: RestartHistory }

/** Decides what becomes of a child that has ended, and of its siblings. */
export function decide(situation: Situation, { strategy, intensity, backoff }: Rules): Decision {
  const { children, failed, reason, now, chance } = situation
  const child = children.get(failed)!
  if (child.spec.restart === 'temporary') return { type: 'forget' }
  if (isAtRest(child, reason)) return { type: 'rest' }
  const history = addRestart(situation.history, now, intensity)
  if (isTooMuch(history, intensity)) return { type: 'escalate', history }
  const along = concerned(children, failed, strategy)
  const isTemporary = (id: string): boolean => children.get(id)!.spec.restart === 'temporary'
  const attempts = nextAttempt(backoff, child.attempts, now - child.startedAt)
  return {
    type: 'restart',
    stop: along.filter((id) => id !== failed && children.get(id)!.status === 'running').toReversed(),
    forget: along.filter(isTemporary),
    start: along.filter((id) => !isTemporary(id)),
    afterMs: waitBefore(backoff, attempts, chance),
    attempts,
    history,
  }
}

/** A system that is being stopped bears nobody any more. */
function isAtRest({ spec }: SupervisedChild, reason: ExitReason): boolean {
  return reason.type === 'shutdown' || (spec.restart === 'transient' && isNormalExit(reason))
}

/** The failed child and those that go along with it, in start order. */
function concerned(children: SupervisedChildren, failed: string, strategy: Strategy): string[] {
  const named = new Set(strategy(children, failed))
  // The usual case, and the one that must not take time for each sibling.
  if (named.size === 1 && named.has(failed)) return [failed]
  return [...children.keys()].filter((id) => id === failed || (named.has(id) && children.get(id)!.status !== 'stopped'))
}

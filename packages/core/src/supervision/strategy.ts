// Strategies: who is restarted along with a child that has failed. Pure functions over the children in their start order.
// Ancestor: the restart strategies of OTP's `supervisor`.

import type { CompleteSpec } from './child-spec.js'

/** Where a supervised child is in its life. */
export type ChildStatus =
  /** It has been started, and its end has not been told. */
  | 'running'
  /** It has failed, or has to go along with one that has, and its restart is due later. */
  | 'waiting'
  /** It has ended for good, or was stopped by hand. Its spec stays. */
  | 'stopped'

/** A child as strategies see it. */
export interface SupervisedChild {
  readonly spec: CompleteSpec
  readonly status: ChildStatus
  /** When it was started last; milliseconds of the system's clock. */
  readonly startedAt: number
  /** Its failures in a row. */
  readonly attempts: number
}

/** The children of a supervisor by id, in their start order. */
export type SupervisedChildren = ReadonlyMap<string, SupervisedChild>

/** Who is restarted with the failed child: their ids, in any order; the failed one counts as named. Pure. */
export type Strategy = (children: SupervisedChildren, failed: string) => Iterable<string>

/** The names of the strategies that every system has. */
export type StrategyName =
  /** The failed child alone. */
  | 'one-for-one'
  /** All of them: for children that cannot do without one another. */
  | 'one-for-all'
  /** The failed child and those that were started after it: for children that build on the earlier ones. */
  | 'rest-for-one'

/** The strategies that every system has. */
export const usualStrategies: Readonly<Record<StrategyName, Strategy>> = {
  'one-for-one': (_, failed) => [failed],
  'one-for-all': (children) => children.keys(),
  'rest-for-one': restAfter,
}

function* restAfter(children: SupervisedChildren, failed: string): Generator<string> {
  let isReached = false
  for (const id of children.keys()) {
    isReached ||= id === failed
    if (isReached) yield id
  }
}

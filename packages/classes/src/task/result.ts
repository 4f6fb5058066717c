// What came of a piece of work: read from how its instance has ended. An exit is told to any number of holders of a ref, before
// and after the end, so a result that is read from it is never missed, and no message has to wait for it.

import { describeExit, type ExitReason, isInstarError, type Reference } from '@instar/core'
import { fail } from '../failures.js'

/** The detail of a normal exit of work that was done. */
export interface Result<R> {
  readonly result: R
}

/** The detail of a normal exit of work that was called off. */
export interface Cancelled {
  readonly cancelled: unknown
}

declare const resultType: unique symbol

/** A ref of a piece of work whose result is an `R`. */
export type Work<R> = Reference & ({ readonly [resultType]: R } | { readonly result: () => Promise<R> })

/** A ref of a job of a pool, whose result is an `R`. */
export type JobRef<R> = Reference & { readonly [resultType]: R }

/**
 * The result of a task or of a job of a pool, when it has ended; at once when it has. Rejects with what the work threw, with the
 * error that it was ended by, or with `work-ended` when it was stopped or killed before it had one. It has no time limit: the
 * work has one.
 */
export async function resultOf<R>(work: Work<R> | Promise<Work<R>>): Promise<R> {
  const ref = await work
  return resultIn<R>(ref, await ref.exited)
}

/** The result in an exit; throws when there is none. */
export function resultIn<R>({ className, pid }: Reference, exit: ExitReason): R {
  if (exit.type === 'crashed') throw exit.error
  const detail = 'detail' in exit ? exit.detail : undefined
  if (exit.type === 'stopped' && isResult<R>(detail)) return detail.result
  if (isInstarError(detail)) throw detail
  throw fail('work-ended', { class: className, pid, exit: describeExit(exit), reason: exit }, causeIn(detail))
}

function isResult<R>(detail: unknown): detail is Result<R> {
  return typeof detail === 'object' && detail !== null && 'result' in detail
}

function causeIn(detail: unknown): unknown {
  return typeof detail === 'object' && detail !== null && 'cancelled' in detail ? detail.cancelled : detail
}

// A stream through an instance, or through several: each item is a request, and what comes out are the answers. At most
// `concurrency` requests are under way; what comes faster waits in a line that has an end, or, from a paced source, is not asked
// for yet.
//
//   source --> line (buffer) --> under way (concurrency) --> answers, in order or as they come

import type { Reference } from '@instar/core'
import { Observable, type OperatorFunction } from 'rxjs'
import { demandCount, demandMs, demandWord } from './options.js'
import type { StreamOutcome } from './outcome.js'
import { Passage } from './passage.js'
import type { AnswerOf, AskedItem, MethodName } from './types.js'

export interface RequestThroughOptions {
  /** Requests that are under way at once; the default is one for each instance. More wait in the mailboxes. */
  readonly concurrency?: number
  /**
   * `kept` (the default): answers come in the order of their items. `as-answered`: as soon as they are there, which makes a
   * difference where several instances answer.
   */
  readonly order?: 'kept' | 'as-answered'
  /** Milliseconds that each request may take; the default is the system's. */
  readonly timeout?: number
  /** Items that may wait for their turn, from a source that cannot wait; one more fails the stream. The default is 1,000. */
  readonly buffer?: number
}

/**
 * Asks an instance for each item; of several, the one that has the fewest requests under way. Completes when the source has and all are answered. A request that fails ends the stream with
 * `request-failed`, which has the item and the cause, and aborts those that are under way; with `failures: 'as-items'` outcomes
 * come out, failed ones too. Unsubscribing aborts what is under way, and what has not begun is never run.
 */
export function requestThrough<R extends Reference, M extends MethodName<R>>(
  ref: R | readonly R[],
  method: M,
  options: RequestThroughOptions & { readonly failures: 'as-items' },
): OperatorFunction<AskedItem<R[M]>, StreamOutcome<AskedItem<R[M]>, AnswerOf<R[M]>>>
export function requestThrough<R extends Reference, M extends MethodName<R>>(
  ref: R | readonly R[],
  method: M,
  options?: RequestThroughOptions & { readonly failures?: 'end-stream' },
): OperatorFunction<AskedItem<R[M]>, AnswerOf<R[M]>>
export function requestThrough(
  ref: Reference | readonly Reference[],
  method: string,
  options: RequestThroughOptions & { readonly failures?: 'end-stream' | 'as-items' } = {},
): OperatorFunction<unknown, unknown> {
  const refs = Array.isArray(ref) ? (ref as readonly Reference[]) : [ref as Reference]
  demandCount('refs', refs.length, 1)
  const { concurrency = refs.length, order = 'kept', timeout, buffer = 1000, failures = 'end-stream' } = options
  demandCount('concurrency', concurrency, 1)
  demandCount('buffer', buffer, 0, true)
  demandWord('order', order, ['kept', 'as-answered'])
  demandWord('failures', failures, ['end-stream', 'as-items'])
  if (timeout !== undefined) demandMs('timeout', timeout)
  const settings = {
    refs,
    method,
    concurrency,
    timeout,
    buffer,
    isOrdered: order === 'kept',
    asItems: failures === 'as-items',
  }
  return (source) => new Observable((listener) => new Passage(settings, listener).begin(source))
}

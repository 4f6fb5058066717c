// From a stream to an instance, without answers: each item is a oneway.

import { describeExit, type Reference } from '@instar/core'
import { type MonoTypeOperatorFunction, Observable } from 'rxjs'
import { fail } from '../failures.js'
import { type MethodName, send, type ToldItem } from './types.js'

/**
 * Sends each item as a oneway, in order, and hands it on. There is no backpressure in it, as there is none in oneways: use
 * `requestThrough` for a stream that may be faster than its target. Fails with `target-ended` when the instance ends, which
 * unsubscribes from the source; and with `mailbox-full` where the class refuses what is too much.
 */
export function tellTo<R extends Reference, M extends MethodName<R>>(
  ref: R,
  method: M,
): MonoTypeOperatorFunction<ToldItem<R[M]>> {
  return (source) =>
    new Observable((listener) => {
      void ref.exited.then((reason) => {
        const facts = { class: ref.className, pid: ref.pid, method, exit: describeExit(reason), reason }
        listener.error(fail('target-ended', facts))
      })
      return source.subscribe({
        next: (item) => {
          try {
            send(ref, method, [item])
          } catch (error) {
            return listener.error(error)
          }
          listener.next(item)
        },
        error: (error: unknown) => listener.error(error),
        complete: () => listener.complete(),
      })
    })
}

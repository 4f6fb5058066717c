// What ends a task from outside: the time limit, and a signal of whoever wants it no longer. It is apart from the class, so that
// what waits for a clock or a signal holds no code of it: only the ref, and the controller whose signal the work looks at.

import type { Clock, Reference } from '@instar/core'

/** Aborts `controller` with the reason of `signal`, now or later; gives what takes everything off the signal. */
export function obey(signal: AbortSignal, controller: AbortController): () => void {
  const abort = (): void => controller.abort(signal.reason)
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort, { once: true })
  return () => signal.removeEventListener('abort', abort)
}

/** Aborts the work after `ms` milliseconds, and ends the task at once, with `reason`; gives what forgets the limit. */
export function limit(
  task: Reference,
  controller: AbortController,
  clock: Clock,
  ms: number,
  reason: Error,
): () => void {
  if (ms === Infinity) return () => {}
  const timer = clock.setTimer(() => {
    controller.abort(reason)
    void task.kill(reason)
  }, ms)
  return () => clock.clearTimer(timer)
}

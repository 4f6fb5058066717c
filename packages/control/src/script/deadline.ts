// Waiting with a limit, by the clock of the system: nothing that a script waits for can hold it for ever.

import { type ActorSystem, isInstarError, type TimerHandle } from '@instar/core'

/** What came of waiting. */
export type Waited<T> =
  | { readonly type: 'done'; readonly value: T }
  /** It threw; `problem` is its message. */
  | { readonly type: 'failed'; readonly problem: string }
  /** It had not ended when the time was over, and may still go on. */
  | { readonly type: 'late'; readonly problem: string }

/** Calls, and waits at most `ms` milliseconds for what comes of it. */
export async function within<T>(system: ActorSystem, ms: number, call: () => T | PromiseLike<T>): Promise<Waited<T>> {
  const { clock } = system
  const late: Waited<T> = { type: 'late', problem: `it did not end within ${ms} ms` }
  let timer: TimerHandle
  const limit = new Promise<Waited<T>>((resolve) => {
    timer = clock.setTimer(() => resolve(late), ms)
  })
  try {
    return await Promise.race([outcomeOf(call), limit])
  } finally {
    clock.clearTimer(timer!)
  }
}

async function outcomeOf<T>(call: () => T | PromiseLike<T>): Promise<Waited<T>> {
  try {
    return { type: 'done', value: await call() }
  } catch (error) {
    return { type: 'failed', problem: problemOf(error) }
  }
}

/** Lets `ms` milliseconds pass. */
export function pause({ clock }: ActorSystem, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.setTimer(resolve, ms))
}

/** Milliseconds, for durations. */
export function timeOf({ clock }: ActorSystem): number {
  return clock.now()
}

/** What went wrong, in words, whatever was thrown. */
export function problemOf(error: unknown): string {
  try {
    if (isInstarError(error) || (error instanceof Error && error.name === 'Error')) return error.message
    return error instanceof Error ? `${error.name}: ${error.message}` : `it threw ${String(error)}`
  } catch {
    return 'it threw something that cannot be printed'
  }
}

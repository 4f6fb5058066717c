// Waiting with a limit, by the clock of the system: nothing that a script waits for can hold it for ever. A system has no
// door to its clock but this one: asking many with a time limit. Here the many are one, and nobody is behind it.

import { type ActorSystem, isInstarError, type Reference } from '@instar/core'

/** What came of waiting. */
export type Waited<T> =
  | { readonly type: 'done'; readonly value: T }
  /** It threw; `problem` is its message. */
  | { readonly type: 'failed'; readonly problem: string }
  /** It had not ended when the time was over, and may still go on. */
  | { readonly type: 'late'; readonly problem: string }

const nobody = {} as Reference

/** Calls, and waits at most `ms` milliseconds for what comes of it. */
export async function within<T>(system: ActorSystem, ms: number, call: () => T | PromiseLike<T>): Promise<Waited<T>> {
  const box = async (): Promise<{ value: T }> => ({ value: await call() })
  const { results, failed } = await system.requestAll([nobody], box, { timeout: ms })
  if (results[0] !== undefined) return { type: 'done', value: results[0].value }
  if (failed.length > 0) return { type: 'failed', problem: problemOf(failed[0]!.error) }
  return { type: 'late', problem: `it did not end within ${ms} ms` }
}

/** Lets `ms` milliseconds pass. */
export async function pause(system: ActorSystem, ms: number): Promise<void> {
  await within(system, ms, () => new Promise<never>(() => {}))
}

/** Milliseconds since the start of the system. */
export function timeOf(system: ActorSystem): number {
  return system.statistics().uptimeMs
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

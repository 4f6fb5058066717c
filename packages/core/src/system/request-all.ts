// Asking many at once, with one time limit for all: the answers in the order of the asked, and the late ones by name.

import type { Clock } from '../base/clock.js'
import type { Reference } from '../ref/types.js'

/** The answers of many. */
export interface Answers<R, T> {
  /** One for each asked, in their order; undefined for those that failed or were late. */
  readonly results: readonly (T | undefined)[]
  /** Who had not answered when the time was up. */
  readonly late: readonly R[]
  /** Who answered with an error. */
  readonly failed: readonly { readonly ref: R; readonly error: unknown }[]
}

/** Calls all, and waits for their answers at most `timeout` milliseconds. */
export function requestAll<R extends Reference, T>(
  refs: Iterable<R>,
  call: (ref: R) => Promise<T>,
  timeout: number,
  clock: Clock,
): Promise<Answers<R, T>> {
  const asked = [...refs]
  const results = Array.from<T | undefined>({ length: asked.length })
  const failed: { ref: R; error: unknown }[] = []
  const open = new Set(asked.keys())
  return new Promise((resolve) => {
    const finish = (): void => {
      clock.clearTimer(timer)
      resolve({ results: [...results], late: [...open].map((i) => asked[i]!), failed: [...failed] })
    }
    const timer = clock.setTimer(finish, timeout)
    const end = (i: number): void => {
      open.delete(i)
      if (open.size === 0) finish()
    }
    for (const [i, ref] of asked.entries()) {
      new Promise<T>((answer) => answer(call(ref))).then(
        (value) => {
          if (open.has(i)) results[i] = value
          end(i)
        },
        (error: unknown) => {
          if (open.has(i)) failed.push({ ref, error })
          end(i)
        },
      )
    }
    if (asked.length === 0) finish()
  })
}

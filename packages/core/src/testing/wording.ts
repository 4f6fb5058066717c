// How the kit tells what it has seen.

import { inspect } from 'node:util'
import type { VirtualClock } from './virtual-clock.js'

/** A call as one would write it. */
export function describeCall(method: string, args: readonly unknown[]): string {
  return `${method}(${args.map(show).join(', ')})`
}

/** Where a clock stands, and what it waits for: the usual answer to why nothing has come. */
export function describeClock(clock: VirtualClock): string {
  const next = clock.nextDue
  const timers = next === undefined ? 'no timer is set' : `the next timer is due at ${next} ms`
  return `The clock stands at ${clock.now()} ms, ${timers}.`
}

/** A value on one line. */
export function show(value: unknown): string {
  try {
    return inspect(value, { depth: 2, breakLength: Infinity, compact: true, maxArrayLength: 20, maxStringLength: 200 })
  } catch {
    return '(cannot be printed)'
  }
}

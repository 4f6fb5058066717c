// Whoever adds a handler: it can be watched, and be told of the end of the handler by a oneway that it names.

import type { Actor, Reference } from '@instar/core'
import type { HandlerEnd, HandlerOptions } from './roster.js'
import { fail } from '../failures.js'

/** Who adds a handler; refused when that is nobody who could be watched or told as the options say. */
export function adderFor(manager: Actor, id: string, { supervised = false, tell }: HandlerOptions): Reference | null {
  const adder = manager.sender
  if (adder === null && (supervised || tell !== undefined)) throw fail('no-adder', { id })
  if (tell !== undefined && typeof methodOf(adder!, tell) !== 'function')
    throw fail('untold-adder', { id, adder, method: tell })
  return adder
}

/** Tells of the end of a handler. */
// Found by name now: its class may have been upgraded. That its mailbox is full, or that it has ended, is its own affair.
export function tellAdder(adder: Reference, method: string, end: HandlerEnd): void {
  try {
    const sent = (methodOf(adder, method) as (this: Reference, end: HandlerEnd) => unknown).call(adder, end)
    Promise.resolve(sent).catch(() => {})
  } catch {
    // It is not told.
  }
}

function methodOf(adder: Reference, method: string): unknown {
  return (adder as unknown as Record<string, unknown>)[method]
}

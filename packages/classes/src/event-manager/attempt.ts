// One call of a handler, caught: what it throws is its own end, and nobody else's.

import { Actor } from '@instar/core'
import { fail } from '../failures.js'

/** What a call gave, or why it failed. */
export type Attempt = { readonly value: unknown } | { readonly error: unknown }

/** What a handler gives, or throws. A promise is a failure: nothing would keep an upgrade from coming in its midst. */
export function attempt(handler: Actor, call: () => unknown): Attempt {
  try {
    const value = call()
    if (typeof (value as Partial<PromiseLike<unknown>> | null | undefined)?.then !== 'function') return { value }
    Promise.resolve(value).catch(() => {})
    return { error: fail('promising-handler', { handler: handler.self(Actor) }) }
  } catch (error) {
    return { error }
  }
}

// How one message reaches one subscriber: sent by the name of a method, and nothing that becomes of it comes back to whom
// published. It is apart from the class, so that what waits for a promise holds no code of it.

import type { Reference } from '@instar/core'

/** What became of a message to one subscriber. */
export type Delivery =
  /** It is in the mailbox. */
  | 'told'
  /** The mailbox was full, or the class has no such method any more. */
  | 'refused'

/** Sends `method(message, topic)`. */
export function deliver(ref: Reference, method: string, message: unknown, topic: string): Delivery {
  const send = (ref as unknown as Record<string, unknown>)[method]
  if (typeof send !== 'function') return 'refused'
  try {
    const answer: unknown = send.call(ref, message, topic)
    // An upgrade may have made a request of the oneway: its failure would be nobody's.
    if (answer instanceof Promise) answer.catch(ignore)
    return 'told'
  } catch {
    return 'refused'
  }
}

function ignore(): void {}

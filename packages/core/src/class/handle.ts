// A class as other modules refer to it without keeping it in memory. A module variable that holds a class pins that version
// of it, with all of its code, for as long as the module itself is needed. What a release imports from another of its
// modules is therefore no class value but a way to it: to itself until it is registered, then to what is current.

import { runningMessage } from '../protocol/current.js'
import { fail } from '../protocol/failures.js'
import { runningStaticCall } from '../protocol/static-call.js'
import { linkOf, readLink, type StaticTarget } from './link.js'
import type { ClassValue } from './metadata.js'
import { actorName } from './reader.js'

/** Gives a way to a class that holds no version of it: call it for the class value that is current. */
export function handleOf(value: ClassValue): () => ClassValue {
  const name = actorName(value)
  const written = new WeakRef(value)
  // The link goes with the value, but for this list, by which a purged value leads to what has come after it.
  const { targets } = linkOf(value)
  return () => {
    const own = written.deref()
    const current = targetIn(own === undefined ? targets : (readLink(own)?.targets ?? targets))?.value ?? own
    if (current === undefined) throw fail('unknown-class', { class: name })
    return current
  }
}

/** The class in the system on whose behalf this is asked; else in the first that there is. */
function targetIn(targets: readonly StaticTarget[]): StaticTarget | undefined {
  const open = targets.filter(({ isClosed }) => !isClosed)
  const caller = runningStaticCall()?.system ?? runningMessage()?.target.system
  return open.find(({ system }) => system === caller) ?? open[0]
}

// What a static method is replaced by. The class value may be old; the stub goes by the link of the value to the live
// class of the system that the caller runs in, or of the only system there is.

import { runningMessage } from '../protocol/current.js'
import { runningStaticCall } from '../protocol/static-call.js'
import { fail } from '../protocol/failures.js'
import { readLink, type StaticTarget } from './link.js'
import type { ClassValue } from './metadata.js'
import { actorName } from './reader.js'

export function staticStub(owner: ClassValue, method: string): (...args: unknown[]) => unknown {
  const stub = function (this: unknown, ...args: unknown[]): unknown {
    const value = typeof this === 'function' ? this : owner
    return findTarget(value, method).callStatic(actorName(owner), value, method, args)
  }
  Object.defineProperty(stub, 'name', { value: method })
  return stub
}

function findTarget(value: ClassValue, method: string): StaticTarget {
  const targets = (readLink(value)?.targets ?? []).filter(({ isClosed }) => !isClosed)
  const caller = runningStaticCall()?.system ?? runningMessage()?.target.system
  if (caller !== undefined) {
    const own = targets.find((target) => target.system === caller)
    if (own !== undefined) return own
  }
  if (targets.length === 1) return targets[0]!
  const facts = { class: actorName(value), method, count: targets.length }
  throw fail(targets.length === 0 ? 'no-system' : 'ambiguous-system', facts)
}

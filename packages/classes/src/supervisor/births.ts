// Starts and stops of a supervisor's children. A child is always born by the name of its class, so a restart is on the
// generation that is current by then; it is tied to the supervisor, so it never outlives it; and it is watched from the
// moment of its birth until the supervisor itself asks for its end.

import { Actor, type ChildSpec, classNameOf, isInstarError, type Reference, stopWithin } from '@instar/core'
import { fail } from '../failures.js'
import type { Supervising } from './supervising.js'
import type { Child } from './child.js'

/** Bears a child; rejects with what its constructor or its `start` throws. */
export async function startChild(self: Supervising, child: Child): Promise<Reference> {
  const { id, class: name, args, timeout, name: ownName } = child.spec
  const ref: Reference = await self.spawn(name, args as never, {
    tie: true,
    ...(timeout === Infinity ? {} : { timeout }),
    ...(ownName === null ? {} : { name: ownName }),
  })
  Object.assign(child, { ref, status: 'running', turn: 0, startedAt: self.system.clock.now(), isOutdated: false })
  self.monitors.set(id, self.monitor(ref, 'childEnded', id, ref.pid))
  return ref
}

/** Bears a child; the error of one that could not be started says whose it is. */
export async function demandStart(self: Supervising, child: Child): Promise<Reference> {
  try {
    return await startChild(self, child)
  } catch (error) {
    const { className, pid } = self.self(Actor)
    throw fail('child-not-started', { class: className, pid, child: child.spec.id, error }, error)
  }
}

/** Stops children one after the other in the given order, each within its own limit. They stay in the books. */
export async function stopChildren(self: Supervising, ids: Iterable<string>): Promise<void> {
  for (const id of ids) {
    const child = self.supervised.get(id)
    const ref = child === undefined ? null : release(self, child)
    if (ref !== null) await stopWithin(ref, child!.spec.shutdown, self.system.clock)
  }
}

/** Strikes a child off those that run, and hears of it no more; gives who it was. */
export function release(self: Supervising, child: Child): Reference | null {
  const { ref } = child
  self.monitors.get(child.spec.id)?.cancel()
  self.monitors.delete(child.spec.id)
  Object.assign(child, { ref: null, status: 'stopped', turn: 0 })
  return ref
}

/** Makes the classes that are given by value known to the system, where no class of that name is. */
export function makeKnown({ system }: Supervising, specs: readonly ChildSpec[]): void {
  for (const { class: value } of specs)
    if (
      typeof value !== 'string' &&
      ifKnown(() => system.countInstances(classNameOf(value), { direct: true })) === null
    )
      system.register(value)
}

/** The version of a class that runs; null for one that is not known. */
export function versionOf({ system }: Supervising, name: string): string | null {
  return ifKnown(() => system.describe(name).version)
}

/** What the system says of a class; null when it does not know it. */
function ifKnown<T>(ask: () => T): T | null {
  try {
    return ask()
  } catch (error) {
    if (isInstarError(error, 'unknown-class')) return null
    throw error
  }
}

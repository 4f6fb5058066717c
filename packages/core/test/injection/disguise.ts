// What keeps a test from stumbling over an attribute that it knows nothing of: a state that it reads has none, and an upgrade
// that it asks for itself finds the class as the test has written it, because who drops an attribute has to say so.

import { ActorSystem } from '../../src/system/system.js'
import { isAdded } from './copy.js'
import type { Injector } from './injector.js'

type Door = (this: ActorSystem, ...args: unknown[]) => unknown

/** Disguises the injected upgrades of all systems; gives what ends that. */
export function disguise(injector: Injector): () => void {
  const doors = ActorSystem.prototype as unknown as Record<string, Door>
  const { getState, replaceState } = ActorSystem.prototype
  const before = Object.fromEntries(['upgrade', 'rollback', 'rehearse', 'plan'].map((name) => [name, doors[name]!]))
  for (const [name, door] of Object.entries(before)) {
    doors[name] = function (...args) {
      injector.takeBack(this)
      return door.apply(this, args)
    }
  }
  ActorSystem.prototype.getState = function (ref) {
    const state = getState.call(this, ref)
    return state && withoutAdded(state)
  }
  ActorSystem.prototype.replaceState = async function (...args) {
    return withoutAdded(await replaceState.apply(this, args))
  }
  return () => void Object.assign(doors, before, { getState, replaceState })
}

function withoutAdded(state: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(state).filter(([name]) => !isAdded(name)))
}

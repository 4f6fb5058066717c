// The two sides of an upgrade: class values as they are given, or evaluated anew for each run.

import { Actor, type ActorClass } from '../../instance/actor.js'
import type { ClassSource } from './options.js'

/** The class values of a source. */
export function evaluate(source: ClassSource): readonly ActorClass[] {
  const given = isFactory(source) ? source() : source
  return Array.isArray(given) ? (given as readonly ActorClass[]) : [given as ActorClass]
}

function isFactory(source: ClassSource): source is () => ActorClass | readonly ActorClass[] {
  if (typeof source !== 'function' || /^class\b/.test(Function.prototype.toString.call(source))) return false
  const { prototype } = source as { prototype?: object }
  return prototype === undefined || !Object.prototype.isPrototypeOf.call(Actor.prototype, prototype)
}

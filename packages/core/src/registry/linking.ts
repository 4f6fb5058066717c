// Superclass links. A generation's prototype inherits from the dispatch prototype of its superclass, and its constructor
// from the superclass's current constructor, so `super.method()` and `super(...)` in an untouched class follow an upgrade
// of its superclass. A class value has one such link: systems that share the value have to agree on the superclass.

import { gatewayKey } from '../class/keys.js'
import { linkOf, readLink, unlink } from '../class/link.js'
import type { ClassValue } from '../class/metadata.js'
import { birth } from './birth.js'
import type { LiveClass } from './live-class.js'

/** Links the generations of a class to the current one of its superclass: no old one may keep another in memory. */
export function linkUp(live: LiveClass): void {
  for (const { value } of [live.current, ...live.older]) linkValue(live, value)
}

/** Leads a class value to a live class; false when it led there already. */
export function leadTo(live: LiveClass, value: ClassValue): boolean {
  const { targets } = linkOf(value)
  if (targets.includes(live as never)) return false
  targets.push(live as never)
  return true
}

function linkValue(live: LiveClass, value: ClassValue): void {
  leadTo(live, value)
  if (live.parent === null) return
  setPrototype(value.prototype, live.parent.prototype)
  setPrototype(value, isTrait(live) ? gatewayOf(live.parent) : live.parent.current.value)
}

/** Another system that runs this class value over another generation of its superclass, if there is one. */
export function conflictingSystem(
  live: LiveClass | undefined,
  value: ClassValue,
  parent: ClassValue | undefined,
): LiveClass | undefined {
  const others = (readLink(value)?.targets ?? []) as unknown as LiveClass[]
  return others.find(
    (other) =>
      !other.isClosed && other !== live && other.current.value === value && other.parent?.current.value !== parent,
  )
}

/** Takes a class of a system out of the links of a class value; the last one restores what the class was written as. */
export function linkDown(live: LiveClass, value: ClassValue): void {
  const targets = readLink(value)?.targets as unknown as LiveClass[] | undefined
  if (targets === undefined || !targets.includes(live)) return
  targets.splice(targets.indexOf(live), 1)
  const heir = targets.find((other) => other.current.value === value)
  if (targets.length === 0) unlink(value)
  else if (heir !== undefined && heir.parent !== null) {
    setPrototype(value.prototype, heir.parent.prototype)
    setPrototype(value, isTrait(heir) ? gatewayOf(heir.parent) : heir.parent.current.value)
  }
}

/** Whether some class has this one beside its superclasses, so that its constructor may have to run on an existing instance. */
function isTrait(live: LiveClass): boolean {
  return live.descendants().some((heir) => heir.lineage.includes(live) && !heir.chain.includes(live))
}

/**
 * What a trait calls as `super(...)`: the superclass's constructor, unless the instance that the trait is constructed on
 * has that superclass constructed already (a diamond).
 */
function gatewayOf(parent: LiveClass): ClassValue {
  if (parent.gateway === null) {
    const gateway = function (this: object, ...args: unknown[]): object {
      const { instance, cell } = birth
      if (instance !== null && cell !== null && isConstructed(parent.name)) return instance
      return Reflect.construct(parent.current.value, args, new.target as unknown as Function) as object
    }
    Object.defineProperty(gateway, gatewayKey, { value: true })
    parent.gateway = gateway
  }
  setPrototype(parent.gateway, parent.current.value)
  return parent.gateway
}

function isConstructed(name: string): boolean {
  const { cell, constructed } = birth
  if (constructed!.has(name) || cell!.live.chain.some((level) => level.name === name)) return true
  constructed!.add(name)
  return false
}

// Setting a prototype costs V8 its feedback on the object, even when it is the same one.
function setPrototype(object: object, prototype: object): void {
  if (Object.getPrototypeOf(object) !== prototype) Object.setPrototypeOf(object, prototype)
}

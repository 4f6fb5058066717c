// The link of a class value to the living systems that run it. A static method's stub sits on the class value and has to
// find a system from there; two systems that share a class value have to agree on its superclass. The link is kept on the
// value itself, so nothing lives at module level, and an abandoned class takes its link along.

import { gatewayKey, linkKey } from './keys.js'
import type { ClassValue } from './metadata.js'

/** What a static stub needs of the class in one system. */
export interface StaticTarget {
  readonly system: object
  /** Whether its system has been stopped: it is no target any more. */
  readonly isClosed: boolean
  /** The class value that is current there. */
  readonly value: ClassValue
  /** Calls a static method that `owner` declares, asked of `value`: that class itself or one that inherits from it. */
  callStatic(owner: string, value: ClassValue, method: string, args: readonly unknown[]): unknown
}

export interface ClassLink {
  readonly targets: StaticTarget[]
  /** What the class was written to extend. Held weakly: a class must not keep the first version of its superclass. */
  readonly written: WeakRef<ClassValue>
}

export function readLink(value: ClassValue): ClassLink | undefined {
  return Object.hasOwn(value, linkKey) ? (value as { [linkKey]?: ClassLink })[linkKey] : undefined
}

/** The link of a class value, made if need be. */
export function linkOf(value: ClassValue): ClassLink {
  let link = readLink(value)
  if (link === undefined) {
    link = { targets: [], written: new WeakRef(Object.getPrototypeOf(value) as ClassValue) }
    Object.defineProperty(value, linkKey, { value: link, configurable: true })
  }
  return link
}

/** The class that a class value was written to extend; when that has been forgotten, the version that it is linked to. */
export function writtenParent(value: ClassValue): ClassValue | null {
  const linked = Object.getPrototypeOf(value) as ClassValue | null
  return readLink(value)?.written.deref() ?? (linked === null ? null : behindGateway(linked))
}

/** A class stands behind the gateway that its traits call as `super(...)`. */
function behindGateway(parent: ClassValue): ClassValue {
  return Object.hasOwn(parent, gatewayKey) ? (Object.getPrototypeOf(parent) as ClassValue) : parent
}

/** Undoes the link: the class inherits again from what it was written to inherit from. */
export function unlink(value: ClassValue): void {
  const link = readLink(value)
  if (link === undefined) return
  const parent = writtenParent(value)!
  Object.setPrototypeOf(value, parent)
  Object.setPrototypeOf(value.prototype, parent.prototype)
  delete (value as { [linkKey]?: ClassLink })[linkKey]
}

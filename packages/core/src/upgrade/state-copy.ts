// Copies of states: deep for plain data, so that whatever is done to a copy does not reach the living. What is not plain
// data (functions, refs, instances of classes, sockets, proxies) is kept as it is: nobody but its class knows how to copy
// it. Pure, and without recursion: a state may hold a chain of any length.

import { types } from 'node:util'

/** A deep copy of plain data, with its cycles, shared parts and frozen parts; everything else by reference. */
export function copyOf<T>(value: T): T {
  const copying = new Copying()
  const copy = copying.copy(value)
  copying.finish()
  return copy as T
}

class Copying {
  private readonly copies = new Map<object, object>()
  private readonly unfilled: (readonly [from: object, to: object])[] = []

  /** The copy of a value; that of an object is empty until `finish`. */
  copy(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value
    const known = this.copies.get(value)
    if (known !== undefined) return known
    const made = emptyCopy(value)
    if (made === null) return value
    this.copies.set(value, made)
    this.unfilled.push([value, made])
    return made
  }

  finish(): void {
    for (let next = this.unfilled.pop(); next !== undefined; next = this.unfilled.pop()) {
      this.fill(...next)
      closeLike(...next)
    }
  }

  private fill(from: object, to: object): void {
    if (Array.isArray(from)) return this.fillList(from, to as unknown[])
    if (ArrayBuffer.isView(from)) return
    if (types.isMap(from)) for (const [key, value] of from) (to as typeof from).set(this.copy(key), this.copy(value))
    else if (types.isSet(from)) for (const value of from) (to as typeof from).add(this.copy(value))
    this.fillProperties(from, to)
  }

  private fillList(from: readonly unknown[], to: unknown[]): void {
    if (!isDense(from)) return this.fillProperties(from, to)
    for (const value of from) to.push(this.copy(value))
  }

  private fillProperties(from: object, to: object): void {
    for (const key of Reflect.ownKeys(from)) {
      const property = Object.getOwnPropertyDescriptor(from, key)!
      if ('value' in property) property.value = this.copy(property.value)
      if (isUsual(property) && key !== '__proto__') (to as Record<PropertyKey, unknown>)[key] = property.value
      else Object.defineProperty(to, key, property)
    }
  }
}

/** Whether a list has no holes and no properties of its own, so that nobody need look at it property by property. */
export function isDense(list: readonly unknown[]): boolean {
  const keys = Reflect.ownKeys(list)
  return keys.length === list.length + 1 && keys[list.length] === 'length'
}

/** Whether a mere assignment makes such a property. */
function isUsual({ writable, enumerable, configurable }: PropertyDescriptor): boolean {
  return writable === true && enumerable === true && configurable === true
}

/** What an object is copied into; null for what is not plain data. */
function emptyCopy(value: object): object | null {
  if (types.isProxy(value)) return null
  if (ArrayBuffer.isView(value)) return copyOfView(value)
  switch (Object.getPrototypeOf(value)) {
    case Object.prototype:
      return {}
    case null:
      return Object.create(null) as object
    case Array.prototype:
      return Array.isArray(value) ? [] : null
    case Map.prototype:
      return types.isMap(value) ? new Map() : null
    case Set.prototype:
      return types.isSet(value) ? new Set() : null
    case Date.prototype:
      return types.isDate(value) ? new Date(value.getTime()) : null
    case RegExp.prototype:
      return types.isRegExp(value) ? new RegExp(value.source, value.flags) : null
    case ArrayBuffer.prototype:
      return types.isArrayBuffer(value) && value.byteLength > 0 ? value.slice(0) : null
    default:
      return null
  }
}

const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array

// The method of all typed arrays: a Buffer's own `slice` would share its memory. What is empty, or was given to another
// thread, has nothing to be changed.
function copyOfView(view: ArrayBufferView): object | null {
  if (view.byteLength === 0) return null
  const prototype: unknown = Object.getPrototypeOf(view)
  if (prototype === DataView.prototype) {
    return new DataView(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength) as ArrayBuffer)
  }
  const isPlain = prototype === Buffer.prototype || Object.getPrototypeOf(prototype) === typedArray
  return isPlain ? typedArray.slice.call(view as Uint8Array) : null
}

function closeLike(from: object, to: object): void {
  if (Object.isExtensible(from)) return
  if (Object.isFrozen(from)) Object.freeze(to)
  else if (Object.isSealed(from)) Object.seal(to)
  else Object.preventExtensions(to)
}

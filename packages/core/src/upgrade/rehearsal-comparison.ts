// Whether two values hold the same: plain data and instances of classes by what they hold, functions by their text. What
// nobody can look into (a WeakMap, a proxy, private fields) counts as the same. Pure, and without recursion.

import { types } from 'node:util'
import type { Slice } from '../class/migration.js'
import { isDense } from './state-copy.js'

/** The names by which two slices differ. */
export function differencesOf(one: Slice, other: Slice): string[] {
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...names].filter((name) => name in one !== name in other || !isSame(one[name], other[name]))
}

/** Whether two values hold the same, entries of maps and sets in the same order. */
export function isSame(one: unknown, other: unknown): boolean {
  const pairs = new Pairs()
  pairs.add(one, other)
  return pairs.areAllSame()
}

class Pairs {
  private readonly met = new Map<object, object[]>()
  private readonly ones: unknown[] = []
  private readonly others: unknown[] = []

  /** Adds two values to be compared; most are seen to be the same at once. */
  add(one: unknown, other: unknown): void {
    if (one === other) return
    this.ones.push(one)
    this.others.push(other)
  }

  areAllSame(): boolean {
    while (this.ones.length > 0) if (!this.isAlike(this.ones.pop(), this.others.pop())) return false
    return true
  }

  /** Compares what can be seen at once, and adds what two objects hold. */
  private isAlike(one: unknown, other: unknown): boolean {
    if (typeof one === 'function' && typeof other === 'function') return textOf(one) === textOf(other)
    if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
      return Number.isNaN(one) && Number.isNaN(other)
    if (this.haveMet(one, other) || types.isProxy(one) || types.isProxy(other)) return true
    const prototype: unknown = Object.getPrototypeOf(one)
    if (prototype !== Object.getPrototypeOf(other)) return false
    if (prototype === Object.prototype || prototype === null) return this.addProperties(one, other)
    if (Array.isArray(one) && Array.isArray(other)) return this.addLists(one, other)
    return this.areAlikeInside(one, other)
  }

  private haveMet(one: object, other: object): boolean {
    const others = this.met.get(one)
    if (others?.includes(other) === true) return true
    if (others === undefined) this.met.set(one, [other])
    else others.push(other)
    return false
  }

  private areAlikeInside(one: object, other: object): boolean {
    if (ArrayBuffer.isView(one) && ArrayBuffer.isView(other)) return haveSameBytes(one, other)
    if (types.isAnyArrayBuffer(one) && types.isAnyArrayBuffer(other))
      return haveSameBytes(new Uint8Array(one), new Uint8Array(other))
    if (types.isDate(one) && types.isDate(other)) this.add(one.getTime(), other.getTime())
    if (types.isRegExp(one)) this.add(String(one), String(other))
    if (types.isMap(one) && types.isMap(other)) this.addEntries([...one].flat(1), [...other].flat(1))
    if (types.isSet(one) && types.isSet(other)) this.addEntries([...one], [...other])
    return this.addProperties(one, other)
  }

  private addLists(ones: readonly unknown[], others: readonly unknown[]): boolean {
    if (!isDense(ones) || !isDense(others)) return this.addProperties(ones, others)
    this.addEntries(ones, others)
    return true
  }

  private addEntries(ones: readonly unknown[], others: readonly unknown[]): void {
    this.add(ones.length, others.length)
    for (let i = 0; i < ones.length; i++) this.add(ones[i], others[i])
  }

  private addProperties(one: object, other: object): boolean {
    const keys = keysOf(one)
    if (keys.length !== keysOf(other).length) return false
    return keys.every((key) => {
      const mine = Object.getOwnPropertyDescriptor(one, key)!
      const its = Object.getOwnPropertyDescriptor(other, key)
      if (its === undefined) return false
      this.add(mine.value, its.value)
      this.add(mine.get, its.get)
      this.add(mine.set, its.set)
      return true
    })
  }
}

// Where an error was made is no part of what it says.
function keysOf(object: object): PropertyKey[] {
  const keys = Reflect.ownKeys(object)
  return types.isNativeError(object) ? keys.filter((key) => key !== 'stack') : keys
}

function textOf(code: Function): string {
  return Function.prototype.toString.call(code)
}

function haveSameBytes(one: ArrayBufferView, other: ArrayBufferView): boolean {
  return Buffer.compare(bytesOf(one), bytesOf(other)) === 0
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

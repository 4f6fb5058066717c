import { describe, expect, test } from 'vitest'
import { copyOf } from '../../src/upgrade/state-copy.js'

class Money {
  constructor(readonly cents: number) {}
}

describe('plain data is copied', () => {
  test.each<[string, () => object]>([
    ['an object', () => ({ a: 1, b: { c: 'two' } })],
    ['an object without a prototype', () => Object.assign(Object.create(null) as object, { a: { b: 1 } })],
    ['an object with symbols as keys', () => ({ [Symbol.for('a')]: { b: 1 } })],
    ['a list', () => [1, [2, [3]], { four: 4 }]],
    ['an empty list', () => []],
    ['a list with holes', () => Object.assign([], { 2: 'two', length: 5 })],
    ['a list with a hole and a property of its own', () => Object.assign([], { 0: 1, length: 2, total: 3 })],
    ['a list with a property of its own', () => Object.assign([1, 2], { total: 3 })],
    ['a map, keys as well', () => new Map<unknown, unknown>([[{ key: 1 }, { value: 1 }]])],
    ['a set', () => new Set<unknown>([{ a: 1 }, 2])],
    ['a date', () => new Date(1234)],
    ['a date that is none', () => new Date(Number.NaN)],
    ['a regular expression, with where it is', () => Object.assign(/ab+/giu, { lastIndex: 3 })],
    ['a typed array', () => new Float64Array([1, 2, 3])],
    ['a part of a typed array', () => new Uint8Array([1, 2, 3, 4]).subarray(1, 3)],
    ['a buffer', () => Buffer.from('hello')],
    ['an array buffer', () => new Uint8Array([1, 2]).buffer],
    ['a part of a data view', () => new DataView(new Uint8Array([1, 2, 3]).buffer, 1, 2)],
    ['big and odd numbers', () => ({ big: 12345678901234567890n, zero: -0, none: Number.NaN, missing: undefined })],
  ])('%s', (_, make) => {
    const value = make()
    const copy = copyOf(value)
    expect(copy).not.toBe(value)
    expect(copy).toStrictEqual(make())
    expect(Object.getPrototypeOf(copy)).toBe(Object.getPrototypeOf(value))
    expect(Reflect.ownKeys(copy)).toEqual(Reflect.ownKeys(value))
  })

  test('at every depth, so that nothing done to the copy reaches the original', () => {
    const make = () => ({
      list: [{ a: 1 }],
      map: new Map([['k', [1]]]),
      set: new Set([1]),
      date: new Date(0),
      bytes: new Uint8Array([1, 2]),
      buffer: Buffer.from('ab'),
      view: new DataView(new ArrayBuffer(2)),
    })
    const value = make()
    const copy = copyOf(value)
    copy.list[0]!.a = 2
    copy.list.push({ a: 3 })
    copy.map.get('k')!.push(2)
    copy.map.set('l', [])
    copy.set.add(2)
    copy.date.setTime(1)
    copy.bytes[0] = 9
    copy.buffer[0] = 9
    copy.view.setUint8(0, 9)
    expect(value).toStrictEqual(make())
  })

  test('parts that are shared are shared in the copy, and circles are circles', () => {
    const shared = { a: 1 }
    const value = { one: shared, two: shared, map: new Map([[shared, shared]]), self: undefined as unknown }
    value.self = value
    const copy = copyOf(value)
    expect(copy.one).not.toBe(shared)
    expect(copy.two).toBe(copy.one)
    expect([...copy.map][0]).toEqual([copy.one, copy.one])
    expect(copy.map.get(copy.one)).toBe(copy.one)
    expect(copy.self).toBe(copy)
  })

  test('what is frozen, sealed or closed is that in the copy, and no more', () => {
    const value = {
      frozen: Object.freeze({ a: { b: 1 } }),
      sealed: Object.seal({ a: 1 }),
      closed: Object.preventExtensions({ a: 1 }),
      lists: [Object.freeze([{ a: 1 }]), Object.seal([1]), Object.preventExtensions([1])],
    }
    const copy = copyOf(value)
    expect(Object.isFrozen(copy.frozen)).toBe(true)
    expect(Object.isFrozen(copy.frozen.a)).toBe(false)
    expect([Object.isSealed(copy.sealed), Object.isFrozen(copy.sealed)]).toEqual([true, false])
    expect([Object.isExtensible(copy.closed), Object.isSealed(copy.closed)]).toEqual([false, false])
    expect(copy.lists.map(Object.isFrozen)).toEqual([true, false, false])
    expect(copy.lists.map(Object.isSealed)).toEqual([true, true, false])
    expect(copy.lists.map(Object.isExtensible)).toEqual([false, false, false])
    expect(Object.isExtensible(copy)).toBe(true)
  })

  test('a property named __proto__ is a property, and a getter is kept without being asked', () => {
    let asked = 0
    const value = JSON.parse('{"__proto__":{"a":1}}') as object
    Object.defineProperty(value, 'now', { get: () => (asked += 1), enumerable: true, configurable: true })
    const copy = copyOf(value)
    expect(asked).toBe(0)
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype)
    expect(Reflect.ownKeys(copy)).toEqual(['__proto__', 'now'])
    expect((copy as { now: number }).now).toBe(1)
  })

  test('a chain of any length', () => {
    interface Link {
      next: Link | null
    }
    let chain: Link = { next: null }
    for (let i = 0; i < 200_000; i++) chain = { next: chain }
    let length = 0
    for (let at: Link | null = copyOf(chain); at !== null; at = at.next) length += 1
    expect(length).toBe(200_001)
  })
})

describe('what is not plain data is kept as it is', () => {
  test.each<[string, unknown]>([
    ['a function', () => 1],
    ['a symbol', Symbol('a')],
    ['an instance of a class', new Money(3)],
    ['an instance of a subclass of Map', new (class extends Map<number, number> {})([[1, 2]])],
    ['an instance of a subclass of Array', new (class extends Array<number> {})()],
    ['an instance of a subclass of Uint8Array', new (class extends Uint8Array {})([1, 2])],
    ['an error', new Error('no')],
    ['a promise', Promise.resolve()],
    ['a WeakMap', new WeakMap()],
    ['a proxy of plain data', new Proxy({ a: 1 }, {})],
    ['memory that is shared with other threads', new SharedArrayBuffer(2)],
    ['what only has the prototype of a map', Object.create(Map.prototype)],
    ['what only has the prototype of a date', Object.create(Date.prototype)],
    ['a primitive', 3],
    ['null', null],
  ])('%s, itself and within', (_, value) => {
    expect(copyOf(value)).toBe(value)
    expect(copyOf({ a: [value] }).a[0]).toBe(value)
  })

  test('a buffer that was given to another thread', () => {
    const bytes = new Uint8Array([1, 2])
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] })
    expect(copyOf({ bytes, buffer: bytes.buffer }).bytes).toBe(bytes)
  })
})

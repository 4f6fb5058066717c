import { describe, expect, test } from 'vitest'
import { differencesOf, isSame } from '../../src/upgrade/rehearsal-comparison.js'

class Money {
  constructor(readonly cents: number) {}
}

class Secret {
  #value: number
  constructor(value: number) {
    this.#value = value
  }
  get value() {
    return this.#value
  }
}

const circle = (end: unknown): object => {
  const value = { end, self: undefined as unknown }
  value.self = value
  return value
}

describe('the same are', () => {
  test.each<[string, unknown, unknown]>([
    ['equal primitives', 1, 1],
    ['two that are no numbers', Number.NaN, Number.NaN],
    ['the zeros', 0, -0],
    ['equal big numbers', 3n, 3n],
    ['equal objects, whatever the order of their keys', { a: 1, b: [2] }, { b: [2], a: 1 }],
    ['equal maps', new Map([[{ a: 1 }, [1]]]), new Map([[{ a: 1 }, [1]]])],
    ['equal sets', new Set([{ a: 1 }]), new Set([{ a: 1 }])],
    ['equal dates', new Date(5), new Date(5)],
    ['two dates that are none', new Date(Number.NaN), new Date(Number.NaN)],
    ['equal bytes', new Uint8Array([1, 2]), new Uint8Array([0, 1, 2]).subarray(1)],
    ['equal buffers of bytes', new Uint8Array([1]).buffer, new Uint8Array([1]).buffer],
    ['equal instances of one class', new Money(1), new Money(1)],
    ['functions of one text', () => 1, () => 1],
    ['errors that say the same, wherever they were made', new Error('no'), remade(() => new Error('no'))],
    ['circles', circle(1), circle(1)],
    ['what shares parts and what repeats them', [circle, circle], [circle, circle]],
    ['what nobody can look into', [new WeakMap(), new Secret(1)], [new WeakMap(), new Secret(2)]],
    ["proxies, whose traps are somebody else's code", new Proxy({ a: 1 }, {}), new Proxy({ a: 2 }, {})],
  ])('%s', (_, one, other) => {
    expect(isSame(one, other)).toBe(true)
    expect(isSame({ a: [one] }, { a: [other] })).toBe(true)
  })
})

describe('not the same are', () => {
  test.each<[string, unknown, unknown]>([
    ['a number and its text', 1, '1'],
    ['a number and its object', 1, Object(1)],
    ['undefined and null', undefined, null],
    ['null and an object', null, {}],
    ['an object and a list', {}, []],
    ['a property that is undefined and none', { a: undefined }, {}],
    ['objects of different keys', { a: undefined }, { b: undefined }],
    ['objects that differ deep down', { a: [{ b: 1 }] }, { a: [{ b: 2 }] }],
    ['lists of different lengths', [1], [1, 2]],
    [
      'lists with a hole whose own properties differ',
      Object.assign([], { 0: 1, length: 2, total: 3 }),
      Object.assign([], { 0: 1, length: 2, total: 4 }),
    ],
    ['a hole and undefined', Object.assign([], { length: 1 }), [undefined]],
    ['maps of different values', new Map([[1, { a: 1 }]]), new Map([[1, { a: 2 }]])],
    ['maps of different sizes', new Map([[1, 1]]), new Map()],
    [
      'maps in different orders',
      new Map([
        [1, 1],
        [2, 2],
      ]),
      new Map([
        [2, 2],
        [1, 1],
      ]),
    ],
    ['sets of different members', new Set([1]), new Set([2])],
    ['different dates', new Date(5), new Date(6)],
    ['different regular expressions', /a/, /a/g],
    ['different bytes', new Uint8Array([1]), new Uint8Array([2])],
    ['bytes of different kinds', new Uint8Array([1]), new Int8Array([1])],
    ['different buffers of bytes', new Uint8Array([1]).buffer, new Uint8Array([2]).buffer],
    ['instances with different properties', new Money(1), new Money(2)],
    ['an instance and its like', new Money(1), { cents: 1 }],
    ['functions of different texts', () => 1, () => 2],
    ['a function and an object', () => 1, {}],
    ['errors that say something else', new Error('no'), new Error('yes')],
    ['circles that differ', circle(1), circle(2)],
    [
      'different getters',
      {
        get a() {
          return 1
        },
      },
      {
        get a() {
          return 2
        },
      },
    ],
  ])('%s', (_, one, other) => {
    expect(isSame(one, other)).toBe(false)
    expect(isSame(other, one)).toBe(false)
    expect(isSame({ a: [one] }, { a: [other] })).toBe(false)
  })

  test('an object that is compared with two others, of which one differs', () => {
    const shared = { a: 1 }
    expect(isSame([shared, shared], [{ a: 1 }, { a: 2 }])).toBe(false)
    expect(isSame([shared, shared], [{ a: 2 }, { a: 1 }])).toBe(false)
    expect(isSame([shared, shared], [{ a: 1 }, { a: 1 }])).toBe(true)
  })
})

test('long chains are compared to their ends', () => {
  const chain = (end: number): object => {
    let value: object = { end }
    for (let i = 0; i < 100_000; i++) value = { value }
    return value
  }
  expect(isSame(chain(1), chain(1))).toBe(true)
  expect(isSame(chain(1), chain(2))).toBe(false)
})

test('two slices differ by these names', () => {
  const differences = differencesOf({ a: 1, b: [1], c: 1, d: undefined }, { a: 1, b: [2], d: undefined, e: 1 })
  expect(differences).toEqual(['b', 'c', 'e'])
  expect(differencesOf({ a: undefined }, {})).toEqual(['a'])
})

function remade<T>(make: () => T): T {
  return make()
}

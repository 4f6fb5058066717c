import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { plainOf } from '../../src/serve/plain.js'
import { messageOf, thrownInfo } from '../../src/serve/thrown.js'

const circular: Record<string, unknown> = { name: 'ring' }
circular['self'] = circular

test.each([
  ['numbers that JSON has not', [NaN, Infinity, -Infinity], ['NaN', 'Infinity', '-Infinity']],
  ['big integers', 7n, '7'],
  ['symbols', Symbol('s'), 'Symbol(s)'],
  ['functions', { f: () => 1 }, { f: '(function)' }],
  ['what is not there', { a: undefined, b: null }, { b: null }],
  ['dates', new Date(0), '1970-01-01T00:00:00.000Z'],
  ['dates that are none', new Date(NaN), 'Invalid Date'],
  ['maps', new Map([['a', 1n]]), { a: '1' }],
  ['sets', new Set([1, 2]), [1, 2]],
  ['bytes', new Uint8Array(3), '(3 bytes)'],
  ['circles', circular, { name: 'ring', self: '(circular)' }],
  ['what says itself how it is written', { toJSON: () => ({ said: 1n }) }, { said: '1' }],
])('%s become data', (_, value, plain) => {
  expect(plainOf(value)).toEqual(plain)
})

test('what is there twice, but not within itself, is no circle', () => {
  const shared = { a: 1 }
  expect(plainOf([shared, shared])).toEqual([shared, shared])
})

test('errors become name, message and stack, wherever they are', () => {
  expect(plainOf({ reason: { error: new TypeError('no') } })).toEqual({
    reason: { error: { name: 'TypeError', message: 'no', stack: expect.stringContaining('TypeError: no') } },
  })
})

test('what is too deep, too long or too much is cut off', () => {
  const deep = Array.from({ length: 50 }).reduce<unknown>((inner) => ({ inner }), 1)
  expect(JSON.stringify(plainOf(deep))).toContain('(too deep)')
  expect(plainOf('x'.repeat(10_000))).toHaveLength(4000)
  const wide = plainOf(Array.from({ length: 100_000 }, () => 'x'.repeat(100))) as unknown[]
  expect(wide.length).toBeLessThan(1010)
  expect(wide.at(-1)).toBe('(and more)')
})

test('whatever it is, it becomes data that JSON gives back', () => {
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true }), (value) => {
      const plain = plainOf(value)
      // The sign of zero is all that JSON loses.
      expect(JSON.stringify(JSON.parse(JSON.stringify(plain)))).toBe(JSON.stringify(plain))
    }),
  )
})

describe('what cannot be read', () => {
  const hostile = new Proxy(
    {},
    {
      get: () => {
        throw new Error('no')
      },
      ownKeys: () => {
        throw new Error('no')
      },
    },
  )

  test('does no harm', () => {
    expect(plainOf({ hostile })).toEqual({ hostile: '(cannot be read)' })
    expect(messageOf(hostile)).toBe('something that cannot be printed')
  })

  test('is an error without a message', () => {
    const error = new Error('x')
    Object.defineProperty(error, 'message', { get: () => hostile })
    expect(thrownInfo(error)).toMatchObject({ message: 'something that cannot be printed' })
  })
})

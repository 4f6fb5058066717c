import { expect, test } from 'vitest'
import { nextStride } from '../../src/mailbox/pace.js'

/** The strides that follow one another when each message takes so many milliseconds. */
function stridesAt(msPerMessage: number, from: number, count = 20): number[] {
  const strides = [from]
  for (let i = 0; i < count; i++) strides.push(nextStride(strides.at(-1)!, strides.at(-1)! * msPerMessage))
  return strides
}

test('a stride is never less than one message', () => {
  for (const stride of [1, 2, 3, 16]) {
    for (const elapsed of [0, 0.4, 0.6, 2, 2.1, 1000]) expect(nextStride(stride, elapsed)).toBeGreaterThanOrEqual(1)
  }
})

test('long messages are watched one by one, at once', () => {
  expect(nextStride(64, 100)).toBe(1)
  expect(stridesAt(10, 1).at(-1)).toBe(1)
})

test('short messages are looked at less and less often, up to a bound', () => {
  const strides = stridesAt(0.0001, 1)
  expect(strides.slice(0, 5)).toEqual([1, 2, 4, 8, 16])
  expect(strides.at(-1)).toBe(strides.at(-2))
  expect(nextStride(strides.at(-1)!, 0)).toBe(strides.at(-1))
})

test('for messages of one length the stride settles near half a millisecond', () => {
  for (const ms of [0.02, 0.05, 0.1, 0.2]) {
    const settled = stridesAt(ms, 1).slice(-8)
    for (const stride of settled) {
      expect(stride * ms).toBeGreaterThan(0.2)
      expect(stride * ms).toBeLessThan(1.1)
    }
  }
})

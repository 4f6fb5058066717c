import { expect, test } from 'vitest'
import { type Backoff, backoffDefects, nextAttempt, waitBefore } from '../../src/supervision/backoff.js'
import { SeededRandom } from '../../src/testing/index.js'

const backoff: Backoff = { firstMs: 100, maxMs: 1000 }

test('waits double from the first one up to the longest one', () => {
  expect([1, 2, 3, 4, 5, 60].map((attempt) => waitBefore(backoff, attempt, 0))).toEqual([
    100, 200, 400, 800, 1000, 1000,
  ])
  expect([1, 2, 3].map((attempt) => waitBefore({ ...backoff, factor: 3 }, attempt, 0))).toEqual([100, 300, 900])
  expect([1, 2].map((attempt) => waitBefore({ ...backoff, factor: 1 }, attempt, 0))).toEqual([100, 100])
})

test('without a backoff there is no wait', () => {
  expect(waitBefore(null, 50, 0.5)).toBe(0)
})

test('chance takes away no more than the jitter allows, the same for the same seed', () => {
  const waits = (seed: number) => {
    const random = new SeededRandom(seed)
    return Array.from({ length: 200 }, () => waitBefore({ ...backoff, jitter: 0.25 }, 2, random.next()))
  }
  expect(waits(1)).toEqual(waits(1))
  expect(waits(1)).not.toEqual(waits(2))
  expect(Math.min(...waits(1))).toBeGreaterThan(150)
  expect(Math.max(...waits(1))).toBeLessThanOrEqual(200)
  expect(new Set(waits(1)).size).toBeGreaterThan(100)
})

test('failures are counted in a row, and anew for a child that ran at least as long as the longest wait', () => {
  expect(nextAttempt(backoff, 3, 999)).toBe(4)
  expect(nextAttempt(backoff, 3, 1000)).toBe(1)
  expect(nextAttempt(null, 3, 1_000_000)).toBe(4)
})

test('what is no backoff is told with all that is wrong', () => {
  expect(backoffDefects(null)).toEqual([])
  expect(backoffDefects({ firstMs: 0, maxMs: 0, factor: 1, jitter: 1 })).toEqual([])
  expect(backoffDefects(100)).toEqual(['its backoff is 100: give { firstMs, maxMs } or null'])
  expect(backoffDefects({ firstMs: -1, maxMs: Infinity, factor: 0.5, jitter: 2 })).toEqual([
    'its backoff has -1 as firstMs: give milliseconds',
    'its backoff has Infinity as maxMs: give no less than firstMs',
    'its backoff has 0.5 as factor: give a number from 1 on',
    'its backoff has 2 as jitter: give a share from 0 to 1',
  ])
  expect(backoffDefects({ firstMs: 10, maxMs: 9 })).toHaveLength(1)
})

// The figures that a reader sees: medians, percentiles, and which way a ratio points.

import { expect, test } from 'vitest'
import { percentile, ratioToInstar, spread } from '../src/statistics.js'

test('a spread has the middle of its figures', () => {
  expect(spread([5, 1, 3])).toEqual({ median: 3, min: 1, max: 5 })
  expect(spread([1, 2, 3, 4]).median).toBe(2.5)
})

test('a percentile is a figure that was measured', () => {
  const sorted = Array.from({ length: 1000 }, (_, i) => i + 1)
  expect(percentile(sorted, 0.5)).toBe(500)
  expect(percentile(sorted, 0.99)).toBe(990)
  expect(percentile([7], 0.999)).toBe(7)
})

test('a ratio says how many times better instar is, whatever the unit', () => {
  expect(ratioToInstar('more', 100, 400)).toBe(4)
  expect(ratioToInstar('less', 900, 100)).toBe(9)
})

// The slope of memory over upgrades.

import { expect, test } from 'vitest'
import { slopeOf } from '../../src/soak/slope.js'

test('the slope is that of the line, and an outlier does not move it', () => {
  const line = Array.from({ length: 10 }, (_, x) => [x, 3 * x + 2] as const)
  expect(slopeOf(line)).toBe(3)
  expect(slopeOf(line.with(4, [4, 900]))).toBe(3)
})

test('points of one place have no slope', () => {
  expect(slopeOf([])).toBeNull()
  expect(
    slopeOf([
      [1, 1],
      [1, 2],
    ]),
  ).toBeNull()
})

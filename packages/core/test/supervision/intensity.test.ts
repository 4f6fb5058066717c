import { expect, test } from 'vitest'
import {
  addRestart,
  type Intensity,
  intensityDefects,
  isTooMuch,
  type RestartHistory,
} from '../../src/supervision/intensity.js'

/** At which of these times a supervisor would give up; undefined when it never would. */
function givesUpAt(times: readonly number[], intensity: Intensity): number | undefined {
  let history: RestartHistory = []
  return times.find((now) => isTooMuch((history = addRestart(history, now, intensity)), intensity))
}

test('so many restarts within the period are borne, and the next one is not', () => {
  const intensity = { restarts: 3, withinMs: 1000 }
  expect(givesUpAt([0, 1, 2], intensity)).toBeUndefined()
  expect(givesUpAt([0, 1, 2, 3], intensity)).toBe(3)
})

test('a restart that is exactly one period old still counts, and one that is older does not', () => {
  const intensity = { restarts: 1, withinMs: 1000 }
  expect(givesUpAt([0, 1000], intensity)).toBe(1000)
  expect(givesUpAt([0, 1000.5], intensity)).toBeUndefined()
})

test('with 0 the first restart is too many, and with Infinity none is', () => {
  expect(givesUpAt([5], { restarts: 0, withinMs: 1000 })).toBe(5)
  const often = Array.from({ length: 500 }, () => 7)
  expect(givesUpAt(often, { restarts: Infinity, withinMs: 1000 })).toBeUndefined()
})

test('the period goes along with time: what counts is any stretch of that length, not one from the first restart', () => {
  const intensity = { restarts: 2, withinMs: 1000 }
  expect(givesUpAt([0, 900, 1800, 2700, 3600], intensity)).toBeUndefined()
  expect(givesUpAt([0, 900, 1800, 1850], intensity)).toBe(1850)
})

test('a history holds no more than the period covers', () => {
  let history: RestartHistory = []
  for (let now = 0; now <= 10_000; now += 400) history = addRestart(history, now, { restarts: 9, withinMs: 1000 })
  expect(history).toEqual([10_000, 9600, 9200])
})

test('what is no intensity is told with all that is wrong', () => {
  expect(intensityDefects({ restarts: 0, withinMs: 1 })).toEqual([])
  expect(intensityDefects({ restarts: Infinity, withinMs: Infinity })).toEqual([])
  expect(intensityDefects(undefined)).toEqual(['its intensity is nothing: give { restarts, withinMs }'])
  expect(intensityDefects({ restarts: -1, withinMs: 0 })).toEqual([
    'its intensity has -1 as restarts: give a whole number from 0 on, or Infinity',
    'its intensity has 0 as withinMs: give a positive number of milliseconds',
  ])
  expect(intensityDefects({ restarts: 1.5, withinMs: '5' })).toHaveLength(2)
})

import { expect, test } from 'vitest'
import { progressText, shareOf } from '../../../src/cli/show/progress.js'
import { formatBytes, formatCount, formatDuration } from '../../../src/cli/show/quantities.js'

test.each([
  [0, '0 ms'],
  [0.44, '0.4 ms'],
  [9.96, '10 ms'],
  [340.4, '340 ms'],
  [2100, '2.1 s'],
  [60_000, '1 min'],
  [185_000, '3 min 5 s'],
  [7_380_000, '2 h 3 min'],
  [439_200_000, '5 d 2 h'],
])('%d milliseconds are %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text)
})

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1500, '1.5 kB'],
  [54_000_000, '54 MB'],
  [2_000_000_000, '2 GB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text)
})

test('one thing is one thing', () => {
  expect(formatCount(1, 'class', 'classes')).toBe('1 class')
  expect(formatCount(1200, 'instance')).toBe('1,200 instances')
})

test('progress goes from phase to phase, and by what is counted within one', () => {
  expect(shareOf({ phase: 'plan', done: 0, total: 0 })).toBe(0)
  expect(shareOf({ phase: 'freeze', done: 5, total: 10 })).toBe(3.5 / 9)
  expect(shareOf({ phase: 'purge', done: 3, total: 2 })).toBe(1)
  expect(progressText({ phase: 'stage', done: 5, total: 10, step: 'cats' })).toBe('cats: stage 5 of 10')
  expect(progressText({ phase: 'commit', done: 0, total: 0 })).toBe('commit')
})

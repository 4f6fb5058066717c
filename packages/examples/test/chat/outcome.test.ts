import { expect, test } from 'vitest'
import { costOf, isFaultless, type Outcome } from '../../src/chat/outcome.js'

const faultless: Outcome = {
  said: 100,
  delivered: 500,
  members: 5,
  lost: 0,
  doubled: 0,
  failed: 0,
  disconnects: 0,
  longestWaitMs: 12.34,
  pauses: ['3.0 ms', '1.5 ms'],
  isSameProcess: true,
  isForgotten: true,
}

test('a story is faultless when every line has reached every member once', () => {
  expect(isFaultless(faultless)).toBe(true)
})

test.each([
  { delivered: 499 },
  { lost: 1 },
  { doubled: 1 },
  { failed: 1 },
  { disconnects: 1 },
  { isSameProcess: false },
  { isForgotten: false },
])('it is not with %j', (fault) => {
  expect(isFaultless({ ...faultless, ...fault })).toBe(false)
})

test('what it cost is told with every figure', () => {
  expect(costOf(faultless)).toEqual([
    '100 lines were said, and 500 delivered: each to the 5 people who typed in its room',
    '0 lost, 0 doubled or out of order, 0 refused',
    '0 disconnects',
    '3.0 ms, 1.5 ms was how long the rooms paused',
    '12.3 ms was the longest wait for an acknowledgement',
    'the server ran in one process from beginning to end',
  ])
})

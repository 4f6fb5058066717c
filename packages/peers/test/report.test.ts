// What is printed and drawn of results: verdicts, the JSON's shape, pictures.

import { expect, test } from 'vitest'
import { drawAll } from '../src/report/album.js'
import { type Result, resultsOf } from '../src/report/result.js'
import { judge } from '../src/report/targets.js'
import { rows } from '../src/rows.js'

const oneway = rows.find(({ name }) => name === 'oneway')!

function result(row: string, subject: string, value: number, ratioToInstar: number | null): Result {
  return { row, unit: '1/s', subject, value, min: value, max: value, ratioToInstar }
}

test('a result has the median of its rounds, and how many times better instar is', () => {
  const measured = (value: number) => ({ value, details: [] })
  const results = resultsOf(
    oneway,
    new Map([
      ['instar', [measured(8), measured(12), measured(10)]],
      ['otp', [measured(2), measured(2), measured(3)]],
    ]),
  )
  expect(results).toEqual([
    { row: 'oneway', unit: '1/s', subject: 'instar', value: 10, min: 8, max: 12, ratioToInstar: 1 },
    { row: 'oneway', unit: '1/s', subject: 'otp', value: 2, min: 2, max: 3, ratioToInstar: 5 },
  ])
})

test('a missed target is said, with the figure', () => {
  expect(judge([result('oneway', 'otp', 1, 3.9)])).toEqual([
    { target: 'oneway: 4x otp', measured: '3.90x', verdict: 'MISSED' },
  ])
  expect(judge([result('oneway', 'otp', 1, 4)])[0]!.verdict).toBe('met')
})

test('only the best of the npm peers counts', () => {
  const verdicts = judge([result('ring', 'nact', 1, 30), result('ring', 'xstate', 1, 1.8)])
  expect(verdicts).toEqual([{ target: 'ring: 3x xstate', measured: '1.80x', verdict: 'MISSED' }])
})

test('bystanders are not judged on a busy machine', () => {
  const verdict = (before: number, during: number) =>
    judge([
      result('bystanders-1M/p99-before', 'instar', before, null),
      result('bystanders-1M/p99-during', 'instar', during, null),
    ])[0]!.verdict
  expect(verdict(1, 2)).toBe('met')
  expect(verdict(1, 3)).toBe('MISSED')
  expect(verdict(50, 50)).toBe('not judged')
})

test('a picture names its row, its unit and its subjects', () => {
  const pictures = drawAll([oneway], [result('oneway', 'instar', 3e7, 1), result('oneway', 'otp', 7e6, 4)])
  const svg = pictures.get('oneway.svg')!
  for (const text of [oneway.title, '1/s, more is better', 'instar', 'otp']) expect(svg).toContain(text)
})

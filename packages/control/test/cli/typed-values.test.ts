import { expect, test } from 'vitest'
import { parseCount, parseDuration, parseJson } from '../../src/cli/commands/typed-values.js'

test.each([
  ['500', 500],
  ['500ms', 500],
  ['1.5s', 1500],
  ['2m', 120_000],
  ['2 min', 120_000],
  ['1h', 3_600_000],
  ['0', 0],
])('%s is a time of %d ms', (text, ms) => {
  expect(parseDuration(text, '--deadline')).toBe(ms)
})

test.each(['', 'soon', '-5s', '5 days', '1e3', '5s5'])('%j is no time', (text) => {
  expect(() => parseDuration(text, '--deadline')).toThrow('--deadline')
})

test.each(['0', '-1', '1.5', '1e3', '', 'x', '99999999999999999999'])('%j is no count', (text) => {
  expect(() => parseCount(text, '--limit')).toThrow('--limit')
})

test('a count and JSON are what they say', () => {
  expect(parseCount('20', '--limit')).toBe(20)
  expect(parseJson('{"a":[1,null]}', '--extra')).toEqual({ a: [1, null] })
})

import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { oneLine, print } from '../../src/observe/print.js'

test('values are printed as a developer writes them, on one line', () => {
  const values: [unknown, string][] = [
    [1, '1'],
    ['a', "'a'"],
    [undefined, 'undefined'],
    [10n, '10n'],
    [[1, 2], '[ 1, 2 ]'],
    [{ a: 1, b: { c: 2 } }, '{ a: 1, b: [Object] }'],
    [new Map([['a', 1]]), "Map(1) { 'a' => 1 }"],
    [new Error('no'), 'Error: no'],
    ['two\nlines', String.raw`'two\nlines'`],
  ]
  expect(values.map(([value]) => print(value))).toEqual(values.map(([, text]) => text))
})

test('long texts and lists are cut, and say so', () => {
  expect(print('x'.repeat(1000), 20)).toMatch(/^'x+\.*.*…$/)
  expect(print('x'.repeat(1000), 20)).toHaveLength(20)
  expect(print(Array.from({ length: 1000 }, (_, i) => i))).toContain('990 more items')
})

test('a dictionary is cut before it is read, so that a huge one takes no time', () => {
  const huge: Record<string, number> = {}
  for (let i = 0; i < 300_000; i++) huge[`key${i}`] = i
  expect(print(huge, 1000)).toMatch(/^\{ key0: 0, .* key9: 9, \.\.\. \}$/)
})

test('getters are not called, and what a value says of itself is believed', () => {
  let calls = 0
  const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`k${i}`, i]))
  const value = Object.defineProperty({ ...many }, 'k0', { enumerable: true, get: () => (calls += 1) })
  expect(print(value)).toContain('k0: [Getter]')
  expect(calls).toBe(0)
  expect(print({ [inspect.custom]: () => 'Ref(Cat)' })).toBe('Ref(Cat)')
})

test('what throws when it is looked at is said to be unprintable', () => {
  const value = {
    [inspect.custom]() {
      throw new Error('no')
    },
  }
  expect(print(value)).toBe('(cannot be printed)')
})

test('a line ends with no half of a character', () => {
  expect(oneLine('ab😀cd', 4)).toBe('ab…')
  expect(oneLine('abcd', 4)).toBe('abcd')
  expect(oneLine(' a \t\n b ', 9)).toBe('a b')
})

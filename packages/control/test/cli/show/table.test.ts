import { expect, test } from 'vitest'
import { factLines, fitWidths, plainLook, tableLines } from '../../../src/cli/show/table.js'
import { plain } from '../../../src/cli/style.js'

test('numbers are aligned to the right, and no line ends in blanks', () => {
  expect(
    tableLines(
      ['name', 'n', ''],
      [
        ['a', 1, ''],
        ['longer', 1000, 'x'],
      ],
      plainLook,
    ),
  ).toEqual(['name       n', 'a          1', 'longer  1000  x'])
})

test('on a terminal the widest column gives way, and every line fits', () => {
  const wide = 'w'.repeat(100)
  const lines = tableLines(['key', 'value'], [['k', wide]], { style: plain, columns: 40 })
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40)
  expect(lines[1]).toMatch(/^k {4}w+…$/)
  expect(tableLines(['key', 'value'], [['k', wide]], plainLook)[1]).toBe(`k    ${wide}`)
})

test('columns keep a few characters, however narrow the terminal is', () => {
  expect(fitWidths([3, 50, 20], 60)).toEqual([3, 33, 20])
  expect(fitWidths([3, 50, 20], 1)).toEqual([3, 8, 8])
  expect(fitWidths([3, 5], 80)).toEqual([3, 5])
})

test('facts without a value are left out', () => {
  expect(
    factLines(
      [
        ['name', 'Tom'],
        ['exit', ''],
        ['at', 'x'],
      ],
      plainLook,
    ),
  ).toEqual(['name  Tom', 'at    x'])
})

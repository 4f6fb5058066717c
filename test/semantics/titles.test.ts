import { expect, test } from 'vitest'
import { titlesIn } from './titles.js'

// The sources below are told apart from this file's own tests by being strings in one line each.
const source = (...lines: string[]): string => lines.join('\n')

test('titles are read in quotes of every kind, as they are written', () => {
  expect(
    titlesIn(
      source(
        "test('one', () => {})",
        'test("two \'quoted\'", () => {})',
        'it(`three`, () => {})',
        "test('it\\'s four', () => {})",
        'for (const each of [1]) {',
        '  test(`five of ${each}`, () => {})',
        '}',
        "describe('a group', () => {",
        "  it('six', async () => {})",
        '})',
        'test(',
        "  'seven, on a line of its own',",
        '  () => {},',
        ')',
      ),
    ),
  ).toEqual(['one', "two 'quoted'", 'three', "it's four", 'five of ${each}', 'six', 'seven, on a line of its own'])
})

test('the title of a table of tests is the raw one, whatever the table holds', () => {
  expect(
    titlesIn(
      source(
        "test.each([['a)', 1], [f('('), 2]])('one of %s', () => {})",
        'test.each([',
        '  { a: 1 }, // a comment with a )',
        '])("two of $a", () => {})',
        'test.each`',
        '  a',
        '  ${1}',
        "`('three of $a', () => {})",
        "test.for([1])('four', () => {})",
      ),
    ),
  ).toEqual(['one of %s', 'two of $a', 'three of $a', 'four'])
})

test('what does not run is no test: skipped, planned, commented out, in another word', () => {
  expect(
    titlesIn(
      source(
        "test.skip('one', () => {})",
        "test.todo('two')",
        "// test('three', () => {})",
        "contest('four', () => {})",
        "expect('five').toBe(test)",
        "describe('six', () => {})",
        'test(title, () => {})',
        "test.extend('seven')",
      ),
    ),
  ).toEqual([])
})

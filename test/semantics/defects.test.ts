import { expect, test } from 'vitest'
import { defectsOf } from './defects.js'
import { readSemantics } from './guarantees.js'

const files: Record<string, readonly string[]> = { 'a.test.ts': ['one', 'two'], 'b.test.ts': ['three'] }

function judge(...lines: string[]): string[] {
  return defectsOf(readSemantics(lines.join('\n')), (path) => files[path])
}

const a1 = ['- **A1** First.', '  test: a.test.ts > one']

test('a sound page has no defects', () => {
  expect(
    judge(
      '# Semantics',
      ...a1,
      '- **A2** Second.',
      '  test: a.test.ts > two',
      '  test: b.test.ts > three',
      '- **A7** Numbers may be left out.',
      '  test: a.test.ts > one',
      '- **B1** A section counts for itself.',
      '  test: a.test.ts > one',
    ),
  ).toEqual([])
})

test('a guarantee without a test is found', () => {
  expect(judge(...a1, '- **A2** Second.')).toEqual(['A2 names no test'])
})

test('a file that does not exist is found', () => {
  expect(judge('- **A1** First.', '  test: c.test.ts > one')).toEqual([
    'A1 names a file that does not exist: c.test.ts',
  ])
})

test('a title that a file does not have is found, be it ever so near', () => {
  expect(judge('- **A1** First.', '  test: a.test.ts > One', '  test: a.test.ts > one')).toEqual([
    'A1 names a test that a.test.ts does not have: One',
  ])
})

test('a number that is there twice, and one that is out of order, are found', () => {
  expect(judge(...a1, ...a1)).toEqual(['A1 is there twice'])
  expect(judge('- **A2** Second.', '  test: a.test.ts > two', ...a1)).toEqual(['A1 comes after A2'])
  expect(judge('- **A10** Tenth.', '  test: a.test.ts > two', '- **A9** Ninth.', '  test: a.test.ts > one')).toEqual([
    'A9 comes after A10',
  ])
})

test('a malformed line is found', () => {
  expect(judge(...a1, '- **A** Unnumbered.')).toEqual(['no guarantee and no test of one: - **A** Unnumbered.'])
})

test('all defects are found at once', () => {
  expect(judge('- **A1** First.', '- **A1** Again.', '  test: c.test.ts > one', '* **A3** x')).toHaveLength(4)
})

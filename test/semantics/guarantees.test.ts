import { expect, test } from 'vitest'
import { readSemantics } from './guarantees.js'

test('a guarantee has its number, its text over several lines, and its tests', () => {
  const { guarantees, malformed } = readSemantics(
    [
      '# Semantics',
      '',
      'What the framework promises.',
      '',
      '## A. Messages',
      '',
      '- **A1** One message at a time,',
      '  whatever it awaits.',
      '  test: a/b.test.ts > holds its instance',
      '  test: a/c.test.ts > a title > with a mark in it',
      '- **A12** Another.',
      '',
      '## B. Births',
      '',
      '- **B1** A third one.  ',
      '  test: d.test.ts > is born',
      '',
      'Words between, **bold** ones too.',
    ].join('\n'),
  )
  expect(malformed).toEqual([])
  expect(guarantees).toEqual([
    {
      letter: 'A',
      number: 1,
      text: 'One message at a time, whatever it awaits.',
      witnesses: [
        { path: 'a/b.test.ts', title: 'holds its instance' },
        { path: 'a/c.test.ts', title: 'a title > with a mark in it' },
      ],
    },
    { letter: 'A', number: 12, text: 'Another.', witnesses: [] },
    { letter: 'B', number: 1, text: 'A third one.', witnesses: [{ path: 'd.test.ts', title: 'is born' }] },
  ])
})

test('lines that are nearly a guarantee, or nearly name a test, are told', () => {
  for (const line of [
    '- **A** No number.',
    '- **A0** A number from one on.',
    '- **a1** A capital letter.',
    '- **AB1** One letter.',
    '- **A1**No blank.',
    '* **A1** Another mark.',
    '  - **A1** Indented.',
  ]) {
    expect(readSemantics(line).malformed, line).toEqual([line])
  }
  for (const line of [
    '  test: a.test.ts',
    '  test: > title',
    '  test: a.test.ts > ',
    'test: a.test.ts > not indented',
  ]) {
    expect(readSemantics(`- **A1** Text.\n${line}`).malformed, line).toEqual([line.trimEnd()])
  }
})

test('a test that belongs to no guarantee is told', () => {
  expect(readSemantics('## A\n\n  test: a.test.ts > title').malformed).toHaveLength(1)
  expect(readSemantics('- **A1** Text.\n\n  test: a.test.ts > title').malformed).toHaveLength(1)
})

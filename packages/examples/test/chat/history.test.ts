import { expect, test } from 'vitest'
import { bound, formattedLine, type Line, parsedLine, withLine } from '../../src/chat/history.js'

const line = (text: string): Line => ({ at: '2026-01-01T00:00:00.000Z', who: 'ann', text })

test('a history takes lines up to its bound, and then lets go of the first one', () => {
  let history: readonly Line[] = []
  for (let i = 1; i <= bound; i++) history = withLine(history, line(`${i}`))
  expect(history).toHaveLength(bound)
  const next = withLine(history, line('one more'))
  expect([next.length, next[0]!.text, next.at(-1)!.text]).toEqual([bound, '2', 'one more'])
})

test('a history is not changed by a line that follows it', () => {
  const history = [line('one')]
  withLine(history, line('two'))
  expect(history).toEqual([line('one')])
})

test.each(['ann: hello', 'ann: the key: under the mat', 'Ötzi-1: ', 'ann:  two blanks'])(
  '"%s" is the same there and back',
  (text) => {
    expect(formattedLine(parsedLine(text))).toBe(text)
  },
)

test('a line from before has a speaker and a text, and no time', () => {
  expect(parsedLine('ann: the key: under the mat')).toEqual({ at: null, who: 'ann', text: 'the key: under the mat' })
})

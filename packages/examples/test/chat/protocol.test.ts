import { expect, test } from 'vitest'
import { readDemand } from '../../src/chat/protocol.js'

const read = (value: unknown): unknown => readDemand(JSON.stringify(value))

test.each([
  { do: 'join', room: 'tea', as: 'ann' },
  { do: 'join', room: 'Café_2', as: 'Ötzi-1' },
  { do: 'leave', room: 'tea' },
  { do: 'say', room: 'tea', text: 'what: "this"\nor that?' },
  { do: 'whisper', room: 'tea', to: 'bob', text: 'x'.repeat(500) },
])('%j is a demand', (demand) => {
  expect(read(demand)).toEqual(demand)
})

test.each(['', 'hello?', '{"do":"leave"', '[]', 'null', '"join"', '7'])(
  '%j is no demand, and an example is given',
  (text) => {
    expect(readDemand(text)).toEqual({ problem: expect.stringContaining('a message is a JSON object, such as {') })
  },
)

test.each([
  [{}, '"do" is one of join, leave, say, whisper'],
  [{ do: 'toString', room: 'tea' }, '"do" is one of join, leave, say, whisper'],
  [{ do: 'leave', room: 'the room' }, '"room" is a name: 1 to 20 letters, digits, - or _'],
  [{ do: 'leave', room: 'x'.repeat(21) }, '"room" is a name: 1 to 20 letters, digits, - or _'],
  [{ do: 'join', room: 'tea', as: ['ann'] }, '"as" is a name: 1 to 20 letters, digits, - or _'],
  [{ do: 'join', room: 'tea', as: 'ann: bob' }, '"as" is a name: 1 to 20 letters, digits, - or _'],
  [{ do: 'say', room: 'tea', text: ' ' }, '"text" has 1 to 500 characters'],
  [{ do: 'say', room: 'tea', text: 'x'.repeat(501) }, '"text" has 1 to 500 characters'],
  [{ do: 'say', room: 'tea', text: 7 }, '"text" has 1 to 500 characters'],
])('%j is a mistake, and the complaint says what is right', (demand, problem) => {
  expect(read(demand)).toEqual({ problem })
})

test('all that is wrong with a demand is told at once', () => {
  expect(read({ do: 'whisper', room: '', to: '' })).toEqual({
    problem:
      '"room" is a name: 1 to 20 letters, digits, - or _; "to" is a name: 1 to 20 letters, digits, - or _; ' +
      '"text" has 1 to 500 characters',
  })
})

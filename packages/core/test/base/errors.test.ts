import { expect, test } from 'vitest'
import { InstarError, isInstarError, messageOf } from '../../src/base/errors.js'

const entry = { message: '{who} did {what} to {who}.', advice: 'Ask {who} about `with({ timeout })`.' }

test('an error fills its holes from the facts, and keeps code, facts and advice', () => {
  const error = new InstarError('odd', entry, { who: 'Tom', what: 42 })
  expect(error.message).toBe('Tom did 42 to Tom. Ask Tom about `with({ timeout })`.')
  expect([error.code, error.facts, error.advice]).toEqual([
    'odd',
    { who: 'Tom', what: 42 },
    'Ask Tom about `with({ timeout })`.',
  ])
  expect([error.name, error instanceof Error, 'cause' in error]).toEqual(['InstarError', true, false])
})

test('an error without advice ends with its message; a cause is chained', () => {
  const cause = new Error('why')
  const error = new InstarError('odd', { message: 'It broke.', advice: '' }, {}, cause)
  expect(error.message).toBe('It broke.')
  expect(error.cause).toBe(cause)
})

test('a fact is put in as it is, whatever it looks like', () => {
  const error = new InstarError('odd', { message: 'It said {text}.', advice: '' }, { text: '{text} $& $1' })
  expect(error.message).toBe('It said {text} $& $1.')
})

test('an error is recognised, with its code if one is asked for', () => {
  const error: unknown = new InstarError('odd', entry, {})
  expect(isInstarError(error)).toBe(true)
  expect(isInstarError(error, 'odd')).toBe(true)
  expect(isInstarError(error, 'even')).toBe(false)
  for (const other of [new Error('odd'), { code: 'odd' }, null, undefined, 'odd', 1]) {
    expect(isInstarError(other)).toBe(false)
    expect(isInstarError(other, 'odd')).toBe(false)
  }
})

test('an error of another copy of this package is recognised', async () => {
  const path = '../../src/base/errors.js?copy'
  const copy = (await import(/* @vite-ignore */ path)) as typeof import('../../src/base/errors.js')
  expect(copy.InstarError).not.toBe(InstarError)
  const error = new copy.InstarError('odd', entry, {})
  expect(error instanceof InstarError).toBe(false)
  expect(isInstarError(error, 'odd')).toBe(true)
  expect(copy.isInstarError(new InstarError('odd', entry, {}), 'odd')).toBe(true)
})

test('the message of anything that was thrown is a text', () => {
  const thrown = [new Error('a'), 'b', 3, null, undefined, { toString: () => 'c' }, Symbol('d')]
  expect(thrown.map(messageOf)).toEqual(['a', 'b', '3', 'null', 'undefined', 'c', 'Symbol(d)'])
})

test('the message of what cannot even be printed is a text as well', () => {
  expect(typeof messageOf(Object.create(null))).toBe('string')
  expect(
    typeof messageOf({
      toString() {
        throw new Error('no')
      },
    }),
  ).toBe('string')
})

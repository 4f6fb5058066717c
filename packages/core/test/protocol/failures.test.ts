import { expect, test } from 'vitest'
import { InstarError, isInstarError } from '../../src/base/errors.js'
import { catalogue, fail, type FailureCode, PurgedError } from '../../src/protocol/failures.js'

type Entry = (typeof catalogue)[FailureCode]
const entries = Object.entries(catalogue) as [Exclude<FailureCode, 'purged'>, Entry][]

/** Facts for every hole of an entry, each as a word that occurs nowhere else. */
function factsFor({ message, advice }: Entry): Record<string, string> {
  const holes = [...`${message} ${advice}`.matchAll(/\{(\w+)\}/g)].map(([, hole]) => hole!)
  return Object.fromEntries(holes.map((hole) => [hole, `«${hole}»`]))
}

for (const [code, entry] of entries) {
  test(`${code}: fills its holes, ends with a full stop, and says what to do or leaves nothing open`, () => {
    const facts = factsFor(entry)
    const error = fail(code, facts)
    expect(error.message).not.toMatch(/\{\w+\}|undefined/)
    for (const value of Object.values(facts)) expect(error.message).toContain(value)
    expect(error.code).toBe(code)
    // A list of defects is the end of its message: each of them has its cure.
    const isList = entry.message.endsWith('\n{defects}')
    expect(isList || entry.message.endsWith('.'), entry.message).toBe(true)
    expect(entry.advice === '' || entry.advice.endsWith('.'), entry.advice).toBe(true)
    expect(entry.message).toMatch(/^([A-Z]|\{\w+\})/)
    expect(entry.advice).toMatch(/^([A-Z`]|$)/)
    expect(error.message.trim()).toBe(error.message)
  })
}

/** What needs no advice: the caller did it itself, or the message is the cure. */
const selfEvident = new Set<string>([
  'aborted',
  'exited',
  'bad-class',
  'system-stopped',
  'bad-option',
  'bad-migration',
  'unreachable-snapshot',
  'bad-upgrade-test',
])

test('every entry has advice, but for those that are self-evident', () => {
  const without = entries.filter(([, { advice }]) => advice === '').map(([code]) => code)
  expect(new Set(without)).toEqual(selfEvident)
})

test('code in back-ticks is closed', () => {
  for (const [code, { message, advice }] of entries) expect(`${message} ${advice}`.split('`').length % 2, code).toBe(1)
})

test('a PurgedError is recognised by class and by code', () => {
  const error = new PurgedError({ class: 'Cat', version: '1.0.0', method: 'wait' })
  expect(error).toBeInstanceOf(PurgedError)
  expect(error).toBeInstanceOf(InstarError)
  expect(isInstarError(error, 'purged')).toBe(true)
  expect(error.name).toBe('PurgedError')
  expect(error.message).toContain('wait of Cat 1.0.0 was purged while it ran.')
})

import { expect, test } from 'vitest'
import { generate, uniqueMark } from '../../src/base/codegen.js'
import { withoutCodegen } from '../without-codegen.js'

test('a text becomes a function that sees its values under their names', () => {
  expect(generate('a sum', ['a', 'b'], 'return a + b', [1, 2])).toBe(3)
})

test('no two texts are equal, so that no two functions share feedback', () => {
  const marks = Array.from({ length: 100 }, () => uniqueMark('test'))
  expect(new Set(marks).size).toBe(100)
  for (const mark of marks) expect(mark).toMatch(/^\/\/ test \d+\n$/)
})

test('every text that is compiled begins with a mark of its own', () => {
  const original = globalThis.Function
  const texts: string[] = []
  const record = function (...parts: string[]): unknown {
    texts.push(parts.at(-1)!)
    return original(...parts)
  }
  record.prototype = original.prototype
  globalThis.Function = record as unknown as FunctionConstructor
  try {
    for (let i = 0; i < 3; i++) expect(generate('the same', [], 'return 1', [])).toBe(1)
  } finally {
    globalThis.Function = original
  }
  expect(texts.map((text) => text.split('\n')[0])).toEqual(
    texts.map(() => expect.stringMatching(/^\/\/ the same \d+$/)),
  )
  expect(new Set(texts).size).toBe(3)
})

test('where code from strings is disallowed there is nothing', () => {
  expect(withoutCodegen(() => generate('a sum', [], 'return 1', []))).toBeUndefined()
  expect(generate('a sum', [], 'return 1', [])).toBe(1)
})

test('any other failure is told', () => {
  expect(() => generate('a mistake', [], 'return (', [])).toThrow(SyntaxError)
  expect(() => generate('a mistake', [], 'throw new RangeError("x")', [])).toThrow(RangeError)
})

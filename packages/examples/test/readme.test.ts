import { format } from 'node:util'
import { afterEach, expect, test, vi } from 'vitest'
import { blockOf, joined, masked, textOf } from './readme.js'

const file = 'packages/examples/src/first/main.ts'

afterEach(() => vi.restoreAllMocks())

test('the README of the project quotes the first example, whole but for its header', () => {
  const [, body] = /^(?:\/\/.*\n)+\n([^]*)$/.exec(textOf(file))!
  expect(blockOf('README.md', 'ts')).toBe(body)
})

test('the first example has at most 30 lines', () => {
  expect(blockOf('README.md', 'ts').trimEnd().split('\n').length).toBeLessThanOrEqual(30)
})

test('the README of the project shows what the first example prints', async () => {
  const lines: string[] = []
  vi.spyOn(console, 'log').mockImplementation((...parts: unknown[]) => void lines.push(format(...parts)))
  await import('../src/first/main.js')
  expect(masked(joined(lines))).toBe(masked(blockOf('README.md', 'text')))
})

test('masking leaves nothing of a duration, and everything else', () => {
  expect(masked('pause 1.4 ms of 12 ms, 3 lost, 40 msgs, 5 s')).toBe('pause # ms of # ms, 3 lost, 40 msgs, 5 s')
})

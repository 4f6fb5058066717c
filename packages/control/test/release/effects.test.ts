import { expect, test } from 'vitest'
import { effectFindings } from '../../src/release/effects.js'

const sentence = (what: string, place: { file: string; line: number } | null = { file: 'src/cat.ts', line: 12 }) =>
  effectFindings([{ what, place }], 'zoo')

test('an effect is a sentence with its place, its deed and its cure', () => {
  expect(sentence('Timeout')).toEqual(['src/cat.ts:12 starts a timer at load: move it into start()'])
  expect(sentence('TCPServerWrap')).toEqual([
    'src/cat.ts:12 listens on a port or a socket at load: move it into start()',
  ])
})

test('an effect without a place is said of the release', () => {
  expect(sentence('ProcessWrap', null)).toEqual(['a module of zoo starts a process at load: move it into start()'])
})

test('a listener, and what has no word of its own, are named as they are', () => {
  expect(sentence('listener of the process for SIGINT')[0]).toContain(
    'adds a listener of the process for SIGINT at load',
  )
  expect(sentence('ZLIB')[0]).toContain('leaves something open (ZLIB) at load')
  expect(sentence('constructor')[0]).toContain('leaves something open (constructor)')
})

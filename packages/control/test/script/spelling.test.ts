import { expect, test } from 'vitest'
import { nearest } from '../../src/script/spelling.js'

test('the nearest known word is meant, if it is at most two letters away', () => {
  const known = ['freeze', 'drain', 'step', 'classes']
  expect(['freez', 'Freeze', 'frezee', 'drian', 'class', 'steps'].map((word) => nearest(word, known))).toEqual([
    'freeze',
    'freeze',
    'freeze',
    'drain',
    'classes',
    'step',
  ])
})

test('a word that is nowhere near, or too short to tell, means nothing', () => {
  expect(nearest('timeout', ['freeze', 'step'])).toBeNull()
  expect(nearest('x', ['y'])).toBeNull()
  expect(nearest('freeze', [])).toBeNull()
})

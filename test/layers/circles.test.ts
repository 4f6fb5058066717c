import { expect, test } from 'vitest'
import { circlesOf } from './circles.js'

function circles(graph: Record<string, string[]>): string[][] {
  return circlesOf(new Map(Object.entries(graph)))
}

test('a tree and a diamond have no circle', () => {
  expect(circles({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] })).toEqual([])
})

test('a file that imports itself is a circle', () => {
  expect(circles({ a: ['a'] })).toEqual([['a', 'a']])
})

test('a circle behind an innocent file is found', () => {
  expect(circles({ a: ['b'], b: ['c'], c: ['d'], d: ['b'] })).toEqual([['b', 'c', 'd', 'b']])
})

test('the shortest circle of a file is told', () => {
  expect(circles({ a: ['b', 'c'], b: ['c'], c: ['d'], d: ['a', 'b'] })[0]).toEqual(['a', 'c', 'd', 'a'])
})

test('a file on a longer circle only is told too', () => {
  expect(circles({ a: ['b', 'c'], b: ['c'], c: ['a'] })).toEqual([
    ['a', 'c', 'a'],
    ['b', 'c', 'a', 'b'],
  ])
})

test('each knot is told', () => {
  expect(circles({ a: ['b'], b: ['a', 'c'], c: ['d'], d: ['c'] })).toEqual([
    ['a', 'b', 'a'],
    ['c', 'd', 'c'],
  ])
})

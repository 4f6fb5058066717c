import { SeededRandom } from '@instar/core/testing'
import { expect, test } from 'vitest'
import { drawOrder, mishaps, type Order } from '../../src/bank/order.js'
import { advance, statementOf, type Transfer } from '../../src/bank/transfer.js'
import { orderWith } from './small-bank.js'

function at(point: Transfer['point'], order: Order = orderWith()): Transfer {
  return { ...order, point, clerk: 'clerk-1', attempts: 1 }
}

test('orders by chance are between two different accounts of those that there are, of 1 cent to 20 euros', () => {
  const random = new SeededRandom(7)
  const orders = Array.from({ length: 2000 }, (_, i) => drawOrder(i, 3, random))
  for (const { from, to, cents } of orders) {
    expect([1, 2, 3]).toContain(from)
    expect([1, 2, 3]).toContain(to)
    expect(from).not.toBe(to)
    expect(cents).toBeGreaterThanOrEqual(1)
    expect(cents).toBeLessThanOrEqual(2000)
  }
  expect(new Set(orders.map(({ from, to }) => `${from} ${to}`)).size).toBe(6)
})

test('the same seed draws the same orders', () => {
  const draw = (): Order[] => {
    const random = new SeededRandom(3)
    return Array.from({ length: 20 }, (_, i) => drawOrder(i, 200, random))
  }
  expect(draw()).toEqual(draw())
})

test('there is a mishap for each of three at each of four points', () => {
  expect(new Set(mishaps.map(({ who, at: point }) => `${who} ${point}`)).size).toBe(12)
})

test('a transfer goes from reserved to debited to credited', () => {
  expect(advance(at('reserved'), 'debited').point).toBe('debited')
  expect(advance(at('debited'), 'credited').point).toBe('credited')
})

test.each([
  ['reserved', 'credited'],
  ['debited', 'debited'],
  ['credited', 'credited'],
  ['credited', 'debited'],
] as const)('a transfer that is %s does not become %s', (point, part) => {
  expect(() => advance(at(point), part)).toThrow(`Transfer 1 is ${point}, so it cannot become ${part}.`)
})

test.each([
  ['reserved', [], []],
  ['debited', [1], []],
  ['credited', [1], [1]],
] as const)('of a transfer that is %s payer and payee have done their parts', (point, payer, payee) => {
  const open = new Map([[1, at(point)]])
  const balances = new Map([
    [1, 500],
    [2, 700],
  ])
  expect(statementOf(1, balances, open)).toEqual({ cents: 500, moved: payer })
  expect(statementOf(2, balances, open)).toEqual({ cents: 700, moved: payee })
  expect(statementOf(3, balances, open)).toEqual({ cents: 0, moved: [] })
})

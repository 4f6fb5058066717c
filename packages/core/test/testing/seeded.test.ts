// Chance by a seed, and the scheduler that runs by it.

import { expect, test } from 'vitest'
import { SeededRandom, SeededScheduler, settle } from '../../src/testing/index.js'

test('chance by a seed repeats itself, differs by seed, and knows its seed', () => {
  const take = (seed: number): number[] => {
    const random = new SeededRandom(seed)
    expect(random.seed).toBe(seed)
    return Array.from({ length: 1000 }, () => random.next())
  }
  expect(take(1)).toEqual(take(1))
  const firsts = [-1, 0, 1, 2, 3, 2 ** 31].map((seed) => take(seed)[0])
  expect(new Set(firsts).size).toBe(6)
})

/** The order in which a scheduler with this seed runs ten tasks. */
async function orderBy(seed: number, way: 'soon' | 'later'): Promise<number[]> {
  const scheduler = new SeededScheduler(new SeededRandom(seed))
  const order: number[] = []
  for (let i = 0; i < 10; i++) scheduler[way](() => order.push(i))
  expect(order).toEqual([])
  await settle()
  return order
}

test('a seeded scheduler runs each task once, in an order that its seed repeats', async () => {
  for (const way of ['soon', 'later'] as const) {
    const orders = [await orderBy(1, way), await orderBy(1, way), await orderBy(2, way)]
    expect(orders[0]).toEqual(orders[1])
    expect(orders[0]).not.toEqual(orders[2])
    for (const order of orders) expect(order.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  }
})

test('any of several tasks may be the first, and any the last', async () => {
  const orders = await Promise.all(Array.from({ length: 200 }, (_, seed) => orderBy(seed, 'soon')))
  expect(new Set(orders.map((order) => order[0])).size).toBe(10)
  expect(new Set(orders.map((order) => order[9])).size).toBe(10)
})

test('what a later task puts off waits for another turn, whatever else is still to run in this one', async () => {
  for (let seed = 0; seed < 50; seed++) {
    const scheduler = new SeededScheduler(new SeededRandom(seed))
    const log: string[] = []
    let isFirst = true
    for (let i = 0; i < 5; i++) {
      scheduler.later(() => {
        log.push('this turn')
        if (isFirst) scheduler.later(() => log.push('next turn'))
        isFirst = false
      })
    }
    await settle()
    expect(log).toEqual([...Array<string>(5).fill('this turn'), 'next turn'])
  }
})

test('it knows how many tasks wait', async () => {
  const scheduler = new SeededScheduler(new SeededRandom(1))
  const seen: number[] = []
  scheduler.soon(() => seen.push(scheduler.pending))
  scheduler.later(() => seen.push(scheduler.pending))
  expect(scheduler.pending).toBe(2)
  await settle()
  expect([...seen, scheduler.pending]).toEqual([1, 0, 0])
})

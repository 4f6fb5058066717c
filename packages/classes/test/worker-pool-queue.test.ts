import { SeededRandom } from '@instar/core/testing'
import { expect, test } from 'vitest'
import { emptyQueue, join, joinFirst, oldest, take } from '../src/worker-pool/queue.js'

test('a queue gives whose turn it is, as a simple model does, whatever comes and leaves', () => {
  for (let seed = 1; seed <= 50; seed++) {
    const random = new SeededRandom(seed)
    const queue = emptyQueue<number>()
    let model: { sender: string; item: number }[] = []
    let turns: string[] = []
    let first: number[] = []
    const isWaiting = (item: number): boolean => first.includes(item) || model.some((each) => each.item === item)
    for (let item = 0; item < 300; item++) {
      const chance = random.next()
      if (chance < 0.5) {
        const sender = 'abc'[Math.floor(random.next() * 3)]!
        model.push({ sender, item })
        join(queue, sender, item, isWaiting)
        if (!turns.includes(sender)) turns.push(sender)
      } else if (chance < 0.6 && model.length > 0) {
        // Somebody leaves early; a line that has become empty keeps its turn, and is passed over.
        model.splice(Math.floor(random.next() * model.length), 1)
      } else if (chance < 0.65) {
        first.push(item)
        joinFirst(queue, item)
      } else if (chance < 0.7) {
        expect(oldest(queue, (each) => model.some((entry) => entry.item === each))).toBe(model[0]?.item)
      } else {
        let expected = first.shift()
        while (expected === undefined && turns.length > 0) {
          const sender = turns.shift()!
          expected = model.find((each) => each.sender === sender)?.item
          model = model.filter((each) => each.item !== expected)
          if (model.some((each) => each.sender === sender)) turns.push(sender)
        }
        expect(take(queue, (each) => each === expected || isWaiting(each))).toBe(expected)
      }
    }
  }
})

test('100,000 that wait come and go without a look through all of them', () => {
  const queue = emptyQueue<number>()
  let from = 0
  const isWaiting = (item: number): boolean => item >= from
  for (let item = 0; item < 100_000; item++) join(queue, `${item % 10}`, item, isWaiting)
  expect(oldest(queue, isWaiting)).toBe(0)
  for (let item = 0; item < 100_000; item++) expect(take(queue, () => true)).toBe(item)
  from = 100_000
  expect(take(queue, isWaiting)).toBeUndefined()
  expect(oldest(queue, isWaiting)).toBeUndefined()
})

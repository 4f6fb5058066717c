import { expect, test } from 'vitest'
import { settle } from '../../src/testing/index.js'
import { rest } from '../../src/testing/settle.js'

/** Something that has work for so many turns of the event loop. */
function workFor(turns: number): { left: number } {
  const work = { left: turns }
  const next = (): void => {
    work.left -= 1
    if (work.left > 0) setImmediate(next)
  }
  setImmediate(next)
  return work
}

test('settling lets microtasks run out, and turns of the event loop', async () => {
  const log: string[] = []
  void Promise.resolve()
    .then(() => {})
    .then(() => log.push('microtask'))
  setImmediate(() => setImmediate(() => setImmediate(() => log.push('third turn'))))
  await settle()
  expect(log).toEqual(['microtask', 'third turn'])
})

test('settling takes as many turns as one says', async () => {
  const work = workFor(10)
  await settle(9)
  expect(work.left).toBe(1)
  await settle(1)
  expect(work.left).toBe(0)
})

test('rest is when there has been no work for some turns', async () => {
  const work = workFor(100)
  await rest(() => (work.left > 0 ? ['a worker'] : []))
  expect(work.left).toBe(0)
})

test('rest comes only after work that begins again', async () => {
  const pauses = [3, 1, 1, 2, 2, 1]
  let turn = 0
  const isAtWork = pauses.flatMap((length) => [true, ...Array<boolean>(length - 1).fill(false)])
  await rest(() => (isAtWork[turn++] === true ? ['a worker'] : []))
  expect(turn).toBeGreaterThan(isAtWork.length)
})

test('what never comes to rest is told by name', async () => {
  const names = ['Cat <0.1>', 'Cat <0.2>', 'Cat <0.3>', 'Dog <0.4>', 'Dog <0.5>', 'Dog <0.6>', 'Dog <0.7>']
  await expect(rest(() => names.slice(0, 1))).rejects.toThrow(
    'No rest after 5000 turns: Cat <0.1> goes on without end.',
  )
  await expect(rest(() => names)).rejects.toThrow('Dog <0.5> and 2 more go on without end.')
})

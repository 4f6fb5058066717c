import { expect, test } from 'vitest'
import { Lines } from '../../src/loop/lines.js'

test('lines are taken in the order in which they were said', async () => {
  const lines = new Lines()
  lines.say('a')
  lines.say('b')
  expect(await lines.ready()).toBe(true)
  expect([lines.take(), lines.take()]).toEqual(['a', 'b'])
  expect(lines.isEmpty).toBe(true)
})

test('who waits is told as soon as there is a line, and so is who waits again', async () => {
  const lines = new Lines()
  const [first, second] = [lines.ready(), lines.ready()]
  lines.say('a')
  expect(await Promise.all([first, second])).toEqual([true, true])
  expect(lines.take()).toBe('a')
})

test('a wait that was given up takes nothing', async () => {
  const lines = new Lines()
  void lines.ready()
  const wait = lines.ready()
  lines.say('a')
  await wait
  expect(lines.take()).toBe('a')
  const next = lines.ready()
  lines.say('b')
  expect(await next).toBe(true)
  expect(lines.take()).toBe('b')
})

test('at the end who waits is told that no line will come; lines that are there can still be taken', async () => {
  const waiting = new Lines()
  const wait = waiting.ready()
  waiting.end()
  expect(await wait).toBe(false)
  expect(await waiting.ready()).toBe(false)

  const full = new Lines()
  full.say('a')
  full.end()
  expect(await full.ready()).toBe(true)
  expect(full.take()).toBe('a')
  expect(await full.ready()).toBe(false)
})

test('to take a line where there is none is an error', () => {
  expect(() => new Lines().take()).toThrow('there is no line to take')
})

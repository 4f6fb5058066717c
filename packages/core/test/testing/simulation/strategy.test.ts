import { expect, test } from 'vitest'
import {
  FairPriorities,
  FirstInFirstOut,
  RandomWalk,
  Replay,
  SeededRandom,
  Simulation,
  type Strategy,
} from '../../../src/testing/index.js'

/** Three threads of two steps each; the letters in the order of their steps. */
async function walk(strategy: Strategy): Promise<{ order: string; choices: readonly number[] }> {
  const simulation = await Simulation.start({ strategy })
  let order = ''
  for (const thread of ['a', 'b', 'c']) {
    simulation.act(thread, thread, () => {
      order += thread
      simulation.act(thread, thread, () => (order += thread.toUpperCase()))
    })
  }
  await simulation.run()
  return { order, choices: simulation.choices }
}

test('first in, first out takes what came first', async () => {
  expect((await walk(new FirstInFirstOut())).order).toBe('abcABC')
})

test('a random walk reaches every order', async () => {
  const orders = new Set<string>()
  for (let seed = 0; seed < 800; seed++) orders.add((await walk(new RandomWalk(new SeededRandom(seed)))).order)
  // 6! orders, of which each thread allows one of its two.
  expect(orders.size).toBe(90)
})

test('fair priorities starve nobody: who goes on for ever lets the others have their turn', async () => {
  const strategy = new FairPriorities(new SeededRandom(3), 50)
  const simulation = await Simulation.start({ strategy })
  let isServed = false
  const goOn = (): void => {
    if (!isServed) simulation.act('busy', 'busy', goOn)
  }
  goOn()
  simulation.act('quiet', 'quiet', () => (isServed = true))
  await simulation.run()
  expect(isServed).toBe(true)
})

test('a replay repeats a run exactly', async () => {
  for (let seed = 0; seed < 20; seed++) {
    const { order, choices } = await walk(new RandomWalk(new SeededRandom(seed)))
    expect((await walk(new Replay(choices))).order).toBe(order)
  }
})

test('time goes on only when nothing else waits, as long as what came first is taken first', async () => {
  const simulation = await Simulation.start({ strategy: new FirstInFirstOut() })
  const seen: string[] = []
  simulation.clock.setTimer(() => seen.push(`timer at ${simulation.clock.now()}`), 100)
  for (const name of ['one', 'two']) simulation.act(name, name, () => seen.push(name))
  await simulation.run(50)
  expect(seen).toEqual(['one', 'two'])
  await simulation.run()
  expect(seen).toEqual(['one', 'two', 'timer at 100'])
})

test('what afterStep throws ends the run', async () => {
  let steps = 0
  const afterStep = (): void => {
    steps += 1
    if (steps === 2) throw new Error('not so')
  }
  const simulation = await Simulation.start({ strategy: new FirstInFirstOut(), afterStep })
  for (const name of ['one', 'two', 'three']) simulation.act(name, name, () => {})
  await expect(simulation.run()).rejects.toThrow('not so')
  expect(steps).toBe(2)
})

test('a run without end is told, with who goes on', async () => {
  const simulation = await Simulation.start({ strategy: new FirstInFirstOut(), patience: 30 })
  const goOn = (): void => simulation.act('wheel', 'the wheel turns', goOn)
  goOn()
  await expect(simulation.run()).rejects.toThrow('No rest after 30 steps; the wheel turns and others go on')
})

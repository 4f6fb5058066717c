import { ActorSystem } from '@instar/core'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { check, defineScript, upgrade } from '../../src/script/define.js'
import { type Dependent, orderSteps } from '../../src/script/order.js'
import { runScript } from '../../src/script/run.js'
import type { Step } from '../../src/script/script.js'
import {
  inCentsBut,
  makeAccount,
  makeAccountInCents,
  makeLedger,
  makeNamed,
  makeShortLedger,
  versionsOf,
} from './classes.js'

const step = (name: string, ...after: string[]): Dependent => ({ name: `step ${name}`, brings: [name], after })
const pause: Dependent = { name: 'pause', brings: [], after: [] }

/** Classes that depend on one another: `wants[i]` are those that must come before class i. */
const graphs = fc.integer({ min: 1, max: 6 }).chain((count) =>
  fc.record({
    wants: fc.array(fc.uniqueArray(fc.integer({ min: 0, max: count - 1 }), { maxLength: 3 }), {
      minLength: count,
      maxLength: count,
    }),
    order: fc.shuffledSubarray([...Array(count).keys()], { minLength: count, maxLength: count }),
  }),
)

const runs = { seed: 20, numRuns: 1000 }
const nameOf = (i: number): string => `C${i}`

/** What can be reached from where, by Floyd and Warshall: another way than that of the code under test. */
function reachOf(wants: readonly (readonly number[])[]): boolean[][] {
  const reach = wants.map((row, i) => wants.map((_, j) => i !== j && row.includes(j)))
  for (const k of wants.keys())
    for (const i of wants.keys()) for (const j of wants.keys()) reach[i]![j] ||= reach[i]![k]! && reach[k]![j]!
  return reach
}

/** Whether an order of classes respects all wants, with circles side by side. */
function isValid(order: readonly number[], wants: readonly (readonly number[])[]): boolean {
  const reach = reachOf(wants)
  const areOne = (i: number, j: number): boolean => i === j || (reach[i]![j]! && reach[j]![i]!)
  const respectsWants = order.every((i, at) => wants[i]!.every((j) => areOne(i, j) || order.indexOf(j) < at))
  const isTogether = order.every(
    (i, at) => at === 0 || !order.slice(0, at - 1).some((j) => areOne(i, j)) || areOne(i, order[at - 1]!),
  )
  return respectsWants && isTogether
}

function stepsOf(order: readonly number[], wants: readonly (readonly number[])[]): Dependent[] {
  // A class that wants itself is another defect, with a test of its own.
  return order.map((i) => step(nameOf(i), ...wants[i]!.filter((j) => j !== i).map(nameOf)))
}

test('F10: of random dependency graphs any valid order is accepted as it is written, and no invalid one is', () => {
  let valid = 0
  fc.assert(
    fc.property(graphs, ({ wants, order }) => {
      const { defects, groups } = orderSteps(stepsOf(order, wants))
      expect(defects.length === 0).toBe(isValid(order, wants))
      if (defects.length > 0) return
      valid += 1
      expect(groups.flat()).toEqual([...order.keys()])
    }),
    runs,
  )
  // Both happen often enough to mean something.
  expect(valid).toBeGreaterThan(100)
  expect(valid).toBeLessThan(900)
})

test('F10: the order that is proposed for a random dependency graph is valid, and is accepted when it is written', () => {
  fc.assert(
    fc.property(graphs, ({ wants, order }) => {
      const { proposal } = orderSteps(stepsOf(order, wants))
      const proposed = proposal.flat().map((at) => order[at]!)
      expect(proposed.toSorted()).toEqual([...order.keys()])
      expect(isValid(proposed, wants)).toBe(true)
      expect(orderSteps(stepsOf(proposed, wants)).defects).toEqual([])
    }),
    runs,
  )
})

test('F10: steps that wait for each other, and only they, are done as one', () => {
  fc.assert(
    fc.property(graphs, ({ wants, order }) => {
      const reach = reachOf(wants)
      const { groups } = orderSteps(stepsOf(order, wants))
      for (const [a, i] of order.entries())
        for (const [b, j] of order.entries()) {
          const areOne = i === j || (reach[i]![j]! && reach[j]![i]!)
          expect(groups.some((group) => group.includes(a) && group.includes(b))).toBe(areOne)
        }
    }),
    runs,
  )
})

test('F10: random graphs run in a system in the order that is written, or not at all', async () => {
  await fc.assert(
    fc.asyncProperty(graphs, async ({ wants, order }) => {
      await using system = await ActorSystem.start()
      for (const i of order) await system.spawn(makeNamed(nameOf(i), '1.0.0'))
      const steps = order.map((i): Step => {
        const after = wants[i]!.filter((j) => j !== i).map(nameOf)
        return upgrade(makeNamed(nameOf(i), '2.0.0'), { after })
      })
      const ended: string[] = []
      system.events$.subscribe((event) => {
        if (event.type === 'upgrade-ended') ended.push(...event.classes.map((each) => each.class))
      })
      const answer = await runScript(system, defineScript({ name: 'graph', steps }))
      expect(answer.outcome).toBe(isValid(order, wants) ? 'done' : 'refused')
      expect(ended.length).toBe(answer.outcome === 'done' ? order.length : 0)
      const done = ended.map((name) => Number(name.slice(1)))
      if (answer.outcome === 'done') expect(isValid(done, wants)).toBe(true)
    }),
    { seed: 7, numRuns: 40 },
  )
})

test('F6: a step that stands before what it is to come after is a defect, told with an order that would do', () => {
  expect(orderSteps([step('Account', 'Ledger'), step('Ledger')]).defects).toEqual([
    'step Account: it is to come after step Ledger, which stands behind it: change their order',
    'an order that would do: step Ledger; step Account',
  ])
  expect(orderSteps([step('Ledger'), step('Account', 'Ledger')]).defects).toEqual([])
})

test('F6: what nobody upgrades or adds cannot be waited for', () => {
  expect(orderSteps([step('Account', 'Legder')]).defects).toEqual([
    'step Account: it is to come after Legder, which no step upgrades or adds: write that step, or take it out of `after`',
  ])
  expect(orderSteps([step('Account', 'Account')]).defects).toEqual([
    'step Account: it is to come after Account, which it brings itself: take it out of `after`',
  ])
})

test('F6: of two steps that bring a class the first counts', () => {
  const { defects, groups } = orderSteps([step('Ledger'), step('Account', 'Ledger'), step('Ledger')])
  expect({ defects, groups }).toEqual({ defects: [], groups: [[0], [1], [2]] })
})

test('F9: steps that wait for each other have to stand side by side', () => {
  const circle = [step('A', 'B'), step('B', 'A')]
  expect(orderSteps(circle)).toMatchObject({ defects: [], groups: [[0, 1]] })
  expect(orderSteps([circle[0]!, pause, circle[1]!]).defects).toEqual([
    'step A, step B wait for each other and are done as one: take pause from between them',
    'an order that would do: step A; step B',
  ])
})

test('F9: upgrades that wait for each other are done as one: all of them', async () => {
  await using system = await ActorSystem.start()
  await system.spawn(makeAccount(), [1])
  await system.spawn(makeLedger())
  const runs: unknown[] = []
  system.events$.subscribe((event) => {
    if (event.type === 'upgrade-ended') runs.push(event.classes.map((each) => each.class).toSorted())
  })
  const steps = [
    upgrade(makeAccountInCents(), { after: ['Ledger'] }),
    upgrade(makeShortLedger(), { after: ['Account'] }),
  ]
  const answer = await runScript(system, defineScript({ name: 'circle', steps }))
  expect(answer.steps).toMatchObject([{ step: 'upgrade Account 2.0.0 + upgrade Ledger 2.0.0', outcome: 'done' }])
  expect(runs).toEqual([['Account', 'Ledger']])
  expect(versionsOf(system)).toEqual({ Account: '2.0.0', Ledger: '2.0.0' })
})

test('F9: upgrades that wait for each other are done as one: or none of them', async () => {
  await using system = await ActorSystem.start()
  await system.spawn(makeAccount(), [1])
  await system.spawn(makeLedger())
  const steps = [
    upgrade(makeAccountInCents({ migrations: [inCentsBut(1)] }), { after: ['Ledger'] }),
    upgrade(makeShortLedger(), { after: ['Account'] }),
    check('never reached', () => true),
  ]
  const answer = await runScript(system, defineScript({ name: 'circle', steps }))
  expect(answer.outcome).toBe('refused')
  expect(versionsOf(system)).toEqual({ Account: '1.0.0', Ledger: '1.0.0' })
})

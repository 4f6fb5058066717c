import { expect, test } from 'vitest'
import { actor, Actor, type ActorSystem, attribute, type Pid } from '../../src/index.js'
import { startStill } from '../still.js'
import { expectPlain } from './plain.js'

function makeFamily() {
  @actor({ name: 'Cat', version: '1.0.0' })
  class Cat extends Actor {
    @attribute({ initial: 9 }) lives = 9
  }
  @actor({ name: 'Lion', version: '1.0.0' })
  class Lion extends Cat {}
  return { Cat, Lion }
}

/** The pids of all pages. */
function walk(system: ActorSystem, options: { limit: number; direct?: boolean }): Pid[][] {
  const pages: Pid[][] = []
  for (let after: Pid | null = null; ;) {
    const { instances, next } = system.instances('Cat', { ...options, after })
    pages.push(instances.map(({ pid }) => pid))
    if (next === null) return pages
    after = next
  }
}

test('instances come page by page, in the order of their births, those of descendants among them', async () => {
  const { system } = await startStill()
  const { Cat, Lion } = makeFamily()
  const pids: Pid[] = []
  for (let i = 0; i < 7; i++) pids.push((await system.spawn(i % 2 === 0 ? Cat : Lion)).pid)
  expect(walk(system, { limit: 3 })).toEqual([pids.slice(0, 3), pids.slice(3, 6), pids.slice(6)])
  expect(walk(system, { limit: 7 })).toEqual([pids])
  expect(walk(system, { limit: 2, direct: true })).toEqual([
    [pids[0], pids[2]],
    [pids[4], pids[6]],
  ])
  const page = system.instances(Cat, { limit: 2 })
  expectPlain(page)
  expect(page).toMatchObject({ class: 'Cat', total: 7, next: pids[1] })
  expect(page.instances).toEqual([system.inspect(pids[0]!), system.inspect(pids[1]!)])
})

test('a page goes on after the last pid, whoever has come or gone meanwhile', async () => {
  const { system } = await startStill()
  const { Cat } = makeFamily()
  const cats = []
  for (let i = 0; i < 6; i++) cats.push(await system.spawn(Cat))
  const { next } = system.instances(Cat, { limit: 3 })
  await cats[0]!.stop()
  await cats[2]!.stop()
  await cats[4]!.stop()
  const late = await system.spawn(Cat)
  expect(system.instances(Cat, { limit: 3, after: next })).toMatchObject({
    total: 4,
    instances: [{ pid: cats[3]!.pid }, { pid: cats[5]!.pid }, { pid: late.pid }],
    next: null,
  })
})

test('a page has a hundred at most unless it is asked for more, and a class without instances has an empty one', async () => {
  const { system } = await startStill()
  const { Cat, Lion } = makeFamily()
  for (let i = 0; i < 250; i++) await system.spawn(Cat)
  system.register(Lion)
  expect(system.instances(Cat).instances).toHaveLength(100)
  expect(walk(system, { limit: 100 }).flat()).toHaveLength(250)
  expect(new Set(walk(system, { limit: 9 }).flat()).size).toBe(250)
  expect(system.instances(Lion)).toEqual({ class: 'Lion', total: 0, instances: [], next: null })
})

test('the order is that of births, whatever has gone', async () => {
  const { system } = await startStill()
  const { Cat } = makeFamily()
  const cats = []
  for (let i = 0; i < 40; i++) cats.push(await system.spawn(Cat))
  for (const gone of cats.slice(0, 15)) await gone.stop()
  const pids = cats.slice(15).map(({ pid }) => pid)
  expect(walk(system, { limit: 4 }).flat()).toEqual(pids)
  expect(walk(system, { limit: 100 })).toEqual([pids])
})

test('a limit that is no number of instances, and a pid that is none, are refused', async () => {
  const { system } = await startStill()
  const { Cat } = makeFamily()
  system.register(Cat)
  for (const limit of [0, -1, 1.5, Number.NaN, Infinity, '3' as never])
    expect(() => system.instances(Cat, { limit })).toThrow('limit')
  expect(() => system.instances(Cat, { after: 'tom' as Pid })).toThrow('after')
})

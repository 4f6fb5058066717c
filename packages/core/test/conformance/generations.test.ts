import { expect, test } from 'vitest'
import {
  Actor,
  ActorSystem,
  actor,
  attribute,
  oneway,
  type Oneway,
  type Ref,
  request,
  staticMethod,
} from '../../src/index.js'
import { settle } from '../../src/testing/index.js'

function makeDoor() {
  let open!: () => void
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open }
}

function makeMill(version: number) {
  @actor({ name: 'Mill', version: `${version}.0.0` })
  class Mill extends Actor {
    // Part of the content hash: the versions differ.
    @attribute({ initial: version }) edition!: number
    @attribute() ground = 0
    @staticMethod() static async count(opened: Promise<void>) {
      await opened
      return version
    }
    @request() grind() {
      this.ground += 1
      return version
    }
    @request() async grindSlowly(opened: Promise<void>) {
      await opened
      return version
    }
    @request() taken() {
      return this.bind(this.grind)
    }
  }
  return Mill
}

test('A1: a third generation loads while the first lingers: everybody stays where he is, and is named by generation', async () => {
  await using system = await ActorSystem.start()
  const [First, Second, Third] = [makeMill(1), makeMill(2), makeMill(3)]
  const mill = await system.spawn(First)
  const bound = (await mill.taken()) as unknown as () => number
  const doors = [makeDoor(), makeDoor(), makeDoor()] as const
  const inFirst = First.count(doors[0].opened)
  await system.upgrade(Second)
  const inSecond = First.count(doors[1].opened)
  await system.upgrade(Third)
  const inThird = First.count(doors[2].opened)

  expect(await mill.grind()).toBe(3)
  expect(bound()).toBe(1)
  const lingering = system.lingering('Mill').map(({ version, kind, method }) => ({ version, kind, method }))
  expect(lingering).toEqual([
    { version: '1.0.0', kind: 'static', method: 'count' },
    { version: '2.0.0', kind: 'static', method: 'count' },
  ])
  expect(system.describe('Mill').older).toEqual(['1.0.0', '2.0.0'])
  for (const door of doors) door.open()
  expect(await Promise.all([inFirst, inSecond, inThird])).toEqual([1, 2, 3])
  expect(system.purge('Mill')).toMatchObject({ outcome: 'purged', versions: ['1.0.0', '2.0.0'] })
})

test('A6: sixteen purges of several classes asked at once, unknown classes among them: all answered, none twice', async () => {
  await using system = await ActorSystem.start()
  const make = (name: string, version: number) => {
    @actor({ name, version: `${version}.0.0` })
    class Thing extends Actor {
      // Part of the content hash: the versions differ.
      @attribute({ initial: version }) edition!: number
    }
    return Thing
  }
  const names = ['Ant', 'Bee', 'Cow', 'Dog']
  system.register(...names.map((name) => make(name, 1)))
  await system.upgrade(names.map((name) => make(name, 2)))
  const asked = Array.from({ length: 16 }, (_, i) => [...names, 'Elk', 'Fox', 'Gnu', 'Hen'][i % 8]!)
  const answers = asked.map((name) => {
    try {
      return system.purge(name, 'soft').outcome
    } catch (error) {
      return (error as { code: string }).code
    }
  })
  expect(answers).toEqual([
    ...names.map(() => 'purged'),
    ...names.map(() => 'unknown-class'),
    ...names.map(() => 'nothing'),
    ...names.map(() => 'unknown-class'),
  ])
})

test('A8: a request made while its class is being purged is neither lost nor run on purged code', async () => {
  await using system = await ActorSystem.start()
  const mill = await system.spawn(makeMill(1))
  await system.upgrade(makeMill(2))
  const before = mill.grind()
  const report = system.purge('Mill', 'hard')
  const after = mill.grind()
  expect(report.outcome).toBe('purged')
  expect(await Promise.all([before, after])).toEqual([2, 2])
})

test('A8: a request whose answer is awaited across an upgrade and a purge is answered', async () => {
  await using system = await ActorSystem.start()
  const mill = await system.spawn(makeMill(1))
  const door = makeDoor()
  const slow = mill.grindSlowly(door.opened)
  const upgrade = system.upgrade(makeMill(2), { purge: 'hard' })
  await settle()
  const held = mill.grind()
  door.open()
  expect(await slow).toBe(1)
  expect((await upgrade).purges).toMatchObject([{ outcome: 'purged', lingering: [] }])
  expect(await held).toBe(2)
})

interface Relay extends Actor {
  join(next: Ref<Relay>): void
  pass(hops: number, done: (versions: Set<number>) => void, seen: Set<number>): Oneway
}

function makeRelay(version: number) {
  @actor({ name: 'Relay', version: `${version}.0.0` })
  class RelayClass extends Actor {
    // Part of the content hash: the versions differ.
    @attribute({ initial: version }) edition!: number
    next: Ref<Relay> | undefined
    @request() join(next: Ref<Relay>): void {
      this.next = next
    }
    @oneway() pass(hops: number, done: (versions: Set<number>) => void, seen: Set<number>): Oneway {
      seen.add(version)
      if (hops === 0) done(seen)
      else this.next!.pass(hops - 1, done, seen)
    }
  }
  return RelayClass as unknown as new () => Relay
}

test('A16: a ring of 30 relays messages without a break while its class is upgraded 20 times', async () => {
  await using system = await ActorSystem.start()
  const First = makeRelay(1)
  const ring = await Promise.all(Array.from({ length: 30 }, () => system.spawn(First)))
  for (const [i, relay] of ring.entries()) await relay.join(ring[(i + 1) % ring.length]!)
  const upgrades = 20
  const over = { isOver: false }
  let rounds = 0
  const seen = new Set<number>()
  const relayed = (async () => {
    while (!over.isOver) {
      await new Promise<void>((resolve) => ring[0]!.pass(300, () => resolve(), seen))
      rounds += 1
    }
  })()
  for (let version = 2; version <= upgrades + 1; version++) {
    const report = await system.upgrade(makeRelay(version), { purge: 'soft' })
    expect(report).toMatchObject({ outcome: 'committed', purges: [{ outcome: 'purged' }] })
  }
  over.isOver = true
  await relayed
  expect(rounds).toBeGreaterThan(0)
  expect(Math.max(...seen)).toBeGreaterThan(1)
  expect(system.countInstances('Relay')).toBe(30)
})

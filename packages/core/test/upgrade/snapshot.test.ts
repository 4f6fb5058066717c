// Snapshots: states at rest, what they become under other versions, and instances that are born on them.

import { expect, test } from 'vitest'
import {
  Actor,
  actor,
  attribute,
  convert,
  drop,
  migration,
  type Migration,
  oneway,
  type Oneway,
  type Ref,
  rename,
  request,
  type Revival,
  type Snapshot,
} from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { failureOf, makeDoor, startStill } from '../still.js'

const up2 = migration('1.0.0', rename('age', 'years'))
const up3 = migration(
  '2.0.0',
  convert(
    'years',
    (years: number) => years * 12,
    (months: number) => months / 12,
  ),
)

function creatureClass(version: string, attributeName: string, migrations: Migration[] = [], initial?: number) {
  @actor({ name: 'Creature', version, migrations })
  class Creature extends Actor {
    @request({ const: true }) getAge(): number {
      return (this as unknown as Record<string, number>)[attributeName]!
    }
  }
  attribute(initial === undefined ? {} : { initial })(Creature.prototype, attributeName)
  return Creature
}

const creatures = {
  1: () => creatureClass('1.0.0', 'age', [], 3),
  2: () => creatureClass('2.0.0', 'years', [up2]),
  '2.1': () => creatureClass('2.1.0', 'years', [up2]),
  3: () => creatureClass('3.0.0', 'years', [up2, up3]),
}

function catClass(
  Creature: ReturnType<typeof creatureClass>,
  log: unknown[] = [],
  until: Promise<void> = Promise.resolve(),
) {
  @actor({ name: 'Cat', version: '1.0.0' })
  class Cat extends Creature {
    @attribute() name: string
    readonly cache = new Map<string, string>()
    constructor(name: string) {
      super()
      this.name = name
      log.push(`${name} constructed`)
    }
    start(revival?: Revival): void {
      log.push(revival === undefined ? 'started' : revival)
    }
    @request({ const: true }) getName(): string {
      return this.name
    }
    @request({ const: true }) hasCache(): boolean {
      return this.cache !== undefined
    }
    @request() async sleep(): Promise<void> {
      await until
    }
    @oneway() rename(name: string): Oneway {
      this.name = name
    }
  }
  return Cat
}

async function snapshotUnder(Creature: ReturnType<typeof creatureClass>): Promise<Snapshot> {
  const { system } = await startStill()
  return system.snapshot(await system.spawn(catClass(Creature), ['Tom']))!
}

test('a snapshot has the slice of each level, base first, with its version and the starts of its migrations', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(catClass(creatures[1]()), ['Tom'])
  await system.upgrade(creatures[3]())
  expect(system.snapshot(tom)).toEqual({
    class: 'Cat',
    pid: tom.pid,
    levels: [
      { class: 'Creature', version: '3.0.0', passed: ['1.0.0', '2.0.0'], slice: { years: 36 } },
      { class: 'Cat', version: '1.0.0', passed: [], slice: { name: 'Tom' } },
    ],
  })
  await tom.stop()
  expect(system.snapshot(tom)).toBeUndefined()
})

test('under a lazy upgrade an instance that has not been touched is migrated for its snapshot', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(catClass(creatures[1]()), ['Tom'])
  await system.upgrade(creatures[2](), { strategy: 'lazy' })
  expect(system.snapshot(tom)!.levels[0]).toMatchObject({ version: '2.0.0', slice: { years: 3 } })
})

test('one whose migration failed has no snapshot, and the error says why', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(catClass(creatures[1]()), ['Tom'])
  const failing = migration('1.0.0', {
    up: () => {
      throw new Error('no way')
    },
    down: () => {},
  })
  await system.upgrade(creatureClass('2.0.0', 'years', [failing]), { strategy: 'lazy' }).settled
  expect(() => system.snapshot(tom)).toThrow('is in quarantine: its migration failed with no way')
})

test('a state at rest goes up by the migrations of what runs, several steps at once', async () => {
  const snapshot = await snapshotUnder(creatures[1]())
  const { system } = await startStill()
  system.register(catClass(creatures[3]()))
  expect(system.migrateSnapshot(snapshot)).toEqual({ years: 36, name: 'Tom' })
  expect(snapshot.levels[0]!.slice).toEqual({ age: 3 })
})

test('what a migration has done is not done again: a patch release keeps the list of the version that it mends', async () => {
  const snapshot = await snapshotUnder(creatureClass('2.0.0', 'years', [up2], 3))
  const { system } = await startStill()
  system.register(catClass(creatures['2.1']()))
  expect(system.migrateSnapshot(snapshot)).toEqual({ years: 3, name: 'Tom' })
})

test('it goes down as long as somebody knows the way: a generation that is kept, or migrations that are handed over', async () => {
  const snapshot = await snapshotUnder(creatureClass('3.0.0', 'years', [up2, up3], 36))
  const kept = (await startStill()).system
  kept.register(catClass(creatures[1]()))
  await kept.upgrade(creatures[3]())
  await kept.rollback()
  expect(kept.migrateSnapshot(snapshot)).toEqual({ age: 3, name: 'Tom' })

  // Of several that are kept, that of its own version knows it.
  const step = (await startStill()).system
  step.register(catClass(creatures[1]()))
  for (const version of [3, 2] as const) await step.upgrade(creatures[version]())
  await step.upgrade(creatures[1]())
  expect(step.migrateSnapshot(snapshot)).toEqual({ age: 3, name: 'Tom' })

  const told = (await startStill()).system
  told.register(catClass(creatures[1]()))
  expect(told.migrateSnapshot(snapshot, { migrations: { Creature: [up2, up3] } })).toEqual({ age: 3, name: 'Tom' })
  expect(() => told.migrateSnapshot(snapshot)).toThrow(
    'Creature 3.0.0 to 1.0.0: nobody here knows the way back from 3.0.0 to 1.0.0: upgrade Creature first',
  )
})

test('all that keeps a state from going on is said at once', async () => {
  const snapshot = await snapshotUnder(creatures[1]())
  const { system } = await startStill()
  @actor({ name: 'Cat', version: '1.0.0' })
  class Cat extends creatureClass('2.0.0', 'years', [migration('1.5.0', rename('age', 'years'))]) {
    @attribute() breed = ''
  }
  system.register(Cat)
  const other = { ...snapshot.levels[0]!, class: 'Toy' }
  const error = await failureOf(system.revive({ ...snapshot, levels: [other, ...snapshot.levels] }))
  expect(error.code).toBe('unreachable-snapshot')
  expect(error.facts['reasons']).toEqual([
    'Toy 1.0.0: its attributes have no place, the class is not inherited from any more',
    'Creature 1.0.0 to 2.0.0: no migration leads from 1.0.0: the first starts at 1.5.0',
    expect.stringContaining('Cat 1.0.0 to 1.0.0: it drops the attribute name without a migration that says so'),
    expect.stringContaining('Cat 1.0.0 to 1.0.0: its attribute breed is new and has neither'),
  ])
  expect(system.countInstances(Cat)).toBe(0)
})

test('a level that the snapshot does not have begins with its initial values; without one it is refused', async () => {
  const snapshot = await snapshotUnder(creatures[1]())
  const bare = { ...snapshot, levels: snapshot.levels.slice(1) }
  const { system } = await startStill()
  system.register(catClass(creatures[1]()))
  expect(system.migrateSnapshot(bare)).toEqual({ age: 3, name: 'Tom' })
  const second = (await startStill()).system
  second.register(catClass(creatures[2]()))
  expect(() => second.migrateSnapshot(bare)).toThrow('Creature 2.0.0: the snapshot has no years')
})

test('a migration that throws, and a state that a schema refuses, bear nobody', async () => {
  const snapshot = await snapshotUnder(creatures[1]())
  const { system } = await startStill()
  const failing = drop('age', () => 1)
  system.register(
    catClass(
      creatureClass('2.0.0', 'years', [
        migration('1.0.0', failing, {
          up: () => {
            throw new Error('no way')
          },
        }),
      ]),
    ),
  )
  const error = await failureOf(system.revive(snapshot))
  expect(error.code).toBe('failed-snapshot')
  expect(error.message).toContain('no way')
  expect((error.cause as Error).message).toBe('no way')
  expect(system.countInstances('Cat')).toBe(0)
})

test('a revived instance has the state and no constructor; `start` is told whom it comes from', async () => {
  const snapshot = await snapshotUnder(creatures[1]())
  const { system, events } = await startStill()
  const log: unknown[] = []
  system.register(catClass(creatures[2](), log))
  const tom = await system.revive<InstanceType<ReturnType<typeof catClass>>>(snapshot, { name: 'tom' })
  expect(log).toEqual([{ pid: snapshot.pid, versions: { Creature: '1.0.0', Cat: '1.0.0' } }])
  expect([await tom.getName(), await tom.getAge(), await tom.hasCache()]).toEqual(['Tom', 3, false])
  expect(system.whereis('tom')).toBe(tom)
  expect(events.map(({ type }) => type)).toContain('spawned')
  expect(system.countInstances('Creature')).toBe(1)
  await system.upgrade(creatures[3]())
  expect(await tom.getAge()).toBe(36)
})

test('a start that throws makes the revival fail; the instance has ended', async () => {
  const snapshot = await snapshotUnder(creatures[1]())
  const { system } = await startStill()
  @actor({ name: 'Cat', version: '1.0.0' })
  class Cat extends creatures[1]() {
    @attribute() name = ''
    start(): void {
      throw new Error('too tired')
    }
  }
  system.register(Cat)
  const error = await failureOf(system.revive(snapshot))
  expect(error.code).toBe('start-failed')
  expect(system.countInstances(Cat)).toBe(0)
})

test('traits are not constructed either: their slices are in the snapshot', async () => {
  const log: string[] = []
  @actor({ name: 'Named', version: '1.0.0' })
  class Named extends Actor {
    @attribute() title = 'none'
    constructor() {
      super()
      log.push('trait constructed')
    }
  }
  @actor({ name: 'Dog', version: '1.0.0', traits: [Named] })
  class Dog extends Actor {}
  const { system } = await startStill()
  const dog = await system.spawn(Dog)
  await system.replaceState(dog, () => ({ title: 'Sir' }))
  const again = await system.revive(system.snapshot(dog)!)
  expect(system.getState(again)).toEqual({ title: 'Sir' })
  expect(log).toEqual(['trait constructed'])
})

test('a revival waits for an upgrade of its class, and is migrated to what runs then', async () => {
  const snapshot = await snapshotUnder(creatures[1]())
  const { system } = await startStill()
  const door = makeDoor()
  @actor({ name: 'Busy', version: '1.0.0' })
  class Busy extends creatures[1]() {
    @request() async work(): Promise<void> {
      await door.opened
    }
  }
  const Cat = catClass(Object.getPrototypeOf(Busy) as ReturnType<typeof creatureClass>)
  system.register(Cat)
  const busy = await system.spawn(Busy)
  const working = busy.work()
  await settle()
  const upgrade = system.upgrade(creatures[2]())
  await settle()
  const reviving = system.revive<InstanceType<typeof Cat>>(snapshot)
  await settle()
  expect(system.countInstances(Cat)).toBe(0)
  door.open()
  await working
  expect(await upgrade).toMatchObject({ outcome: 'committed', heldBirths: 1 })
  expect(system.getState(await reviving)).toEqual({ years: 3, name: 'Tom' })
})

test('a ref may be there before its instance: what is sent to it waits, and the instance is the one of the ref', async () => {
  const snapshot = await snapshotUnder(creatures[1]())
  const { system } = await startStill()
  const Cat = catClass(creatures[1]())
  system.register(Cat)
  const place = system.reserve(Cat)
  const ref: Ref<InstanceType<typeof Cat>> = place.ref
  ref.rename('Tim')
  const name = ref.getName()
  await settle()
  expect(await place.revive(snapshot)).toBe(ref)
  expect(await name).toBe('Tim')
  expect((await failureOf(place.revive(snapshot))).code).toBe('place-taken')
  place.abandon()
  expect(await ref.getName()).toBe('Tim')
})

test('a place that is reserved over a lazy upgrade is taken by the new version', async () => {
  const snapshot = await snapshotUnder(creatures[1]())
  const { system } = await startStill()
  const Cat = catClass(creatures[1]())
  await system.spawn(Cat, ['old'])
  const place = system.reserve(Cat)
  await system.upgrade(creatures[3](), { strategy: 'lazy' })
  expect(await (await place.revive(snapshot)).getAge()).toBe(36)
})

test('a place that is given up refuses what waits, and its ref says so from then on', async () => {
  const { system } = await startStill()
  const Cat = catClass(creatures[1]())
  system.register(Cat)
  const place = system.reserve(Cat)
  const waiting = place.ref.getName()
  place.abandon('not in the file')
  expect((await failureOf(waiting)).code).toBe('exited')
  expect((await failureOf(place.ref.getName())).code).toBe('no-such-instance')
  expect(await place.ref.exited).toEqual({ type: 'stopped', detail: 'not in the file' })
  expect((await failureOf(place.revive(await snapshotUnder(creatures[1]())))).code).toBe('place-taken')
})

test('a revival that fails refuses what was sent to its ref', async () => {
  const { system } = await startStill()
  const Cat = catClass(creatures[2]())
  system.register(Cat)
  const snapshot = await snapshotUnder(creatures[1]())
  const place = system.reserve(Cat)
  const waiting = place.ref.getName()
  const bad = { ...snapshot, levels: [snapshot.levels[0]!] }
  expect((await failureOf(place.revive(bad))).code).toBe('unreachable-snapshot')
  expect((await failureOf(waiting)).code).toBe('exited')
})

test.each([
  [null, 'it is no object'],
  [{ pid: '<0.1>', levels: [] }, 'it names no class'],
  [{ class: 'Cat', levels: [] }, 'it has no pid'],
  [{ class: 'Cat', pid: '<0.1>' }, 'it has no list of levels'],
  [
    { class: 'Cat', pid: '<0.1>', levels: [{ class: 'Cat', version: 'x', passed: [], slice: {} }] },
    'its level 0 is no',
  ],
  [
    { class: 'Cat', pid: '<0.1>', levels: [{ class: 'Cat', version: '1.0.0', passed: ['x'], slice: {} }] },
    'its level 0',
  ],
  [{ class: 'Cat', pid: '<0.1>', levels: [{ class: 5, version: '1.0.0', passed: [], slice: {} }] }, 'its level 0'],
  [{ class: 'Cat', pid: '<0.1>', levels: [{ class: 'Cat', version: 1, passed: [], slice: {} }] }, 'its level 0'],
  [{ class: 'Cat', pid: '<0.1>', levels: [{ class: 'Cat', version: '1.0.0', passed: {}, slice: {} }] }, 'its level 0'],
  [{ class: 'Cat', pid: '<0.1>', levels: [{ class: 'Cat', version: '1.0.0', passed: [1], slice: {} }] }, 'its level 0'],
  [{ class: 'Cat', pid: '<0.1>', levels: [{ class: 'Cat', version: '1.0.0', passed: [], slice: [] }] }, 'its level 0'],
  [{ class: 'Cat', pid: '<0.1>', levels: [null] }, 'its level 0'],
  [
    {
      class: 'Cat',
      pid: '<0.1>',
      levels: [
        { class: 'Cat', version: '1.0.0', passed: [], slice: {} },
        { class: 'Cat', version: '1.0.0', passed: [], slice: {} },
      ],
    },
    'it has a level twice',
  ],
])('what is no snapshot is refused with what is wrong: %j', async (value, problem) => {
  const { system } = await startStill()
  system.register(catClass(creatures[1]()))
  const error = await failureOf(system.revive(value as never))
  expect(error.code).toBe('bad-snapshot')
  expect(error.message).toContain(problem)
})

test('a snapshot of a class that is not known, and one of another class than its place is for, are refused', async () => {
  const { system } = await startStill()
  const snapshot = await snapshotUnder(creatures[1]())
  expect((await failureOf(system.revive(snapshot))).code).toBe('unknown-class')
  system.register(catClass(creatures[1]()))
  expect((await failureOf(system.reserve('Creature').revive(snapshot))).message).toContain('it is of Cat')
})

test('two runs have two incarnations, and one run has one', async () => {
  const [one, other] = [(await startStill()).system, (await startStill()).system]
  expect(one.incarnation).toMatch(/^[0-9a-f]{32}$/)
  expect(one.incarnation).toBe(one.incarnation)
  expect(one.incarnation).not.toBe(other.incarnation)
})

test('a revival that waits for an upgrade when the system stops bears nobody', async () => {
  const snapshot = await snapshotUnder(creatures[1]())
  const { system } = await startStill()
  const door = makeDoor()
  @actor({ name: 'Kitten', version: '1.0.0' })
  class Kitten extends catClass(creatures[1](), [], door.opened) {}
  const kitten = await system.spawn(Kitten, ['Kit'])
  kitten.sleep().catch(() => {})
  const upgrade = system.upgrade(creatures[2]())
  await settle()
  const revival = failureOf(system.revive(snapshot))
  await settle()
  const stopped = system.stop()
  door.open()
  expect((await revival).code).toBe('system-stopped')
  await Promise.all([upgrade, stopped])
})

test('a place whose class is removed bears nobody, whether that has been done or is under way', async () => {
  const snapshot = await snapshotUnder(creatures[1]())
  for (const when of ['before', 'meanwhile'] as const) {
    const { system } = await startStill()
    const door = makeDoor()
    const Cat = catClass(creatures[1](), [], door.opened)
    const kit = await system.spawn(Cat, ['Kit'])
    const stopping = kit.sleep()
    await settle()
    const place = system.reserve(Cat)
    const removal = system.remove('Cat', { instances: 'stop' })
    await settle()
    const early = when === 'meanwhile' ? failureOf(place.revive(snapshot)) : null
    door.open()
    expect((await removal).outcome).toBe('removed')
    const error = await (early ?? failureOf(place.revive(snapshot)))
    await stopping
    expect(error.code).toBe('unknown-class')
    expect(system.classes.map(({ name }) => name)).toEqual(['Creature'])
  }
})

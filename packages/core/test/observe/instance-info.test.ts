import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import {
  actor,
  Actor,
  ActorSystem,
  attribute,
  type InstanceInfo,
  migration,
  oneway,
  type Oneway,
  type Reference,
  request,
} from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { type Door, makeDoor, startStill } from '../still.js'
import { expectPlain } from './plain.js'

function makeCat(version = '1.0.0') {
  @actor({ name: 'Cat', version })
  class Cat extends Actor {
    @attribute({ initial: 9 }) lives = 9
    @attribute() toys: unknown = ['ball']
    @request() async wait(opened: Promise<unknown>) {
      await opened
    }
    @oneway() meow(): Oneway {}
    @oneway() ask(other: { wait(opened: Promise<unknown>): Promise<unknown> }, opened: Promise<unknown>): Oneway {
      void other.wait(opened)
    }
    @oneway() tie(other: Reference): Oneway {
      this.link(other)
    }
    @oneway() wind(): Oneway {
      this.after(100, Cat).meow()
      this.every(100, Cat).meow()
    }
    @request() look() {
      return this.system.inspect(this.self(Cat))
    }
  }
  return Cat
}

/** The next version, whose migration takes lives and fails for a cat that has none. */
function makeKitten() {
  @actor({
    name: 'Cat',
    version: '2.0.0',
    migrations: [
      migration('1.0.0', {
        up: ({ lives, toys }) => {
          if (lives === 0) throw new Error('no lives left')
          return { age: lives, toys }
        },
        down: ({ age, toys }) => ({ lives: age, toys }),
      }),
    ],
  })
  class Cat extends Actor {
    @attribute({ initial: 0 }) age = 0
    @attribute() toys: unknown
    @oneway() meow(): Oneway {}
  }
  return Cat
}

/** Looks at one that is known to be there; what is found has to be plain data in every case. */
function look(system: ActorSystem, which: Reference | string): InstanceInfo {
  const info = system.inspect(which)!
  expectPlain(info)
  return info
}

test('E5: an idle instance is shown whole', async () => {
  const { system, clock } = await startStill()
  const Cat = makeCat()
  @actor({ version: '3.1.0' })
  class Lion extends Cat {
    @attribute() mane = 'long'
  }
  const leo = await system.spawn(Lion, [], { name: 'leo' })
  leo.meow()
  await clock.advance(1500)
  expect(look(system, leo)).toEqual({
    pid: leo.pid,
    class: 'Lion',
    versions: { Lion: '3.1.0', Cat: '1.0.0' },
    isMigrated: true,
    name: 'leo',
    phase: 'idle',
    isFrozen: false,
    mailbox: 0,
    running: null,
    links: [],
    timers: 0,
    attributes: { lives: '9', toys: "[ 'ball' ]", mane: "'long'" },
    statistics: { handled: 1, ageMs: 1500 },
    quarantine: null,
    exit: null,
  })
})

test('an instance is found by its ref, its pid or its name; nobody is found as nobody', async () => {
  const { system } = await startStill()
  const Cat = makeCat()
  const tom = await system.spawn(Cat, [], { name: 'tom' })
  const found = [tom, tom.with({ timeout: 1 }), tom.pid, 'tom'].map((which) => system.inspect(which)?.pid)
  expect(found).toEqual([tom.pid, tom.pid, tom.pid, tom.pid])
  const other = await startStill()
  const stranger = await other.system.spawn(Cat)
  for (const nobody of [stranger, '<0.99>', '<9.1>', 'tim', '', {}, null, system.passive(Cat)])
    expect(system.inspect(nobody as string)).toBeUndefined()
})

test('E5: a busy instance is shown with what it does, since when and for whom, and how many messages wait', async () => {
  const { system, clock } = await startStill()
  const Cat = makeCat()
  const [tom, tim] = [await system.spawn(Cat), await system.spawn(Cat)]
  const door = makeDoor()
  tim.ask(tom, door.opened)
  await settle()
  tom.meow()
  tom.meow()
  await clock.advance(250)
  expect(look(system, tom)).toMatchObject({
    phase: 'suspended',
    mailbox: 2,
    running: { method: 'wait', kind: 'request', forMs: 250, sender: tim.pid },
    attributes: { lives: '9' },
    statistics: { handled: 1 },
  })
  door.open()
  await settle()
  expect(look(system, tom)).toMatchObject({ phase: 'idle', mailbox: 0, running: null, statistics: { handled: 3 } })
})

test('E5: an instance may look at itself, in the midst of a batch of messages', async () => {
  const { system, clock } = await startStill()
  const tom = await system.spawn(makeCat())
  // The time of an earlier method has nothing to do with this one.
  await tom.wait(Promise.resolve())
  await clock.advance(50)
  tom.meow()
  const [info] = await Promise.all([tom.look(), tom.look(), tom.look()])
  tom.meow()
  expect(info).toMatchObject({
    phase: 'running',
    mailbox: 2,
    running: { method: 'look', kind: 'request', forMs: 0, sender: null },
  })
})

test('E5: one that has its turn still to come is ready', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCat())
  tom.meow()
  expect(look(system, tom)).toMatchObject({ phase: 'ready', mailbox: 1, running: null })
  await settle()
})

test('E5: frozen instances are shown at once, the busy one, the parked and the idle', async () => {
  const { system, clock } = await startStill()
  const Cat = makeCat()
  const [busy, parked, idle] = [await system.spawn(Cat), await system.spawn(Cat), await system.spawn(Cat)]
  const door = makeDoor()
  const waiting = busy.wait(door.opened)
  await settle()
  const upgrade = system.upgrade(makeKitten(), { deadline: 1000 })
  await settle()
  parked.meow()
  parked.meow()
  await clock.advance(70)
  expect(look(system, busy)).toMatchObject({
    phase: 'suspended',
    isFrozen: true,
    versions: { Cat: '1.0.0' },
    running: { method: 'wait', forMs: 70 },
  })
  expect(look(system, parked)).toMatchObject({ phase: 'parked', isFrozen: true, mailbox: 2, running: null })
  expect(look(system, idle)).toMatchObject({ phase: 'idle', isFrozen: true, attributes: { lives: '9' } })
  door.open()
  await waiting
  await upgrade
  await settle()
  for (const cat of [busy, parked, idle]) {
    expect(look(system, cat)).toMatchObject({
      phase: 'idle',
      isFrozen: false,
      isMigrated: true,
      versions: { Cat: '2.0.0' },
      attributes: { age: '9', toys: "[ 'ball' ]" },
    })
  }
})

test('E5: one that waits for a lazy migration is shown as it is, and stays so', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCat())
  const handle = system.upgrade(makeKitten(), { strategy: 'lazy' })
  await handle
  const before = look(system, tom)
  expect(before).toMatchObject({ isMigrated: false, isFrozen: false, versions: { Cat: '2.0.0' } })
  expect(before.attributes).toEqual({ lives: '9', toys: "[ 'ball' ]" })
  expect(look(system, tom).isMigrated).toBe(false)
  await handle.settled
  expect(look(system, tom)).toMatchObject({ isMigrated: true, attributes: { age: '9' } })
})

test('E5: one in quarantine is shown with its old state, its reason and what waits', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCat())
  await system.replaceState(tom, () => ({ lives: 0 }))
  await system.upgrade(makeKitten(), { strategy: 'lazy' }).settled
  tom.meow()
  await settle()
  const info = look(system, tom)
  expect(info).toMatchObject({ phase: 'quarantined', isMigrated: false, mailbox: 1, attributes: { lives: '0' } })
  expect(info.quarantine).toContain('no lives left')
  await system.replaceState(tom, () => ({ age: 1, toys: null }))
  await settle()
  expect(look(system, tom)).toMatchObject({
    phase: 'idle',
    isMigrated: true,
    mailbox: 0,
    quarantine: null,
    attributes: { age: '1', toys: 'null' },
  })
})

/** A class that stops at each point of its life until a door is opened, and looks at itself in its constructor. */
function makeSlow(doors: Record<'start' | 'destruct', Door<void>>, seen: unknown[]) {
  @actor({ version: '1.0.0' })
  class Slow extends Actor {
    @attribute() pace = 1
    constructor() {
      super()
      seen.push(this.system.inspect('slow'))
    }
    async start() {
      await doors.start.opened
    }
    async destruct() {
      await doors.destruct.opened
    }
  }
  return Slow
}

test('E5: births and ends are shown while they are under way', async () => {
  const { system, clock } = await startStill()
  const doors = { start: makeDoor(), destruct: makeDoor() }
  const seen: unknown[] = []
  const birth = system.spawn(makeSlow(doors, seen), [], { name: 'slow' })
  expect(seen).toMatchObject([
    { phase: 'starting', running: { method: 'constructor', kind: 'hook', forMs: 0 }, attributes: {} },
  ])
  await clock.advance(20)
  expect(look(system, 'slow')).toMatchObject({
    phase: 'suspended',
    running: { method: 'start', kind: 'hook', forMs: 20 },
    attributes: { pace: '1' },
  })
  doors.start.open()
  const slow = await birth
  const stopped = slow.stop('enough')
  await clock.advance(30)
  expect(look(system, slow)).toMatchObject({
    phase: 'stopping',
    running: { method: 'destruct', kind: 'hook', forMs: 30 },
    exit: null,
  })
  doors.destruct.open()
  await stopped
  expect(look(system, slow)).toMatchObject({
    name: 'slow',
    phase: 'exited',
    running: null,
    attributes: {},
    exit: "stopped ('enough')",
  })
  expect(system.inspect('slow')).toBeUndefined()
  expect(system.inspect(slow.pid)).toBeUndefined()
})

test('E5: one whose birth waits for an upgrade is unborn, and looking at it does not bear it', async () => {
  const { system } = await startStill()
  const Cat = makeCat()
  const door = makeDoor()
  const tom = await system.spawn(Cat)
  const waiting = tom.wait(door.opened)
  await settle()
  const upgrade = system.upgrade(makeKitten())
  await settle()
  const late = system.spawnNow<typeof Cat>('Cat', [], { name: 'late' })
  late.meow()
  await settle()
  for (const _ of [1, 2]) {
    expect(look(system, late)).toMatchObject({
      phase: 'unborn',
      name: 'late',
      mailbox: 1,
      running: null,
      attributes: {},
      exit: null,
    })
  }
  door.open()
  await waiting
  expect((await upgrade).outcome).toBe('committed')
  await settle()
  expect(look(system, late)).toMatchObject({ phase: 'idle', mailbox: 0, versions: { Cat: '2.0.0' } })
})

test('E5: one that was killed while its method waits is shown as ended', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCat())
  const door = makeDoor()
  tom.wait(door.opened).catch(() => {})
  await settle()
  await tom.kill()
  expect(look(system, tom)).toMatchObject({ phase: 'exited', running: null, mailbox: 0, exit: 'was killed' })
  door.open()
  await settle()
  expect(look(system, tom).phase).toBe('exited')
})

test('links and timers are counted as long as they are', async () => {
  const { system, clock } = await startStill()
  const Cat = makeCat()
  const [tom, tim] = [await system.spawn(Cat), await system.spawn(Cat)]
  void tom.exited
  tom.tie(tim)
  tom.wind()
  await settle()
  expect(look(system, tom)).toMatchObject({ links: [tim.pid], timers: 2 })
  expect(look(system, tim)).toMatchObject({ links: [tom.pid], timers: 0 })
  await clock.advance(100)
  expect(look(system, tom).timers).toBe(1)
  await tom.stop()
  expect(look(system, tom)).toMatchObject({ links: [], timers: 0 })
  expect(look(system, tim).links).toEqual([])
})

test('attributes are printed safely, whatever they hold', async () => {
  const { system } = await startStill()
  const Cat = makeCat()
  const tom = await system.spawn(Cat)
  const hostile = {
    [inspect.custom]() {
      throw new Error('do not look')
    },
    toJSON() {
      throw new Error('do not write')
    },
  }
  const values: [unknown, unknown][] = [
    [hostile, '(cannot be printed)'],
    [tom, `Ref(Cat ${tom.pid})`],
    [10n, '10n'],
    ['x'.repeat(1e6), expect.stringMatching(/^'x{190,}…$/)],
    [new Map([[tom, { deep: { deeper: 1 } }]]), `Map(1) { Ref(Cat ${tom.pid}) => [Object] }`],
    [Cat, expect.stringContaining('class Cat')],
  ]
  for (const [value, text] of values) {
    await system.replaceState(tom, () => ({ toys: value }))
    const { toys } = look(system, tom).attributes
    expect(toys).toEqual(text)
    expect(toys!.length).toBeLessThanOrEqual(200)
  }
})

import { config } from 'rxjs'
import { expect, onTestFinished, test } from 'vitest'
import {
  actor,
  Actor,
  ActorSystem,
  type ActorClass,
  attribute,
  EventBus,
  EVENTS,
  migration,
  oneway,
  type Oneway,
  type Reference,
  request,
  type SystemEvent,
} from '../../src/index.js'
import { announceUpgrade } from '../../src/observe/upgrade-events.js'
import { settle } from '../../src/testing/index.js'
import { eventsOf, failureOf, makeDoor, startStill } from '../still.js'

function makeCat(version = '1.0.0') {
  @actor({ name: 'Cat', version })
  class Cat extends Actor {
    @attribute({ initial: version }) note = version
    @oneway() fall(): Oneway {
      throw new Error('splash')
    }
    @oneway() meow(): Oneway {}
    @oneway() tie(other: Reference): Oneway {
      this.link(other)
    }
    @oneway() tell(other: { meow(): void }): Oneway {
      other.meow()
    }
    @request() getNote() {
      return this.note
    }
    @request() async wait(opened: Promise<unknown>) {
      await opened
    }
  }
  return Cat
}

/** A next version whose migration fails for instances with this note. */
function makePicky(version: string, bad: string) {
  @actor({
    name: 'Cat',
    version,
    migrations: [
      migration('1.0.0', {
        up: ({ note }) => {
          if (note === bad) throw new Error(`${bad} is bad`)
          return { name: note }
        },
        down: ({ name }) => ({ note: name }),
      }),
    ],
  })
  class Cat extends Actor {
    @attribute({ initial: '' }) name = ''
    @oneway() meow(): Oneway {}
  }
  return Cat
}

const typesOf = (events: readonly SystemEvent[]): string[] => events.map(({ type }) => type)

/** What happened from now on, in one word each, with who it happened to. */
function storyOf(events: SystemEvent[]): () => string[] {
  const start = events.length
  return () =>
    events.slice(start).map((event) => ('pid' in event ? `${event.type} ${event.pid}` : event.type)) satisfies string[]
}

// ---- lives -----------------------------------------------------------------------------------------------------------

test('a class is registered once, base first, then its instances are spawned and exit', async () => {
  const { system, events } = await startStill()
  const Base = makeCat()
  @actor({ version: '1.1.0' })
  class Lion extends Base {}
  const one = await system.spawn(Lion)
  const two = await system.spawn(Lion)
  await one.stop('enough')
  expect(events).toEqual([
    { type: 'class-registered', class: 'Cat', version: '1.0.0' },
    { type: 'class-registered', class: 'Lion', version: '1.1.0' },
    { type: 'spawned', class: 'Lion', pid: one.pid },
    { type: 'spawned', class: 'Lion', pid: two.pid },
    { type: 'exited', class: 'Lion', pid: one.pid, reason: { type: 'stopped', detail: 'enough' } },
  ])
})

test('a crash is told before what waited is refused, then the exit, then the exits that follow from it', async () => {
  const { system, events } = await startStill()
  const Cat = makeCat()
  const [tom, tim] = [await system.spawn(Cat), await system.spawn(Cat)]
  tom.tie(tim)
  await settle()
  const story = storyOf(events)
  tom.fall()
  tom.meow()
  tom.meow()
  await tim.exited
  expect(story()).toEqual([
    `crashed ${tom.pid}`,
    `dead-letter ${tom.pid}`,
    `dead-letter ${tom.pid}`,
    `exited ${tom.pid}`,
    `exited ${tim.pid}`,
  ])
  expect(eventsOf(events, 'crashed')).toMatchObject([
    { class: 'Cat', version: '1.0.0', method: 'fall', sender: null, error: new Error('splash') },
  ])
  expect(eventsOf(events, 'exited')[1]).toMatchObject({ reason: { type: 'linked', pid: tom.pid } })
})

test('when an exit is told, the name is free, the instance is in no set, and `exited` has settled', async () => {
  const { system } = await startStill()
  const Cat = makeCat()
  const tom = await system.spawn(Cat, [], { name: 'tom' })
  const seen: unknown[] = []
  system.events$.subscribe(({ type }) => {
    if (type === 'exited') seen.push(system.whereis('tom'), system.countInstances(Cat), system.find(tom.pid))
  })
  await tom.stop()
  expect(seen).toEqual([undefined, 0, undefined])
})

test('a destructor that fails is told before the exit', async () => {
  const { system, events } = await startStill()
  @actor({ version: '1.0.0' })
  class Sore extends Actor {
    destruct() {
      throw new Error('stuck')
    }
  }
  const sore = await system.spawn(Sore)
  const story = storyOf(events)
  await sore.stop()
  expect(story()).toEqual([`destruct-failed ${sore.pid}`, `exited ${sore.pid}`])
})

test('a destructor that a kill does not wait for may fail after the exit', async () => {
  const { system, events } = await startStill()
  const door = makeDoor()
  @actor({ version: '1.0.0' })
  class Sore extends Actor {
    async destruct() {
      await door.opened
      throw new Error('stuck')
    }
  }
  const sore = await system.spawn(Sore)
  const story = storyOf(events)
  await sore.kill()
  door.open()
  await settle()
  expect(story()).toEqual([`exited ${sore.pid}`, `destruct-failed ${sore.pid}`])
})

test('a birth that fails is told to who asked for it: no crash, and no trace of one whose constructor threw', async () => {
  const { system, events } = await startStill()
  @actor({ version: '1.0.0' })
  class Weak extends Actor {
    constructor(isBorn: boolean) {
      super()
      if (!isBorn) throw new Error('no')
    }
    start() {
      throw new Error('no legs')
    }
  }
  await failureOf(system.spawn(Weak, [false]))
  expect(typesOf(events)).toEqual(['class-registered'])
  await failureOf(system.spawn(Weak, [true]))
  expect(typesOf(events)).toEqual(['class-registered', 'spawned', 'exited'])
})

test('a birth by spawnNow that fails is told as a crash and an exit, because nobody waits for it', async () => {
  const { system, events } = await startStill()
  @actor({ version: '1.0.0' })
  class Weak extends Actor {
    constructor() {
      super()
      throw new Error('no')
    }
  }
  const weak = system.spawnNow(Weak)
  await weak.exited
  expect(events).toMatchObject([
    { type: 'class-registered' },
    { type: 'crashed', pid: weak.pid, method: 'constructor' },
    { type: 'exited', pid: weak.pid },
  ])
})

test('passive instances are not spoken of', async () => {
  const { system, events } = await startStill()
  const Cat = makeCat()
  system.register(Cat)
  const story = storyOf(events)
  const tom = system.passive(Cat)
  system.release(tom)
  expect(story()).toEqual([])
})

test('a dead letter names who sent it', async () => {
  const { system, events } = await startStill()
  const Cat = makeCat()
  const [tom, tim] = [await system.spawn(Cat), await system.spawn(Cat)]
  await tim.stop()
  tom.tell(tim)
  await settle()
  expect(eventsOf(events, 'dead-letter')).toEqual([
    {
      type: 'dead-letter',
      class: 'Cat',
      pid: tim.pid,
      method: 'meow',
      sender: tom.pid,
      reason: 'no-such-instance',
      count: 1,
    },
  ])
})

// ---- upgrades --------------------------------------------------------------------------------------------------------

test('an upgrade tells its phases and then its end, before who awaits it goes on', async () => {
  const { system, events } = await startStill()
  for (let i = 0; i < 3; i++) await system.spawn(makeCat())
  const story = storyOf(events)
  const report = await system.upgrade(makePicky('2.0.0', 'none'))
  const told = story()
  expect(told.at(-1)).toBe('upgrade-ended')
  expect(told.filter((type) => type === 'upgrade-ended')).toHaveLength(1)
  expect(new Set(told)).toEqual(new Set(['upgrade', 'upgrade-ended']))
  const [ended] = eventsOf(events, 'upgrade-ended')
  expect(ended).toEqual({
    type: 'upgrade-ended',
    run: 1,
    isRollback: false,
    outcome: 'committed',
    classes: [{ class: 'Cat', from: '1.0.0', to: '2.0.0', instances: 3 }],
    migrated: 3,
    pauseMs: report.pauseMs,
    problems: [],
  })
})

test('a class that an upgrade brings is registered after the commit, once, before anybody of it is born', async () => {
  const { system, events } = await startStill()
  await system.spawn(makeCat())
  const Base = makeCat('2.0.0')
  @actor({ version: '1.0.0' })
  class Lion extends Base {}
  const story = storyOf(events)
  let known: string | undefined
  system.events$.subscribe((event) => {
    if (event.type === 'class-registered') known = system.describe('Lion').version
  })
  expect((await system.upgrade([Base, Lion])).outcome).toBe('committed')
  await system.spawn(Lion)
  expect(story().filter((type) => type !== 'upgrade')).toEqual([
    'class-registered',
    'upgrade-ended',
    expect.stringContaining('spawned'),
  ])
  expect(known).toBe('1.0.0')
  expect(eventsOf(events, 'class-registered').map((event) => [event.class, event.version])).toEqual([
    ['Cat', '1.0.0'],
    ['Lion', '1.0.0'],
  ])
})

test('the end of an upgrade that was not committed says why, in sentences', async () => {
  const { system, events, clock } = await startStill()
  const Cat = makeCat()
  const tom = await system.spawn(Cat)
  await system.upgrade(makePicky('2.0.0', '1.0.0'))
  await system.upgrade(Cat)
  @actor({ name: 'Cat', version: '2.0.0' })
  class Forgetful extends Actor {}
  await system.upgrade(Forgetful)
  const door = makeDoor()
  const waiting = tom.wait(door.opened)
  await settle()
  const late = system.upgrade(makeCat('1.1.0'), { deadline: 100 })
  await clock.advance(100)
  await late
  door.open()
  await waiting
  const ended = eventsOf(events, 'upgrade-ended')
  expect(ended.map(({ outcome }) => outcome)).toEqual(['rolledBack', 'unchanged', 'refused', 'refused'])
  expect(ended.map(({ run }) => run)).toEqual([1, 2, 3, 4])
  expect(ended.map(({ classes }) => classes)).toEqual([[], [], [], []])
  const problems = ended.map((event) => event.problems)
  expect(problems[0]).toEqual([expect.stringContaining(`Cat ${tom.pid}: `)])
  expect(problems[0]![0]).toContain('1.0.0 is bad')
  expect(problems[1]).toEqual([])
  expect(problems[2]).toEqual([expect.stringContaining('note')])
  expect(problems[3]).toEqual([`Cat ${tom.pid} has been in wait for 100 ms`])
})

test('a rollback is an upgrade that says so; a confirmation is told once, and none where nothing is to be confirmed', async () => {
  const { system, events } = await startStill()
  await system.spawn(makeCat())
  expect(system.confirm()).toBe(false)
  await system.upgrade(makeCat('1.1.0'))
  await system.rollback()
  await system.upgrade(makeCat('1.2.0'))
  expect(system.confirm()).toBe(true)
  expect(system.confirm()).toBe(false)
  expect((await system.rollback()).outcome).toBe('refused')
  expect(
    eventsOf(events, 'upgrade-ended').map(({ run, isRollback, outcome, classes }) => [
      run,
      isRollback,
      outcome,
      classes.map(({ from, to }) => `${from} -> ${to}`).join(),
    ]),
  ).toEqual([
    [1, false, 'committed', '1.0.0 -> 1.1.0'],
    [2, true, 'committed', '1.1.0 -> 1.0.0'],
    [3, false, 'committed', '1.0.0 -> 1.2.0'],
    [4, true, 'refused', ''],
  ])
  expect(eventsOf(events, 'upgrade-confirmed')).toEqual([
    { type: 'upgrade-confirmed', classes: [{ class: 'Cat', from: '1.0.0', to: '1.2.0' }] },
  ])
})

test('a confirmation does not name a class that has been removed since', async () => {
  const { system, events } = await startStill()
  await system.spawn(makeCat())
  await system.upgrade(makeCat('1.1.0'))
  await system.remove('Cat', { instances: 'kill' })
  expect(system.confirm()).toBe(true)
  expect(eventsOf(events, 'upgrade-confirmed')).toEqual([{ type: 'upgrade-confirmed', classes: [] }])
})

test('a lazy upgrade ends at once, and tells when nobody waits for its migration any more', async () => {
  const { system, events } = await startStill()
  const Cat = makeCat()
  const tom = await system.spawn(Cat)
  const tim = await system.spawn(Cat)
  await system.replaceState(tim, () => ({ note: 'mad' }))
  const handle = system.upgrade(makePicky('2.0.0', 'mad'), { strategy: 'lazy' })
  await handle
  expect(eventsOf(events, 'upgrade-ended')).toMatchObject([{ run: 1, outcome: 'committed', migrated: 0 }])
  await handle.settled
  expect(eventsOf(events, 'quarantined')).toMatchObject([{ class: 'Cat', pid: tim.pid }])
  expect(eventsOf(events, 'upgrade-settled')).toEqual([
    { type: 'upgrade-settled', run: 1, migrated: 1, quarantined: [tim.pid] },
  ])
  expect(typesOf(events).slice(-1)).toEqual(['upgrade-settled'])
  await tom.stop()
})

test('a lazy upgrade that was refused has nothing to settle', async () => {
  const { system, events } = await startStill()
  await system.spawn(makeCat())
  @actor({ name: 'Cat', version: '2.0.0' })
  class Forgetful extends Actor {}
  await system.upgrade(Forgetful, { strategy: 'lazy' }).settled
  await settle()
  expect(typesOf(events).filter((type) => type.startsWith('upgrade-'))).toEqual(['upgrade-ended'])
})

test('an upgrade that could not be asked for is not spoken of', async () => {
  const { system, events } = await startStill()
  await system.spawn(makeCat())
  const story = storyOf(events)
  await failureOf(system.upgrade(makeCat('1.1.0'), { deadline: -1 }))
  await settle()
  expect(story()).toEqual([])
})

test('an upgrade that breaks down on its way ends all the same; one that never began does not', async () => {
  const bus = new EventBus()
  const seen: SystemEvent[] = []
  bus.events$.subscribe((event) => seen.push(event))
  for (const hasBegun of [true, false]) {
    const failed = Promise.reject<never>(new Error('broken'))
    announceUpgrade(
      (onProgress) => {
        if (hasBegun) onProgress({ phase: 'plan', done: 0, total: 0 })
        return { report: failed, settled: failed }
      },
      { run: 7, isRollback: false, isLazy: true },
      bus,
      () => {},
    )
    await settle()
  }
  expect(typesOf(seen)).toEqual(['upgrade', 'upgrade-ended'])
  expect(seen[1]).toMatchObject({ run: 7, outcome: 'refused', classes: [], problems: ['broken'] })
})

test('an upgrade that the end of the system overtakes ends before it', async () => {
  const { system, events } = await startStill()
  const tom = await system.spawn(makeCat())
  const door = makeDoor()
  const waiting = tom.wait(door.opened)
  await settle()
  void system.upgrade(makeCat('1.1.0'))
  await settle()
  const stopped = system.stop()
  door.open()
  await Promise.all([waiting, stopped])
  expect(
    typesOf(events)
      .filter((type) => type !== 'upgrade')
      .slice(-3),
  ).toEqual(['exited', 'upgrade-ended', 'system-stopped'])
  expect(eventsOf(events, 'upgrade-ended')).toMatchObject([{ outcome: 'refused' }])
})

test('what is forgotten is told: by a purge, by an upgrade that purges, and for want of place', async () => {
  const { system, events } = await startStill({ keepGenerations: 1 })
  await system.spawn(makeCat())
  await system.upgrade(makeCat('1.1.0'))
  expect(eventsOf(events, 'purged')).toEqual([])
  await system.upgrade(makeCat('1.2.0'))
  expect(typesOf(events).slice(-2)).toEqual(['purged', 'upgrade-ended'])
  system.purge('Cat')
  system.purge('Cat')
  await system.upgrade(makeCat('1.3.0'), { purge: 'hard' })
  expect(typesOf(events).slice(-2)).toEqual(['purged', 'upgrade-ended'])
  expect(eventsOf(events, 'purged').map(({ version, mode }) => [version, mode])).toEqual([
    ['1.0.0', 'soft'],
    ['1.1.0', 'soft'],
    ['1.2.0', 'hard'],
  ])
})

test('B18: who observes a system keeps seeing a class after its upgrade, by its new version', async () => {
  const { system, events } = await startStill()
  const tom = await system.spawn(makeCat())
  await system.upgrade(makeCat('1.1.0'))
  const story = storyOf(events)
  const tim = await system.spawn<ReturnType<typeof makeCat>>('Cat')
  tom.fall()
  await tom.exited
  expect(story()).toEqual([`spawned ${tim.pid}`, `crashed ${tom.pid}`, `exited ${tom.pid}`])
  expect(eventsOf(events, 'crashed')).toMatchObject([{ version: '1.1.0' }])
})

// ---- classes and systems that go -------------------------------------------------------------------------------------

test('a class that is removed is told after the exits of its instances; a refusal is not told', async () => {
  const { system, events } = await startStill()
  const tom = await system.spawn(makeCat())
  const story = storyOf(events)
  expect((await system.remove('Cat')).outcome).toBe('refused')
  expect(story()).toEqual([])
  expect((await system.remove('Cat', { instances: 'stop' })).outcome).toBe('removed')
  expect(story()).toEqual([`exited ${tom.pid}`, 'class-removed'])
  expect(events.at(-1)).toEqual({ type: 'class-removed', class: 'Cat' })
})

test('the end of the system is the last event, after all exits; then the observable completes', async () => {
  const { system, events } = await startStill()
  const tom = await system.spawn(makeCat())
  const ends: string[] = []
  system.events$.subscribe({ complete: () => ends.push('complete') })
  const story = storyOf(events)
  await system.stop()
  await system.stop()
  expect(story()).toEqual([`exited ${tom.pid}`, 'system-stopped'])
  expect(events.at(-1)).toEqual({ type: 'system-stopped', node: system.node })
  expect(ends).toEqual(['complete'])
  tom.meow()
  expect(events.at(-1)!.type).toBe('system-stopped')
})

// ---- observers -------------------------------------------------------------------------------------------------------

/** Lets everything happen that is told. */
async function runThroughAll(system: ActorSystem): Promise<void> {
  @actor({ version: '1.0.0' })
  class Sore extends Actor {
    async destruct() {
      throw new Error('stuck')
    }
  }
  const tom = await system.spawn(makeCat())
  const sore = await system.spawn(Sore)
  await sore.stop()
  tom.fall()
  await tom.exited
  tom.meow()
  await system.spawn(makeCat('1.0.0') as ActorClass as never as typeof Sore).catch(() => {})
  const tim = await system.spawn<ReturnType<typeof makeCat>>('Cat')
  await system.replaceState(tim, () => ({ note: 'mad' }))
  await system.upgrade(makePicky('2.0.0', 'mad'), { strategy: 'lazy' }).settled
  await tim.kill()
  system.confirm()
  system.purge('Cat')
  await system.remove('Cat', { instances: 'kill' })
  await system.stop()
}

const allTypes = [
  'class-registered',
  'class-removed',
  'crashed',
  'dead-letter',
  'destruct-failed',
  'exited',
  'purged',
  'quarantined',
  'spawned',
  'system-stopped',
  'upgrade',
  'upgrade-confirmed',
  'upgrade-ended',
  'upgrade-settled',
]

class CountingBus extends EventBus {
  readonly made: SystemEvent[] = []

  override emit(event: SystemEvent): void {
    this.made.push(event)
    super.emit(event)
  }
}

for (const isObserved of [true, false]) {
  test(`${isObserved ? 'every event is made' : 'no event is even made'} while ${isObserved ? 'somebody' : 'nobody'} subscribes`, async () => {
    const bus = new CountingBus()
    const system = await ActorSystem.start({
      configure: (container) => void container.rebind(EVENTS).toConstantValue(bus),
    })
    if (isObserved) system.events$.subscribe()
    await runThroughAll(system)
    expect([...new Set(typesOf(bus.made))].toSorted()).toEqual(isObserved ? allTypes : [])
  })
}

test('an observer that throws at everything harms neither the system nor the other observers', async () => {
  const unhandled: unknown[] = []
  config.onUnhandledError = (error) => unhandled.push(error)
  onTestFinished(() => void (config.onUnhandledError = null))
  const system = await ActorSystem.start()
  const seen: SystemEvent[] = []
  const thrown: unknown[] = []
  system.events$.subscribe(({ type }) => {
    thrown.push(type)
    throw new Error(type)
  })
  system.events$.subscribe((event) => seen.push(event))
  await runThroughAll(system)
  expect([...new Set(typesOf(seen))].toSorted()).toEqual(allTypes)
  expect(thrown).toEqual(typesOf(seen))
  await new Promise<void>((resolve) => setTimeout(resolve, 1))
  expect(unhandled.map((error) => (error as Error).message)).toEqual(thrown)
})

test('all observers see one order, even when one of them sets off further events', async () => {
  const { system } = await startStill()
  const Cat = makeCat()
  const first: string[] = []
  const second: string[] = []
  system.events$.subscribe((event) => {
    first.push(event.type)
    if (event.type === 'spawned') void system.find(event.pid)!.kill()
    if (event.type === 'exited' && first.length < 4) void system.spawn(Cat)
  })
  system.events$.subscribe((event) => second.push(event.type))
  await system.spawn(Cat)
  await settle()
  expect(first).toEqual(['class-registered', 'spawned', 'exited', 'spawned', 'exited'])
  expect(second).toEqual(first)
})

test('observers run as nobody: what they send has no sender and waits for nobody', async () => {
  const { system } = await startStill()
  const Cat = makeCat()
  @actor({ version: '1.0.0' })
  class Mother extends Actor {
    @request() async bear() {
      await this.spawn(Cat)
      await null
      await this.spawn(Cat)
      return 'born'
    }
    @request() whoAsks() {
      return this.sender?.pid ?? null
    }
  }
  const mother = await system.spawn(Mother)
  const answers: Promise<unknown>[] = []
  system.events$.subscribe(({ type }) => {
    if (type === 'spawned') answers.push(mother.whoAsks())
  })
  expect(await mother.bear()).toBe('born')
  expect(await Promise.all(answers)).toEqual([null, null])
})

test('observers may end who an event is about, whatever the event', async () => {
  const { system, events } = await startStill()
  const Cat = makeCat()
  system.events$.subscribe((event) => {
    if ('pid' in event) void system.find(event.pid)?.kill()
  })
  const tom = await system.spawn(Cat)
  expect(await tom.exited).toEqual({ type: 'killed' })
  await expect(system.spawn(Cat)).resolves.toBeDefined()
  await settle()
  expect(eventsOf(events, 'exited')).toHaveLength(2)
  expect(system.countInstances(Cat)).toBe(0)
})

// The time between freeze and thaw: what a frozen instance holds, what it still answers, who dies meanwhile, and who does
// not come to rest. One instance in the midst of a method keeps a set frozen for as long as a test wants.

import { expect, test } from 'vitest'
import {
  Actor,
  actor,
  type ActorSystem,
  attribute,
  isInstarError,
  migration,
  oneway,
  type Oneway,
  type Ref,
  type Reference,
  request,
  type SystemEvent,
  type UpgradeOptions,
} from '../../src/index.js'
import { settle, VirtualClock } from '../../src/testing/index.js'
import { Freeze } from '../../src/upgrade/freeze.js'
import { Chaos } from './fixtures-chaos.js'
import { type Door, makeDoor, outcomeOf, startStill } from './fixtures-gates.js'

/** A class that notes in `log` what runs, and in which code. The second version counts drops instead of litres. */
function makeTap(version: 1 | 2, log: string[] = []) {
  const litre = version === 1 ? 1 : 1000

  @actor({
    name: 'Tap',
    version: `${version}.0.0`,
    migrations: version === 1 ? [] : [migration('1.0.0', { up: ({ level }) => ({ level: level * 1000 }) })],
  })
  class Tap extends Actor {
    @attribute() level = 0
    destruct(): void {
      log.push(`${version}: destruct`)
    }
    @oneway() pour(litres: number): Oneway {
      log.push(`${version}: pour ${litres}`)
      this.level += litres * litre
    }
    @request() read(): number {
      log.push(`${version}: read`)
      return this.level
    }
    @request({ const: true }) look(): number {
      return this.level
    }
    @request({ const: true }) async gaze(door: Door): Promise<number> {
      await door.opened
      return this.level
    }
    @request() async run(door: Door): Promise<number> {
      await door.opened
      this.level += litre
      return this.level
    }
    /** Hands out callbacks that hold `this`, as a socket's listener would. */
    @request() listener(): () => void {
      return () => {
        this.level += litre
      }
    }
  }
  return Tap
}
type Tap = InstanceType<ReturnType<typeof makeTap>>

/** Freezes the class of `busy`, an instance that it keeps in the midst of a method. */
async function freeze(system: ActorSystem, busy: Ref<Tap>, next = makeTap(2), options: UpgradeOptions = {}) {
  const door = makeDoor()
  const run = outcomeOf(busy.run(door))
  await settle()
  const upgrade = system.upgrade(next, options)
  await settle()
  return { upgrade, door, run }
}

/** A clock that is a millisecond later each time it is asked: staging many takes several turns of the event loop. */
class HastyClock extends VirtualClock {
  private looks = 0

  override now(): number {
    return super.now() + (this.looks += 1)
  }
}

test('C1: frozen instances hold requests and oneways, and run them in their order on the new code', async () => {
  await using world = await startStill()
  const { system } = world
  const log: string[] = []
  const First = makeTap(1, log)
  const [busy, tap] = [await system.spawn(First), await system.spawn(First)]
  const { upgrade, door, run } = await freeze(system, busy, makeTap(2, log))
  tap.pour(1)
  const answers = [tap.read(), busy.read()]
  tap.pour(2)
  answers.push(tap.read())
  await settle()

  expect(log).toEqual([])
  door.open()
  expect((await upgrade).outcome).toBe('committed')
  expect(await run).toEqual({ value: 1 })
  expect(await Promise.all(answers)).toEqual([1000, 1000, 3000])
  expect(log.filter((line) => line !== '2: read')).toEqual(['2: pour 1', '2: pour 2'])
  expect(log.filter((line) => line === '2: read')).toHaveLength(3)
})

test('C1: frozen instances answer const requests on the old code, and all that is asked about them', async () => {
  await using world = await startStill()
  const { system } = world
  const First = makeTap(1)
  const busy = await system.spawn(First)
  const tap = await system.spawn(First, [], { name: 'kitchen' })
  tap.pour(3)
  const { upgrade, door } = await freeze(system, busy)

  expect(await tap.look()).toBe(3)
  expect(system.describe('Tap')).toMatchObject({ version: '1.0.0', instances: { total: 2 } })
  expect([...system.instancesOf(First)]).toEqual([busy, tap])
  expect(system.whereis('kitchen')).toBe(tap)
  expect(system.find(tap.pid)).toBe(tap)
  expect(system.lingering('Tap')).toEqual([])
  door.open()
  await upgrade
  expect(await tap.look()).toBe(3000)
})

test('C1: const requests that overlap without end do not keep the set from coming to rest', async () => {
  await using world = await startStill()
  const { system } = world
  const First = makeTap(1)
  const taps = [await system.spawn(First), await system.spawn(First)]
  const gazes: Promise<object>[] = []
  let last = makeDoor()
  gazes.push(outcomeOf(taps[0]!.gaze(last)))
  await settle()
  let outcome = 'none'
  void system.upgrade(makeTap(2)).then((report) => (outcome = report.outcome))
  for (let i = 1; i <= 10; i++) {
    const next = makeDoor()
    gazes.push(outcomeOf(taps[i % 2]!.gaze(next)))
    await settle()
    last.open()
    last = next
    await settle()
  }

  expect(outcome).toBe('committed')
  last.open()
  for (const answer of await Promise.all(gazes)) expect(answer).toEqual({ value: 0 })
})

test('C1: frozen instances are stopped and killed as others are; what they held is refused', async () => {
  await using world = await startStill()
  const { system } = world
  const log: string[] = []
  const First = makeTap(1, log)
  const [busy, idle, holding, killed] = await Promise.all(Array.from({ length: 4 }, () => system.spawn(First)))
  const { upgrade, door } = await freeze(system, busy!, makeTap(2, log))
  const held = [outcomeOf(holding!.read()), outcomeOf(killed!.read())]
  await settle()
  const exits = await Promise.all([idle!.stop(), holding!.stop('no more'), killed!.kill()])

  expect(exits).toEqual([{ type: 'stopped' }, { type: 'stopped', detail: 'no more' }, { type: 'killed' }])
  expect(await Promise.all(held)).toMatchObject([{ error: { code: 'exited' } }, { error: { code: 'exited' } }])
  // Their destructors belong to the code that ran when they ended.
  expect(log).toEqual(['1: destruct', '1: destruct', '1: destruct'])
  door.open()
  expect((await upgrade).classes).toMatchObject([{ class: 'Tap', instances: 1 }])
  expect(await busy!.read()).toBe(1000)
})

test('C1: a request that was given up while it was held is never run', async () => {
  await using world = await startStill()
  const { system, clock } = world
  const log: string[] = []
  const First = makeTap(1, log)
  const [busy, tap] = [await system.spawn(First), await system.spawn(First)]
  const { upgrade, door } = await freeze(system, busy, makeTap(2, log), { deadline: 60_000 })
  const abort = new AbortController()
  const held = [tap.with({ timeout: 100 }).read(), tap.with({ signal: abort.signal }).read()].map(outcomeOf)
  const kept = tap.read()
  await clock.advance(1000)
  abort.abort()
  door.open()

  expect((await upgrade).outcome).toBe('committed')
  expect(await Promise.all(held)).toMatchObject([
    { error: { code: 'timeout', facts: { isStarted: false } } },
    { error: { code: 'aborted', facts: { isStarted: false } } },
  ])
  expect(await kept).toBe(0)
  expect(log).toEqual(['2: read'])
})

test('C1: the busy one of a frozen set is stopped after its method, and killed at once', async () => {
  for (const way of ['stop', 'kill'] as const) {
    await using world = await startStill()
    const { system } = world
    const busy = await system.spawn(makeTap(1))
    const { upgrade, door, run } = await freeze(system, busy)
    const exited = busy[way]()
    if (way === 'stop') door.open()

    expect((await exited).type).toBe(way === 'stop' ? 'stopped' : 'killed')
    expect(await run).toMatchObject(way === 'stop' ? { value: 1 } : { error: { code: 'exited' } })
    expect(await upgrade).toMatchObject({ outcome: 'committed', classes: [{ instances: 0 }] })
  }
})

test('C1: freezing twice is freezing once, thawing twice is thawing once', async () => {
  await using world = await startStill()
  const { system, clock } = world
  const log: string[] = []
  const tap = await system.spawn(makeTap(1, log))
  const freeze = new Freeze([system['world'].registry.get('Tap')], clock)
  freeze.open()
  freeze.close()
  freeze.close()
  tap.pour(1)
  tap.pour(2)
  await settle()
  const whileFrozen = [...log]
  freeze.open()
  freeze.open()
  await settle()

  expect(whileFrozen).toEqual([])
  expect(log).toEqual(['1: pour 1', '1: pour 2'])
  expect(await tap.read()).toBe(3)
})

test('C1: an upgrade asked while its set is frozen waits for the thaw, freezes again, and loses nothing', async () => {
  await using world = await startStill()
  const { system } = world
  const log: string[] = []
  const First = makeTap(1, log)
  const [busy, tap] = [await system.spawn(First), await system.spawn(First)]
  const { upgrade, door } = await freeze(system, busy, makeTap(2, log))

  @actor({ name: 'Tap', version: '3.0.0', migrations: [migration('2.0.0')] })
  class Third extends Actor {
    @attribute() level = 0
    @oneway() pour(_litres: number): Oneway {
      log.push('3: pour')
    }
    @request() read(): number {
      return this.level
    }
  }
  const again = system.upgrade(Third)
  tap.pour(1)
  await settle()
  expect(log).toEqual([])
  door.open()

  expect([(await upgrade).outcome, (await again).outcome]).toEqual(['committed', 'committed'])
  await settle()
  expect(log).toHaveLength(1)
  expect(log[0]).toMatch(/^[23]: pour/)
  expect(await busy.read()).toBe(1000)
})

test('C1: a birth that is held when its system stops is refused', async () => {
  await using world = await startStill()
  const { system } = world
  const First = makeTap(1)
  const busy = await system.spawn(First)
  const { upgrade, door, run } = await freeze(system, busy)
  const birth = outcomeOf(system.spawn(First))
  await settle()
  const stopped = system.stop()
  door.open()
  await Promise.all([stopped, upgrade])

  expect(await run).toEqual({ value: 1 })
  expect(await birth).toMatchObject({ error: { code: 'system-stopped' } })
  expect(system.countInstances('Tap')).toBe(0)
})

test('C10: many freeze at once and one exits meanwhile: the stream says so, the report counts the others', async () => {
  await using world = await startStill()
  const { system } = world
  const First = makeTap(1)
  const taps = await Promise.all(Array.from({ length: 100 }, () => system.spawn(First)))
  const doors = taps.map(() => makeDoor())
  const runs = taps.map((tap, i) => outcomeOf(tap.run(doors[i]!)))
  await settle()
  const seen: string[] = []
  system.events$.subscribe((event) => {
    if (event.type === 'upgrade' && event.progress.done === 0) seen.push(event.progress.phase)
    if (event.type === 'exited') seen.push(`${event.pid} ${event.reason.type}`)
  })
  const upgrade = system.upgrade(makeTap(2))
  await settle()
  const gone = taps[50]!
  await gone.kill()
  for (const door of doors) door.open()
  const report = await upgrade

  expect(report).toMatchObject({
    outcome: 'committed',
    plan: { affected: [{ class: 'Tap', instances: 100 }] },
    classes: [{ class: 'Tap', instances: 99 }],
    migrated: 99,
    stragglers: [],
    killed: [],
    failures: [],
  })
  expect(seen).toEqual(['plan', 'check', 'freeze', `${gone.pid} killed`, 'stage', 'commit', 'thaw'])
  expect(await runs[50]).toMatchObject({ error: { code: 'exited' } })
  const others = taps.filter((tap) => tap !== gone)
  expect(await Promise.all(others.map((tap) => tap.read()))).toEqual(others.map(() => 1000))
})

test('C11: one that does not come to rest is named with method and time; refused, nobody stays frozen', async () => {
  await using world = await startStill()
  const { system, clock } = world
  const log: string[] = []
  const First = makeTap(1, log)
  const [busy, tap] = [await system.spawn(First), await system.spawn(First)]
  const door = makeDoor()
  const run = outcomeOf(busy.run(door))
  await settle()
  await clock.advance(300)
  const upgrade = system.upgrade(makeTap(2, log), { deadline: 1000 })
  await settle()
  tap.pour(1)
  const birth = system.spawn(First)
  await clock.advance(999)
  expect(log).toEqual([])
  await clock.advance(1)
  const report = await upgrade

  expect(report).toMatchObject({ outcome: 'refused', killed: [], classes: [], migrated: 0, heldBirths: 1 })
  expect(report.stragglers).toEqual([{ class: 'Tap', pid: busy.pid, method: 'run', forMs: 1300 }])
  expect(String(report)).toContain(`Tap ${busy.pid} has been in run for 1300 ms`)
  expect(system.hasOldCode('Tap')).toBe(false)
  expect(log).toEqual(['1: pour 1'])
  expect(await tap.read()).toBe(1)
  expect(await (await birth).read()).toBe(0)
  door.open()
  expect(await run).toEqual({ value: 1 })
  expect(await busy.read()).toBe(1)
  expect((await system.upgrade(makeTap(2, log))).outcome).toBe('committed')
  expect(await busy.read()).toBe(1000)
})

test('C11: by the other policy those who do not come to rest are killed, with a reason that says for what', async () => {
  await using world = await startStill()
  const { system, clock } = world
  const First = makeTap(1)
  const [busy, tap] = [await system.spawn(First), await system.spawn(First)]
  const { upgrade, run } = await freeze(system, busy, makeTap(2), { deadline: 1000, onDeadline: 'kill' })
  tap.pour(1)
  const birth = system.spawn(First)
  await clock.advance(1000)
  const report = await upgrade

  expect(report).toMatchObject({ outcome: 'committed', classes: [{ class: 'Tap', instances: 2 }], migrated: 1 })
  expect(report.stragglers).toEqual([{ class: 'Tap', pid: busy.pid, method: 'run', forMs: 1000 }])
  expect(report.killed).toEqual([busy.pid])
  expect(await busy.exited).toEqual({ type: 'upgrade', class: 'Tap', version: '2.0.0' })
  expect(await run).toMatchObject({ error: { code: 'exited' } })
  expect(await tap.read()).toBe(1000)
  expect(await (await birth).read()).toBe(0)
})

test('C11: a killed one is no zombie: its method goes on, but neither touches an attribute nor sends', async () => {
  await using world = await startStill()
  const { system, clock } = world
  const log: string[] = []
  const door = makeDoor()
  const attempt = (what: string, action: () => void): void => {
    try {
      action()
      log.push(`${what} done`)
    } catch (error) {
      log.push(isInstarError(error) ? `${what} ${error.code}` : `${what} threw`)
    }
  }
  const First = makeTap(1)
  const other = await system.spawn(First)

  @actor({ name: 'Ghost', version: '1.0.0' })
  class Ghost extends Actor {
    @attribute() count = 0
    @oneway() async haunt(): Promise<Oneway> {
      await door.opened
      attempt('write', () => (this.count = 1))
      attempt('read', () => this.count)
      attempt('send', () => other.pour(1))
    }
  }
  @actor({ name: 'Ghost', version: '2.0.0' })
  class GhostV2 extends Actor {
    @attribute() count = 0
  }
  const ghost = await system.spawn(Ghost)
  ghost.haunt()
  await settle()
  const upgrade = system.upgrade(GhostV2, { deadline: 10, onDeadline: 'kill' })
  await settle()
  await clock.advance(10)
  expect((await upgrade).killed).toEqual([ghost.pid])
  door.open()
  await settle()

  expect(log).toEqual(['write ended-instance', 'read ended-instance', 'send ended-instance'])
  expect(await other.read()).toBe(0)
})

/** Instances that start and end as slowly as their door wants; the upgrade has states to migrate. */
function makeSnail(version: 1 | 2, doors: { readonly start?: Door; readonly destruct?: Door }) {
  @actor({
    name: 'Snail',
    version: `${version}.0.0`,
    migrations: version === 1 ? [] : [migration('1.0.0', { up: () => ({ shell: version }) })],
  })
  class Snail extends Actor {
    @attribute() shell = 1
    async start(): Promise<void> {
      await doors.start?.opened
    }
    async destruct(): Promise<void> {
      await doors.destruct?.opened
    }
    @request() async crawl(door: Door): Promise<void> {
      await door.opened
    }
  }
  return Snail
}

test('C11: one that is still being started is named too, and killed by policy: its birth fails', async () => {
  await using world = await startStill()
  const { system, clock } = world
  const doors = { start: makeDoor() }
  const birth = outcomeOf(system.spawn(makeSnail(1, doors)))
  await clock.advance(200)
  const upgrade = system.upgrade(makeSnail(2, {}), { deadline: 100, onDeadline: 'kill' })
  await settle()
  await clock.advance(100)

  expect(await upgrade).toMatchObject({
    outcome: 'committed',
    stragglers: [{ class: 'Snail', method: 'start', forMs: 300 }],
    classes: [{ instances: 0 }],
  })
  expect(await birth).toMatchObject({ error: { code: 'start-failed' } })
})

test('C11: one that is still ending is named with the time that its destructor has taken', async () => {
  await using world = await startStill()
  const { system, clock } = world
  const doors = { destruct: makeDoor() }
  const snail = await system.spawn(makeSnail(1, doors))
  await clock.advance(500)
  const exited = snail.stop()
  await settle()
  await clock.advance(200)
  const upgrade = system.upgrade(makeSnail(2, {}), { deadline: 1000 })
  await settle()
  await clock.advance(1000)

  expect(await upgrade).toMatchObject({
    outcome: 'refused',
    stragglers: [{ class: 'Snail', pid: snail.pid, method: 'destruct', forMs: 1200 }],
  })
  doors.destruct.open()
  expect(await exited).toEqual({ type: 'stopped' })
})

test('C11: the report names all who were late, also those who became it after the first were killed', async () => {
  await using world = await startStill()
  const { system, clock } = world
  const First = makeSnail(1, { destruct: makeDoor() })
  const [busy, ending] = [await system.spawn(First), await system.spawn(First)]
  const run = outcomeOf(busy.crawl(makeDoor()))
  await settle()
  const upgrade = system.upgrade(makeSnail(2, {}), { deadline: 100, onDeadline: 'kill' })
  upgrade.progress$.subscribe(({ phase, done, total }) => {
    if (phase === 'stage' && total > 0 && done === total) void ending.stop()
  })
  await settle()
  await clock.advance(100)
  await clock.advance(0)
  const report = await upgrade

  expect(report.outcome).toBe('committed')
  expect(report.stragglers.map(({ pid, method }) => [pid, method])).toEqual([
    [busy.pid, 'crawl'],
    [ending.pid, 'destruct'],
  ])
  expect(report.killed).toContain(busy.pid)
  expect(await run).toMatchObject({ error: { code: 'exited' } })
})

test('C12: one that dies between freeze and commit counts as done, be it before, while or after it was staged', async () => {
  await using world = await startStill()
  const { system } = world
  const events: SystemEvent[] = []
  const First = makeTap(1)
  const [busy, held, staged, crashing, other] = await Promise.all(Array.from({ length: 5 }, () => system.spawn(First)))
  system.events$.subscribe((event) => events.push(event))
  const { upgrade, run } = await freeze(system, busy!)
  upgrade.progress$.subscribe(({ phase, done }) => {
    if (phase === 'stage' && done === 0) void crashing!.kill('about to be staged')
    if (phase === 'stage' && done > 0) void staged!.kill('staged')
    if (phase === 'commit') void other!.stop()
  })
  await held!.stop()
  // The only one that has not come to rest: its death lets the upgrade go on before the deadline.
  await busy!.kill()
  const report = await upgrade

  expect(report).toMatchObject({ outcome: 'committed', stragglers: [], failures: [] })
  expect(await run).toMatchObject({ error: { code: 'exited' } })
  expect(await other!.exited).toEqual({ type: 'stopped' })
  expect(system.countInstances('Tap')).toBe(0)
  expect(events.filter(({ type }) => type === 'exited')).toHaveLength(5)
  expect(await (await system.spawn(First)).look()).toBe(0)
})

test('C12: one that dies between two turns of the staging counts as done, be it staged already or not', async () => {
  await using world = await startStill(new HastyClock())
  const { system } = world
  const First = makeTap(1)
  const taps = await Promise.all(Array.from({ length: 1000 }, () => system.spawn(First)))
  const victims = [taps[0]!, taps.at(-1)!]
  let turns = 0
  const upgrade = system.upgrade(makeTap(2))
  upgrade.progress$.subscribe(({ phase, done }) => {
    if (phase !== 'stage' || done === 0 || done >= 998) return
    turns += 1
    if (turns === 1) for (const victim of victims) void victim.kill()
  })
  const report = await upgrade

  expect(turns).toBeGreaterThan(0)
  expect(report).toMatchObject({ outcome: 'committed', failures: [], migrated: 998, classes: [{ instances: 998 }] })
  const others = taps.filter((tap) => !victims.includes(tap))
  expect(new Set(await Promise.all(others.map((tap) => tap.look())))).toEqual(new Set([0]))
})

test.each(Array.from({ length: 30 }, (_, i) => i + 1))(
  'C12: whatever is born, fails, dies and is upgraded before, a set comes to rest, nobody left behind (seed %i)',
  async (seed) => {
    await using world = await startStill()
    const chaos = new Chaos(world, seed)
    await chaos.rage(150)
    await chaos.calm()
    const { report, version, versions } = await chaos.finish()

    for (const { outcome } of chaos.reports) expect(['committed', 'refused']).toContain(outcome)
    expect(report).toMatchObject({ outcome: 'committed', stragglers: [], lingering: [] })
    expect(report.purges).toMatchObject([{ outcome: 'purged' }])
    expect(versions.length).toBeGreaterThanOrEqual(world.system.countInstances('Thing'))
    expect(versions).toEqual(versions.map(() => version))
  },
)

test('an attribute that a callback writes when its instance is staged already is not lost at the commit', async () => {
  await using world = await startStill()
  const { system } = world
  const tap = await system.spawn(makeTap(1))
  tap.pour(1)
  const write = await tap.listener()
  const upgrade = system.upgrade(makeTap(2))
  upgrade.progress$.subscribe(({ phase, done }) => {
    if (phase === 'stage' && done === 1) write()
  })

  expect(await upgrade).toMatchObject({ outcome: 'committed', migrated: 1 })
  expect(await tap.read()).toBe(2000)
})

test('an attribute that a callback writes as the very last thing before the commit is not lost', async () => {
  await using world = await startStill()
  const { system } = world
  const tap = await system.spawn(makeTap(1))
  tap.pour(1)
  const write = await tap.listener()
  const upgrade = system.upgrade(makeTap(2))
  upgrade.progress$.subscribe(({ phase }) => {
    if (phase === 'commit') write()
  })

  expect(await upgrade).toMatchObject({ outcome: 'committed', migrated: 1 })
  expect(await tap.read()).toBe(2000)
})

test('an attribute that a callback writes between two turns of the staging is not lost, nor that of a subclass', async () => {
  await using world = await startStill(new HastyClock())
  const { system } = world
  const log: string[] = []

  @actor({ name: 'Meter', version: '1.0.0' })
  class Meter extends makeTap(1) {
    @attribute() marks = 0
    @request() marker(): () => void {
      return () => {
        this.marks += 1
      }
    }
    @request() getMarks() {
      return this.marks
    }
  }
  const meters = await Promise.all(Array.from({ length: 1000 }, () => system.spawn(Meter)))
  const [first, last] = [meters[0]!, meters.at(-1)!]
  const writes = await Promise.all([first, last].flatMap((meter) => [meter.listener(), meter.marker()]))
  const upgrade = system.upgrade(makeTap(2))
  upgrade.progress$.subscribe(({ phase, done }) => {
    if (phase !== 'stage' || done === 0 || done === 1000) return
    log.push('between')
    if (log.length === 1) for (const write of writes) write()
  })

  expect(await upgrade).toMatchObject({ outcome: 'committed', migrated: 1000 })
  expect(log.length).toBeGreaterThan(0)
  const read = async (meter: Ref<Meter>) => [await meter.read(), await meter.getMarks()]
  expect(await Promise.all([first, last, meters[1]!].map(read))).toEqual([
    [1000, 1],
    [1000, 1],
    [0, 0],
  ])
})

test('an attribute that a callback writes while its instance is staged is there after a rollback', async () => {
  await using world = await startStill()
  const { system } = world
  const First = makeTap(1)
  const [tap, last] = [await system.spawn(First), await system.spawn(First)]
  last.pour(7)
  const write = await tap.listener()

  @actor({
    name: 'Tap',
    version: '2.0.0',
    migrations: [
      migration('1.0.0', {
        up: ({ level }) => {
          if (level === 0) return
          write()
          throw new Error('seven')
        },
      }),
    ],
  })
  class Failing extends Actor {
    @attribute() level = 0
  }
  const report = await system.upgrade(Failing)

  expect(report).toMatchObject({ outcome: 'rolledBack', failures: [{ pid: last.pid, message: 'seven' }] })
  expect([await tap.read(), await last.read()]).toEqual([1, 7])
  write()
  expect(await tap.read()).toBe(2)
})

/** A subclass that is filled to three litres at its birth, whatever version its superclass has. */
function makeFaucet(Base: ReturnType<typeof makeTap>) {
  @actor({ name: 'Faucet', version: '1.0.0' })
  class Faucet extends Base {
    @attribute() handle = 'brass'
    start(): void {
      this.pour(3)
    }
    @request() getHandle() {
      return this.handle
    }
  }
  return Faucet
}

test('a class that comes while its superclass is frozen is born after the thaw, into the new version', async () => {
  await using world = await startStill()
  const { system } = world
  const log: string[] = []
  const First = makeTap(1, log)
  const busy = await system.spawn(First)
  const { upgrade, door } = await freeze(system, busy, makeTap(2, log))
  const Faucet = makeFaucet(First)
  const birth = system.spawn(Faucet)
  await settle()

  expect(log).toEqual([])
  door.open()
  expect((await upgrade).outcome).toBe('committed')
  const faucet = await birth
  expect(log).toEqual(['2: pour 3'])
  expect([await faucet.read(), await faucet.getHandle()]).toEqual([3000, 'brass'])
  expect([...system.instancesOf(First)]).toEqual([busy, faucet])
  expect(system.describe(Faucet).versions).toEqual({ Faucet: '1.0.0', Tap: '2.0.0' })
})

test('a class that a running method of the frozen set brings along is upgraded with it', async () => {
  await using world = await startStill()
  const { system } = world
  const First = makeTap(1)
  const [Faucet, door] = [makeFaucet(First), makeDoor()]

  @actor({ name: 'Plumber', version: '1.0.0' })
  class Plumber extends First {
    @request() async fit(): Promise<Ref<Tap>> {
      await door.opened
      return this.spawn(Faucet)
    }
  }
  const plumber = await system.spawn(Plumber)
  const fitting = plumber.fit()
  await settle()
  const upgrade = system.upgrade(makeTap(2))
  await settle()
  // The method waits for this birth, so it cannot wait for the thaw.
  door.open()
  const faucet = await fitting

  expect(await upgrade).toMatchObject({ outcome: 'committed', migrated: 2 })
  expect(await faucet.read()).toBe(3000)
})

test('an instance that is born on behalf of a frozen one, while others are staged already, is upgraded too', async () => {
  await using world = await startStill(new HastyClock())
  const { system } = world
  const First = makeTap(1)
  const Faucet = makeFaucet(First)
  const births: Promise<Ref<Tap>>[] = []
  let turns = 0

  @actor({ name: 'Plumber', version: '1.0.0' })
  class Plumber extends First {
    override destruct(): void {
      if (turns > 0 && births.length < 2) births.push(this.spawn(Faucet))
    }
    @request({ const: true }) fit(): void {
      births.push(this.spawn(Faucet))
    }
  }
  await Promise.all(Array.from({ length: 1000 }, () => system.spawn(Faucet)))
  const [asked, stopped] = [await system.spawn(Plumber), await system.spawn(Plumber)]
  const upgrade = system.upgrade(makeTap(2))
  upgrade.progress$.subscribe(({ phase, done, total }) => {
    if (phase !== 'stage' || done === 0 || done === total) return
    turns += 1
    if (turns > 1) return
    void asked.fit()
    void stopped.stop()
  })

  expect((await upgrade).outcome).toBe('committed')
  expect(turns).toBeGreaterThan(1)
  const born = await Promise.all(births)
  expect(await Promise.all(born.map((faucet) => faucet.read()))).toEqual([3000, 3000])
})

test('a passive instance that is made or written when others are staged already is upgraded too', async () => {
  await using world = await startStill()
  const { system } = world
  const First = makeTap(1)
  const written = system.passive(First, [])
  written.pour(1)
  const made: Tap[] = []
  const upgrade = system.upgrade(makeTap(2))
  upgrade.progress$.subscribe(({ phase, done }) => {
    if (phase !== 'stage' || done === 0) return
    written.pour(1)
    const late = system.passive(First, [])
    late.pour(3)
    made.push(late)
  })

  expect((await upgrade).outcome).toBe('committed')
  expect(made).toHaveLength(1)
  expect([written.look(), made[0]!.look()]).toEqual([2000, 3000])
})

test('a class that comes while a load hook is awaited is upgraded with its superclass', async () => {
  await using world = await startStill()
  const { system } = world
  const First = makeTap(1)
  const door = makeDoor()
  const Second = Object.assign(makeTap(2), { onLoad: () => door.opened })
  system.register(First)
  const upgrade = system.upgrade(Second)
  await settle()
  const faucet = await system.spawn(makeFaucet(First))
  expect(await faucet.read()).toBe(3)
  door.open()

  expect(await upgrade).toMatchObject({ outcome: 'committed', migrated: 1 })
  expect([await faucet.read(), await faucet.getHandle()]).toEqual([3000, 'brass'])
})

test('a class that an upgrade adds, and that is spawned before the commit, is there once', async () => {
  await using world = await startStill()
  const { system } = world
  const busy = await system.spawn(makeTap(1))
  const door = makeDoor()
  const run = outcomeOf(busy.run(door))
  await settle()

  @actor({ name: 'Drain', version: '1.0.0' })
  class Drain extends Actor {
    @attribute() swallowed = 0
    @request() swallow() {
      return (this.swallowed += 1)
    }
  }
  const upgrade = system.upgrade([makeTap(2), Drain])
  await settle()
  const birth = system.spawn(Drain)
  await settle()
  door.open()

  expect((await upgrade).outcome).toBe('committed')
  const [early, late] = [await birth, await system.spawn(Drain)]
  expect([...system.instancesOf(Drain)]).toEqual([early, late])
  expect([await early.swallow(), await late.swallow()]).toEqual([1, 1])
  expect(await run).toEqual({ value: 1 })
})

test('C1: a const request does not wait for what others have sent before it, only for what its own sender has', async () => {
  await using world = await startStill()
  const { system } = world
  const First = makeTap(1)
  const [busy, tap] = [await system.spawn(First), await system.spawn(First)]
  @actor({ version: '1.0.0' })
  class Cook extends Actor {
    @request() fill(what: Reference) {
      ;(what as Ref<Tap>).pour(1)
    }
  }
  const cook = await system.spawn(Cook)
  const { upgrade, door } = await freeze(system, busy)
  await cook.fill(tap)
  expect(await tap.look()).toBe(0)
  tap.pour(1)
  const behind = tap.look()
  await settle()
  door.open()
  await upgrade
  expect(await behind).toBe(2000)
})

test('C1: while main loops are being ended, const requests wait for the new code: nothing delays the commit any more', async () => {
  const { system } = await startStill()
  const door = makeDoor()
  const versions = ['1.0.0', '2.0.0'].map((version) => {
    @actor({ name: 'Patient', version })
    class Patient extends Actor {
      @request({ const: true }) version(): string {
        return version
      }
      async *main(): AsyncGenerator<unknown, void> {
        try {
          yield () => new Promise(() => {})
        } finally {
          await door.opened
        }
      }
    }
    return Patient
  })
  const patient = await system.spawn(versions[0]!, [])
  await settle()
  const upgrade = system.upgrade(versions[1]!)
  await settle()
  let answer: string | null = null
  void patient.version().then((version) => (answer = version))
  await settle()
  expect(answer).toBeNull()
  door.open()
  expect((await upgrade).outcome).toBe('committed')
  await settle()
  expect(answer).toBe('2.0.0')
})

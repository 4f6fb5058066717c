// A dry run leaves no trace; and what asks about instances never waits for them.

import { describe, expect, test } from 'vitest'
import {
  Actor,
  type ActorClass,
  ActorSystem,
  actor,
  attribute,
  CLOCK,
  convert,
  drop,
  migration,
  oneway,
  type Oneway,
  request,
  type Slice,
  staticMethod,
  type SystemEvent,
} from '../../src/index.js'
import { metadataKey, stateKey } from '../../src/class/keys.js'
import type { Cell } from '../../src/instance/cell.js'
import { waitingMessages } from '../../src/mailbox/queue.js'
import type { Generation } from '../../src/registry/generation.js'
import type { LiveClass } from '../../src/registry/live-class.js'
import type { Registry } from '../../src/registry/registry.js'
import { copyOf } from '../../src/upgrade/state-copy.js'
import { settle, VirtualClock } from '../../src/testing/index.js'
import { makeDoor } from './fixtures-gates.js'

// ---- everything that a system consists of ----------------------------------------------------------------------------

/** What stands for identity: two pictures show the same number for the same object. */
class Identities {
  private readonly numbers = new WeakMap<object, number>()
  private count = 0
  of(object: object | null | undefined): number | null {
    if (object === null || object === undefined) return null
    if (!this.numbers.has(object)) this.numbers.set(object, (this.count += 1))
    return this.numbers.get(object)!
  }
}

class Photographer {
  private readonly identities = new Identities()

  constructor(
    private readonly system: ActorSystem,
    private readonly clock: VirtualClock,
    private readonly values: readonly ActorClass[],
  ) {}

  /** All that there is of the system and of its classes, as plain data. */
  takePicture() {
    const { registry, serial, deadLetters, names } = (this.system as unknown as { world: World }).world
    return {
      classes: this.system.classes,
      revision: registry.revision,
      counters: { serial, deadLetters, timers: this.clock.pending },
      names: copyOf(names),
      live: [...registry.classes].map((live) => this.live(live)),
      values: this.values.map((value) => this.value(value)),
    }
  }

  private live(live: LiveClass) {
    const { name, layout, guard, gate, suspended, owed, epoch, pending, passives, isProven, upcast, faces } = live
    return {
      name,
      counts: { suspended, owed, epoch, isProven, guarded: guard.raised, passives: passives.size },
      parts: [layout, gate, pending, upcast, faces, ...live.lineage, ...live.heirs].map((part) => this.id(part)),
      generations: [live.current, ...live.older].map((generation) => this.generation(generation)),
      prototype: this.members(live.prototype),
      slots: [...live.slots].map(([method, { code, kind, isConst }]) => [method, this.id(code), kind, isConst]),
      instances: (live.instances.all as readonly Cell[]).map((cell) => this.cell(cell)),
      passives: [...passives].map((known) => this.cell(known.deref() as Cell)),
    }
  }

  private cell(cell: Cell) {
    const { serial, place, phase, signal, held, since, epoch, exit } = cell
    const state = (cell.instance as { [stateKey]: object })[stateKey]
    return {
      plain: { serial, place, phase, since, epoch, exit },
      parts: [cell, cell.instance, signal, held, cell.ref, state].map((part) => this.id(part)),
      state: copyOf(state),
      fields: Object.keys(cell.instance!),
      mail: [...waitingMessages(cell)].map((message) => [this.id(message), message.method.name]),
    }
  }

  private generation(generation: Generation) {
    const { version, state, migrations, isWanted, leases, keepsake, value } = generation
    return {
      plain: { version, state, isWanted, leases: leases.size },
      parts: [generation, value, migrations].map((part) => this.id(part)),
      keepsake: keepsake === null ? null : { ...keepsake, states: copyOf(keepsake.states) },
    }
  }

  private value(value: ActorClass) {
    const { prototype } = value as { prototype: object }
    const metadata = (Reflect as unknown as { getOwnMetadata(key: symbol, of: object): object }).getOwnMetadata
    return {
      parents: [this.id(Object.getPrototypeOf(value)), this.id(Object.getPrototypeOf(prototype))],
      statics: this.members(value),
      members: this.members(prototype),
      record: copyOf(metadata(metadataKey, value)),
    }
  }

  private members(object: object) {
    return Reflect.ownKeys(object).map((key) => {
      const { value, get, set, ...flags } = Object.getOwnPropertyDescriptor(object, key)!
      const identify = (part: unknown): unknown => (isObject(part) ? this.id(part) : part)
      return [String(key), identify(value), identify(get), identify(set), flags]
    })
  }

  private id(object: object | null | undefined): number | null {
    return this.identities.of(object)
  }
}

interface World {
  readonly registry: Registry
  readonly serial: number
  readonly deadLetters: number
  readonly names: object
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

// ---- a system in the midst of its life -------------------------------------------------------------------------------

interface Toy {
  worn: number
}

function makeCreature() {
  @actor({ name: 'Creature', version: '1.0.0' })
  class Creature extends Actor {
    @attribute() age: number
    @attribute() toys: Toy[] = [{ worn: 0 }]
    @attribute() note = 'first'
    constructor(age: number) {
      super()
      this.age = age
    }
    @oneway() grow(): Oneway {
      this.age += 1
    }
  }
  return Creature
}

/** A second version, which drops the note. */
function makeSecond() {
  @actor({
    name: 'Creature',
    version: '2.0.0',
    migrations: [migration('1.0.0', drop('note'), convert('age', years, months))],
  })
  class Creature extends Actor {
    @attribute() age: number
    @attribute() toys: Toy[] = [{ worn: 0 }]
    constructor(age: number) {
      super()
      this.age = age
    }
    @oneway() grow(): Oneway {
      this.age += 12
    }
    @staticMethod() static describe() {
      return 'in months'
    }
  }
  return Creature
}

const years = (age: number): number => age * 12
const months = (age: number): number => age / 12

/** A third version that says nothing of what becomes of the age. */
function makeUnsound() {
  @actor({ name: 'Creature', version: '3.0.0' })
  class Creature extends Actor {
    @attribute() toys: Toy[] = []
  }
  return Creature
}

/** A third version, by this migration. */
function makeThird(up: (slice: Slice) => Slice | void, initial: () => unknown = () => []) {
  @actor({ name: 'Creature', version: '3.0.0', migrations: [migration('2.0.0', { up, down: () => {} })] })
  class Creature extends Actor {
    @attribute() age = 0
    @attribute() toys: Toy[] = []
    @attribute({ initial }) friends!: unknown[]
    @staticMethod() static describe() {
      return 'with friends'
    }
  }
  return Creature
}

/** Cats and creatures of a second version: one at work, with messages that wait, one passive, one with a name. */
async function openScene() {
  const clock = new VirtualClock()
  const system = await ActorSystem.start({ configure: (c) => c.rebind(CLOCK).toConstantValue(clock) })
  const Creature = makeCreature()
  const Second = makeSecond()
  const door = makeDoor()
  @actor({ version: '1.0.0' })
  class Swimmer extends Creature {
    @attribute() depth = 1
  }
  @actor({ version: '1.0.0' })
  class Mammal extends Creature {}
  @actor({ version: '1.0.0', traits: [Swimmer] })
  class Cat extends Mammal {
    @attribute() lives = new Map([['left', 9]])
    @request() async sleep() {
      await door.opened
    }
    @oneway() purr(): Oneway {}
  }
  const cats = [await system.spawn(Cat, [1]), await system.spawn(Cat, [2], { name: 'Kit' })]
  await system.spawn(Swimmer, [3])
  await system.spawn(Creature, [4])
  await system.upgrade(Second)
  const passive = system.passive(Second, [5])
  const sleep = cats[0]!.sleep()
  await settle()
  cats[0]!.grow()
  cats[0]!.purr()
  const events: SystemEvent[] = []
  system.events$.subscribe((event) => events.push(event))
  const dispose = async (): Promise<void> => {
    door.open()
    await Promise.allSettled([sleep])
    await system.stop()
  }
  return {
    system,
    clock,
    cats,
    passive,
    events,
    Creature,
    Second,
    Swimmer,
    Mammal,
    Cat,
    [Symbol.asyncDispose]: dispose,
  }
}

const throwing = (): never => {
  throw new Error('no')
}

const wearing = (slice: Slice): void => {
  for (const toy of slice.toys) toy.worn += 1
  slice.age = Date.now()
}

describe('E13: a dry run changes nothing', () => {
  test.each<[string, string, (scene: { Creature: ActorClass }) => ActorClass]>([
    ['of sound migrations', 'passed', () => makeThird(({ age }) => ({ age: age + 1 }))],
    ['of migrations that change what they are given, at another time each', 'failed', () => makeThird(wearing)],
    ['of migrations that throw', 'failed', () => makeThird(throwing)],
    ['of migrations that are asynchronous', 'failed', () => makeThird((async () => ({})) as never)],
    ['of an initial value that cannot be made', 'failed', () => makeThird(() => {}, throwing)],
    ['of a plan with defects', 'refused', makeUnsound],
    ['of a downgrade, with what was kept for it', 'passed', ({ Creature }) => Creature],
  ])(
    'E13: %s: states, generations, PID sets, counters, links of class values and events are as before',
    async (_, outcome, make) => {
      await using scene = await openScene()
      const { system, clock, events, Creature, Second, Swimmer, Mammal, Cat } = scene
      const asked = make(scene)
      const photographer = new Photographer(system, clock, [Creature, Second, Swimmer, Mammal, Cat, asked])
      const before = photographer.takePicture()
      const rehearsal = await system.rehearse(asked)
      expect(photographer.takePicture()).toEqual(before)
      expect(events).toEqual([])
      expect(rehearsal).toMatchObject({ outcome, ...(outcome === 'refused' ? {} : { states: 5, total: 5 }) })
    },
  )

  test('E13: a picture shows what an upgrade changes', async () => {
    await using scene = await openScene()
    const { system, clock, cats, Creature, Second, Swimmer, Mammal, Cat, passive } = scene
    const Third = makeThird(() => {})
    const photographer = new Photographer(system, clock, [Creature, Second, Swimmer, Mammal, Cat, Third])
    const before = photographer.takePicture()
    const different = () => {
      const after = photographer.takePicture()
      return Object.keys(after).filter((key) => {
        const [was, is] = [before, after].map((picture) => JSON.stringify(picture[key as keyof typeof picture]))
        return was !== is
      })
    }
    expect(different()).toEqual([])
    for (const one of [1, -1]) {
      passive.toys[0]!.worn += one
      expect(different()).toEqual(one === 1 ? ['live'] : [])
    }
    for (const one of [1, -1]) {
      passive.age += one
      expect(different()).toEqual(one === 1 ? ['live'] : [])
    }
    clock.setTimer(() => {}, 5)
    expect(different()).toEqual(['counters'])
    await cats[0]!.kill()
    await system.upgrade(Third)
    expect(different()).toEqual(expect.arrayContaining(['classes', 'live', 'values']))
  })

  test('E13: and what was rehearsed is upgraded to afterwards, with what the rehearsal said of it', async () => {
    const system = await ActorSystem.start()
    await using _ = system
    const Second = makeSecond()
    const [young, old] = [await system.spawn(Second, [1]), await system.spawn(Second, [100])]
    const ageing = (limit: number) =>
      makeThird(({ age }) => {
        if (age > limit) throw new Error('too old')
        return { age: age + 1 }
      })
    const failed = await system.rehearse(ageing(99))
    expect(failed.findings[0]).toMatchObject({ kind: 'throws', pid: old.pid, count: 1 })
    expect(await system.upgrade(ageing(99))).toMatchObject({ outcome: 'rolledBack', failures: [{ pid: old.pid }] })
    expect((await system.rehearse(ageing(100))).outcome).toBe('passed')
    expect((await system.upgrade(ageing(100))).outcome).toBe('committed')
    expect([young, old].map((one) => system.getState(one)!.age)).toEqual([2, 101])
  })
})

// ---- asking about instances -------------------------------------------------------------------------------------------

function makeWorker() {
  const door = makeDoor()
  @actor({ name: 'Worker', version: '1.0.0' })
  class Worker extends Actor {
    @attribute() done = 0
    @request() async work() {
      await door.opened
      this.done += 1
    }
    @oneway() rest(): Oneway {}
  }
  @actor({
    name: 'Worker',
    version: '2.0.0',
    migrations: [
      migration(
        '1.0.0',
        convert('done', (n: number) => n + 10),
      ),
    ],
  })
  class Next extends Actor {
    @attribute() done = 0
    @request() async work() {}
  }
  return { Worker, Next, door }
}

/** Everything that can be asked about the workers, by a caller who waits for an answer. */
async function discover(system: ActorSystem, Worker: ActorClass, Next: ActorClass) {
  const { findings, outcome, queued, states } = await system.rehearse(Next)
  return {
    instances: [...system.instancesOf(Worker)].map(({ pid }) => pid),
    count: system.countInstances(Worker),
    info: system.describe('Worker').instances,
    plan: system.plan(Next).affected,
    found: [...system.instancesOf(Worker)].map(({ pid }) => system.find(pid)?.pid),
    states: [...system.instancesOf(Worker)].map((worker) => system.getState(worker)),
    lingering: system.lingering(Worker),
    rehearsal: { findings, outcome, queued, states },
  }
}

describe('E5: discovery never hangs', () => {
  const expected = (pids: readonly string[], queued: number) => ({
    instances: pids,
    count: 2,
    info: { direct: 2, total: 2 },
    plan: [{ class: 'Worker', instances: 2, migrates: ['Worker'] }],
    found: pids,
    states: [{ done: 0 }, { done: 0 }],
    lingering: [],
    rehearsal: {
      findings: [],
      outcome: 'passed',
      queued: [{ class: 'Worker', method: 'rest', count: queued }],
      states: 2,
    },
  })

  test('E5: on an instance that is busy for ever', async () => {
    await using system = await ActorSystem.start({ requestTimeout: Infinity })
    const { Worker, Next, door } = makeWorker()
    const workers = [await system.spawn(Worker), await system.spawn(Worker)]
    const work = workers[0]!.work()
    await settle()
    workers[0]!.rest()
    expect(await discover(system, Worker, Next)).toEqual(
      expected(
        workers.map(({ pid }) => pid),
        1,
      ),
    )
    door.open()
    await work
  })

  test('E5: on instances that are frozen by an upgrade that waits', async () => {
    const clock = new VirtualClock()
    await using system = await ActorSystem.start({
      configure: (c) => c.rebind(CLOCK).toConstantValue(clock),
      requestTimeout: Infinity,
    })
    const { Worker, Next, door } = makeWorker()
    const workers = [await system.spawn(Worker), await system.spawn(Worker)]
    const work = workers[0]!.work()
    await settle()
    const upgrade = system.upgrade(Next)
    await settle()
    for (const worker of workers) worker.rest()
    expect(await discover(system, Worker, Next)).toEqual(
      expected(
        workers.map(({ pid }) => pid),
        2,
      ),
    )
    door.open()
    await work
    expect((await upgrade).outcome).toBe('committed')
  })
})

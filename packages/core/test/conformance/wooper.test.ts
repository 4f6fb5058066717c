// What WOOPER tests of its own classes, its upgrades and its life cycle.

import { describe, expect, test } from 'vitest'
import {
  actor,
  Actor,
  type ActorClass,
  ActorSystem,
  attribute,
  drop,
  migration,
  type MigrationContext,
  oneway,
  type Oneway,
  rename,
  request,
} from '../../src/index.js'
import { settle, VirtualClock } from '../../src/testing/index.js'
import { makeCreatures, makeGate, portraitOf, seenAs, startAt } from './creatures.js'

// ---- upgrades --------------------------------------------------------------------------------------------------------

/** Agents lose their height and gain an age on the way up, their mood becomes a temper, and their name says it all. */
function makeAgents(told: (context: MigrationContext, way: string) => void = () => {}) {
  @actor({ name: 'Agent', version: '1.2.3' })
  class Agent extends Actor {
    @attribute({ description: 'the name of this agent' }) name: string
    @attribute({ description: 'in metres' }) height: number
    @attribute() mood = 'calm'
    constructor(name: string, height: number) {
      super()
      this.name = name
      this.height = height
    }
    @request({ const: true }) portrait() {
      return portraitOf(this, this.system.describe('Agent'))
    }
    @request({ const: true }) toText() {
      return `agent ${this.name} of height ${this.height} m, ${this.mood}`
    }
  }
  @actor({
    name: 'Agent',
    version: '1.2.4',
    migrations: [
      migration('1.2.3', rename('mood', 'temper'), {
        up: ({ name, height }, _, context) => {
          told(context, 'up')
          return { name: `${name}, then upgraded`, age: Math.round(height * 50) }
        },
        down: ({ name, age }, dropped, context) => {
          told(context, 'down')
          return { name: `${name}, then downgraded`, height: dropped?.height ?? age / 50 }
        },
      }),
    ],
  })
  class NextAgent extends Actor {
    @attribute({ description: 'the name of this agent' }) name: string
    @attribute({ description: 'in years' }) age: number
    @attribute() temper = 'calm'
    constructor(name: string, age: number) {
      super()
      this.name = name
      this.age = age
    }
    @request({ const: true }) portrait() {
      return portraitOf(this, this.system.describe('Agent'))
    }
    @request({ const: true }) toText() {
      return `agent ${this.name}, ${this.age} years old, ${this.temper}`
    }
    @oneway() celebrate(): Oneway {
      this.age += 1
    }
  }
  return { Agent, NextAgent }
}

async function spawnAgents(system: ActorSystem, { Agent }: ReturnType<typeof makeAgents>) {
  return Promise.all([
    system.spawn(Agent, ['A', 1.8]),
    system.spawn(Agent, ['B', 1.63]),
    system.spawn(Agent, ['C', 1.71]),
  ])
}

test('W1: an upgrade drops, adds and renames attributes of all instances: unlike the ancestor, it finds them itself and kills none', async () => {
  await using system = await ActorSystem.start()
  const classes = makeAgents()
  const agents = await spawnAgents(system, classes)
  expect(await agents[1].portrait()).toEqual({ name: 'B', height: 1.63, mood: 'calm' })

  const report = await system.upgrade(classes.NextAgent)

  expect(report).toMatchObject({ outcome: 'committed', migrated: 3, killed: [], lingering: [] })
  expect(report.plan.changes[0]!.attributes).toEqual({
    added: ['age'],
    dropped: ['height'],
    renamed: { mood: 'temper' },
  })
  expect(await Promise.all(agents.map((agent) => agent.portrait()))).toEqual([
    { name: 'A, then upgraded', age: 90, temper: 'calm' },
    { name: 'B, then upgraded', age: 82, temper: 'calm' },
    { name: 'C, then upgraded', age: 86, temper: 'calm' },
  ])
  expect(await agents[2].toText()).toBe('agent C, then upgraded, 86 years old, calm')
  expect(system.describe('Agent').attributes.map(({ name }) => name)).toEqual(['name', 'age', 'temper'])
})

test('W4: the downgrade restores the shape and the dropped value itself: unlike the ancestor, without rounding errors', async () => {
  await using system = await ActorSystem.start()
  const classes = makeAgents()
  const agents = await spawnAgents(system, classes)
  await system.upgrade(classes.NextAgent)
  seenAs(agents[0], classes.NextAgent).celebrate()

  const report = await system.upgrade(classes.Agent)

  expect(report).toMatchObject({ outcome: 'committed', migrated: 3, killed: [] })
  expect(report.plan.changes[0]!.attributes).toEqual({
    added: ['height'],
    dropped: ['age'],
    renamed: { temper: 'mood' },
  })
  expect(await Promise.all(agents.map((agent) => agent.portrait()))).toEqual([
    { name: 'A, then upgraded, then downgraded', height: 1.8, mood: 'calm' },
    { name: 'B, then upgraded, then downgraded', height: 1.63, mood: 'calm' },
    { name: 'C, then upgraded, then downgraded', height: 1.71, mood: 'calm' },
  ])
  expect(await agents[1].toText()).toBe('agent B, then upgraded, then downgraded of height 1.63 m, calm')
})

test('W4: an instance that never had the dropped value gets what the way down computes', async () => {
  await using system = await ActorSystem.start()
  const classes = makeAgents()
  await spawnAgents(system, classes)
  await system.upgrade(classes.NextAgent)
  const young = await system.spawn(classes.NextAgent, ['D', 82])
  await system.upgrade(classes.Agent)
  expect(await young.portrait()).toEqual({ name: 'D, then downgraded', height: 1.64, mood: 'calm' })
})

test('W5: extra data reaches every migration: of each instance, each class, each level, each step and both ways', async () => {
  await using system = await ActorSystem.start()
  const told: string[] = []
  const extra = { from: 'the operator' }
  const tell = (context: MigrationContext, way: string) => {
    expect(context.extra).toBe(extra)
    told.push(`${context.class} ${way}`)
  }
  const classes = makeAgents(tell)
  const steps = (from: string) =>
    migration(from, {
      renames: {},
      up: (_, __, context) => tell(context, `up from ${from}`),
      down: (_, __, context) => tell(context, `down to ${from}`),
    })
  @actor({ name: 'Spy', version: '1.0.0' })
  class Spy extends classes.Agent {
    @attribute() cover = 'none'
  }
  @actor({ name: 'Spy', version: '3.0.0', migrations: [steps('1.0.0'), steps('2.0.0')] })
  class NextSpy extends classes.NextAgent {
    @attribute() cover = 'none'
  }
  await system.spawn(classes.Agent, ['A', 1.8])
  await system.spawn(Spy, ['B', 1.63])

  expect((await system.upgrade([classes.NextAgent, NextSpy], { extra })).outcome).toBe('committed')
  expect(told.toSorted()).toEqual(['Agent up', 'Agent up', 'Spy up from 1.0.0', 'Spy up from 2.0.0'])
  told.length = 0
  expect((await system.upgrade([classes.Agent, Spy], { extra })).outcome).toBe('committed')
  expect(told.toSorted()).toEqual(['Agent down', 'Agent down', 'Spy down to 1.0.0', 'Spy down to 2.0.0'])
})

test('W5: without extra data migrations get none', async () => {
  await using system = await ActorSystem.start()
  const extras: unknown[] = []
  const classes = makeAgents(({ extra }) => extras.push(extra))
  await spawnAgents(system, classes)
  await system.upgrade(classes.NextAgent, { extra: 'first' })
  await system.upgrade(classes.Agent)
  expect(extras).toEqual(['first', 'first', 'first', undefined, undefined, undefined])
})

test('W6: the migration knows the class and both versions, up and down', async () => {
  await using system = await ActorSystem.start()
  const told: string[] = []
  const classes = makeAgents((context, way) => told.push(`${way}: ${context.class} ${context.from} -> ${context.to}`))
  await system.spawn(classes.Agent, ['A', 1.8])
  await system.upgrade(classes.NextAgent)
  await system.upgrade(classes.Agent)
  expect(told).toEqual(['up: Agent 1.2.3 -> 1.2.4', 'down: Agent 1.2.4 -> 1.2.3'])
})

test('W6: each step of a chain knows where the whole way begins and ends', async () => {
  await using system = await ActorSystem.start()
  const told: string[] = []
  const step = (from: string) => {
    const tell = (_: unknown, __: unknown, context: MigrationContext) =>
      void told.push(`step of ${from}: ${context.from} -> ${context.to}`)
    return migration(from, { renames: {}, up: tell, down: tell })
  }
  @actor({ name: 'Chained', version: '1.0.0' })
  class First extends Actor {
    @attribute() a = 1
  }
  @actor({ name: 'Chained', version: '3.0.0', migrations: [step('1.0.0'), step('2.0.0')] })
  class Third extends Actor {
    @attribute() a = 1
  }
  await system.spawn(First)
  await system.upgrade(Third)
  await system.upgrade(First)
  expect(told).toEqual([
    'step of 1.0.0: 1.0.0 -> 3.0.0',
    'step of 2.0.0: 1.0.0 -> 3.0.0',
    'step of 2.0.0: 3.0.0 -> 1.0.0',
    'step of 1.0.0: 3.0.0 -> 1.0.0',
  ])
})

// ---- methods ---------------------------------------------------------------------------------------------------------

describe('W8: methods are inherited, overridden, constant, and called of an explicit superclass', () => {
  test('W8: methods are inherited through all levels and traits', async () => {
    await using system = await ActorSystem.start()
    const { Cat } = makeCreatures()
    const cat = await system.spawn(Cat, [3, 'female', 'sand', 'white'])
    cat.declareBirthday()
    expect(await cat.getAge()).toBe(4)
    expect(await cat.getGender()).toBe('female')
    expect(await cat.isHotBlooded()).toBe(true)
    expect(await cat.getFurColor()).toBe('sand')
    expect(await cat.getMeanChildrenCount()).toBe(4)
    cat.giveBirth(5)
    expect(await cat.getBirthsGiven()).toBe(5)
    expect(await cat.getWhiskerColor()).toBe('white')
    expect(await cat.canEat('soup')).toBe(true)
    expect(await cat.canEat('tangerine')).toBe(false)
    await expect(cat.canEat('chocolate')).rejects.toThrow('chocolate harms cats')
    expect(cat.className).toBe('Cat')
  })

  test('W8: an override counts, also where a superclass calls it', async () => {
    await using system = await ActorSystem.start()
    const { Creature, Mammal } = makeCreatures()
    const creature = await system.spawn(Creature, [1, 'male'])
    const mammal = await system.spawn(Mammal, [1, 'male', 'brown'])
    creature.setAge(5)
    mammal.setAge(5)
    expect([await creature.getAge(), await mammal.getAge()]).toEqual([36, 5])
    expect(await creature.callOwnMethods(347)).toEqual({ age: 36, number: 10 })
    expect(await mammal.callOwnMethods(347)).toEqual({ age: 347, number: 15 })
  })

  test('W8: the version of an explicit superclass can be called, and follows the upgrade of that superclass', async () => {
    await using system = await ActorSystem.start()
    const { Cat } = makeCreatures()
    const cat = await system.spawn(Cat, [3, 'female', 'sand', 'white'])
    expect(await cat.setAgeAsCreature(20)).toBe(36)
    @actor({ name: 'Creature', version: '2.0.0' })
    class Creature extends Actor {
      @attribute() age = 0
      @attribute() gender = 'male'
      @oneway() setAge(_age: number): Oneway {
        this.age = 63
      }
      @request({ const: true }) getAge() {
        return this.age
      }
    }
    expect((await system.upgrade(Creature)).outcome).toBe('committed')
    expect(await cat.setAgeAsCreature(20)).toBe(63)
    cat.setAge(20)
    expect(await cat.getAge()).toBe(20)
  })

  test('W8: an explicit call reaches a trait, takes arguments on, and refuses what is no superclass', async () => {
    await using system = await ActorSystem.start()
    const { OvoviviparousBeing, Cat, Platypus } = makeCreatures()
    @actor({ name: 'OldPlatypus', version: '1.0.0' })
    class OldPlatypus extends Platypus {
      @request() ask() {
        this.as(OvoviviparousBeing).layEggs(3)
        return [this.as(OvoviviparousBeing).getMeanEggsCount(), this.getMeanEggsCount(), this.eggsLaid]
      }
      @request() askCat() {
        return this.as(Cat).getTeatCount()
      }
    }
    const platypus = await system.spawn(OldPlatypus, [4, 'male', 'brown', 'black'])
    expect(await platypus.ask()).toEqual([1000, 2, 3])
    await expect(platypus.askCat()).rejects.toMatchObject({ code: 'not-an-ancestor' })
  })

  test('W8: a const request may read and call const requests, and is refused when it writes, itself or by what it calls', async () => {
    await using system = await ActorSystem.start()
    const { Mammal } = makeCreatures()
    @actor({ name: 'Liar', version: '1.0.0' })
    class Liar extends Mammal {
      @request({ const: true }) describe() {
        return `${this.getFurColor()}, ${this.getAge()}`
      }
      @request({ const: true }) write() {
        this.age = 99
        return this.age
      }
      @request({ const: true }) writeByOthers() {
        this.declareBirthday()
        return this.age
      }
      @request({ const: true }) async writeLater() {
        await null
        this.furColor = 'green'
      }
    }
    const liar = await system.spawn(Liar, [3, 'male', 'grey'])
    expect(await liar.describe()).toBe('grey, 3')
    for (const lie of [() => liar.write(), () => liar.writeByOthers(), () => liar.writeLater()])
      await expect(lie()).rejects.toMatchObject({ code: 'const-write' })
    expect(await liar.portrait()).toEqual({ age: 3, gender: 'male', furColor: 'grey' })
    liar.declareBirthday()
    expect(await liar.getAge()).toBe(4)
  })

  test('W8: argument expressions and receivers are evaluated once', async () => {
    await using system = await ActorSystem.start()
    const { Creature, Mammal } = makeCreatures()
    @actor({ name: 'Counting', version: '1.0.0' })
    class Counting extends Mammal {
      @attribute() calls = 0
      private once<T>(value: T): T {
        this.calls += 1
        return value
      }
      @request() testSingleExecution() {
        this.once(this).age = this.once(10)
        this.once(this).age += this.once(1)
        this.setAge(this.once(20))
        this.as(Creature).setAge(this.once(20))
        const { calls } = this
        return { calls, age: this.age }
      }
    }
    const counting = await system.spawn(Counting, [1, 'male', 'brown'])
    expect(await counting.testSingleExecution()).toEqual({ calls: 6, age: 36 })

    let evaluated = 0
    const next = () => (evaluated += 1)
    counting.setAge(next())
    expect(await counting.callOwnMethods(next())).toEqual({ age: 2, number: 15 })
    expect(await counting.with({ timeout: 1000 }).callOwnMethods(next())).toEqual({ age: 3, number: 15 })
    expect(evaluated).toBe(3)
  })

  test('W8: static methods are inherited and overridden', async () => {
    await using system = await ActorSystem.start()
    const { Creature, Mammal, Cat } = makeCreatures()
    system.register(Cat)
    expect([Creature.lifeExpectancy(), Mammal.lifeExpectancy(), Cat.lifeExpectancy()]).toEqual([20, 20, 18])
  })
})

// ---- births ----------------------------------------------------------------------------------------------------------

describe('W10: each way of creating gives a working instance', () => {
  /** Its start waits for the gate, and so does whoever spawns it. */
  function makeSlow(until: Promise<void>, notes: string[] = []) {
    @actor({ name: 'Slow', version: '1.0.0' })
    class Slow extends Actor {
      @attribute() title: string
      constructor(title: string) {
        super()
        if (title === '') throw new Error('a title is needed')
        notes.push('construct')
        this.title = title
      }
      async start() {
        await until
        if (this.title === 'none') throw new Error('no such title')
        notes.push('start')
      }
      @request() getTitle() {
        return this.title
      }
      @oneway() fail(): Oneway {
        throw new Error('intended')
      }
    }
    return Slow
  }

  test('W10: waiting: spawn settles when the constructor and start have ended, and not before', async () => {
    await using system = await ActorSystem.start()
    using gate = makeGate()
    const notes: string[] = []
    const birth = system.spawn(makeSlow(gate.opened, notes), ['created by spawn'])
    void birth.then(() => notes.push('spawned'))
    await settle()
    expect(notes).toEqual(['construct'])
    gate.open()
    expect(await (await birth).getTitle()).toBe('created by spawn')
    expect(notes).toEqual(['construct', 'start', 'spawned'])
  })

  test('W10: waiting: spawn rejects with what the constructor or start threw, and leaves no instance and no name behind', async () => {
    await using system = await ActorSystem.start()
    const Slow = makeSlow(Promise.resolve())
    await expect(system.spawn(Slow, [''], { name: 'slow' })).rejects.toMatchObject({
      code: 'start-failed',
      cause: { message: 'a title is needed' },
    })
    await expect(system.spawn(Slow, ['none'], { name: 'slow' })).rejects.toMatchObject({
      code: 'start-failed',
      cause: { message: 'no such title' },
    })
    expect(system.countInstances(Slow)).toBe(0)
    expect(system.whereis('slow')).toBeUndefined()
    const slow = await system.spawn(Slow, ['created after failures'], { name: 'slow' })
    expect(await slow.getTitle()).toBe('created after failures')
  })

  function makeParents(Slow: ReturnType<typeof makeSlow>) {
    @actor({ name: 'Parent', version: '1.0.0' })
    class Parent extends Actor {
      @request() bear(title: string, link: boolean, name: string) {
        return this.spawn(Slow, [title], { link, name })
      }
      @oneway() fail(): Oneway {
        throw new Error('intended')
      }
      @request() ping() {
        return 'pong'
      }
    }
    return Parent
  }

  test('W10: linked or not: a child answers either way, and dies with its parent only when it is linked', async () => {
    await using system = await ActorSystem.start()
    const Slow = makeSlow(Promise.resolve())
    const parent = await system.spawn(makeParents(Slow))
    const linked = await parent.bear('linked', true, 'a')
    const loose = await parent.bear('loose', false, 'b')
    expect([await linked.getTitle(), await loose.getTitle()]).toEqual(['linked', 'loose'])
    parent.fail()
    expect(await linked.exited).toMatchObject({ type: 'linked', pid: parent.pid })
    expect(await loose.getTitle()).toBe('loose')
  })

  test('W10: linked or not: a parent dies with its child only when that is linked', async () => {
    await using system = await ActorSystem.start()
    const Slow = makeSlow(Promise.resolve())
    const parent = await system.spawn(makeParents(Slow))
    const loose = await parent.bear('loose', false, 'a')
    loose.fail()
    expect(await loose.exited).toMatchObject({ type: 'crashed', method: 'fail' })
    expect(await parent.ping()).toBe('pong')
    const linked = await parent.bear('linked', true, 'b')
    linked.fail()
    expect(await parent.exited).toMatchObject({ type: 'linked', pid: linked.pid })
  })

  test('W10: named: it is found by its name, which is unique, and free again when it has ended', async () => {
    await using system = await ActorSystem.start()
    const Slow = makeSlow(Promise.resolve())
    const first = await system.spawn(Slow, ['first'], { name: 'the one' })
    expect(await system.whereis('the one', Slow)!.getTitle()).toBe('first')
    expect(system.whereis('the one')!.pid).toBe(first.pid)
    await expect(system.spawn(Slow, ['second'], { name: 'the one' })).rejects.toMatchObject({ code: 'name-taken' })
    await first.stop()
    expect(system.whereis('the one')).toBeUndefined()
    await system.spawn(Slow, ['second'], { name: 'the one' })
    expect(await system.whereis('the one', Slow)!.getTitle()).toBe('second')
  })

  test('W10: not waiting: a ref is there at once, and what is sent to it waits for the birth, in order', async () => {
    await using system = await ActorSystem.start()
    using gate = makeGate()
    const notes: string[] = []
    const slow = system.spawnNow(makeSlow(gate.opened, notes), ['created by spawnNow'], { name: 'slow' })
    const title = slow.getTitle().then((answer) => {
      notes.push('answered')
      return answer
    })
    await settle()
    expect(notes).toEqual(['construct'])
    gate.open()
    expect(await title).toBe('created by spawnNow')
    expect(notes).toEqual(['construct', 'start', 'answered'])
    expect(system.whereis('slow')!.pid).toBe(slow.pid)
  })

  test('W10: not waiting: a failing birth is told by the exit, and to who sent something', async () => {
    await using system = await ActorSystem.start()
    const Slow = makeSlow(Promise.resolve())
    for (const [title, method] of [
      ['', 'constructor'],
      ['none', 'start'],
    ] as const) {
      const slow = system.spawnNow(Slow, [title], { name: 'slow' })
      const answer = slow.getTitle()
      const { exited } = slow
      await expect(answer).rejects.toMatchObject({ code: 'exited', facts: { reason: { type: 'crashed', method } } })
      expect(await exited).toMatchObject({ type: 'crashed', method })
      expect(system.whereis('slow')).toBeUndefined()
    }
    expect(system.countInstances(Slow)).toBe(0)
  })

  test('W10: with a time limit: a birth in time is a birth; one that is late is refused, and nothing is left of it', async () => {
    const clock = new VirtualClock()
    await using system = await startAt(clock)
    using gate = makeGate()
    const Slow = makeSlow(gate.opened)
    const late = system.spawn(Slow, ['late'], { timeout: 100, name: 'slow' }).catch((error: unknown) => error)
    await settle()
    await clock.advance(99)
    expect(system.countInstances(Slow)).toBe(1)
    await clock.advance(1)
    expect(await late).toMatchObject({ code: 'start-timeout', facts: { class: 'Slow', ms: 100 } })
    expect(system.countInstances(Slow)).toBe(0)
    expect(system.whereis('slow')).toBeUndefined()
    const timely = system.spawn(Slow, ['timely'], { timeout: 100, name: 'slow' })
    await clock.advance(99)
    gate.open()
    expect(await (await timely).getTitle()).toBe('timely')
    // The limit is one of the birth, not of the life.
    await clock.advance(1000)
    expect(await (await timely).getTitle()).toBe('timely')
  })

  test('W10: passive: the instance itself is given, and its methods are called directly', async () => {
    await using system = await ActorSystem.start()
    const log: string[] = []
    const { Cat, Mammal } = makeCreatures(log)
    const cat = system.passive(Cat, [3, 'female', 'sand', 'white'])
    cat.giveBirth(2)
    cat.setAge(5)
    expect([cat.getAge(), cat.getBirthsGiven(), cat.getWhiskerColor(), cat.canEat('meat')]).toEqual([
      5,
      2,
      'white',
      true,
    ])
    expect(cat).toBeInstanceOf(Mammal)
    expect(system.countInstances(Cat)).toBe(0)
    system.release(cat)
    expect(log.filter((entry) => entry.startsWith('destruct'))[0]).toBe('destruct Cat')
    expect(log.filter((entry) => entry.startsWith('destruct'))).toHaveLength(4)
  })

  test('W10: from inside: an instance bears others, named and linked at once', async () => {
    await using system = await ActorSystem.start()
    const Slow = makeSlow(Promise.resolve())
    const parent = await system.spawn(makeParents(Slow))
    const child = await parent.bear('both', true, 'child')
    expect(system.whereis('child')!.pid).toBe(child.pid)
    expect(await child.getTitle()).toBe('both')
    await child.stop()
    // A normal end is nothing to the other one.
    expect(await parent.ping()).toBe('pong')
  })
})

// ---- ends ------------------------------------------------------------------------------------------------------------

test('W12: a deletion is acknowledged after all destructors have run, derived to base, each waiting for the last', async () => {
  await using system = await ActorSystem.start()
  using gate = makeGate()
  const log: string[] = []
  const { Cat } = makeCreatures(log)
  @actor({ name: 'Kitten', version: '1.0.0' })
  class Kitten extends Cat {
    override async destruct() {
      log.push('Kitten begins to go')
      await gate.opened
      log.push('Kitten is gone')
    }
  }
  const kitten = await system.spawn(Kitten, [1, 'male', 'grey', 'white'])
  log.length = 0
  const stopped = kitten.stop().then((reason) => {
    log.push('acknowledged')
    return reason
  })
  await settle()
  expect(log).toEqual(['Kitten begins to go'])
  gate.open()
  expect(await stopped).toEqual({ type: 'stopped' })
  expect(log[1]).toBe('Kitten is gone')
  expect(log.slice(2, -1).toSorted()).toEqual(
    ['destruct Cat', 'destruct Mammal', 'destruct ViviparousBeing', 'destruct Creature'].toSorted(),
  )
  expect(log.indexOf('destruct Cat')).toBe(2)
  expect(log.indexOf('destruct Mammal')).toBeLessThan(log.indexOf('destruct Creature'))
  expect(log.at(-1)).toBe('acknowledged')
  await expect(kitten.getAge()).rejects.toMatchObject({ code: 'no-such-instance' })
})

test('W12: who asks twice, or asks one that has gone, gets the same answer', async () => {
  await using system = await ActorSystem.start()
  const log: string[] = []
  const { Creature } = makeCreatures(log)
  const creature = await system.spawn(Creature, [1, 'male'])
  const reasons = await Promise.all([creature.stop('enough'), creature.stop('more than enough')])
  expect(reasons).toEqual([
    { type: 'stopped', detail: 'enough' },
    { type: 'stopped', detail: 'enough' },
  ])
  expect(await creature.stop()).toEqual({ type: 'stopped', detail: 'enough' })
  expect(log.filter((entry) => entry === 'destruct Creature')).toHaveLength(1)
})

test('W12: many are deleted at once, and all are gone when the last is acknowledged', async () => {
  await using system = await ActorSystem.start()
  const log: string[] = []
  const { Creature } = makeCreatures(log)
  const creatures = await Promise.all(Array.from({ length: 50 }, () => system.spawn(Creature, [1, 'male'])))
  await Promise.all(creatures.map((creature) => creature.stop()))
  expect(log.filter((entry) => entry === 'destruct Creature')).toHaveLength(50)
  expect(system.countInstances(Creature)).toBe(0)
})

test('W12: unlike the ancestor, the wait for a destructor has a limit, which says what did not end', async () => {
  const clock = new VirtualClock()
  await using system = await startAt(clock)
  using gate = makeGate()
  const { Creature } = makeCreatures()
  @actor({ name: 'Clinging', version: '1.0.0' })
  class Clinging extends Creature {
    override async destruct() {
      await gate.opened
    }
  }
  const failed: string[] = []
  system.events$.subscribe((event) => {
    if (event.type === 'destruct-failed') failed.push(String(event.error))
  })
  const clinging = await system.spawn(Clinging, [1, 'male'])
  const stopped = clinging.stop()
  await settle()
  await clock.advance(5000)
  expect(await stopped).toEqual({ type: 'stopped' })
  expect(failed.join()).toContain('5000 ms')
})

// ---- introspection ---------------------------------------------------------------------------------------------------

test('W14: superclasses and traits are told, with the order in which they are asked', async () => {
  await using system = await ActorSystem.start()
  const { Cat, Platypus } = makeCreatures()
  system.register(Cat, Platypus)
  expect(system.describe(Cat)).toMatchObject({
    name: 'Cat',
    version: '1.0.0',
    description: 'Any kind of cat.',
    superclass: 'Mammal',
    traits: ['ViviparousBeing'],
    lineage: ['Cat', 'Mammal', 'Creature', 'ViviparousBeing'],
  })
  expect(system.describe('Platypus')).toMatchObject({
    superclass: 'Mammal',
    traits: ['OvoviviparousBeing'],
    lineage: ['Platypus', 'Mammal', 'OvoviviparousBeing', 'Creature'],
    versions: { Platypus: '1.0.0', Mammal: '1.0.0', OvoviviparousBeing: '1.0.0', Creature: '1.0.0' },
  })
  expect(system.describe('Creature')).toMatchObject({ superclass: null, traits: [], lineage: ['Creature'] })
  expect(system.classes.map(({ name }) => name).toSorted()).toEqual(
    ['Cat', 'Creature', 'Mammal', 'OvoviviparousBeing', 'Platypus', 'ViviparousBeing'].toSorted(),
  )
})

test('W14: attributes are told with their descriptions and their owners, inherited ones too, each once', async () => {
  await using system = await ActorSystem.start()
  const { Platypus } = makeCreatures()
  system.register(Platypus)
  const byName = (a: { readonly name: string }, b: { readonly name: string }) => a.name.localeCompare(b.name)
  expect(system.describe(Platypus).attributes.toSorted(byName)).toEqual(
    [
      { name: 'age', owner: 'Creature', description: 'in years' },
      { name: 'gender', owner: 'Creature', description: undefined },
      { name: 'furColor', owner: 'Mammal', description: undefined },
      { name: 'eggsLaid', owner: 'OvoviviparousBeing', description: 'how many eggs it laid' },
      { name: 'billColor', owner: 'Platypus', description: 'the color of its bill' },
      { name: 'alternateNames', owner: 'Platypus', description: undefined },
    ].toSorted(byName),
  )
})

test('W14: methods are told with their kinds, whether they are const, and the class whose version counts', async () => {
  await using system = await ActorSystem.start()
  const { Cat } = makeCreatures()
  system.register(Cat)
  const { methods } = system.describe(Cat)
  const find = (name: string) => methods.filter((method) => method.name === name)
  expect(find('getAge')).toEqual([{ name: 'getAge', kind: 'request', isConst: true, owner: 'Creature' }])
  expect(find('callOwnMethods')).toEqual([
    { name: 'callOwnMethods', kind: 'request', isConst: false, owner: 'Creature' },
  ])
  expect(find('setAge')).toEqual([{ name: 'setAge', kind: 'oneway', isConst: false, owner: 'Mammal' }])
  expect(find('giveBirth')).toEqual([{ name: 'giveBirth', kind: 'oneway', isConst: false, owner: 'ViviparousBeing' }])
  expect(find('lifeExpectancy')).toEqual([{ name: 'lifeExpectancy', kind: 'static', isConst: false, owner: 'Cat' }])
  const names =
    'getTeatCount canEat getWhiskerColor crash lifeExpectancy ' +
    'setAge isHotBlooded getFurColor getArbitraryNumber setAgeAsCreature ' +
    'getAge declareBirthday getGender callOwnMethods portrait ' +
    'getMeanChildrenCount getBirthsGiven giveBirth'
  expect(methods.map(({ name }) => name).toSorted()).toEqual(names.split(' ').toSorted())
})

test('W14: introspection follows an upgrade, and tells how many instances there are', async () => {
  await using system = await ActorSystem.start()
  const { Agent, NextAgent } = makeAgents()
  await system.spawn(Agent, ['A', 1.8])
  @actor({ name: 'Spy', version: '1.0.0' })
  class Spy extends Agent {}
  await system.spawn(Spy, ['B', 1.8])
  await system.upgrade(NextAgent)
  expect(system.describe('Agent')).toMatchObject({
    version: '1.2.4',
    instances: { direct: 1, total: 2 },
    older: ['1.2.3'],
    attributes: [
      { name: 'name', owner: 'Agent', description: 'the name of this agent' },
      { name: 'age', owner: 'Agent', description: 'in years' },
      { name: 'temper', owner: 'Agent', description: undefined },
    ],
  })
  expect(system.describe('Spy')).toMatchObject({
    version: '1.0.0',
    versions: { Spy: '1.0.0', Agent: '1.2.4' },
    instances: { direct: 1, total: 1 },
  })
  expect(system.describe('Spy').methods.map(({ name }) => name)).toContain('celebrate')
})

// ---- several superclasses --------------------------------------------------------------------------------------------

/** A boat that is a vehicle, floats and has an engine; vehicles and engines are things. */
function makeBoats(log: string[]) {
  @actor({ name: 'Thing', version: '1.0.0' })
  class Thing extends Actor {
    @attribute() weight: number
    constructor(weight = 1) {
      super()
      log.push('construct Thing')
      this.weight = weight
    }
    start(): void {
      log.push('start Thing')
    }
    destruct(): void {
      log.push('destruct Thing')
    }
  }
  @actor({ name: 'Vehicle', version: '1.0.0' })
  class Vehicle extends Thing {
    @attribute() seats: number
    constructor(weight: number, seats: number) {
      super(weight)
      log.push('construct Vehicle')
      this.seats = seats
    }
    override start(): void {
      log.push('start Vehicle')
    }
    override destruct(): void {
      log.push('destruct Vehicle')
    }
    @request() countSeats() {
      return this.seats
    }
  }
  @actor({ name: 'Floating', version: '1.0.0' })
  class Floating extends Actor {
    @attribute() draught = 2
    constructor() {
      super()
      log.push('construct Floating')
    }
    start(): void {
      log.push('start Floating')
    }
    destruct(): void {
      log.push('destruct Floating')
    }
    @request() getDraught() {
      return this.draught
    }
  }
  @actor({ name: 'Motorised', version: '1.0.0' })
  class Motorised extends Thing {
    @attribute() power: number
    constructor(weight: number, power: number) {
      super(weight)
      log.push('construct Motorised')
      this.power = power
    }
    override start(): void {
      log.push('start Motorised')
    }
    override destruct(): void {
      log.push('destruct Motorised')
    }
    @request() getPower() {
      return this.power
    }
  }
  interface Boat extends Floating, Motorised {}
  @actor({ name: 'Boat', version: '1.0.0', traits: [Floating, Motorised] })
  class Boat extends Vehicle {
    @attribute() port: string
    constructor(port: string) {
      super(1000, 4)
      this.construct(Motorised, [1000, 90])
      log.push('construct Boat')
      this.port = port
    }
    override start(): void {
      log.push('start Boat')
    }
    override destruct(): void {
      log.push('destruct Boat')
    }
    @request() portrait() {
      return portraitOf(this, this.system.describe(Boat))
    }
  }
  return { Thing, Vehicle, Floating, Motorised, Boat }
}

const namesOf = (log: readonly string[], what: string) =>
  log.filter((entry) => entry.startsWith(what)).map((entry) => entry.slice(what.length + 1))

test('W22: an instance of a class with three superclasses has the attributes and methods of all of them, each constructed once', async () => {
  await using system = await ActorSystem.start()
  const log: string[] = []
  const boat = await system.spawn(makeBoats(log).Boat, ['Brest'])
  expect(await boat.portrait()).toEqual({ weight: 1000, seats: 4, draught: 2, power: 90, port: 'Brest' })
  expect([await boat.countSeats(), await boat.getDraught(), await boat.getPower()]).toEqual([4, 2, 90])
  expect(namesOf(log, 'construct').toSorted()).toEqual(['Boat', 'Floating', 'Motorised', 'Thing', 'Vehicle'])
  expect(namesOf(log, 'construct').at(-1)).toBe('Boat')
})

test('W22: destructors run derived to base, traits in the reverse order of their declaration', async () => {
  await using system = await ActorSystem.start()
  const log: string[] = []
  const boat = await system.spawn(makeBoats(log).Boat, ['Brest'])
  await boat.stop()
  const order = namesOf(log, 'destruct')
  const before = (first: string, second: string) => order.indexOf(first) < order.indexOf(second)
  expect(order.toSorted()).toEqual(['Boat', 'Floating', 'Motorised', 'Thing', 'Vehicle'])
  expect(order[0]).toBe('Boat')
  expect(before('Vehicle', 'Thing') && before('Motorised', 'Thing'), order.join()).toBe(true)
  expect(before('Motorised', 'Floating'), order.join()).toBe(true)
})

test('W22: what was started last is released first: destructors run in the reverse order of the starts', async () => {
  await using system = await ActorSystem.start()
  const log: string[] = []
  const boat = await system.spawn(makeBoats(log).Boat, ['Brest'])
  await boat.stop()
  expect(namesOf(log, 'start').at(-1)).toBe('Boat')
  expect(namesOf(log, 'destruct')).toEqual(namesOf(log, 'start').toReversed())
})

test('W22: a destructor that throws keeps none of the others from running', async () => {
  await using system = await ActorSystem.start()
  const log: string[] = []
  const { Boat } = makeBoats(log)
  @actor({ name: 'Wreck', version: '1.0.0' })
  class Wreck extends Boat {
    override destruct() {
      throw new Error('stuck')
    }
  }
  const failures: unknown[] = []
  system.events$.subscribe((event) => {
    if (event.type === 'destruct-failed') failures.push(event.error)
  })
  const wreck = await system.spawn(Wreck, ['Brest'])
  expect(await wreck.stop()).toEqual({ type: 'stopped' })
  expect(namesOf(log, 'destruct')).toHaveLength(5)
  expect(failures).toMatchObject([{ message: 'stuck' }])
})

// ---- the platypus ----------------------------------------------------------------------------------------------------

test('W25: the platypus inherits by both ways, and its base is constructed and destructed once', async () => {
  await using system = await ActorSystem.start()
  const log: string[] = []
  const { Platypus } = makeCreatures(log)
  const platypus = await system.spawn(Platypus, [4, 'male', 'brown', 'black'])
  expect(log).toEqual(['construct Creature', 'construct Mammal', 'construct OvoviviparousBeing', 'construct Platypus'])
  expect(platypus.className).toBe('Platypus')
  expect(await platypus.getAge()).toBe(4)
  expect(await platypus.getGender()).toBe('male')
  platypus.setAge(5)
  expect(await platypus.getAge()).toBe(5)
  platypus.declareBirthday()
  expect(await platypus.getAge()).toBe(6)
  expect(await platypus.isHotBlooded()).toBe(true)
  expect(await platypus.getFurColor()).toBe('brown')
  expect(await platypus.getMeanEggsCount()).toBe(2)
  expect(await platypus.getEggsLaid()).toBe(0)
  platypus.layEggs(1)
  expect(await platypus.getEggsLaid()).toBe(1)
  expect(await platypus.getTeatCount()).toBe(0)
  expect([await platypus.canEat('weed'), await platypus.canEat('mammoth')]).toEqual([true, false])
  expect(await platypus.getBillColor()).toBe('black')
  expect(await platypus.getAlternateNames()).toEqual(['Hector', 'Edgar', 'Roger', 'Sean'])
  expect(await platypus.popFirstAlternateName()).toBe('Hector')
  expect(await platypus.getAlternateNames()).toEqual(['Edgar', 'Roger', 'Sean'])
  log.length = 0
  await platypus.stop()
  expect(log.toSorted()).toEqual(
    ['destruct Platypus', 'destruct Mammal', 'destruct OvoviviparousBeing', 'destruct Creature'].toSorted(),
  )
  expect([log[0], log[3]]).toEqual(['destruct Platypus', 'destruct Creature'])
})

test('W25: a platypus is an instance of all that it inherits from, and is counted there', async () => {
  await using system = await ActorSystem.start()
  const { Creature, Mammal, OvoviviparousBeing, ViviparousBeing, Cat, Platypus } = makeCreatures()
  const platypus = await system.spawn(Platypus, [4, 'male', 'brown', 'black'])
  const cat = await system.spawn(Cat, [4, 'male', 'brown', 'black'])
  const pidsOf = (value: ActorClass) => [...system.instancesOf(value)].map(({ pid }) => pid).toSorted()
  expect(pidsOf(Creature)).toEqual([platypus.pid, cat.pid].toSorted())
  expect(pidsOf(Mammal)).toEqual([platypus.pid, cat.pid].toSorted())
  expect(pidsOf(OvoviviparousBeing)).toEqual([platypus.pid])
  expect(pidsOf(ViviparousBeing)).toEqual([cat.pid])
  expect(pidsOf(Platypus)).toEqual([platypus.pid])
})

test('W25: it creates and deletes others from inside a method', async () => {
  await using system = await ActorSystem.start()
  const log: string[] = []
  const { Platypus } = makeCreatures(log)
  const platypus = await system.spawn(Platypus, [3, 'female', 'violet', 'grey'])
  log.length = 0
  const played = platypus.playWithCat()
  // What comes meanwhile waits for the method, and is served after it.
  expect(await platypus.getBillColor()).toBe('grey')
  const { pid, color, exit } = await played
  expect({ color, exit }).toEqual({ color: 'black', exit: { type: 'stopped' } })
  expect(log.filter((entry) => entry.endsWith('Cat'))).toEqual(['construct Cat', 'destruct Cat'])
  expect(system.find(pid)).toBeUndefined()
  expect(system.countInstances('Cat')).toBe(0)
})

test('W25: a cat that crashes on purpose is told to the platypus that waits for its end, which lives on', async () => {
  await using system = await ActorSystem.start()
  const { Platypus } = makeCreatures()
  const platypus = await system.spawn(Platypus, [3, 'female', 'violet', 'grey'])
  expect(await platypus.loseCat()).toMatchObject({
    type: 'crashed',
    method: 'crash',
    error: { message: 'an intentional crash' },
  })
  expect(await platypus.getBillColor()).toBe('grey')
  expect(system.countInstances('Cat')).toBe(0)
})

test('W25: the classes of both ways can be upgraded under the platypus, in one set', async () => {
  await using system = await ActorSystem.start()
  const { Platypus, Creature } = makeCreatures()
  const platypus = await system.spawn(Platypus, [4, 'male', 'brown', 'black'])
  platypus.layEggs(3)
  @actor({
    name: 'OvoviviparousBeing',
    version: '2.0.0',
    migrations: [migration('1.0.0', rename('eggsLaid', 'eggs'))],
  })
  class OvoviviparousBeing extends Creature {
    @attribute() eggs = 0
    @request({ const: true }) getEggsLaid() {
      return this.eggs * 10
    }
    @request({ const: true }) getMeanEggsCount() {
      return 500
    }
  }
  @actor({
    name: 'Mammal',
    version: '2.0.0',
    migrations: [
      migration(
        '1.0.0',
        drop('furColor', () => 'bare'),
      ),
    ],
  })
  class Mammal extends Creature {
    @oneway() override setAge(age: number): Oneway {
      this.age = age + 1
    }
  }
  const report = await system.upgrade([Mammal, OvoviviparousBeing])

  expect(report).toMatchObject({ outcome: 'committed', migrated: 1 })
  expect(report.plan.affected).toMatchObject(
    expect.arrayContaining([expect.objectContaining({ class: 'Platypus', instances: 1 })]) as never,
  )
  expect(await platypus.portrait()).toEqual({
    age: 4,
    gender: 'male',
    eggs: 3,
    billColor: 'black',
    alternateNames: ['Hector', 'Edgar', 'Roger', 'Sean'],
  })
  platypus.setAge(7)
  expect(await platypus.getAge()).toBe(8)
  expect(await platypus.getEggsLaid()).toBe(30)
  expect(await platypus.getMeanEggsCount()).toBe(2)
})

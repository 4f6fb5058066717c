import { expect, test } from 'vitest'
import {
  actor,
  Actor,
  attribute,
  oneway,
  type Oneway,
  type Reference,
  request,
  type StandardSchema,
} from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { eventsOf, failureOf, makeDoor, startStill, stateOf } from '../still.js'

test('the constructor gets the arguments of spawn, whatever its superclass takes', async () => {
  const { system } = await startStill()
  @actor({ version: '1.0.0' })
  class Creature extends Actor {
    @attribute() age: number
    constructor(age: number) {
      super()
      this.age = age
    }
  }
  @actor({ version: '1.0.0' })
  class Cat extends Creature {
    @attribute() name: string
    constructor(name: string, options: { age: number }) {
      super(options.age)
      this.name = name
    }
    @request() who() {
      return [this.name, this.age]
    }
  }
  const tom = await system.spawn(Cat, ['Tom', { age: 4 }])
  expect(await tom.who()).toEqual(['Tom', 4])
})

test('an initial value is there before the constructor runs; a function makes one for each instance', async () => {
  const { system } = await startStill()
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    @attribute({ initial: 9 }) lives!: number
    @attribute({ initial: () => [] }) toys!: string[]
    @attribute() seen: unknown
    constructor(toy: string) {
      super()
      this.seen = this.lives
      this.toys.push(toy)
    }
    @request() all() {
      return [this.lives, this.seen, this.toys]
    }
  }
  const [tom, tim] = await Promise.all([system.spawn(Cat, ['mouse']), system.spawn(Cat, ['ball'])])
  expect(await tom.all()).toEqual([9, 9, ['mouse']])
  expect(await tim.all()).toEqual([9, 9, ['ball']])
})

test('start runs after the constructor, base first, each after the last one has settled', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const door = makeDoor()
  @actor({ version: '1.0.0' })
  class Creature extends Actor {
    constructor() {
      super()
      log.push('construct')
    }
    async start() {
      log.push('start Creature')
      await door.opened
      log.push('started Creature')
    }
  }
  @actor({ version: '1.0.0' })
  class Cat extends Creature {
    override async start() {
      log.push('start Cat')
    }
  }
  const spawned = system.spawn(Cat)
  expect(log).toEqual(['construct', 'start Creature'])
  expect(await stateOf(spawned)).toBe('pending')
  door.open()
  await spawned
  expect(log).toEqual(['construct', 'start Creature', 'started Creature', 'start Cat'])
})

test('a start that returns a promise of any make is waited for', async () => {
  const { system } = await startStill()
  const log: string[] = []
  let settleStart!: () => void
  @actor({ version: '1.0.0' })
  class Creature extends Actor {
    start(): unknown {
      // oxlint-disable-next-line unicorn/no-thenable -- a promise of another make
      return { then: (resolve: () => void) => void (settleStart = resolve) }
    }
  }
  @actor({ version: '1.0.0' })
  class Cat extends Creature {
    override start() {
      log.push('start Cat')
    }
  }
  const spawned = system.spawn(Cat)
  expect(await stateOf(spawned)).toBe('pending')
  expect(log).toEqual([])
  settleStart()
  await spawned
  expect(log).toEqual(['start Cat'])
})

test('messages that arrive while an instance starts wait until it has started', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const door = makeDoor()
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    constructor(introduce: (self: { meow(): void }) => void) {
      super()
      introduce(this.self(Cat))
    }
    async start() {
      await door.opened
      log.push('started')
    }
    @oneway() meow(): Oneway {
      log.push('meow')
    }
  }
  const spawned = system.spawn(Cat, [(self) => self.meow()])
  expect(await stateOf(spawned)).toBe('pending')
  expect(log).toEqual([])
  door.open()
  await (await spawned).stop()
  expect(log).toEqual(['started', 'meow'])
})

test('a constructor that throws leaves no instance: spawn rejects with the cause, the name is free, nothing is counted', async () => {
  const { system, events } = await startStill()
  const cause = new Error('no mother')
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    constructor(fails: boolean) {
      super()
      if (fails) throw cause
    }
  }
  const error = await failureOf(system.spawn(Cat, [true], { name: 'tom' }))
  expect(error.code).toBe('start-failed')
  expect(error.cause).toBe(cause)
  expect(error.facts).toMatchObject({ class: 'Cat', step: 'its constructor' })
  expect(error.message).toContain('no mother')
  expect(system.countInstances(Cat)).toBe(0)
  expect(system.whereis('tom')).toBeUndefined()
  expect(eventsOf(events, 'spawned')).toEqual([])
  expect((await system.spawn(Cat, [false], { name: 'tom' })).className).toBe('Cat')
})

for (const kind of ['sync', 'async'] as const) {
  test(`a failing ${kind} start ends the instance: its destructors run, spawn rejects with the cause, the name is free`, async () => {
    const { system, events } = await startStill()
    const log: string[] = []
    const cause = new Error('no milk')
    const fail = (): void => {
      throw cause
    }
    @actor({ version: '1.0.0' })
    class Cat extends Actor {
      start(): unknown {
        return kind === 'sync' ? fail() : Promise.resolve().then(fail)
      }
      destruct() {
        log.push('destruct')
      }
    }
    const error = await failureOf(system.spawn(Cat, [], { name: 'tom' }))
    expect(error.code).toBe('start-failed')
    expect(error.cause).toBe(cause)
    expect(error.facts).toMatchObject({ class: 'Cat', step: 'start()' })
    expect(log).toEqual(['destruct'])
    expect(system.countInstances(Cat)).toBe(0)
    expect(system.whereis('tom')).toBeUndefined()
    expect(eventsOf(events, 'exited')).toMatchObject([{ reason: { type: 'crashed', method: 'start' } }])
  })
}

test('spawn rejects when the instance was ended while it started', async () => {
  const { system } = await startStill()
  const door = makeDoor()
  let self!: { kill(): Promise<unknown> }
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    async start() {
      self = this.self(Cat)
      await door.opened
    }
  }
  const failure = failureOf(system.spawn(Cat))
  await self.kill()
  door.open()
  expect((await failure).code).toBe('start-failed')
  expect(system.countInstances(Cat)).toBe(0)
})

test('a ref that a failing constructor gave away answers that there is no such instance', async () => {
  const { system } = await startStill()
  let leaked!: { meow(): Promise<string> }
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    constructor() {
      super()
      leaked = this.self(Cat)
      throw new Error('stillborn')
    }
    @request() meow() {
      return 'meow'
    }
  }
  await failureOf(system.spawn(Cat))
  expect((await failureOf(leaked.meow())).code).toBe('no-such-instance')
})

const positive: StandardSchema = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) => (Number(value) > 0 ? { value } : { issues: [{ message: 'must be positive' }] }),
  },
}

test('an attribute that the constructor left invalid refuses the birth, and names every such attribute', async () => {
  const { system } = await startStill()
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    @attribute({ schema: positive }) age: number
    @attribute({ schema: positive }) weight: number
    constructor(age: number, weight: number) {
      super()
      this.age = age
      this.weight = weight
    }
  }
  const error = await failureOf(system.spawn(Cat, [-1, 0]))
  expect(error.code).toBe('invalid-attribute')
  expect(error.facts.issues).toBe('age (must be positive); weight (must be positive)')
  expect(system.countInstances(Cat)).toBe(0)
  expect(await system.spawn(Cat, [1, 1])).toBeDefined()
})

test('a birth without a time limit waits for the upgrade of its class as long as that takes, and sets no timer', async () => {
  const { system, clock } = await startStill()
  const door = makeDoor()
  const make = (version: string) => {
    @actor({ name: 'Cat', version })
    class Cat extends Actor {
      @attribute({ initial: version }) version = version
      @oneway() async doze(): Promise<Oneway> {
        await door.opened
      }
    }
    return Cat
  }
  const tom = await system.spawn(make('1.0.0'))
  tom.doze()
  const upgraded = system.upgrade(make('2.0.0'))
  await settle()
  const before = clock.pending
  const born = system.spawn('Cat')
  await settle()
  expect(clock.pending).toBe(before)
  door.open()
  expect((await upgraded).outcome).toBe('committed')
  expect(system.getState((await born) as Reference)).toEqual({ version: '2.0.0' })
})

test('a method that goes on after its instance was killed bears nobody', async () => {
  const { system } = await startStill()
  const door = makeDoor()
  const codes: unknown[] = []
  @actor({ version: '1.0.0' })
  class Child extends Actor {}
  @actor({ version: '1.0.0' })
  class Zombie extends Actor {
    @oneway() async haunt(): Promise<Oneway> {
      await door.opened
      codes.push((await failureOf(this.spawn(Child))).code)
      codes.push((await failureOf((async () => this.spawnNow(Child))())).code)
    }
  }
  const zombie = await system.spawn(Zombie)
  zombie.haunt()
  await settle()
  await zombie.kill()
  door.open()
  await settle()
  expect(codes).toEqual(['ended-instance', 'ended-instance'])
  expect(system.classes.map(({ name }) => name)).toEqual(['Zombie'])
})

test('arguments of a birth that are no list are refused', async () => {
  const { system } = await startStill()
  @actor({ version: '1.0.0' })
  class Cat extends Actor {}
  for (const args of ['Tom', { 0: 'Tom', length: 1 }, null]) {
    const error = await failureOf(system.spawn(Cat, args as never))
    expect([error.code, error.facts['option']]).toEqual(['bad-option', 'args'])
  }
})

test.each([
  [{ nam: 'tom' }, 'unknown-option'],
  [{ timeout: -1 }, 'bad-option'],
  [{ name: '' }, 'bad-option'],
  [{ name: '<0.1>' }, 'bad-option'],
  [{ name: 5 }, 'bad-option'],
  [null, 'bad-option'],
])('options of a birth that cannot be are refused, and nobody is born: %j', async (options, code) => {
  const { system } = await startStill()
  @actor({ version: '1.0.0' })
  class Cat extends Actor {}
  expect((await failureOf(system.spawn(Cat, [], options as never))).code).toBe(code)
  expect(() => system.spawnNow(Cat, [], options as never)).toThrow(expect.objectContaining({ code }))
  await settle()
  expect(system.classes.reduce((sum, { instances }) => sum + instances.total, 0)).toBe(0)
})

test.each(['fails', 'ends'] as const)(
  'who is killed while it starts ends once, also when its start %s later',
  async (how) => {
    const { system, events } = await startStill()
    const door = makeDoor()
    let destructed = 0
    @actor({ version: '1.0.0' })
    class Cat extends Actor {
      async start() {
        await door.opened
      }
      destruct() {
        destructed += 1
      }
    }
    const tom = system.spawnNow(Cat)
    await settle()
    expect((await tom.kill()).type).toBe('killed')
    if (how === 'fails') door.break(new Error('too late'))
    else door.open()
    await settle()
    expect(eventsOf(events, 'exited').map(({ reason }) => reason.type)).toEqual(['killed'])
    expect([destructed, system.countInstances(Cat)]).toEqual([1, 0])
  },
)

import { describe, expect, test } from 'vitest'
import { actor, Actor, ActorSystem, attribute, type Oneway, oneway, type Ref, request } from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { type Door, eventsOf, failureOf, makeDoor, startStill, stateOf } from '../still.js'

const kinds = ['plain', 'async'] as const
type Kind = (typeof kinds)[number]

/** A class whose loop waits at every door in turn and notes what comes; of either kind of generator. */
function makeReader(kind: Kind, doors: readonly Door<string>[], log: string[]) {
  @actor({ name: 'Notes', version: '1.0.0' })
  abstract class Notes extends Actor {
    start(): unknown {
      log.push('start')
      return undefined
    }
    destruct(): unknown {
      log.push('destruct')
      return undefined
    }
    @oneway() tell(text: string): Oneway {
      log.push(`told ${text}`)
    }
    @request() ask(text: string) {
      return `asked ${text}`
    }
    @request() async hold(door: Door<unknown>) {
      log.push('hold')
      await door.opened
      log.push('held')
    }
  }
  @actor({ name: 'Reader', version: '1.0.0' })
  class PlainReader extends Notes {
    *main(): Generator<Promise<string>, void, string> {
      log.push('main')
      try {
        for (const door of doors) log.push(`read ${yield door.opened}`)
      } finally {
        log.push('finally')
      }
    }
  }
  @actor({ name: 'Reader', version: '1.0.0' })
  class AsyncReader extends Notes {
    async *main(): AsyncGenerator<() => Promise<string>, void, string> {
      log.push('main')
      try {
        for (const door of doors) log.push(`read ${yield () => door.opened}`)
      } finally {
        log.push('finally')
      }
    }
  }
  return (kind === 'plain' ? PlainReader : AsyncReader) as new () => Notes
}

const threeDoors = () => [makeDoor<string>(), makeDoor<string>(), makeDoor<string>()] as const

// ---- start and waiting -----------------------------------------------------------------------------------------------

describe.each(kinds)('a %s generator', (kind) => {
  test('begins after start, and waits at a yield while messages are handled', async () => {
    const { system } = await startStill()
    const log: string[] = []
    const doors = threeDoors()
    const reader = await system.spawn(makeReader(kind, doors, log))
    await settle()
    expect(log).toEqual(['start', 'main'])
    reader.tell('one')
    expect(await reader.ask('two')).toBe('asked two')
    doors[0].open('a')
    await settle()
    reader.tell('three')
    doors[1].open('b')
    await settle()
    expect(log).toEqual(['start', 'main', 'told one', 'read a', 'told three', 'read b'])
  })

  test('begins only when an asynchronous start has ended', async () => {
    const { system } = await startStill()
    const log: string[] = []
    const started = makeDoor()
    @actor({ name: 'Slow', version: '1.0.0' })
    class Slow extends makeReader(kind, threeDoors(), log) {
      override async start() {
        await started.opened
        log.push('started')
      }
    }
    const birth = system.spawn(Slow)
    await settle()
    expect(log).toEqual(['start'])
    started.open()
    await birth
    await settle()
    expect(log).toEqual(['start', 'started', 'main'])
  })

  test('never begins in an instance whose start fails', async () => {
    const { system } = await startStill()
    const log: string[] = []
    @actor({ name: 'Broken', version: '1.0.0' })
    class Broken extends makeReader(kind, threeDoors(), log) {
      override start() {
        throw new Error('no power')
      }
    }
    expect((await failureOf(system.spawn(Broken))).code).toBe('start-failed')
    await settle()
    expect(log).toEqual(['start', 'destruct'])
  })

  test('waits for hours, and goes on with what it gets then', async () => {
    const { system, clock } = await startStill()
    const log: string[] = []
    const doors = threeDoors()
    const reader = await system.spawn(makeReader(kind, doors, log))
    await clock.advance(5 * 3_600_000)
    expect(await reader.ask('still there?')).toBe('asked still there?')
    doors[0].open('at last')
    await settle()
    expect(log.at(-1)).toBe('read at last')
  })

  test('goes on only when the method that runs has ended', async () => {
    const { system } = await startStill()
    const log: string[] = []
    const doors = threeDoors()
    const reader = await system.spawn(makeReader(kind, doors, log))
    await settle()
    const door = makeDoor<unknown>()
    const held = reader.hold(door)
    await settle()
    doors[0].open('a')
    await settle()
    expect(log).toEqual(['start', 'main', 'hold'])
    door.open(undefined)
    await held
    await settle()
    expect(log).toEqual(['start', 'main', 'hold', 'held', 'read a'])
  })

  test('that returns ends its instance normally: finally first, then the destructors; who is linked to it lives', async () => {
    const { system, events } = await startStill()
    const log: string[] = []
    const doors = threeDoors()
    const Reader = makeReader(kind, doors, log)
    @actor({ version: '1.0.0' })
    class Parent extends Actor {
      @request() async bear() {
        return (await this.spawn(Reader, [], { link: true })) as object
      }
      @request() isThere() {
        return true
      }
    }
    const parent = await system.spawn(Parent)
    const reader = (await parent.bear()) as Ref<InstanceType<typeof Reader>>
    for (const door of doors) door.open('x')
    expect(await reader.exited).toEqual({ type: 'stopped' })
    await settle()
    expect(log.slice(-2)).toEqual(['finally', 'destruct'])
    expect(log.filter((line) => line === 'read x')).toHaveLength(3)
    expect(eventsOf(events, 'crashed')).toEqual([])
    expect(await parent.isThere()).toBe(true)
  })

  test('is ended by a stop where it waits: its finally runs once, and then the destructors', async () => {
    const { system } = await startStill()
    const log: string[] = []
    const doors = threeDoors()
    const reader = await system.spawn(makeReader(kind, doors, log))
    await settle()
    expect(await reader.stop()).toEqual({ type: 'stopped' })
    expect(log).toEqual(['start', 'main', 'finally', 'destruct'])
    doors[0].open('too late')
    await settle()
    expect(log).toEqual(['start', 'main', 'finally', 'destruct'])
  })

  test('is ended by a kill where it waits: its finally runs once, and the destructors', async () => {
    const { system } = await startStill()
    const log: string[] = []
    const doors = threeDoors()
    const reader = await system.spawn(makeReader(kind, doors, log))
    await settle()
    expect(await reader.kill('enough')).toEqual({ type: 'killed', detail: 'enough' })
    await settle()
    expect(log).toEqual(['start', 'main', 'finally', 'destruct'])
    doors[0].break(new Error('too late as well'))
    await settle()
    expect(log).toEqual(['start', 'main', 'finally', 'destruct'])
  })

  test('is ended by the end of its system', async () => {
    const { system } = await startStill()
    const log: string[] = []
    await system.spawn(makeReader(kind, threeDoors(), log))
    await settle()
    await system.stop()
    expect(log).toEqual(['start', 'main', 'finally', 'destruct'])
  })

  test('that is ended before it has begun runs nothing of itself', async () => {
    const { system } = await startStill()
    const log: string[] = []
    const births = [1, 2].map(() => system.spawn(makeReader(kind, threeDoors(), log)))
    const [stopped, killed] = await Promise.all(births)
    await Promise.all([stopped!.kill(), killed!.stop()])
    await settle()
    expect(log.filter((line) => line === 'main').length).toBe(log.filter((line) => line === 'finally').length)
    expect(log.filter((line) => line === 'destruct')).toHaveLength(2)
  })
})

test('nothing comes between two yields of an async loop, not even across its awaits', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const [first, second] = [makeDoor(), makeDoor()]
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    @attribute() mice = 0
    async *main(): AsyncGenerator<undefined, void> {
      for (const door of [first, second]) {
        const before = this.mice
        log.push('hunts')
        await door.opened
        await null
        this.mice = before + 1
        log.push('caught')
        yield
      }
      yield new Promise(() => {}) as never
    }
    @oneway() eat(): Oneway {
      log.push(`eats of ${this.mice}`)
      this.mice -= 1
    }
  }
  const cat = await system.spawn(Cat)
  await settle()
  cat.eat()
  await settle()
  expect(log).toEqual(['hunts'])
  first.open()
  await settle()
  cat.eat()
  await settle()
  expect(log).toEqual(['hunts', 'caught', 'eats of 1', 'hunts'])
  second.open()
  await settle()
  expect(log).toEqual(['hunts', 'caught', 'eats of 1', 'hunts', 'caught', 'eats of 1'])
})

test('an async loop that yields a promise itself holds its instance until that settles: the language awaits it', async () => {
  const { system } = await startStill()
  const door = makeDoor<string>()
  const log: string[] = []
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    async *main(): AsyncGenerator<unknown, void> {
      yield door.opened
      log.push('went on')
      yield () => new Promise(() => {})
    }
    @request() ask() {
      return 'meow'
    }
  }
  const cat = await system.spawn(Cat)
  await settle()
  const answer = cat.ask()
  expect(await stateOf(answer)).toBe('pending')
  door.open('mouse')
  expect(await answer).toBe('meow')
  await settle()
  expect(log).toEqual(['went on'])
})

// ---- what a yield gives ----------------------------------------------------------------------------------------------

/** Runs a plain loop that notes what one yield gives or throws, and then waits for ever. */
async function yieldOnce(what: unknown, log: unknown[]) {
  const { system, events } = await startStill()
  @actor({ version: '1.0.0' })
  class Once extends Actor {
    *main(): Generator<unknown, void, unknown> {
      try {
        log.push(['given', yield what])
      } catch (error) {
        log.push(['thrown', (error as Error).message])
      }
      yield new Promise(() => {})
    }
    @request() isThere() {
      return true
    }
  }
  const ref = await system.spawn(Once)
  await settle()
  return { ref, events }
}

test.each([
  ['a promise', () => Promise.resolve(7), ['given', 7]],
  ['a rejected promise', () => Promise.reject(new Error('no')), ['thrown', 'no']],
  ['a function that gives a promise', () => () => Promise.resolve(7), ['given', 7]],
  ['a function that gives a rejected promise', () => () => Promise.reject(new Error('no')), ['thrown', 'no']],
  ['a function that gives a value', () => () => 7, ['given', 7]],
  [
    'a function that throws',
    () => () => {
      throw new Error('no')
    },
    ['thrown', 'no'],
  ],
  ['nothing', () => undefined, ['given', undefined]],
])('what a yield of %s comes to is given, or thrown, at that yield', async (_, make, expected) => {
  const log: unknown[] = []
  const { ref, events } = await yieldOnce(make(), log)
  expect(log).toEqual([expected])
  expect(eventsOf(events, 'crashed')).toEqual([])
  expect(await ref.isThere()).toBe(true)
})

test('a promise of any make will do, also one that calls back at once, or twice, or throws', async () => {
  // oxlint-disable-next-line unicorn/no-thenable
  const at = (run: (resolve: (value: unknown) => void) => void) => ({ then: run })
  const log: unknown[] = []
  const doors: ((value: unknown) => void)[] = []
  const { ref } = await yieldOnce(
    at((resolve) => {
      resolve('first')
      resolve('second')
      doors.push(resolve)
    }),
    log,
  )
  doors[0]!('third')
  await settle()
  expect(log).toEqual([['given', 'first']])
  // Had it been taken for the value of the next yield, the loop would have returned, and its instance ended.
  expect(await ref.isThere()).toBe(true)

  const thrown: unknown[] = []
  const other = await yieldOnce(
    at(() => {
      throw new Error('broken promise')
    }),
    thrown,
  )
  expect(thrown).toEqual([['thrown', 'broken promise']])
  expect(await other.ref.isThere()).toBe(true)
})

test('a rejected promise is thrown at the yield of an async loop too, and may be caught, again and again', async () => {
  const { system, events } = await startStill()
  const log: string[] = []
  const doors = threeDoors()
  @actor({ version: '1.0.0' })
  class Patient extends Actor {
    async *main(): AsyncGenerator<unknown, void, string> {
      for (const door of doors) {
        try {
          log.push(`read ${yield () => door.opened}`)
        } catch (error) {
          log.push(`caught ${(error as Error).message}`)
        }
      }
      yield () => new Promise(() => {})
    }
  }
  await system.spawn(Patient)
  doors[0].break(new Error('one'))
  await settle()
  doors[1].break(new Error('two'))
  await settle()
  doors[2].open('three')
  await settle()
  expect(log).toEqual(['caught one', 'caught two', 'read three'])
  expect(eventsOf(events, 'crashed')).toEqual([])
})

// ---- fairness --------------------------------------------------------------------------------------------------------

/** A class whose loop only yields, until it is told that it is enough. */
function makeSpinner(kind: Kind) {
  @actor({ name: 'Spinning', version: '1.0.0' })
  abstract class Spinning extends Actor {
    @attribute() rounds = 0
    @attribute() isEnough = false
    @oneway() enough(): Oneway {
      this.isEnough = true
    }
    @request() count() {
      return this.rounds
    }
  }
  @actor({ name: 'Spinner', version: '1.0.0' })
  class PlainSpinner extends Spinning {
    *main(): Generator<undefined, void> {
      for (; !this.isEnough; yield) this.rounds += 1
    }
  }
  @actor({ name: 'Spinner', version: '1.0.0' })
  class AsyncSpinner extends Spinning {
    async *main(): AsyncGenerator<undefined, void> {
      for (; !this.isEnough; yield) this.rounds += 1
    }
  }
  return kind === 'plain' ? PlainSpinner : AsyncSpinner
}

test.each(kinds)(
  'a %s loop that only yields leaves turns to its messages, to other instances and to the event loop',
  async (kind) => {
    // On the real clock: where time stands still no turn is ever too long.
    await using system = await ActorSystem.start()
    const Spinner = makeSpinner(kind)
    const spinners = [await system.spawn(Spinner), await system.spawn(Spinner)]
    await settle(5)
    for (const rounds of await Promise.all(spinners.map((spinner) => spinner.count())))
      expect(rounds).toBeGreaterThan(5)
    for (const spinner of spinners) spinner.enough()
    expect(await Promise.all(spinners.map(({ exited }) => exited))).toEqual([{ type: 'stopped' }, { type: 'stopped' }])
  },
)

test('messages that wait at a plain yield go before the loop, in their order', async () => {
  const { system } = await startStill()
  const log: string[] = []
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    *main(): Generator<unknown, void> {
      for (let step = 1; step <= 3; step++) {
        log.push(`step ${step}`)
        this.self(Cat).meow(step)
        this.self(Cat).purr(step)
        yield
      }
      yield new Promise(() => {})
    }
    @oneway() meow(n: number): Oneway {
      log.push(`meow ${n}`)
    }
    @oneway() purr(n: number): Oneway {
      log.push(`purr ${n}`)
    }
  }
  await system.spawn(Cat)
  await settle()
  expect(log).toEqual([1, 2, 3].flatMap((n) => [`step ${n}`, `meow ${n}`, `purr ${n}`]))
})

// ---- how it ends -----------------------------------------------------------------------------------------------------

test.each(kinds)(
  'a %s loop that throws crashes its instance: who watches is told, who is linked ends too',
  async (kind) => {
    const { system, events } = await startStill()
    const log: string[] = []
    const door = makeDoor<string>()
    const Reader = makeReader(kind, [door], log)
    @actor({ version: '1.0.0' })
    class Parent extends Actor {
      @request() bear() {
        return this.spawn(Reader, [], { link: true })
      }
    }
    const parent = await system.spawn(Parent)
    const reader = (await parent.bear()) as Ref<InstanceType<typeof Reader>>
    const error = new Error('no line')
    door.break(error)
    expect(await reader.exited).toEqual({ type: 'crashed', method: 'main', error })
    expect(eventsOf(events, 'crashed')).toEqual([
      {
        type: 'crashed',
        class: 'Reader',
        version: '1.0.0',
        pid: reader.pid,
        method: 'main',
        arguments: [],
        sender: null,
        error,
      },
    ])
    expect((await parent.exited).type).toBe('linked')
    expect(log.slice(-2)).toEqual(['finally', 'destruct'])
  },
)

test('a loop that waits is ended when a method crashes its instance', async () => {
  const { system } = await startStill()
  const log: string[] = []
  @actor({ version: '1.0.0' })
  class Fragile extends makeReader('plain', threeDoors(), log) {
    @oneway() fail(): Oneway {
      throw new Error('broken')
    }
  }
  const fragile = await system.spawn(Fragile)
  await settle()
  fragile.fail()
  expect(await fragile.exited).toMatchObject({ type: 'crashed', method: 'fail' })
  expect(log).toEqual(['start', 'main', 'finally', 'destruct'])
})

test.each(kinds)('a %s loop may stop its own instance: it ends at the next yield', async (kind) => {
  const { system } = await startStill()
  const log: string[] = []
  @actor({ name: 'Base', version: '1.0.0' })
  abstract class Base extends Actor {
    *steps(): Generator<undefined, void> {
      try {
        this.stop('of itself')
        log.push('goes on')
        yield
        log.push('never')
      } finally {
        log.push('finally')
      }
    }
  }
  @actor({ version: '1.0.0' })
  class Plain extends Base {
    *main(): Generator<undefined, void> {
      yield* this.steps()
    }
  }
  @actor({ version: '1.0.0' })
  class Async extends Base {
    async *main(): AsyncGenerator<undefined, void> {
      yield* this.steps()
    }
  }
  const ref = await system.spawn(kind === 'plain' ? Plain : Async)
  expect(await ref.exited).toEqual({ type: 'stopped', detail: 'of itself' })
  expect(log).toEqual(['goes on', 'finally'])
})

/** A class whose loop awaits a door between two yields, touches its attribute, and cleans up behind another one. */
function makeDigger(log: string[]) {
  const [dig, clean] = [makeDoor(), makeDoor()]
  @actor({ name: 'Digger', version: '1.0.0' })
  class Digger extends Actor {
    @attribute() depth = 0
    destruct(): void {
      log.push(`destruct at ${this.depth}`)
    }
    async *main(): AsyncGenerator<unknown, void> {
      try {
        await dig.opened
        log.push('digs')
        this.depth += 1
        log.push('dug')
        yield () => new Promise(() => {})
      } finally {
        log.push('finally')
        await clean.opened
        log.push('clean')
      }
    }
  }
  return { Digger, dig, clean }
}

test('a loop in the midst of an await is waited for by a stop, and its asynchronous finally too', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const { Digger, dig, clean } = makeDigger(log)
  const digger = await system.spawn(Digger)
  await settle()
  const exited = digger.stop()
  expect(await stateOf(exited)).toBe('pending')
  expect(log).toEqual([])
  dig.open()
  await settle()
  expect(log).toEqual(['digs', 'dug', 'finally'])
  clean.open()
  expect(await exited).toEqual({ type: 'stopped' })
  expect(log).toEqual(['digs', 'dug', 'finally', 'clean', 'destruct at 1'])
})

test('a finally that takes too long is given up after the time that destructors have, and told', async () => {
  const { system, clock, events } = await startStill()
  const log: string[] = []
  const { Digger, dig } = makeDigger(log)
  const digger = await system.spawn(Digger)
  dig.open()
  await settle()
  const exited = digger.stop()
  await settle()
  await clock.advance(5000)
  expect(await exited).toEqual({ type: 'stopped' })
  expect(eventsOf(events, 'destruct-failed')).toHaveLength(1)
})

test('a kill does not wait for a loop in the midst of an await: the destructors run at once', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const { Digger } = makeDigger(log)
  const digger = await system.spawn(Digger)
  await settle()
  expect(await digger.kill()).toEqual({ type: 'killed' })
  await settle()
  expect(log).toEqual(['destruct at 0'])
})

test('what a killed loop touches after its await throws; its finally runs then', async () => {
  const { system, events } = await startStill()
  const log: string[] = []
  const { Digger, dig, clean } = makeDigger(log)
  const digger = await system.spawn(Digger)
  await settle()
  await digger.kill()
  dig.open()
  await settle()
  expect(log.filter((line) => !line.startsWith('destruct'))).toEqual(['digs', 'finally'])
  clean.open()
  await settle()
  expect(log.at(-1)).toBe('clean')
  expect(eventsOf(events, 'exited').filter(({ pid }) => pid === digger.pid)).toHaveLength(1)
})

test('a loop that kills its own instance after an await acts no more', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const door = makeDoor()
  const witness = await system.spawn(makeWitness([]))
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    @attribute() lives = 9
    async *main(): AsyncGenerator<undefined, void> {
      await door.opened
      void this.self(Cat).kill()
      for (const act of [() => this.lives, () => witness.see('ghost')]) {
        try {
          act()
          log.push('acts')
        } catch (error) {
          log.push((error as { code: string }).code)
        }
      }
      yield
      log.push('never')
    }
  }
  const cat = await system.spawn(Cat)
  door.open()
  expect((await cat.exited).type).toBe('killed')
  await settle()
  expect(log).toEqual(['ended-instance', 'ended-instance'])
})

test('an error in the finally of a loop that is killed in the midst of an await is told when it comes', async () => {
  const { system, events } = await startStill()
  const door = makeDoor()
  @actor({ version: '1.0.0' })
  class Reader extends Actor {
    async *main(): AsyncGenerator<unknown, void> {
      try {
        await door.opened
        yield
      } finally {
        // oxlint-disable-next-line no-unsafe-finally
        throw new Error('cannot clean')
      }
    }
  }
  const reader = await system.spawn(Reader)
  await settle()
  expect((await reader.kill()).type).toBe('killed')
  expect(eventsOf(events, 'destruct-failed')).toEqual([])
  door.open()
  await settle()
  expect(eventsOf(events, 'destruct-failed').map(({ error }) => (error as Error).message)).toEqual(['cannot clean'])
})

test.each(kinds)('an error in the finally of a %s loop is told, and the instance ends all the same', async (kind) => {
  const { system, events } = await startStill()
  const log: string[] = []
  @actor({ version: '1.0.0' })
  class Plain extends Actor {
    destruct(): void {
      log.push('destruct')
    }
    *main(): Generator<unknown, void> {
      try {
        yield new Promise(() => {})
      } finally {
        // oxlint-disable-next-line no-unsafe-finally
        throw new Error('cannot clean')
      }
    }
  }
  @actor({ version: '1.0.0' })
  class Async extends Actor {
    destruct(): void {
      log.push('destruct')
    }
    async *main(): AsyncGenerator<unknown, void> {
      try {
        yield () => new Promise(() => {})
      } finally {
        // oxlint-disable-next-line no-unsafe-finally
        throw new Error('cannot clean')
      }
    }
  }
  const ref = await system.spawn(kind === 'plain' ? Plain : Async)
  await settle()
  expect(await ref.stop()).toEqual({ type: 'stopped' })
  expect(log).toEqual(['destruct'])
  expect(eventsOf(events, 'destruct-failed').map(({ error }) => (error as Error).message)).toEqual(['cannot clean'])
})

test('a finally may wait and yield: it goes on until it is done, before the destructors', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const door = makeDoor<string>()
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    destruct(): void {
      log.push('destruct')
    }
    *main(): Generator<unknown, void, unknown> {
      try {
        yield new Promise(() => {})
      } finally {
        yield
        log.push(`says ${yield door.opened}`)
        try {
          yield () => Promise.reject(new Error('no'))
        } catch (error) {
          log.push(`caught ${(error as Error).message}`)
        }
        try {
          yield () => {
            throw new Error('not at all')
          }
        } catch (error) {
          log.push(`caught ${(error as Error).message}`)
        }
      }
    }
  }
  const cat = await system.spawn(Cat)
  await settle()
  const exited = cat.stop()
  expect(await stateOf(exited)).toBe('pending')
  door.open('good-bye')
  await exited
  expect(log).toEqual(['says good-bye', 'caught no', 'caught not at all', 'destruct'])
})

// ---- who it is -------------------------------------------------------------------------------------------------------

/** Notes what it is told, and by whom. */
function makeWitness(seen: unknown[]) {
  @actor({ name: 'Witness', version: '1.0.0' })
  class Witness extends Actor {
    @oneway() see(what: unknown): Oneway {
      seen.push([what, this.sender?.pid ?? null])
    }
    @request() whoAsks() {
      return this.sender?.pid ?? null
    }
  }
  return Witness
}

test('what a plain loop sends comes from its instance, before and after each wait, and in its finally', async () => {
  const { system } = await startStill()
  const seen: unknown[] = []
  const witness = await system.spawn(makeWitness(seen))
  const own: unknown[] = []
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    *main(): Generator<unknown, void, unknown> {
      try {
        own.push(this.sender)
        witness.see('begin')
        own.push(yield witness.whoAsks())
        own.push(this.sender)
        witness.see('after a wait')
        own.push(yield () => witness.whoAsks())
        yield
        witness.see('after a turn')
        yield new Promise(() => {})
      } finally {
        witness.see('finally')
        own.push(yield witness.whoAsks())
        witness.see('after a wait in it')
        own.push(yield () => witness.whoAsks())
      }
    }
  }
  const cat = await system.spawn(Cat)
  await settle()
  await cat.stop()
  await settle()
  const whats = ['begin', 'after a wait', 'after a turn', 'finally', 'after a wait in it']
  expect(seen).toEqual(whats.map((what) => [what, cat.pid]))
  expect(own).toEqual([null, cat.pid, null, cat.pid, cat.pid, cat.pid])
})

test('what an async loop sends comes from its instance, across its awaits, and in its finally', async () => {
  const { system } = await startStill()
  const seen: unknown[] = []
  const witness = await system.spawn(makeWitness(seen))
  const own: unknown[] = []
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    async *main(): AsyncGenerator<unknown, void, unknown> {
      try {
        own.push(this.sender)
        witness.see('begin')
        await null
        witness.see('after an await')
        own.push(yield () => witness.whoAsks())
        witness.see('after a wait')
        own.push(await witness.whoAsks())
        yield
        await null
        witness.see('after a turn')
        own.push(this.sender)
        yield () => new Promise(() => {})
      } finally {
        witness.see('finally')
        own.push(await witness.whoAsks())
        witness.see('after an await in it')
      }
    }
  }
  const cat = await system.spawn(Cat)
  await settle()
  await cat.stop()
  await settle()
  const whats = ['begin', 'after an await', 'after a wait', 'after a turn', 'finally', 'after an await in it']
  expect(seen).toEqual(whats.map((what) => [what, cat.pid]))
  expect(own).toEqual([null, cat.pid, cat.pid, null, cat.pid])
})

test('a loop may ask its own instance at a yield; between two yields that is a cycle, and told as one', async () => {
  const { system } = await startStill()
  const log: unknown[] = []
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    *main(): Generator<unknown, void, unknown> {
      log.push(yield this.self(Cat).meow())
      log.push(yield () => this.self(Cat).meow())
      yield new Promise(() => {})
    }
    @request() meow() {
      return 'meow'
    }
  }
  @actor({ version: '1.0.0' })
  class Dog extends Actor {
    async *main(): AsyncGenerator<unknown, void, unknown> {
      log.push(yield () => this.self(Dog).bark())
      log.push((await failureOf(this.self(Dog).bark())).code)
      yield () => new Promise(() => {})
    }
    @request() bark() {
      return 'wau'
    }
  }
  await system.spawn(Cat)
  await settle()
  await system.spawn(Dog)
  await settle()
  expect(log).toEqual(['meow', 'meow', 'wau', 'cycle'])
})

test.each(kinds)('whom a %s loop asks at a yield may ask back: the loop does not hold its instance', async (kind) => {
  const { system } = await startStill()
  const log: unknown[] = []
  @actor({ version: '1.0.0' })
  class Teacher extends Actor {
    @request() async lesson(pupil: { question(): Promise<string> }) {
      return `an answer to ${await pupil.question()}`
    }
  }
  const teacher = await system.spawn(Teacher)
  @actor({ name: 'Pupil', version: '1.0.0' })
  class PlainPupil extends Actor {
    *main(): Generator<unknown, void, unknown> {
      log.push(yield teacher.lesson(this.self(PlainPupil)))
      log.push(yield () => teacher.lesson(this.self(PlainPupil)))
    }
    @request() question() {
      return 'why?'
    }
  }
  @actor({ name: 'Pupil', version: '1.0.0' })
  class AsyncPupil extends Actor {
    async *main(): AsyncGenerator<unknown, void, unknown> {
      log.push(yield () => teacher.lesson(this.self(AsyncPupil)))
      await null
      log.push(yield () => teacher.lesson(this.self(AsyncPupil)))
    }
    @request() question() {
      return 'why?'
    }
  }
  const pupil = await system.spawn(kind === 'plain' ? PlainPupil : AsyncPupil)
  expect((await pupil.exited).type).toBe('stopped')
  expect(log).toEqual(['an answer to why?', 'an answer to why?'])
})

test.each(kinds)('a step of a %s loop that the end of its instance overtakes is no dead letter', async (kind) => {
  const { system, events } = await startStill()
  const doors = threeDoors()
  const log: string[] = []
  const reader = await system.spawn(makeReader(kind, doors, log))
  await settle()
  reader.hold(makeDoor()).catch(() => {})
  await settle()
  doors[0].open('a')
  await settle()
  await reader.kill()
  await settle()
  expect(log).toEqual(['start', 'main', 'hold', 'finally', 'destruct'])
  expect(eventsOf(events, 'dead-letter')).toEqual([])
})

test('nobody can send the loop: refs do not offer it', async () => {
  const { system } = await startStill()
  const reader = await system.spawn(makeReader('plain', threeDoors(), []))
  expect('main' in reader).toBe(false)
  // @ts-expect-error -- nor does the type
  expect(reader.main).toBeUndefined()
})

test('a passive instance has no loop: nobody could give it its turns', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const reader = system.passive(makeReader('plain', threeDoors(), log))
  await settle()
  system.release(reader)
  expect(log).toEqual(['start', 'destruct'])
})

test.each(['drop-newest', 'drop-oldest', 'reject'] as const)(
  'a full mailbox (%s) never costs the loop its turn',
  async (overflow) => {
    const { system } = await startStill()
    const log: string[] = []
    const doors = threeDoors()
    @actor({ name: 'Bounded', version: '1.0.0', mailbox: { capacity: 2, overflow } })
    class Bounded extends makeReader('plain', doors, log) {}
    const bounded = await system.spawn(Bounded)
    await settle()
    const door = makeDoor<unknown>()
    const held = bounded.hold(door)
    await settle()
    const asked = [1, 2, 3].map((n) => bounded.ask(String(n)).catch(() => {}))
    doors[0].open('a')
    await settle()
    asked.push(...[4, 5].map((n) => bounded.ask(String(n)).catch(() => {})))
    door.open(undefined)
    await Promise.all([held, ...asked])
    await settle()
    expect(log.at(-1)).toBe('read a')
    doors[1].open('b')
    await settle()
    expect(log.at(-1)).toBe('read b')
  },
)

test('timers of a loop are messages, and come while it waits', async () => {
  const { system, clock } = await startStill()
  const log: string[] = []
  const door = makeDoor()
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    @oneway() meow(): Oneway {
      log.push('meow')
    }
    *main(): Generator<unknown, void, unknown> {
      this.every(1000, Cat).meow()
      this.after(2500, Cat).meow()
      yield door.opened
      log.push('goes')
    }
  }
  const cat = await system.spawn(Cat)
  await settle()
  await clock.advance(3000)
  expect(log).toEqual(['meow', 'meow', 'meow', 'meow'])
  door.open()
  expect((await cat.exited).type).toBe('stopped')
  await clock.advance(3000)
  expect(log).toEqual(['meow', 'meow', 'meow', 'meow', 'goes'])
})

// ---- inheritance -----------------------------------------------------------------------------------------------------

function makeFamily(log: string[]) {
  @actor({ name: 'Machine', version: '1.0.0' })
  class Machine extends Actor {
    *main(): Generator<unknown, void, unknown> {
      log.push(`${this.self(Machine).className} warms up`)
      yield
      log.push(`${this.self(Machine).className} works`)
      yield new Promise(() => {})
    }
  }
  @actor({ name: 'Oven', version: '1.0.0' })
  class Oven extends Machine {}
  @actor({ name: 'Clock', version: '1.0.0' })
  class Clock extends Machine {
    override *main(): Generator<unknown, void, unknown> {
      log.push('Clock ticks')
      yield new Promise(() => {})
    }
  }
  @actor({ name: 'Toaster', version: '1.0.0' })
  class Toaster extends Machine {
    override *main(): Generator<unknown, void, unknown> {
      log.push('Toaster is plugged in')
      yield
      yield* super.main()
    }
  }
  return { Machine, Oven, Clock, Toaster }
}

test('a class inherits the loop of its superclass, has one of its own instead, or extends it', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const { Oven, Clock, Toaster } = makeFamily(log)
  for (const Class of [Oven, Clock, Toaster]) {
    await system.spawn(Class)
    await settle()
  }
  expect(log).toEqual([
    'Oven warms up',
    'Oven works',
    'Clock ticks',
    'Toaster is plugged in',
    'Toaster warms up',
    'Toaster works',
  ])
})

test('an async loop may extend a plain one', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const { Machine } = makeFamily(log)
  @actor({ version: '1.0.0', traits: [Machine] })
  class Radio extends Actor {
    async *main(): AsyncGenerator<unknown, void, unknown> {
      log.push('Radio is on')
      await null
      yield* this.as(Machine).main()
    }
  }
  await system.spawn(Radio)
  await settle()
  expect(log[0]).toBe('Radio is on')
  expect(log[1]).toBe('Radio warms up')
})

test('a class has the loop of its trait, if it has none of its own and inherits none', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const { Machine } = makeFamily(log)
  @actor({ version: '1.0.0', traits: [Machine] })
  class Robot extends Actor {}
  await system.spawn(Robot)
  await settle()
  expect(log).toEqual(['Robot warms up', 'Robot works'])
})

test('a main that is no generator is refused when its class is registered, with the way to write it', async () => {
  const { system } = await startStill()
  @actor({ version: '1.0.0' })
  class Plain extends Actor {
    main(): void {}
  }
  @actor({ version: '1.0.0' })
  class Async extends Actor {
    async main(): Promise<void> {}
  }
  for (const Class of [Plain, Async]) {
    const { code, message } = await failureOf(system.spawn(Class))
    expect(code).toBe('bad-class')
    expect(message).toContain('*main()')
  }
})

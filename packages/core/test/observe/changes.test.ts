import type { Observable } from 'rxjs'
import { config } from 'rxjs'
import { expect, onTestFinished, test } from 'vitest'
import {
  actor,
  Actor,
  ActorSystem,
  attribute,
  CLOCK,
  type InstanceChange,
  migration,
  oneway,
  type Oneway,
  type Reference,
  request,
  SCHEDULER,
  SystemClock,
} from '../../src/index.js'
import { SeededRandom, SeededScheduler, settle } from '../../src/testing/index.js'
import { failureOf, makeDoor, startStill } from '../still.js'

/** What a stream of changes told: `name: from -> to` for each attribute of an item, items as they came, then its end. */
function follow(changes$: Observable<InstanceChange>): string[] {
  const told: string[] = []
  const subscription = changes$.subscribe({
    next: ({ changed }) =>
      told.push(
        Object.entries(changed)
          .map(([name, { from, to }]) => `${name}: ${String(from)} -> ${String(to)}`)
          .join(', '),
      ),
    complete: () => told.push('complete'),
  })
  onTestFinished(() => subscription.unsubscribe())
  return told
}

function makeCat(version = '1.0.0') {
  @actor({ name: 'Cat', version })
  class Cat extends Actor {
    @attribute({ initial: 4 }) age = 4
    @attribute({ initial: '' }) mood = ''
    @attribute() toys: unknown[] = []
    @request() birthday() {
      this.age += 1
      return this.age
    }
    @oneway() set(age: number, mood: string): Oneway {
      this.age = age
      this.mood = mood
    }
    @oneway() dither(): Oneway {
      this.age += 1
      this.age -= 1
      this.mood += 'x'
      this.mood = this.mood.slice(0, -1)
    }
    @request() async wait(opened: Promise<unknown>) {
      this.age += 1
      await opened
      this.mood = 'rested'
    }
    @request() fail() {
      this.age += 1
      throw new Error('no')
    }
    @oneway() fall(): Oneway {
      this.age = 0
      throw new Error('splash')
    }
    @oneway() play(): Oneway {
      this.toys.push('mouse')
    }
    @oneway() replace(): Oneway {
      this.toys = [...this.toys, 'ball']
    }
    @request({ const: true }) grow() {
      this.age += 1
    }
    @oneway() callBack(turn: Promise<unknown>): Oneway {
      void turn.then(() => {
        this.mood = 'called'
        this.age = 100
      })
    }
  }
  return Cat
}

function makeOldCat(version = '2.0.0') {
  const Base = makeCat()
  @actor({
    name: 'Cat',
    version,
    migrations: [
      migration('1.0.0', {
        up: ({ age, ...rest }) => {
          if (age === 13) throw new Error('unlucky')
          return { ...rest, months: (age as number) * 12 }
        },
        down: ({ months, ...rest }) => ({ ...rest, age: (months as number) / 12 }),
      }),
    ],
  })
  class Cat extends Actor {
    @attribute({ initial: 0 }) months = 0
    @attribute({ initial: '' }) mood = ''
    @attribute() toys: unknown[] = []
    @request() birthday() {
      this.months += 12
      return this.months
    }
    destruct() {
      this.mood = 'gone'
    }
  }
  void Base
  return Cat
}

// ---- messages --------------------------------------------------------------------------------------------------------

test('a message that changes attributes is one item, told before who waits for its answer goes on', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCat())
  const items: InstanceChange[] = []
  tom.changes$.subscribe((item) => items.push(item))
  expect(await tom.birthday()).toBe(5)
  expect(items).toEqual([{ pid: tom.pid, class: 'Cat', version: '1.0.0', changed: { age: { from: 4, to: 5 } } }])
  expect([Object.isFrozen(items[0]), Object.isFrozen(items[0]!.changed)]).toEqual([true, true])
})

test('messages of one turn are an item each, in their order; those that change nothing are none', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCat())
  const told = follow(tom.changes$)
  tom.set(5, 'good')
  tom.set(5, 'good')
  tom.dither()
  tom.set(6, 'good')
  tom.set(7, 'bad')
  await settle()
  expect(told).toEqual(['age: 4 -> 5, mood:  -> good', 'age: 5 -> 6', 'age: 6 -> 7, mood: good -> bad'])
})

test('many more messages than an instance handles in a turn are an item each', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCat())
  const told = follow(tom.changes$)
  for (let i = 0; i < 1000; i++) tom.set(i, '')
  await settle(20)
  expect(told).toEqual(Array.from({ length: 1000 }, (_, i) => `age: ${i === 0 ? 4 : i - 1} -> ${i}`))
})

test('an asynchronous method is one item, when it has ended, whatever was written meanwhile', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCat())
  const told = follow(tom.changes$)
  const door = makeDoor()
  const waiting = tom.wait(door.opened)
  const next = tom.birthday()
  await settle()
  expect(told).toEqual([])
  door.open()
  await waiting
  expect(told).toEqual(['age: 4 -> 5, mood:  -> rested'])
  await next
  expect(told).toEqual(['age: 4 -> 5, mood:  -> rested', 'age: 5 -> 6'])
})

test('what a failed method had changed by then is told, before the end of the instance where that follows', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCat())
  const told = follow(tom.changes$)
  await tom.fail().catch(() => {})
  tom.fall()
  tom.set(9, 'never')
  await tom.exited
  await settle()
  expect(told).toEqual(['age: 4 -> 5', 'age: 5 -> 0', 'complete'])
})

test('a const request that tries to write changes nothing, so nothing is told', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCat())
  const told = follow(tom.changes$)
  expect((await failureOf(tom.grow())).code).toBe('const-write')
  await settle()
  expect(told).toEqual([])
})

test('values are compared by identity: what they contain is seen when they are replaced', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCat())
  const items: InstanceChange[] = []
  tom.changes$.subscribe((item) => items.push(item))
  tom.play()
  tom.replace()
  await settle()
  expect(items.map(({ changed }) => changed)).toEqual([{ toys: { from: ['mouse'], to: ['mouse', 'ball'] } }])
})

test('code that holds `this` outside of all messages is told by the turn', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCat())
  const told = follow(tom.changes$)
  const door = makeDoor()
  tom.callBack(door.opened)
  await settle()
  door.open()
  await settle()
  expect(told).toEqual(['mood:  -> called, age: 4 -> 100'])
})

test('what an operator replaces is told', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCat())
  const told = follow(tom.changes$)
  await system.replaceState(tom, () => ({ age: 1, mood: '' }))
  expect(told).toEqual(['age: 4 -> 1'])
})

// ---- subscriptions ---------------------------------------------------------------------------------------------------

test('a subscription is told of what comes after it, of its instance only, and of nothing after its end', async () => {
  const { system } = await startStill()
  const Cat = makeCat()
  const [tom, tim] = [await system.spawn(Cat), await system.spawn(Cat)]
  await tom.birthday()
  const told = follow(tom.changes$)
  const items: InstanceChange[] = []
  const subscription = tom.changes$.subscribe((item) => items.push(item))
  await tim.birthday()
  await tom.birthday()
  subscription.unsubscribe()
  await tom.birthday()
  expect(told).toEqual(['age: 5 -> 6', 'age: 6 -> 7'])
  expect(items.map(({ changed }) => changed)).toEqual([{ age: { from: 5, to: 6 } }])
})

test('nothing is paid before the first subscription and after the last', async () => {
  const { system } = await startStill()
  const Cat = makeCat()
  const tom = await system.spawn(Cat)
  const { guard } = (
    system as unknown as { live(name: string): { guard: { raised: number; observer: unknown } } }
  ).live('Cat')
  const state = (): unknown[] => [guard.raised, guard.observer === null]
  expect(state()).toEqual([0, true])
  const one = tom.changes$.subscribe()
  const two = tom.changes$.subscribe()
  const all = system.changesOf(Cat).subscribe()
  expect(state()).toEqual([1, false])
  one.unsubscribe()
  all.unsubscribe()
  expect(state()).toEqual([1, false])
  two.unsubscribe()
  expect(state()).toEqual([0, true])
  const again = tom.changes$.subscribe()
  await tom.stop()
  await settle()
  expect([again.closed, ...state()]).toEqual([true, 0, true])
})

test('an ended instance completes at once; a stopped system completes everything', async () => {
  const { system } = await startStill()
  const Cat = makeCat()
  const [tom, tim] = [await system.spawn(Cat), await system.spawn(Cat)]
  await tom.stop()
  expect(follow(tom.changes$)).toEqual(['complete'])
  const [ofTim, ofAll] = [follow(tim.changes$), follow(system.changesOf(Cat))]
  await system.stop()
  await settle()
  expect([ofTim, ofAll]).toEqual([['complete'], ['complete']])
  expect(follow(system.changesOf(Cat))).toEqual(['complete'])
})

test('what a destructor writes is the last item', async () => {
  const { system } = await startStill()
  const old = await system.spawn(makeOldCat())
  const [told, ofAll] = [follow(old.changes$), follow(system.changesOf('Cat'))]
  await old.stop()
  await settle()
  expect(told).toEqual(['mood:  -> gone', 'complete'])
  expect(ofAll).toEqual(['mood:  -> gone'])
})

test('one that is killed while its method waits tells what that had changed, and nothing of what it tries later', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCat())
  const [told, ofAll] = [follow(tom.changes$), follow(system.changesOf('Cat'))]
  const door = makeDoor()
  tom.wait(door.opened).catch(() => {})
  await settle()
  await tom.kill()
  door.open()
  await settle()
  expect(told).toEqual(['age: 4 -> 5', 'complete'])
  expect(ofAll).toEqual(['age: 4 -> 5'])
})

test('an observer that throws, or acts, disturbs nobody', async () => {
  const unhandled: unknown[] = []
  config.onUnhandledError = (error) => unhandled.push(error)
  onTestFinished(() => void (config.onUnhandledError = null))
  const { system } = await startStill()
  const tom = await system.spawn(makeCat())
  tom.changes$.subscribe(() => {
    throw new Error('bad observer')
  })
  tom.changes$.subscribe(({ changed }) => {
    if (changed.age?.to === 5) tom.set(50, 'set by an observer')
    if (changed.age?.to === 50) void tom.kill()
  })
  const told = follow(tom.changes$)
  expect(await tom.birthday()).toBe(5)
  await tom.exited
  await settle()
  expect(told).toEqual(['age: 4 -> 5', 'age: 5 -> 50, mood:  -> set by an observer', 'complete'])
  await new Promise<void>((resolve) => setTimeout(resolve, 1))
  expect(unhandled).toHaveLength(2)
})

test('observers of changes run as nobody', async () => {
  const { system } = await startStill()
  const door = makeDoor()
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    @attribute() age = 4
    @request() async birthday() {
      await null
      this.age += 1
      void Promise.resolve()
        .then(() => door.opened)
        .then(() => (this.age += 1))
    }
    @request() whoAsks() {
      return this.sender?.pid ?? null
    }
  }
  const tom = await system.spawn(Cat)
  const answers: Promise<unknown>[] = []
  tom.changes$.subscribe(() => answers.push(tom.whoAsks()))
  await tom.birthday()
  door.open()
  await settle()
  expect(await Promise.all(answers)).toEqual([null, null])
})

// ---- upgrades --------------------------------------------------------------------------------------------------------

test('B18: observers keep seeing changes after an upgrade, which is one item itself, and after the way back', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCat())
  const items: InstanceChange[] = []
  tom.changes$.subscribe((item) => items.push(item))
  await tom.birthday()
  expect((await system.upgrade(makeOldCat())).outcome).toBe('committed')
  await tom.birthday()
  expect((await system.rollback()).outcome).toBe('committed')
  await tom.birthday()
  expect(items.map(({ version, changed }) => [version, changed])).toEqual([
    ['1.0.0', { age: { from: 4, to: 5 } }],
    ['2.0.0', { age: { from: 5, to: undefined }, months: { from: undefined, to: 60 } }],
    ['2.0.0', { months: { from: 60, to: 72 } }],
    ['1.0.0', { months: { from: 72, to: undefined }, age: { from: undefined, to: 6 } }],
    ['1.0.0', { age: { from: 6, to: 7 } }],
  ])
})

test('B18: an upgrade of the superclass shows in the instances of the classes that inherit from it', async () => {
  const { system } = await startStill()
  const Cat = makeCat()
  @actor({ version: '3.0.0' })
  class Lion extends Cat {
    @attribute() mane = 'long'
  }
  const leo = await system.spawn(Lion)
  const items: InstanceChange[] = []
  leo.changes$.subscribe((item) => items.push(item))
  await system.upgrade(makeOldCat())
  expect(items).toEqual([
    {
      pid: leo.pid,
      class: 'Lion',
      version: '3.0.0',
      changed: { age: { from: 4, to: undefined }, months: { from: undefined, to: 48 } },
    },
  ])
})

test('B18: an upgrade of code alone is no item, and one that is undone is none either', async () => {
  const { system } = await startStill()
  const Cat = makeCat()
  const [tom, tim] = [await system.spawn(Cat), await system.spawn(Cat)]
  await tim.birthday()
  const told = follow(tom.changes$)
  for (let age = 6; age <= 13; age++) await tim.birthday()
  expect((await system.upgrade(makeOldCat())).outcome).toBe('rolledBack')
  expect((await system.upgrade(makeCat('1.1.0'))).outcome).toBe('committed')
  expect(told).toEqual([])
  await tom.birthday()
  expect(told).toEqual(['age: 4 -> 5'])
})

test('B18: a lazy upgrade is an item when the instance is touched, or when its turn comes; never twice', async () => {
  const { system } = await startStill()
  const Cat = makeCat()
  const [touched, idle] = [await system.spawn(Cat), await system.spawn(Cat)]
  const [ofTouched, ofIdle] = [follow(touched.changes$), follow(idle.changes$)]
  const handle = system.upgrade(makeOldCat(), { strategy: 'lazy' })
  handle.progress$.subscribe(({ phase }) => {
    if (phase === 'commit') void touched.birthday()
  })
  await handle.settled
  await settle()
  expect(ofTouched).toEqual(['age: 4 -> undefined, months: undefined -> 48', 'months: 48 -> 60'])
  expect(ofIdle).toEqual(['age: 4 -> undefined, months: undefined -> 48'])
})

test('B18: one that comes out of quarantine tells what it was given', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCat())
  tom.set(13, '')
  await settle()
  const told = follow(tom.changes$)
  await system.upgrade(makeOldCat(), { strategy: 'lazy' }).settled
  expect(told).toEqual([])
  await system.replaceState(tom, () => ({ months: 1, mood: '', toys: 'none' }))
  await settle()
  expect(told).toEqual(['age: 13 -> undefined, toys:  -> none, months: undefined -> 1'])
  await tom.birthday()
  expect(told.at(-1)).toBe('months: 1 -> 13')
})

test('what code outside of messages writes while states are staged comes before the upgrade, and is in it', async () => {
  const { system } = await startStill()
  const Cat = makeCat()
  const tom = await system.spawn(Cat)
  const told = follow(tom.changes$)
  const door = makeDoor()
  tom.callBack(door.opened)
  await settle()
  const handle = system.upgrade(makeOldCat())
  handle.progress$.subscribe(({ phase }) => {
    if (phase === 'stage') door.open()
  })
  await handle
  await settle()
  expect(told[0]).toBe('mood:  -> called, age: 4 -> 100')
  expect(told.slice(1)).toEqual(['age: 100 -> undefined, months: undefined -> 1200'])
})

test('what is written right before the commit is an item of its own before that of the upgrade', async () => {
  const { system } = await startStill()
  const write: (() => void)[] = []
  @actor({ name: 'Cat', version: '1.0.0' })
  class Cat extends Actor {
    @attribute({ initial: 4 }) age = 4
    @attribute({ initial: '' }) mood = ''
    @attribute() toys: unknown[] = []
    start() {
      write.push(() => {
        this.age = 5
      })
    }
  }
  const tom = await system.spawn(Cat)
  const told = follow(tom.changes$)
  const handle = system.upgrade(makeOldCat())
  handle.progress$.subscribe(({ phase }) => {
    if (phase === 'commit') write[0]!()
  })
  expect((await handle).outcome).toBe('committed')
  expect(told).toEqual(['age: 4 -> 5', 'age: 5 -> undefined, months: undefined -> 60'])
})

// ---- classes ---------------------------------------------------------------------------------------------------------

test('a class is observed with all its instances, its descendants and those that come later', async () => {
  const { system } = await startStill()
  const Cat = makeCat()
  @actor({ version: '1.0.0' })
  class Lion extends Cat {}
  @actor({ version: '1.0.0' })
  class Tiger extends Cat {}
  const tom = await system.spawn(Cat)
  const leo = await system.spawn(Lion)
  const seen: string[] = []
  const direct: string[] = []
  const note =
    (to: string[]) =>
    ({ class: name, changed }: InstanceChange) =>
      void to.push(`${name} ${String(changed.age?.to)}`)
  system.changesOf(Cat).subscribe(note(seen))
  system.changesOf('Cat', { direct: true }).subscribe(note(direct))
  await tom.birthday()
  await leo.birthday()
  const tim = await system.spawn(Cat)
  await tim.birthday()
  const shir = await system.spawn(Tiger)
  await shir.birthday()
  await tom.stop()
  expect(seen).toEqual(['Cat 5', 'Lion 5', 'Cat 5', 'Tiger 5'])
  expect(direct).toEqual(['Cat 5', 'Cat 5'])
})

test('births are no changes, what `start` does is', async () => {
  const { system } = await startStill()
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    @attribute() name: string
    @attribute() isFed = false
    constructor(name: string) {
      super()
      this.name = name
    }
    start() {
      this.isFed = true
    }
  }
  system.register(Cat)
  const told = follow(system.changesOf(Cat))
  await system.spawn(Cat, ['Tom'])
  expect(told).toEqual(['isFed: false -> true'])
})

test('B18: who observes a class keeps seeing it after its upgrade, and every instance of the upgrade', async () => {
  const { system } = await startStill()
  const Cat = makeCat()
  const cats = [await system.spawn(Cat), await system.spawn(Cat), await system.spawn(Cat)]
  const pids: string[] = []
  system.changesOf(Cat).subscribe(({ pid, changed }) => pids.push(`${pid} ${Object.keys(changed).join()}`))
  await system.upgrade(makeOldCat())
  expect(pids.toSorted()).toEqual(cats.map(({ pid }) => `${pid} age,months`))
  await cats[1]!.birthday()
  expect(pids.at(-1)).toBe(`${cats[1]!.pid} months`)
})

test('a class that is removed completes those who observe it, and nobody else', async () => {
  const { system } = await startStill()
  const Cat = makeCat()
  @actor({ version: '1.0.0' })
  class Lion extends Cat {}
  await system.spawn(Lion)
  const [lions, cats] = [follow(system.changesOf(Lion)), follow(system.changesOf(Cat))]
  await system.remove('Lion', { instances: 'stop' })
  await settle()
  expect([lions, cats]).toEqual([['complete'], []])
})

/** Time that goes on by hand, in the midst of work too. */
class HandClock extends SystemClock {
  time = 0

  override now(): number {
    return this.time
  }
}

test('an upgrade of many observed instances is told in slices, so that others have their turns', async () => {
  const clock = new HandClock()
  const system = await ActorSystem.start({
    configure: (container) => void container.rebind(CLOCK).toConstantValue(clock),
  })
  onTestFinished(() => system.stop())
  const Cat = makeCat()
  for (let i = 0; i < 300; i++) await system.spawn(Cat)
  const told: string[] = []
  system.changesOf(Cat).subscribe(({ pid }) => {
    told.push(pid)
    clock.time += 0.1
  })
  await system.upgrade(makeOldCat())
  const counts: number[] = []
  for (let turn = 0; turn < 20; turn++) {
    counts.push(told.length)
    await settle(1)
  }
  expect(new Set(counts).size).toBeGreaterThan(3)
  expect(told).toHaveLength(300)
  expect(new Set(told).size).toBe(300)
})

for (const seed of [1, 2, 3, 4, 5]) {
  test(`whatever the order of work, items are a gapless chain from the first value to the last (seed ${seed})`, async () => {
    const system = await ActorSystem.start({
      configure: (container) =>
        void container.rebind(SCHEDULER).toConstantValue(new SeededScheduler(new SeededRandom(seed))),
    })
    onTestFinished(() => system.stop())
    const Cat = makeCat()
    const cats = []
    for (let i = 0; i < 5; i++) cats.push(await system.spawn(Cat))
    const last = new Map<string, unknown>()
    system.changesOf(Cat).subscribe(({ pid, changed: { age } }) => {
      if (age === undefined) return
      expect(age.from).toBe(last.get(pid) ?? 4)
      last.set(pid, age.to)
    })
    const random = new SeededRandom(seed)
    const waits: Promise<unknown>[] = []
    for (let i = 0; i < 200; i++) {
      const cat = cats[Math.floor(random.next() * cats.length)]!
      if (random.next() < 0.3) waits.push(cat.wait(new Promise<void>((resolve) => setImmediate(resolve))))
      else if (random.next() < 0.5) waits.push(cat.birthday())
      else cat.set(i, '')
    }
    await Promise.all(waits)
    await settle(20)
    for (const cat of cats) expect(last.get(cat.pid)).toBe(system.getState(cat as Reference)!.age)
  })
}

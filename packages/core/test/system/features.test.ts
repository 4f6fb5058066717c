import { expect, test } from 'vitest'
import {
  Actor,
  ActorSystem,
  actor,
  attribute,
  CLOCK,
  oneway,
  type Oneway,
  request,
  staticMethod,
} from '../../src/index.js'
import { settle, VirtualClock } from '../../src/testing/index.js'
import { failureOf, makeDoor, stateOf } from '../still.js'

function door() {
  let open!: () => void
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open }
}

test('spawnNow gives a ref at once, and what is sent to it waits for the birth', async () => {
  await using system = await ActorSystem.start()
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    @attribute() name: string
    constructor(name: string) {
      super()
      this.name = name
    }
    @request() getName() {
      return this.name
    }
  }
  const tom = system.spawnNow(Cat, ['Tom'], { name: 'tom' })
  expect(system.countInstances(Cat)).toBe(0)
  expect(await tom.getName()).toBe('Tom')
  expect(system.countInstances(Cat)).toBe(1)
})

test('a failing birth of spawnNow ends the instance and rejects what waits for it', async () => {
  await using system = await ActorSystem.start()
  @actor({ version: '1.0.0' })
  class Bad extends Actor {
    constructor() {
      super()
      throw new Error('no luck')
    }
    @request() ask() {
      return 1
    }
  }
  const bad = system.spawnNow(Bad)
  await expect(bad.ask()).rejects.toMatchObject({ code: 'exited' })
  expect(await bad.exited).toMatchObject({ type: 'crashed', method: 'constructor' })
})

test('a start that takes too long is ended, and its spawn rejected', async () => {
  const clock = new VirtualClock()
  await using system = await ActorSystem.start({
    configure: (container) => container.rebind(CLOCK).toConstantValue(clock),
  })
  @actor({ version: '1.0.0' })
  class Slow extends Actor {
    async start() {
      await new Promise(() => {})
    }
  }
  const spawned = system.spawn(Slow, [], { timeout: 100 }).catch((error: unknown) => error)
  await clock.advance(100)
  expect(await spawned).toMatchObject({ code: 'start-timeout' })
  expect(system.countInstances(Slow)).toBe(0)
})

test('a passive instance is called directly, and migrated by an upgrade', async () => {
  await using system = await ActorSystem.start()
  const make = (version: string) => {
    @actor({ name: 'Point', version })
    class Point extends Actor {
      @attribute() x = 1
      @attribute({ initial: 2 }) y!: number
      @request() sum() {
        return this.x + this.y
      }
    }
    return Point
  }
  @actor({ name: 'Point', version: '2.0.0' })
  class PointV2 extends Actor {
    @attribute() x = 0
    @attribute() y = 0
    @attribute({ initial: 30 }) z!: number
    @request() sum() {
      return this.x + this.y + this.z
    }
  }
  const point = system.passive(make('1.0.0'))
  expect(point.sum()).toBe(3)
  expect((await system.upgrade(PointV2)).migrated).toBe(1)
  expect(point.sum()).toBe(33)
})

test('bounded mailboxes reject, drop the newest or drop the oldest', async () => {
  const make = (overflow: 'reject' | 'drop-newest' | 'drop-oldest', gate: Promise<void>) => {
    @actor({ version: '1.0.0', mailbox: { capacity: 2, overflow } })
    class Box extends Actor {
      @attribute({ initial: () => [] }) seen!: number[]
      @oneway() async block(): Promise<Oneway> {
        await gate
      }
      @oneway() put(n: number): Oneway {
        this.seen.push(n)
      }
      @request() look() {
        return this.seen
      }
    }
    return Box
  }
  const seenWith = async (overflow: 'reject' | 'drop-newest' | 'drop-oldest') => {
    const { opened, open } = door()
    await using own = await ActorSystem.start()
    const box = await own.spawn(make(overflow, opened))
    box.block()
    await settle()
    const errors: unknown[] = []
    for (const n of [1, 2, 3]) {
      try {
        box.put(n)
      } catch (error) {
        errors.push((error as { code: string }).code)
      }
    }
    open()
    await settle()
    return { seen: await box.look(), errors }
  }
  expect(await seenWith('reject')).toEqual({ seen: [1, 2], errors: ['mailbox-full'] })
  expect(await seenWith('drop-newest')).toEqual({ seen: [1, 2], errors: [] })
  expect(await seenWith('drop-oldest')).toEqual({ seen: [2, 3], errors: [] })
})

test('W11: concurrent requests to five with a time limit: results in order, the late one named', async () => {
  const clock = new VirtualClock()
  await using system = await ActorSystem.start({
    configure: (container) => container.rebind(CLOCK).toConstantValue(clock),
  })
  @actor({ version: '1.0.0' })
  class Worker extends Actor {
    n: number
    constructor(n: number) {
      super()
      this.n = n
    }
    @request() async work() {
      if (this.n === 3) await new Promise(() => {})
      return this.n * 10
    }
  }
  const workers = await Promise.all([1, 2, 3, 4, 5].map((n) => system.spawn(Worker, [n])))
  const asked = system.requestAll(workers, (worker) => worker.work(), { timeout: 200 })
  await clock.advance(200)
  const { results, late, failed } = await asked
  expect(results).toEqual([10, 20, undefined, 40, 50])
  expect(late).toEqual([workers[2]])
  expect(failed).toEqual([])
  await workers[2]!.kill()
})

test('C2: getState and replaceState: a throwing replacement leaves the old state', async () => {
  await using system = await ActorSystem.start()
  @actor({ version: '1.0.0' })
  class Counter extends Actor {
    @attribute() count = 1
    @request() get() {
      return this.count
    }
  }
  const counter = await system.spawn(Counter)
  expect(system.getState(counter)).toEqual({ count: 1 })
  await expect(
    system.replaceState(counter, () => {
      throw new Error('no')
    }),
  ).rejects.toThrow('no')
  await expect(system.replaceState(counter, () => ({ cuont: 3 }))).rejects.toMatchObject({ code: 'bad-state' })
  expect(await counter.get()).toBe(1)
  expect(await system.replaceState(counter, ({ count }) => ({ count: (count as number) + 6 }))).toEqual({ count: 7 })
  expect(await counter.get()).toBe(7)
})

test('a renamed method is found by its alias, with its arguments adapted', async () => {
  await using system = await ActorSystem.start()
  const make = (): typeof Actor & (new () => Actor & { feed(grams: number): number }) => {
    @actor({ name: 'Dog', version: '1.0.0' })
    class Dog extends Actor {
      @attribute() eaten = 0
      @request() feed(grams: number) {
        return (this.eaten += grams)
      }
    }
    return Dog
  }
  @actor({ name: 'Dog', version: '2.0.0' })
  class DogV2 extends Actor {
    @attribute() eaten = 0
    @request({ aliases: { feed: (grams: number) => [{ grams }] } }) give({ grams }: { grams: number }) {
      return (this.eaten += grams)
    }
  }
  const dog = await system.spawn(make())
  expect(await dog.feed(3)).toBe(3)
  await system.upgrade(DogV2)
  expect(await dog.feed(4)).toBe(7)
})

test('E11: a class that has instances is removed only when it is said what becomes of them', async () => {
  await using system = await ActorSystem.start()
  const make = () => {
    @actor({ name: 'Moth', version: '1.0.0' })
    class Moth extends Actor {}
    return Moth
  }
  const Moth = make()
  const moth = await system.spawn(Moth)
  expect(await system.remove(Moth)).toMatchObject({ outcome: 'refused' })
  expect(await system.remove(Moth, { instances: 'stop' })).toMatchObject({ outcome: 'removed', ended: 1 })
  expect(await moth.exited).toMatchObject({ type: 'stopped' })
  expect(system.classes).toEqual([])
  system.register(make())
  expect(await system.remove('Moth')).toMatchObject({ outcome: 'removed', ended: 0 })
})

test('a class that is removed with a kill ends its instances at once, in the midst of their methods', async () => {
  await using system = await ActorSystem.start()
  @actor({ name: 'Moth', version: '1.0.0' })
  class Moth extends Actor {
    @request() async flutter() {
      await makeDoor().opened
    }
  }
  const moth = await system.spawn(Moth)
  const flutter = failureOf(moth.flutter())
  await settle()
  expect(await system.remove('Moth', { instances: 'kill' })).toMatchObject({ outcome: 'removed', ended: 1 })
  expect(await moth.exited).toMatchObject({ type: 'killed' })
  expect((await flutter).code).toBe('exited')
})

test('a birth that is asked for while its class is removed is refused when that is done', async () => {
  await using system = await ActorSystem.start()
  const door = makeDoor()
  @actor({ name: 'Moth', version: '1.0.0' })
  class Moth extends Actor {
    @request() async flutter() {
      await door.opened
    }
  }
  const moth = await system.spawn(Moth)
  const flutter = moth.flutter()
  await settle()
  const removal = system.remove('Moth', { instances: 'stop' })
  await settle()
  const birth = failureOf(system.spawn('Moth'))
  const later = system.spawnNow('Moth')
  expect(await stateOf(removal)).toBe('pending')
  door.open()
  await flutter
  expect(await removal).toMatchObject({ outcome: 'removed', ended: 1 })
  expect((await birth).code).toBe('unknown-class')
  expect(await later.exited).toMatchObject({ type: 'crashed', method: 'constructor', error: { code: 'unknown-class' } })
  expect(system.classes).toEqual([])
})

test('A7: a hard purge aborts the signal that an abandoned static call was given', async () => {
  await using system = await ActorSystem.start()
  const make = (version: string) => {
    @actor({ name: 'Mill', version })
    class Mill extends Actor {
      @staticMethod() static grind(log: string[]): Promise<never> {
        const { callSignal } = this
        callSignal.addEventListener('abort', () => log.push(version))
        return new Promise(() => {})
      }
    }
    return Mill
  }
  const Mill = make('1.0.0')
  system.register(Mill)
  const log: string[] = []
  const grinding = Mill.grind(log).catch((error: unknown) => error)
  const Next = (() => {
    @actor({ name: 'Mill', version: '2.0.0' })
    class MillV2 extends Actor {}
    return MillV2
  })()
  await system.upgrade(Next)
  expect(system.purge('Mill').outcome).toBe('refused')
  expect(system.purge('Mill', 'hard').outcome).toBe('purged')
  expect(await grinding).toMatchObject({ code: 'purged' })
  expect(log).toEqual(['1.0.0'])
})

function makeLamp(version: string, shine: string) {
  @actor({ name: 'Lamp', version })
  class Lamp extends Actor {
    static readonly shine = shine
    @attribute() seen: string[] = []
    @request() taken() {
      const method = this.bind(this.glow)
      return [method, this.callback('flash' as never)]
    }
    @request() glow() {
      return shine
    }
    @request() look() {
      return this.seen
    }
  }
  return Lamp
}

test('A11: a bound method keeps running its generation until that is purged, then throws a typed error', async () => {
  await using system = await ActorSystem.start()
  const lamp = await system.spawn(makeLamp('1.0.0', 'dim'))
  const [glow] = (await lamp.taken()) as unknown as [() => string]
  await system.upgrade(makeLamp('1.1.0', 'bright'))
  expect(glow()).toBe('dim')
  expect(await lamp.glow()).toBe('bright')
  system.purge('Lamp')
  expect(glow).toThrow(expect.objectContaining({ code: 'purged-binding' }))
})

test('A12: a method reference by name fails before the method exists, and works after the upgrade', async () => {
  await using system = await ActorSystem.start()
  const lamp = await system.spawn(makeLamp('1.0.0', 'dim'))
  const [, flash] = (await lamp.taken()) as unknown as [unknown, (what: string) => void]
  expect(() => flash('early')).toThrow(expect.objectContaining({ code: 'no-such-method' }))
  @actor({ name: 'Lamp', version: '2.0.0' })
  class LampV2 extends Actor {
    @attribute() seen: string[] = []
    @oneway() flash(what: string): Oneway {
      this.seen = [...this.seen, what]
    }
    @request() look() {
      return this.seen
    }
  }
  await system.upgrade(LampV2)
  flash('now')
  expect(await lamp.look()).toEqual(['now'])
})

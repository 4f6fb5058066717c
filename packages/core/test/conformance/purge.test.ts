// Old generations: who lingers in them, what a purge refuses, ends and leaves alone. After an atomic upgrade two things
// can linger: static calls of old code that await, and methods of instances that were ended by force.

import { expect, test } from 'vitest'
import {
  Actor,
  actor,
  attribute,
  convert,
  isInstarError,
  migration,
  oneway,
  type Oneway,
  PurgedError,
  type Ref,
  request,
  type Slice,
  staticMethod,
} from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { type Door, makeDoor, outcomeOf, startStill } from './fixtures-gates.js'

/** A class with a static method that takes as long as its caller wants, in a version of its own code. */
function makeLibrary(version: 1 | 2 | 3, door: Door = makeDoor()) {
  @actor({ name: 'Library', version: `${version}.0.0` })
  class Library extends Actor {
    @attribute({ initial: version }) shelves = version
    @request() count() {
      return this.shelves
    }
    @staticMethod() static async borrow(title: string): Promise<string> {
      await door.opened
      return `${title} from ${version}`
    }
    @staticMethod() static open(): string {
      return `open ${version}`
    }
  }
  return Library
}

function makeReader(library: ReturnType<typeof makeLibrary>) {
  @actor({ name: 'Reader', version: '1.0.0' })
  class Reader extends Actor {
    @attribute() books = 0
    @request() async read(title: string): Promise<string> {
      const book = await library.borrow(title)
      this.books += 1
      return book
    }
    @request() async dream(door: Door): Promise<string> {
      await door.opened
      this.books += 1
      return 'dreamt'
    }
    @request() getBooks() {
      return this.books
    }
  }
  return Reader
}

test('A2: a class has old code from its second load until the purge', async () => {
  await using world = await startStill()
  const { system } = world
  const First = makeLibrary(1)
  system.register(First)
  const afterFirst = system.hasOldCode(First)
  await system.upgrade(makeLibrary(2))
  const afterSecond = system.hasOldCode(First)
  const { outcome, versions } = system.purge(First)

  expect([afterFirst, afterSecond, system.hasOldCode(First)]).toEqual([false, true, false])
  expect({ outcome, versions }).toEqual({ outcome: 'purged', versions: ['1.0.0'] })
  expect(system.describe('Library').older).toEqual([])
  expect(system.purge('Library').outcome).toBe('nothing')
})

test('A2: a refused upgrade leaves no old code', async () => {
  await using world = await startStill()
  const { system } = world
  const First = makeLibrary(1)
  system.register(First)

  @actor({ name: 'Library', version: '1.0.0' })
  class Unnumbered extends Actor {}
  const report = await system.upgrade(Unnumbered)

  expect(report.outcome).toBe('refused')
  expect(system.hasOldCode(First)).toBe(false)
})

test('A3: a soft purge refuses while a call lingers, the call is answered from old code, and then the purge succeeds', async () => {
  await using world = await startStill()
  const { system, clock } = world
  const door = makeDoor()
  const First = makeLibrary(1, door)
  system.register(First)
  const lingering = First.borrow('Emma')
  await clock.advance(100)
  await system.upgrade(makeLibrary(2))
  await clock.advance(50)
  const refused = system.purge('Library')

  const lingerer = { class: 'Library', version: '1.0.0', kind: 'static', method: 'borrow', pid: null, forMs: 150 }
  expect(refused).toEqual({ outcome: 'refused', class: 'Library', versions: [], lingering: [lingerer] })
  expect(system.lingering('Library')).toEqual([lingerer])
  expect(system.hasOldCode('Library')).toBe(true)

  door.open()
  expect(await lingering).toBe('Emma from 1')
  expect(system.lingering('Library')).toEqual([])
  expect(system.purge('Library')).toEqual({
    outcome: 'purged',
    class: 'Library',
    versions: ['1.0.0'],
    lingering: [],
  })
})

test('A3: two generations linger each by itself; what has drained is still kept until all of it can go', async () => {
  await using world = await startStill()
  const { system } = world
  const [first, second] = [makeDoor(), makeDoor()]
  const First = makeLibrary(1, first)
  system.register(First)
  const fromFirst = First.borrow('Emma')
  await system.upgrade(makeLibrary(2, second))
  const fromSecond = First.borrow('Persuasion')
  await system.upgrade(makeLibrary(3))

  expect(system.lingering(First).map(({ version }) => version)).toEqual(['1.0.0', '2.0.0'])
  first.open()
  expect(await fromFirst).toBe('Emma from 1')
  expect(system.lingering(First).map(({ version }) => version)).toEqual(['2.0.0'])
  expect(system.purge(First).outcome).toBe('refused')
  second.open()
  expect(await fromSecond).toBe('Persuasion from 2')
  expect(system.purge(First).versions).toEqual(['1.0.0', '2.0.0'])
})

test('A3: an upgrade that is to purge waits for the callers of old code as long as it was told', async () => {
  await using world = await startStill()
  const { system, clock } = world
  const door = makeDoor()
  const First = makeLibrary(1, door)
  system.register(First)
  const lingering = First.borrow('Emma')
  const upgrade = system.upgrade(makeLibrary(2), { purge: 'soft', drainTimeout: 1000 })
  await clock.advance(500)
  door.open()
  await clock.advance(500)

  expect(await upgrade).toMatchObject({ outcome: 'committed', purges: [{ outcome: 'purged', versions: ['1.0.0'] }] })
  expect(await lingering).toBe('Emma from 1')
})

test('A3: an upgrade whose soft purge is refused is committed all the same, and names who lingers', async () => {
  await using world = await startStill()
  const { system, clock } = world
  const door = makeDoor()
  const First = makeLibrary(1, door)
  system.register(First)
  const lingering = First.borrow('Emma')
  const upgrade = system.upgrade(makeLibrary(2), { purge: 'soft', drainTimeout: 1000 })
  await settle()
  await clock.advance(1000)
  const report = await upgrade

  const lingerer = { class: 'Library', version: '1.0.0', kind: 'static', method: 'borrow' }
  expect(report).toMatchObject({
    outcome: 'committed',
    purges: [{ outcome: 'refused', versions: [], lingering: [lingerer] }],
    lingering: [lingerer],
  })
  expect(First.open()).toBe('open 2')
  door.open()
  expect(await lingering).toBe('Emma from 1')
})

test('A4: a hard purge ends exactly the calls that linger, and no instance: 1,000 of them, 1,000 bystanders', async () => {
  await using world = await startStill()
  const { system } = world
  const [old, other] = [makeDoor(), makeDoor()]
  const First = makeLibrary(1, old)
  const Reader = makeReader(First)
  system.register(First)
  const spawnMany = () => Promise.all(Array.from({ length: 1000 }, () => system.spawn(Reader)))
  const [lingerers, bystanders] = [await spawnMany(), await spawnMany()]
  const lingering = lingerers.map((reader, i) => outcomeOf(reader.read(`book ${i}`)))
  const waiting = bystanders.map((reader) => outcomeOf(reader.dream(other)))
  await settle()
  const upgrade = await system.upgrade(makeLibrary(2))
  const purge = system.purge('Library', 'hard')
  const ended = await Promise.all(lingering)

  expect(upgrade.outcome).toBe('committed')
  expect(purge).toMatchObject({ outcome: 'purged', versions: ['1.0.0'] })
  expect(purge.lingering).toHaveLength(1000)
  expect(new Set(purge.lingering.map(({ pid }) => pid))).toEqual(new Set(lingerers.map(({ pid }) => pid)))
  const errors = ended.map((end) => ('error' in end ? end.error : end))
  expect(errors.filter((error) => error instanceof PurgedError)).toHaveLength(1000)
  for (const error of errors) {
    expect(isInstarError(error, 'purged') && error.facts).toEqual({
      class: 'Library',
      version: '1.0.0',
      method: 'borrow',
    })
  }

  other.open()
  expect(await Promise.all(waiting)).toEqual(Array.from({ length: 1000 }, () => ({ value: 'dreamt' })))
  const books = (readers: typeof bystanders) => Promise.all(readers.map((reader) => reader.getBooks()))
  expect(await books(bystanders)).toEqual(Array.from({ length: 1000 }, () => 1))
  // The callers live too, and what they waited for has no effect any more when it ends after all.
  old.open()
  await settle()
  expect(await books(lingerers)).toEqual(Array.from({ length: 1000 }, () => 0))
  expect(system.countInstances(Reader)).toBe(2000)
})

test('A4: a hard purge leaves calls of the current generation alone', async () => {
  await using world = await startStill()
  const { system } = world
  const door = makeDoor()
  const First = makeLibrary(1)
  system.register(First)
  const old = outcomeOf(First.borrow('Emma'))
  await system.upgrade(makeLibrary(2, door))
  const current = First.borrow('Persuasion')
  system.purge(First, 'hard')

  expect(await old).toMatchObject({ error: { code: 'purged' } })
  door.open()
  expect(await current).toBe('Persuasion from 2')
})

test('A4: a hard purge aborts the signals of the calls that it ends, and no others', async () => {
  await using world = await startStill()
  const { system } = world
  const makeDigger = (version: 1 | 2, signals: AbortSignal[]) => {
    @actor({ name: 'Digger', version: `${version}.0.0` })
    class Digger extends Actor {
      @attribute({ initial: version }) depth = version
      @staticMethod() static async dig(door: Door): Promise<void> {
        signals.push(this.callSignal)
        await door.opened
        signals.push(this.callSignal)
      }
    }
    return Digger
  }
  const [old, young]: [AbortSignal[], AbortSignal[]] = [[], []]
  const First = makeDigger(1, old)
  system.register(First)
  const [ended, door] = [makeDoor(), makeDoor()]
  const calls = [outcomeOf(First.dig(ended))]
  ended.open()
  await calls[0]
  calls.push(outcomeOf(First.dig(door)))
  await system.upgrade(makeDigger(2, young))
  calls.push(outcomeOf(First.dig(door)))
  expect(system.purge(First, 'soft').outcome).toBe('refused')
  expect([...old, ...young].map(({ aborted }) => aborted)).toEqual([false, false, false, false])
  system.purge(First, 'hard')

  expect([...old, ...young].map(({ aborted }) => aborted)).toEqual([false, false, true, false])
  expect(old[2]!.reason).toBeInstanceOf(PurgedError)
  // One call has one signal, across its awaits.
  expect(old[0]).toBe(old[1])
  door.open()
  expect(await Promise.all(calls)).toMatchObject([{ value: undefined }, { error: { code: 'purged' } }, {}])
  expect(old[3]).toBe(old[2])
})

test('A4: a call that asks for its signal only after it was purged finds it aborted', async () => {
  await using world = await startStill()
  const { system } = world
  const door = makeDoor()
  const signals: AbortSignal[] = []

  @actor({ name: 'Sleeper', version: '1.0.0' })
  class Sleeper extends Actor {
    @staticMethod() static async sleep(): Promise<void> {
      await door.opened
      signals.push(this.callSignal)
    }
  }
  @actor({ name: 'Sleeper', version: '2.0.0' })
  class SleeperV2 extends Actor {}
  system.register(Sleeper)
  const sleep = outcomeOf(Sleeper.sleep())
  await system.upgrade(SleeperV2)
  system.purge(Sleeper, 'hard')
  door.open()
  await settle()

  expect(await sleep).toMatchObject({ error: { code: 'purged' } })
  expect(signals.map(({ aborted }) => aborted)).toEqual([true])
})

test('A4: a hard purge names a method whose instance was ended by force, and forgets it', async () => {
  await using world = await startStill()
  const { system, clock } = world
  const door = makeDoor()
  const Reader = makeReader(makeLibrary(1))

  @actor({ name: 'Reader', version: '2.0.0' })
  class ReaderV2 extends Actor {
    @attribute() books = 0
  }
  const reader = await system.spawn(Reader)
  const dreaming = outcomeOf(reader.dream(door))
  await settle()
  const upgrade = system.upgrade(ReaderV2, { deadline: 100, onDeadline: 'kill' })
  await settle()
  await clock.advance(100)

  expect((await upgrade).outcome).toBe('committed')
  expect(await dreaming).toMatchObject({ error: { code: 'exited' } })
  const lingerer = { class: 'Reader', version: '1.0.0', kind: 'instance', method: 'dream', pid: reader.pid }
  expect(system.lingering('Reader')).toMatchObject([lingerer])
  expect(system.purge('Reader')).toMatchObject({ outcome: 'refused', lingering: [lingerer] })
  expect(system.purge('Reader', 'hard')).toMatchObject({ outcome: 'purged', lingering: [lingerer] })
  expect(system.lingering('Reader')).toEqual([])
  door.open()
  await settle()
  expect(system.hasOldCode('Reader')).toBe(false)
})

test('A10: a soft purge that is refused leaves everything callable as before', async () => {
  await using world = await startStill()
  const { system } = world
  const door = makeDoor()
  const First = makeLibrary(1, door)
  const library = await system.spawn(First)
  const lingering = First.borrow('Emma')
  await system.upgrade(makeLibrary(2))
  const before = { info: system.classes, lingering: system.lingering(First), old: system.hasOldCode(First) }
  const outcomes = [system.purge(First).outcome, system.purge(First).outcome]

  expect(outcomes).toEqual(['refused', 'refused'])
  expect({ info: system.classes, lingering: system.lingering(First), old: system.hasOldCode(First) }).toEqual(before)
  expect(await library.count()).toBe(1)
  expect(First.open()).toBe('open 2')
  expect(await (await system.spawn(First)).count()).toBe(2)
  // The old generation can still be gone back to, with the call in it.
  expect((await system.upgrade(First)).outcome).toBe('committed')
  expect(First.open()).toBe('open 1')
  door.open()
  expect(await lingering).toBe('Emma from 1')
})

test('A10: a call that lingers is current again after a downgrade, and lingers again after the next upgrade', async () => {
  await using world = await startStill()
  const { system } = world
  const door = makeDoor()
  const First = makeLibrary(1, door)
  system.register(First)
  const call = First.borrow('Emma')
  const lingerers: string[][] = []
  for (const next of [makeLibrary(2), First, makeLibrary(3)]) {
    await system.upgrade(next)
    lingerers.push(system.lingering('Library').map(({ version, method }) => `${method} ${version}`))
  }

  expect(lingerers).toEqual([['borrow 1.0.0'], [], ['borrow 1.0.0']])
  door.open()
  expect(await call).toBe('Emma from 1')
  expect(system.purge('Library').outcome).toBe('purged')
})

test('A10: a purge that is asked while an upgrade goes back to an old generation does not take it away', async () => {
  await using world = await startStill()
  const { system } = world
  const [First, Second] = [makeMoth(1), makeMoth(2)]
  const [busy, moth] = [await system.spawn(First, [false]), await system.spawn(First, [false])]
  await system.upgrade(Second)
  const door = makeDoor()
  const flutter = outcomeOf(busy.flutter(door))
  await settle()
  const back = system.upgrade(First)
  await settle()
  system.purge('Moth', 'hard')
  door.open()

  expect((await back).outcome).toBe('committed')
  expect(await flutter).toEqual({ value: 4 })
  expect(system.describe('Moth')).toMatchObject({ version: '1.0.0', instances: { total: 2 } })
  expect(await Promise.all([busy, moth].map((each) => each.getWings()))).toEqual([
    [1, 2],
    [1, 2],
  ])
})

test('A13: a finished static call is no lingerer, also when it threw', async () => {
  await using world = await startStill()
  const { system } = world
  const door = makeDoor()
  const broken = new Error('broken')

  @actor({ name: 'Mill', version: '1.0.0' })
  class Mill extends Actor {
    @staticMethod() static now(): number {
      return 1
    }
    @staticMethod() static throwing(): number {
      throw broken
    }
    @staticMethod() static async later(): Promise<number> {
      await door.opened
      return 2
    }
    @staticMethod() static async rejecting(): Promise<number> {
      await door.opened
      throw broken
    }
    @staticMethod() static async nested(): Promise<number> {
      return (await Mill.later()) + 1
    }
    @staticMethod() static oddly(): PromiseLike<number> {
      return {
        // oxlint-disable-next-line unicorn/no-thenable -- whatever can be awaited may be returned.
        then() {
          throw broken
        },
      }
    }
  }
  @actor({ name: 'Mill', version: '2.0.0' })
  class MillV2 extends Actor {}
  system.register(Mill)
  expect(Mill.now()).toBe(1)
  expect(() => Mill.throwing()).toThrow(broken)
  const odd = outcomeOf(Mill.oddly())
  const ends = [Mill.later(), Mill.rejecting(), Mill.nested()].map((call) => outcomeOf(call))
  await system.upgrade(MillV2)

  expect(await odd).toEqual({ error: broken })
  const methods = system.lingering(Mill).map(({ method }) => method)
  expect(methods.toSorted()).toEqual(['later', 'later', 'nested', 'rejecting'])
  door.open()
  expect(await Promise.all(ends)).toEqual([{ value: 2 }, { error: broken }, { value: 3 }])
  expect(system.lingering(Mill)).toEqual([])
  expect(system.purge(Mill).outcome).toBe('purged')
})

test('A13: an ended method is no lingerer once it has come to its end, also when it threw', async () => {
  await using world = await startStill()
  const { system, clock } = world
  const door = makeDoor()
  const Reader = makeReader(makeLibrary(1))

  @actor({ name: 'Reader', version: '2.0.0' })
  class ReaderV2 extends Actor {
    @attribute() books = 0
  }
  const reader = await system.spawn(Reader)
  const dreaming = outcomeOf(reader.dream(door))
  await settle()
  const upgrade = system.upgrade(ReaderV2, { deadline: 100, onDeadline: 'kill' })
  await settle()
  await clock.advance(100)
  await upgrade
  expect(system.lingering('Reader')).toHaveLength(1)
  // It goes on, touches an attribute of an ended instance, and so throws.
  door.open()
  await settle()

  expect(await dreaming).toMatchObject({ error: { code: 'exited' } })
  expect(system.lingering('Reader')).toEqual([])
  expect(system.purge('Reader').outcome).toBe('purged')
})

class Misprint extends Error {
  override readonly name = 'Misprint'
}

test('A14: values that came from old code stay valid after its purge', async () => {
  await using world = await startStill()
  const { system } = world
  const made = {
    object: { nested: { list: [1, 2] } },
    map: new Map([['a', { n: 1 }]]),
    date: new Date(0),
    big: 2n ** 70n,
    bytes: Buffer.from('bytes'),
    symbol: Symbol('mark'),
  }

  @actor({ name: 'Press', version: '1.0.0' })
  class Press extends Actor {
    @attribute() kept: Record<string, unknown> = made
    @attribute() dropped: object = { gone: true }
    @request() everything(): typeof made {
      return this.kept as typeof made
    }
    @request() getDropped(): object {
      return this.dropped
    }
    @request() misprint(): never {
      throw new Misprint('old words')
    }
    @staticMethod() static adder(n: number): (m: number) => number {
      return (m) => n + m
    }
  }
  @actor({ name: 'Press', version: '2.0.0', migrations: [migration('1.0.0', { drops: ['dropped'] })] })
  class PressV2 extends Actor {
    @attribute() kept: Record<string, unknown> = {}
    @request() everything(): typeof made {
      return this.kept as typeof made
    }
  }
  const press = await system.spawn(Press)
  const [all, dropped, error] = [await press.everything(), await press.getDropped(), await outcomeOf(press.misprint())]
  const add = Press.adder(40)
  await system.upgrade(PressV2)

  expect(system.purge(Press, 'hard').versions).toEqual(['1.0.0'])
  expect(all).toBe(made)
  expect(await press.everything()).toBe(made)
  expect(all).toEqual({
    object: { nested: { list: [1, 2] } },
    map: new Map([['a', { n: 1 }]]),
    date: new Date(0),
    big: 1180591620717411303424n,
    bytes: Buffer.from('bytes'),
    symbol: made.symbol,
  })
  expect(dropped).toEqual({ gone: true })
  expect(error).toMatchObject({ error: { name: 'Misprint', message: 'old words' } })
  expect((error as { error: unknown }).error).toBeInstanceOf(Misprint)
  expect(add(2)).toBe(42)
})

test('A14: refs, reports and errors from before a purge say what they said', async () => {
  await using world = await startStill()
  const { system } = world
  const First = makeLibrary(1)
  const library = await system.spawn(First)
  const lingering = outcomeOf(First.borrow('Emma'))
  const report = await system.upgrade(makeLibrary(2))
  const words = [String(report), JSON.stringify(report), String(library)]
  system.purge(First, 'hard')

  expect([String(report), JSON.stringify(report), String(library)]).toEqual(words)
  expect(await lingering).toMatchObject({
    error: { message: expect.stringContaining('borrow of Library 1.0.0 was purged') as string },
  })
  expect(await library.count()).toBe(1)
})

test('A14: a class value from old code still leads to its class after its purge', async () => {
  await using world = await startStill()
  const { system } = world
  const First = makeLibrary(1)
  const library = await system.spawn(First)
  await system.upgrade(makeLibrary(2))
  system.purge(First, 'hard')

  expect([...system.instancesOf(First)]).toEqual([library])
  expect(await (await system.spawn(First)).count()).toBe(2)
  expect(system.static(First).open()).toBe('open 2')
  // Whoever imported the class before the upgrade goes on calling its static methods by that import.
  expect(First.open()).toBe('open 2')
})

const add =
  (n: number) =>
  (wings: number): number =>
    wings + n

/** A class whose instances can be made to die in several moments; `frail` ones do in their first moment on new code. */
function makeMoth(version: 1 | 2) {
  @actor({
    name: 'Moth',
    version: `${version}.0.0`,
    migrations: version === 1 ? [] : [migration('1.0.0', convert('wings', add(2), add(-2)))],
  })
  class Moth extends Actor {
    @attribute() wings = 2
    constructor(private readonly isFrail: boolean) {
      super()
    }
    afterUpgrade(): void {
      if (this.isFrail) throw new Error('frail')
    }
    @request() async flutter(door: Door): Promise<number> {
      await door.opened
      return this.wings
    }
    @oneway() async burn(door: Door): Promise<Oneway> {
      await door.opened
      throw new Error('burnt')
    }
    @request() getWings() {
      return [version, this.wings]
    }
  }
  return Moth
}

test('A21: instances that die while an upgrade runs die alone, each for its own reason', async () => {
  await using world = await startStill()
  const { system } = world
  const [First, Second] = [makeMoth(1), makeMoth(2)]
  const door = makeDoor()
  const others = await Promise.all(Array.from({ length: 50 }, () => system.spawn(First, [false])))
  const [burning, killed, stopped, staged, frail] = await Promise.all([
    system.spawn(First, [false]),
    system.spawn(First, [false]),
    system.spawn(First, [false]),
    system.spawn(First, [false]),
    system.spawn(First, [true]),
  ])
  burning.burn(door)
  const fluttering = outcomeOf(killed.flutter(door))
  await settle()
  const upgrade = system.upgrade(Second)
  upgrade.progress$.subscribe(({ phase, done, total }) => {
    if (phase === 'stage' && total > 0 && done === total) void staged.kill('while staged')
  })
  await settle()
  await stopped.stop('while frozen')
  await killed.kill('while frozen')
  door.open()
  const report = await upgrade
  const reasons = await Promise.all([burning, killed, stopped, staged, frail].map(({ exited }) => exited))

  expect(report.outcome).toBe('committed')
  expect(report.stragglers).toEqual([])
  expect(reasons).toMatchObject([
    { type: 'crashed', method: 'burn' },
    { type: 'killed', detail: 'while frozen' },
    { type: 'stopped', detail: 'while frozen' },
    { type: 'killed', detail: 'while staged' },
    { type: 'crashed', method: 'afterUpgrade' },
  ])
  expect(await fluttering).toMatchObject({ error: { code: 'exited' } })
  expect(system.countInstances('Moth')).toBe(50)
  expect(await Promise.all(others.map((moth) => moth.getWings()))).toEqual(others.map(() => [2, 4]))
})

test('A21: an instance may end itself as the first thing after an upgrade', async () => {
  await using world = await startStill()
  const { system } = world

  @actor({ name: 'Guest', version: '1.0.0' })
  class Guest extends Actor {
    @attribute() isTired = false
  }
  @actor({ name: 'Guest', version: '2.0.0' })
  class GuestV2 extends Actor {
    @attribute() isTired = false
    afterUpgrade(): void {
      this.stop('tired')
    }
  }
  const guest = await system.spawn(Guest)
  await system.upgrade(GuestV2)

  expect(await guest.exited).toEqual({ type: 'stopped', detail: 'tired' })
})

test('A21: a caller that dies while it lingers dies alone; the call that it left behind lingers until it ends', async () => {
  await using world = await startStill()
  const { system } = world
  const door = makeDoor()
  const First = makeLibrary(1, door)
  const Reader = makeReader(First)
  system.register(First)
  const [dying, living] = [await system.spawn(Reader), await system.spawn(Reader)]
  const [left, kept] = [outcomeOf(dying.read('Emma')), living.read('Emma')]
  await settle()
  await system.upgrade(makeLibrary(2))
  await dying.kill()

  expect(await left).toMatchObject({ error: { code: 'exited' } })
  expect(system.purge(First).lingering.map(({ pid }) => pid)).toEqual([dying.pid, living.pid])
  door.open()
  expect(await kept).toBe('Emma from 1')
  expect(await living.getBooks()).toBe(1)
  expect(system.purge(First).outcome).toBe('purged')
})

test('A21: an instance that a hard purge brings down dies alone', async () => {
  await using world = await startStill()
  const { system } = world
  const First = makeLibrary(1)

  @actor({ name: 'Subscriber', version: '1.0.0' })
  class Subscriber extends Actor {
    @oneway() async subscribe(): Promise<Oneway> {
      await First.borrow('Emma')
    }
    @request() isThere() {
      return true
    }
  }
  system.register(First)
  const [lingering, other] = [await system.spawn(Subscriber), await system.spawn(Subscriber)]
  lingering.subscribe()
  await settle()
  await system.upgrade(makeLibrary(2))
  system.purge(First, 'hard')

  // Nobody waits for a oneway, so the end of the call that it waited for is a crash.
  expect(await lingering.exited).toMatchObject({ type: 'crashed', method: 'subscribe', error: { code: 'purged' } })
  expect(await other.isThere()).toBe(true)
  expect(system.countInstances(Subscriber)).toBe(1)
})

const lastVersion = 6

/** A class that counts what it gets, and whose every version differs from the others in code and state. */
function makeLedger(version: number) {
  const stamp = (n: number) => ({
    up: ({ molts }: Slice) => ({ stamp: n + 1, molts: molts + 1 }),
    down: ({ molts }: Slice) => ({ stamp: n, molts: molts + 1 }),
  })
  const steps = Array.from({ length: version - 1 }, (_, i) => migration(`${i + 1}.0.0`, stamp(i + 1)))

  @actor({ name: 'Ledger', version: `${version}.0.0`, migrations: steps })
  class Ledger extends Actor {
    @attribute({ initial: version }) stamp = version
    @attribute() molts = 0
    @attribute() entries = 0
    @attribute() faults = 0
    @attribute() next: Record<string, number> = {}
    @attribute() runs: Record<number, number> = {}
    @oneway() put(n: number): Oneway {
      this.enter(n)
    }
    @oneway() async putSlowly(n: number): Promise<Oneway> {
      await Promise.resolve()
      this.enter(n)
    }
    @request() async ask(n: number): Promise<number> {
      await Promise.resolve()
      this.enter(n)
      return n
    }
    @request() summary() {
      const { stamp, molts, entries, faults, runs } = this
      return { stamp, molts, entries, faults, runs }
    }
    private enter(n: number): void {
      const from = String(this.sender)
      if ((this.next[from] ?? 0) !== n) this.faults += 1
      this.next[from] = n + 1
      this.runs[version] = (this.runs[version] ?? 0) + 1
      this.entries += 1
    }
  }
  return Ledger
}
type LedgerRef = Ref<InstanceType<ReturnType<typeof makeLedger>>>

@actor({ name: 'Sender', version: '1.0.0' })
class Sender extends Actor {
  @attribute() sent = 0
  /** Sends every ledger the next number, in one of three ways by turns; settles when the requests are answered. */
  @request() async round(ledgers: readonly LedgerRef[]): Promise<number> {
    const n = this.sent++
    const answers = ledgers.map((ledger, i) => {
      const way = (i + n) % 3
      if (way === 0) return ledger.ask(n)
      return way === 1 ? ledger.put(n) : ledger.putSlowly(n)
    })
    const heard = (await Promise.all(answers)).filter((answer) => answer === n)
    return heard.length
  }
}

test('A26: 160 instances under load go through 6 versions, 4 times over: all on the last, nothing lost, in order', async () => {
  await using world = await startStill()
  const { system } = world
  const versions = Array.from({ length: lastVersion }, (_, i) => makeLedger(i + 1))
  const ledgers = await Promise.all(Array.from({ length: 160 }, () => system.spawn(versions[0]!)))
  const senders = await Promise.all(Array.from({ length: 8 }, () => system.spawn(Sender)))
  const [early, late] = [senders.slice(0, 4), senders.slice(4)]
  const rounds: Promise<number>[] = []
  const load = (from: typeof senders) => rounds.push(...from.map((sender) => sender.round(ledgers)))
  const underLoad = async (version: number) => {
    load(early)
    const upgrade = system.upgrade(versions[version - 1]!, { purge: 'soft' })
    const subscription = upgrade.progress$.subscribe(({ phase, done }) => {
      if (phase === 'stage' && done === ledgers.length) load(late)
    })
    await Promise.all([upgrade, ...rounds])
    subscription.unsubscribe()
    return upgrade
  }
  const outcomes: string[] = []
  for (let time = 0; time < 4; time++) {
    if (time > 0) outcomes.push((await underLoad(1)).outcome)
    for (let version = 2; version <= lastVersion; version++) {
      const { outcome, purges } = await underLoad(version)
      outcomes.push(outcome, ...purges.map((purge) => purge.outcome))
    }
  }
  const answers = await Promise.all(rounds)
  const summaries = await Promise.all(ledgers.map((ledger) => ledger.summary()))

  expect(new Set(outcomes)).toEqual(new Set(['committed', 'purged']))
  expect(rounds).toHaveLength(23 * 8)
  expect(system.describe('Ledger')).toMatchObject({ version: '6.0.0', older: [], instances: { total: 160 } })
  // 5 steps up each time, and 3 times the same 5 steps down.
  const state = { stamp: lastVersion, molts: 35, entries: 23 * 8, faults: 0 }
  for (const summary of summaries) expect(summary).toMatchObject(state)
  expect(answers.reduce((sum, n) => sum + n)).toBe(ledgers.reduce((sum, _, i) => sum + asksOf(i, 23) * 8, 0))
  // Every version ran under load.
  for (const { runs } of summaries) expect(Object.keys(runs)).toEqual(['1', '2', '3', '4', '5', '6'])
})

/** How many of `rounds` messages to the `i`-th ledger are requests. */
function asksOf(i: number, rounds: number): number {
  return Array.from({ length: rounds }, (_, n) => (i + n) % 3).filter((way) => way === 0).length
}

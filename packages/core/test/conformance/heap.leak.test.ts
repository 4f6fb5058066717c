// A15: what upgrades leave behind. Runs in a process of its own with `--expose-gc`; the versions are class definitions
// that are evaluated anew each time, and every one is watched by a WeakRef.

import { beforeAll, expect, test } from 'vitest'
import {
  Actor,
  type ActorClass,
  actor,
  ActorSystem,
  add,
  attribute,
  drop,
  isInstarError,
  migration,
  oneway,
  type Ref,
  type Reference,
  type Oneway,
  rename,
  request,
  staticMethod,
  type UpgradeOptions,
} from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { outcomeOf } from './fixtures-gates.js'

const upgrades = 200
const instances = 1000

beforeAll(() => {
  expect(typeof globalThis.gc, 'run by the project `leak`').toBe('function')
})

/** Collects garbage until nothing more goes: what waits for a job to end goes in a later one. */
async function collect(): Promise<void> {
  for (let i = 0; i < 4; i++) {
    await settle()
    globalThis.gc!()
  }
}

async function heapUsed(): Promise<number> {
  await collect()
  return process.memoryUsage().heapUsed
}

/** WeakRefs to class values, by name. */
class Watch {
  private readonly values: { readonly name: string; readonly ref: WeakRef<ActorClass> }[] = []

  on<C extends ActorClass>(name: string, value: C): C {
    this.values.push({ name, ref: new WeakRef(value) })
    return value
  }

  get size(): number {
    return this.values.length
  }

  /** How many class objects of each name are in memory. */
  async alive(): Promise<Record<string, number>> {
    await collect()
    const counts: Record<string, number> = {}
    for (const { name, ref } of this.values) if (ref.deref() !== undefined) counts[name] = (counts[name] ?? 0) + 1
    return counts
  }
}

/**
 * Even and odd versions have different attributes, so every upgrade migrates, drops and keeps what it drops. All code of a
 * version holds its class and a weight: one closure that stays shows as a class object and in the heap.
 */
function makeBeing(n: number) {
  const weight = Array.from({ length: 2000 }, () => n)
  const isEven = n % 2 === 0
  const [name, formerName] = isEven ? ['label', 'title'] : ['title', 'label']
  const [extra, formerExtra] = isEven ? ['weight', 'height'] : ['height', 'weight']
  const parts = [rename(formerName, name), drop(formerExtra, () => weight[0]), add(extra, () => weight[0])]

  @actor({ name: 'Being', version: `${n}.0.0`, migrations: n === 1 ? [] : [migration(`${n - 1}.0.0`, ...parts)] })
  class Being extends Actor {
    @attribute({ initial: n }) stamp = n
    @attribute({ initial: () => [n] }) list = [n]
    afterUpgrade(): void {
      this.stamp = this.mark()
    }
    @request() getStamp(): number {
      return this.mark() === this.stamp ? this.stamp : -1
    }
    @oneway() beat(): Oneway {
      this.list[0] = this.mark()
    }
    @request({ const: true }) async peek(): Promise<number> {
      await Promise.resolve()
      return this.mark()
    }
    protected mark(): number {
      return this.self(Being).className === 'none' ? -1 : weight[0]!
    }
    @oneway() crash(): Oneway {
      throw new Error(`crashed in ${this.mark()}`)
    }
    @request() async sleepOn(): Promise<void> {
      await new Promise(() => {})
    }
    @staticMethod() static async sleep(): Promise<void> {
      await new Promise(() => {})
    }
    @staticMethod() static async count(): Promise<number> {
      await Promise.resolve()
      return Being.length + weight[0]!
    }
  }
  for (const each of [name, extra]) attribute({ initial: n })(Being.prototype, each)
  return Being
}

/** A subclass that is never upgraded, with a timer, and with calls of what it inherits in every way. */
function makeHeir(Base: ReturnType<typeof makeBeing>) {
  @actor({ name: 'Heir', version: '1.0.0' })
  class Heir extends Base {
    @attribute() own = 0
    start(): void {
      this.every(60_000, Heir).beat()
    }
    @request() override getStamp(): number {
      return super.getStamp() + this.as(Heir).own
    }
  }
  return Heir
}

function makeTraited(Trait: ReturnType<typeof makeBeing>) {
  @actor({ name: 'Traited', version: '1.0.0', traits: [Trait] })
  class Traited extends Actor {
    @request() isThere(): boolean {
      return true
    }
  }
  return Traited
}

/** A second version that cannot be reached. */
function makeFailing() {
  const up = (): never => {
    throw new Error(Failing.length === 0 ? 'no way' : '')
  }
  @actor({ name: 'Being', version: '2.0.0', migrations: [migration('1.0.0', { up })] })
  class Failing extends Actor {}
  return Failing
}

type Being = InstanceType<ReturnType<typeof makeBeing>>

const codeOf = (error: unknown): unknown => (isInstarError(error) ? error.code : error)

/** One upgrade, in a function of its own, so that no local variable of a test keeps a class alive. */
async function upgradeTo(
  system: ActorSystem,
  watch: Watch,
  n: number,
  options: UpgradeOptions = { purge: 'soft' },
): Promise<void> {
  const upgrade = system.upgrade(watch.on('Being', makeBeing(n)), options)
  const report = await upgrade
  await upgrade.settled
  if (report.outcome !== 'committed') throw new Error(String(report))
  if (report.purges.some(({ outcome }) => outcome !== 'purged')) throw new Error(String(report))
}

function spawnMany<C extends Actor>(system: ActorSystem, value: new () => C): Promise<Ref<C>[]> {
  return Promise.all(Array.from({ length: instances }, () => system.spawn(value) as Promise<Ref<C>>))
}

/** Uses every instance, so that whatever is cached on first use is there; gives the stamp that all of them have. */
async function use(system: ActorSystem, refs: readonly Ref<Being>[]): Promise<number> {
  for (const ref of refs) ref.beat()
  const stamps = await Promise.all(refs.map((ref) => ref.getStamp()))
  await Promise.all(refs.map((ref) => ref.with({ timeout: 1000 }).peek()))
  // Any class value of this name stands for the class.
  await system.static(makeBeing(1)).count()
  if (new Set(stamps).size !== 1) throw new Error(`${new Set(stamps).size} versions run at once`)
  return stamps[0]!
}

const stretch = 25

/**
 * The smallest growth of the heap over `stretch` upgrades, in bytes for one. What is left behind by each upgrade shows in
 * every stretch; what V8 allocates when it optimises, or throws code away, shows in some of them.
 */
async function growth(upgradeNext: (i: number) => Promise<void>): Promise<number> {
  const heaps: number[] = []
  for (let i = 1; i <= upgrades; i++) {
    await upgradeNext(i)
    if (i % stretch === 0) heaps.push(await heapUsed())
  }
  const growths = heaps.slice(1).map((heap, at) => heap - heaps[at]!)
  return Math.min(...growths) / stretch
}

/** Upgrades from one version to the next, and uses the instances now and then. */
function steps(system: ActorSystem, watch: Watch, refs: readonly Ref<Being>[], options?: UpgradeOptions) {
  return async (i: number): Promise<void> => {
    await upgradeTo(system, watch, i + 1, options)
    if (i % 5 === 0) await use(system, refs)
  }
}

// Bytes for one upgrade. A version that stays costs five times this, a state that stays in each instance fifty times, and
// one pointer in each instance twice.
const flat = 4096

test('A15: the heap is flat over 200 upgrades of 1,000 living instances, and one class object is alive', async () => {
  await using system = await ActorSystem.start()
  const watch = new Watch()
  const refs = await spawnMany(system, watch.on('Being', makeBeing(1)))
  const grown = await growth(steps(system, watch, refs))

  expect(watch.size).toBe(upgrades + 1)
  expect(await watch.alive()).toEqual({ Being: 1 })
  expect(grown).toBeLessThan(flat)
  expect(system.countInstances('Being')).toBe(instances)
  expect(await use(system, refs)).toBe(upgrades + 1)
}, 60_000)

test('A15: nor does it grow when the instances are those of a subclass that is never upgraded', async () => {
  await using system = await ActorSystem.start()
  const watch = new Watch()
  const refs = await (() => {
    const Base = watch.on('Being', makeBeing(1))
    return spawnMany(system, watch.on('Heir', makeHeir(Base)))
  })()
  const grown = await growth(steps(system, watch, refs))

  expect(await watch.alive()).toEqual({ Being: 1, Heir: 1 })
  expect(grown).toBeLessThan(flat)
  expect(await use(system, refs)).toBe(upgrades + 1)
}, 60_000)

test('A15: nor when what is upgraded is a trait of a class that is not', async () => {
  await using system = await ActorSystem.start()
  const watch = new Watch()
  const refs = await (() => {
    const Trait = watch.on('Being', makeBeing(1))
    return spawnMany(system, watch.on('Traited', makeTraited(Trait))) as Promise<Ref<Actor>[]> as Promise<Ref<Being>[]>
  })()
  const grown = await growth(steps(system, watch, refs))

  expect(await watch.alive()).toEqual({ Being: 1, Traited: 1 })
  expect(grown).toBeLessThan(flat)
  expect(await use(system, refs)).toBe(upgrades + 1)
}, 60_000)

test('A15: nor over upgrades that are taken back: what a downgrade leaves can be forgotten as well', async () => {
  await using system = await ActorSystem.start()
  const watch = new Watch()
  const refs = await spawnMany(system, watch.on('Being', makeBeing(1)))
  const grown = await growth((i) => upgradeTo(system, watch, i % 2 === 1 ? 2 : 1))

  expect(await watch.alive()).toEqual({ Being: 1 })
  expect(grown).toBeLessThan(flat)
  expect(await use(system, refs)).toBe(1)
}, 60_000)

test('A15: nor over lazy upgrades', async () => {
  await using system = await ActorSystem.start()
  const watch = new Watch()
  const refs = await spawnMany(system, watch.on('Being', makeBeing(1)))
  const grown = await growth(steps(system, watch, refs, { purge: 'soft', strategy: 'lazy' }))

  expect(await watch.alive()).toEqual({ Being: 1 })
  expect(grown).toBeLessThan(flat)
  expect(await use(system, refs)).toBe(upgrades + 1)
}, 60_000)

test('A15: generations that pile up are forgotten together by one purge, lingering calls and the dead among them', async () => {
  await using system = await ActorSystem.start()
  const watch = new Watch()
  const refs = await spawnMany(system, watch.on('Being', makeBeing(1)))
  const ends: Promise<unknown>[] = []
  const dead: Reference[] = []
  for (let n = 2; n <= 50; n++) {
    // Each generation has a static call in flight, and an instance whose method never ends when it is killed.
    ends.push(system.static(makeBeing(1)).sleep().catch(codeOf))
    const doomed = await system.spawn(watch.on('Stand-in', makeBeing(n - 1)))
    ends.push(doomed.sleepOn().catch(codeOf))
    await settle()
    await doomed.kill()
    // A ref may be kept for ever.
    dead.push(doomed)
    await system.upgrade(watch.on('Being', makeBeing(n)))
  }
  const before = await watch.alive()
  const { versions } = system.purge('Being', 'hard')
  const codes = await Promise.all(ends)

  expect(before['Being']).toBe(50)
  expect(versions).toHaveLength(49)
  expect(codes).toEqual(Array.from({ length: 49 }, () => ['purged', 'exited']).flat())
  expect(await watch.alive()).toEqual({ Being: 1 })
  expect(new Set(dead.map(({ className }) => className))).toEqual(new Set(['Being']))
  expect(await use(system, refs)).toBe(50)
}, 60_000)

test('A15: errors of old code that are kept, in exit reasons and reports, keep no old code', async () => {
  await using system = await ActorSystem.start()
  const watch = new Watch()
  const kept: unknown[] = []
  await (async () => {
    const crashing = await system.spawn(watch.on('Being', makeBeing(1)))
    crashing.crash()
    kept.push(crashing, await crashing.exited)
    await system.spawn(makeBeing(1))
    const refused = await system.upgrade(watch.on('Failing', makeFailing()))
    kept.push(refused, ...refused.failures)
    kept.push(await outcomeOf(crashing.getStamp()))
  })()
  await upgradeTo(system, watch, 2)

  expect(kept).toMatchObject([
    { className: 'Being' },
    { type: 'crashed', error: { message: 'crashed in 1' } },
    { outcome: 'rolledBack' },
    { message: 'no way' },
    { error: { code: 'no-such-instance' } },
  ])
  expect(await watch.alive()).toEqual({ Being: 1 })
})

test('A15: a system that was stopped lets go of all its classes', async () => {
  const watch = new Watch()
  await (async () => {
    const system = await ActorSystem.start()
    const refs = await spawnMany(system, watch.on('Heir', makeHeir(watch.on('Being', makeBeing(1)))))
    await upgradeTo(system, watch, 2)
    await use(system, refs)
    await system.stop()
  })()

  expect(await watch.alive()).toEqual({})
})

// Chance at work on one class and what inherits from it: births, calls, failures, deaths and upgrades in any order, also in
// the midst of upgrades. Every method and hook lasts until its door opens. A migration refuses a state that is not of
// the version that it comes from, so whoever was left out by an upgrade is found at the next one.

import {
  Actor,
  actor,
  attribute,
  migration,
  oneway,
  type Oneway,
  type Ref,
  request,
  staticMethod,
  type UpgradeReport,
} from '../../src/index.js'
import { SeededRandom, settle } from '../../src/testing/index.js'
import { type Door, makeDoor, outcomeOf, type StillWorld } from './fixtures-gates.js'

type DoorOfHook = () => Promise<void> | undefined

function makeThing(version: number, doorOfHook: DoorOfHook) {
  const steps = Array.from({ length: version - 1 }, (_, i) =>
    migration(`${i + 1}.0.0`, {
      up: ({ madeAs, molts }) => {
        if (madeAs !== i + 1) throw new Error(`a state of ${madeAs} in version ${i + 1}`)
        return { madeAs: i + 2, molts: molts + 1 }
      },
    }),
  )
  @actor({ name: 'Thing', version: `${version}.0.0`, migrations: steps })
  class Thing extends Actor {
    @attribute({ initial: version }) madeAs = version
    @attribute() molts = 0
    start() {
      return doorOfHook()
    }
    destruct() {
      return doorOfHook()
    }
    afterUpgrade() {
      return doorOfHook()
    }
    @request() async work(door: Door): Promise<number> {
      await door.opened
      return this.madeAs
    }
    @request() async bear(door: Door, child: ThingClass): Promise<void> {
      await door.opened
      await this.spawn(child)
    }
    @request({ const: true }) async look(door: Door): Promise<number> {
      await door.opened
      return this.madeAs
    }
    @oneway() async fail(door: Door): Promise<Oneway> {
      await door.opened
      throw new Error('on purpose')
    }
    @oneway() leave(): Oneway {
      this.stop()
    }
    @request() version() {
      return this.madeAs
    }
    @staticMethod() static async wait(door: Door): Promise<number> {
      await door.opened
      return version
    }
  }
  return Thing
}
type ThingClass = ReturnType<typeof makeThing>
type Thing = InstanceType<ThingClass>

export class Chaos {
  /** What the upgrades before the last one came to. */
  readonly reports: UpgradeReport[] = []
  private readonly passives: Thing[] = []
  private readonly chance: (n: number) => number
  private readonly closed: Door[] = []
  /** What was begun and has not ended. */
  private open = 0
  private readonly First: ThingClass
  private version = 1
  private heirs = 0
  private isOver = false

  constructor(
    private readonly world: StillWorld,
    seed: number,
  ) {
    const random = new SeededRandom(seed)
    this.chance = (n) => Math.floor(random.next() * n)
    this.First = makeThing(1, this.doorOfHook)
    world.system.register(this.First)
  }

  /** Does something, `steps` times. */
  async rage(steps: number): Promise<void> {
    for (let i = 0; i < steps; i++) {
      const choice = this.chance(10)
      if (choice === 0) await settle(1)
      else if (choice === 1) await this.world.clock.advance(100)
      else if (choice === 2 && this.chance(2) === 0) this.upgrade()
      else this.act()
    }
  }

  /** Opens all doors, until nothing goes on. */
  async calm(): Promise<void> {
    this.isOver = true
    while (this.closed.length > 0 || this.open > 0) {
      for (const door of this.closed.splice(0)) door.open()
      await this.world.clock.advance(200)
    }
  }

  /** One more upgrade, of a set that has to be at rest; with the versions of all instances, passive ones too. */
  async finish(): Promise<{ report: UpgradeReport; version: number; versions: number[] }> {
    const { system } = this.world
    const version = this.version + 1
    const report = await system.upgrade(makeThing(version, this.doorOfHook), { deadline: 0, purge: 'soft' })
    const versions = await Promise.all(Array.from(system.instancesOf(this.First), (thing) => thing.version()))
    return { report, version, versions: [...versions, ...this.passives.map((thing) => thing.version())] }
  }

  private upgrade(): void {
    this.version += 1
    const onDeadline = this.chance(2) === 0 ? 'kill' : 'refuse'
    const strategy = this.chance(3) === 0 ? 'lazy' : 'atomic'
    const Next = makeThing(this.version, this.doorOfHook)
    const upgrade = this.world.system.upgrade(Next, { deadline: 200, purge: 'hard', onDeadline, strategy })
    upgrade.progress$.subscribe(() => this.act())
    this.follow(upgrade.report.then((report) => this.reports.push(report)))
    this.follow(this.First.wait(this.door()))
  }

  private act(): void {
    const { system } = this.world
    const things: Ref<Thing>[] = [...system.instancesOf(this.First)]
    const thing = things[this.chance(things.length)]
    const onSome: ((thing: Ref<Thing>) => unknown)[] = [
      (some) => some.work(this.door()),
      (some) => some.with({ timeout: 50 }).work(this.door()),
      (some) => some.look(this.door()),
      (some) => some.bear(this.door(), this.chance(2) === 0 ? this.First : this.makeHeir()),
      (some) => some.version(),
      (some) => some.fail(this.door()),
      (some) => some.leave(),
      (some) => some.stop(),
      (some) => some.kill(),
    ]
    const others: (() => unknown)[] = [
      () => system.spawn(this.First),
      () => system.spawn(this.First),
      () => system.spawn(this.makeHeir()),
      () => void this.passives.push(this.makePassive()),
      () => this.closed.splice(this.chance(this.closed.length), 1)[0]?.open(),
    ]
    const choice = this.chance(onSome.length + others.length)
    if (choice >= onSome.length) this.follow(others[choice - onSome.length]!())
    else if (thing !== undefined) this.follow(onSome[choice]!(thing))
  }

  private follow(end: unknown): void {
    this.open += 1
    void outcomeOf(Promise.resolve(end)).then(() => (this.open -= 1))
  }

  private makeHeir(): ThingClass {
    @actor({ name: `Heir${(this.heirs += 1)}`, version: '1.0.0' })
    class Heir extends this.First {
      @attribute() own = 'own'
    }
    return Heir
  }

  // Nobody could wait for the hook of a passive instance.
  private makePassive(): Thing {
    const wasOver = this.isOver
    this.isOver = true
    try {
      return this.world.system.passive(this.First, [])
    } finally {
      this.isOver = wasOver
    }
  }

  private door(): Door {
    const door = makeDoor()
    this.closed.push(door)
    return door
  }

  private readonly doorOfHook = (): Promise<void> | undefined =>
    this.isOver || this.chance(3) > 0 ? undefined : this.door().opened
}

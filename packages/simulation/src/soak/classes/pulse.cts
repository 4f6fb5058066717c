// A main loop that waits for items, and a chain of timers. Both count, so that an item or a beat that is lost, doubled or out of
// its order shows.

import core = require('@instar/core')
import orders = require('./orders.cjs')

const { Actor, actor, attribute, convert, migration, oneway, rename, request } = core
const name = 'Pulse'
const version = orders.version(name)

const meddle: core.MigrationPart = {
  up: () => {
    orders.meddle(name)
  },
  down: () => {},
}
const beatMs = 25

interface Fed {
  readonly last: number
  /** Items that came at another place than the next. */
  readonly gaps: number
}
const begun: Fed = { last: 0, gaps: 0 }
const folded = ({ last, gaps }: Fed, item: number): Fed => ({ last: item, gaps: gaps + (item === last + 1 ? 0 : 1) })

/**
 * Items that wait for the loop. What the loop yields only tells that there are some: a promise of an item would go with the
 * loop that asked for it when an upgrade ends that one.
 */
class Intake {
  private readonly items: number[] = []
  private tell = (): void => {}

  put(item: number): void {
    this.items.push(item)
    this.tell()
  }

  filled(): Promise<void> {
    if (this.items.length > 0) return Promise.resolve()
    return new Promise((resolve) => {
      this.tell = resolve
    })
  }

  take(): number[] {
    return this.items.splice(0)
  }
}

const second = migration('1.0.0', rename('slips', 'missed'), meddle)
const third = migration(
  '2.0.0',
  rename('fed', 'eaten'),
  convert(
    'eaten',
    ({ last, gaps }: Fed) => [last, gaps],
    ([last, gaps]: [number, number]) => ({ last, gaps }),
  ),
  meddle,
)

function first() {
  @actor({ name, version })
  class Pulse extends Actor {
    static onLoad(): void {
      orders.load(name)
    }
    @attribute({ initial: () => begun }) fed!: Fed
    @attribute() beats = 0
    @attribute() slips = 0
    readonly intake = new Intake()
    start(): void {
      this.after(beatMs, Pulse).beat(1)
    }
    *main(): Generator<() => Promise<void>, void, void> {
      for (;;) {
        yield () => this.intake.filled()
        for (const item of this.intake.take()) this.fold(item)
      }
    }
    fold(item: number): void {
      this.fed = folded(this.fed, item)
    }
    @oneway() feed(item: number): core.Oneway {
      this.intake.put(item)
    }
    /** A chain of timers: each sets the next. */
    @oneway() beat(k: number): core.Oneway {
      if (k !== this.beats + 1) this.slips += 1
      this.beats = k
      this.after(beatMs, Pulse).beat(k + 1)
    }
    @request({ const: true }) read(): readonly number[] {
      return [this.fed.last, this.fed.gaps, this.beats, this.slips]
    }
  }
  return Pulse
}

function middle() {
  @actor({ name, version, migrations: [second] })
  class Pulse extends Actor {
    static onLoad(): void {
      orders.load(name)
    }
    @attribute({ initial: () => begun }) fed!: Fed
    @attribute() beats = 0
    @attribute() missed = 0
    readonly intake = new Intake()
    start(): void {
      this.after(beatMs, Pulse).beat(1)
    }
    *main(): Generator<() => Promise<void>, void, void> {
      for (;;) {
        yield () => this.intake.filled()
        for (const item of this.intake.take()) this.fold(item)
      }
    }
    fold(item: number): void {
      this.fed = folded(this.fed, item)
    }
    @oneway() feed(item: number): core.Oneway {
      this.intake.put(item)
    }
    /** A chain of timers: each sets the next. */
    @oneway() beat(k: number): core.Oneway {
      if (k !== this.beats + 1) this.missed += 1
      this.beats = k
      this.after(beatMs, Pulse).beat(k + 1)
    }
    @request({ const: true }) read(): readonly number[] {
      return [this.fed.last, this.fed.gaps, this.beats, this.missed]
    }
  }
  return Pulse
}

function last() {
  @actor({ name, version, migrations: [second, third] })
  class Pulse extends Actor {
    static onLoad(): void {
      orders.load(name)
    }
    @attribute({ initial: () => [0, 0] }) eaten!: readonly [number, number]
    @attribute() beats = 0
    @attribute() missed = 0
    readonly intake = new Intake()
    start(): void {
      this.after(beatMs, Pulse).beat(1)
    }
    *main(): Generator<() => Promise<void>, void, void> {
      for (;;) {
        yield () => this.intake.filled()
        for (const item of this.intake.take()) this.fold(item)
      }
    }
    fold(item: number): void {
      const { last, gaps } = folded({ last: this.eaten[0], gaps: this.eaten[1] }, item)
      this.eaten = [last, gaps]
    }
    @oneway() feed(item: number): core.Oneway {
      this.intake.put(item)
    }
    /** A chain of timers: each sets the next. */
    @oneway() beat(k: number): core.Oneway {
      if (k !== this.beats + 1) this.missed += 1
      this.beats = k
      this.after(beatMs, Pulse).beat(k + 1)
    }
    @request({ const: true }) read(): readonly number[] {
      return [...this.eaten, this.beats, this.missed]
    }
  }
  return Pulse
}

export = { Pulse: orders.pick(name, [first, middle, last]) }

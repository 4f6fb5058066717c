// A trait: who has it counts what it has done. Its slice migrates on the instances of the classes that have it.

import type { Tally } from '../forms.js'
import core = require('@instar/core')
import orders = require('./orders.cjs')

const { Actor, actor, attribute, convert, migration, rename, request } = core
const name = 'Counted'
const version = orders.version(name)

const meddle: core.MigrationPart = {
  up: () => {
    orders.meddle(name)
  },
  down: () => {},
}
const toTally = (done: number): Tally => ({ done })
const second = migration('1.0.0', rename('handled', 'tally'), meddle)
const third = migration(
  '2.0.0',
  convert('tally', toTally, ({ done }: Tally) => done),
  meddle,
)

function first() {
  @actor({ name, version })
  class Counted extends Actor {
    static onLoad(): void {
      orders.load(name)
    }
    @attribute() handled = 0
    countOne(): void {
      this.handled += 1
    }
    @request({ const: true }) getCount(): number {
      return this.handled
    }
  }
  return Counted
}

function middle() {
  @actor({ name, version, migrations: [second] })
  class Counted extends Actor {
    static onLoad(): void {
      orders.load(name)
    }
    @attribute() tally = 0
    countOne(): void {
      this.tally += 1
    }
    @request({ const: true }) getCount(): number {
      return this.tally
    }
  }
  return Counted
}

function last() {
  @actor({ name, version, migrations: [second, third] })
  class Counted extends Actor {
    static onLoad(): void {
      orders.load(name)
    }
    @attribute({ initial: () => ({ done: 0 }) }) tally!: Tally
    countOne(): void {
      this.tally = { done: this.tally.done + 1 }
    }
    @request({ const: true }) getCount(): number {
      return this.tally.done
    }
  }
  return Counted
}

export = { Counted: orders.pick(name, [first, middle, last]) }

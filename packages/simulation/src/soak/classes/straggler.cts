// Who does not come to rest in time: its method lasts until somebody lets it go. Upgrades are refused because of it, or kill it.

import core = require('@instar/core')
import orders = require('./orders.cjs')

const { Actor, actor, attribute, convert, migration, rename, request } = core
const name = 'Straggler'
const version = orders.version(name)

const meddle: core.MigrationPart = {
  up: () => {
    orders.meddle(name)
  },
  down: () => {},
}
const second = migration('1.0.0', rename('held', 'holds'), meddle)
const third = migration('2.0.0', convert('holds', String, Number), meddle)

function first() {
  @actor({ name, version })
  class Straggler extends Actor {
    static onLoad(): void {
      orders.load(name)
    }
    @attribute() held = 0
    @request() async hold(until: Promise<void>): Promise<void> {
      this.held += 1
      await until
    }
  }
  return Straggler
}

function middle() {
  @actor({ name, version, migrations: [second] })
  class Straggler extends Actor {
    static onLoad(): void {
      orders.load(name)
    }
    @attribute() holds = 0
    @request() async hold(until: Promise<void>): Promise<void> {
      this.holds += 1
      await until
    }
  }
  return Straggler
}

function last() {
  @actor({ name, version, migrations: [second, third] })
  class Straggler extends Actor {
    static onLoad(): void {
      orders.load(name)
    }
    @attribute() holds = '0'
    @request() async hold(until: Promise<void>): Promise<void> {
      this.holds = `${Number(this.holds) + 1}`
      await until
    }
  }
  return Straggler
}

export = { Straggler: orders.pick(name, [first, middle, last]) }

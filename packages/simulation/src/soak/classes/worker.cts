// A worker under the supervisor. It crashes when it is told to, and is born again by its name.

import core = require('@instar/core')
import orders = require('./orders.cjs')
import sums = require('../sums.js')

const { Actor, actor, add, attribute, migration, oneway, rename, request } = core
const name = 'Worker'
const version = orders.version(name)

const meddle: core.MigrationPart = {
  up: () => {
    orders.meddle(name)
  },
  down: () => {},
}
const second = migration('1.0.0', rename('jobs', 'done'), meddle)
const third = migration(
  '2.0.0',
  add('grade', ({ done }) => (done > 100 ? 'senior' : 'junior')),
  meddle,
)

function first() {
  @actor({ name, version })
  class Worker extends Actor {
    static onLoad(): void {
      orders.load(name)
    }
    @attribute() jobs = 0
    @request() async work(n: number): Promise<number> {
      await new Promise(setImmediate)
      this.jobs += 1
      return sums.gauss(n)
    }
    @oneway() crash(): core.Oneway {
      throw new Error('injected: a worker crashes')
    }
  }
  return Worker
}

function middle() {
  @actor({ name, version, migrations: [second] })
  class Worker extends Actor {
    static onLoad(): void {
      orders.load(name)
    }
    @attribute() done = 0
    @request() async work(n: number): Promise<number> {
      await new Promise(setImmediate)
      this.done += 1
      return sums.gauss(n)
    }
    @oneway() crash(): core.Oneway {
      throw new Error('injected: a worker crashes')
    }
  }
  return Worker
}

function last() {
  @actor({ name, version, migrations: [second, third] })
  class Worker extends Actor {
    static onLoad(): void {
      orders.load(name)
    }
    @attribute() done = 0
    @attribute() grade = 'junior'
    @request() async work(n: number): Promise<number> {
      await new Promise(setImmediate)
      this.done += 1
      return sums.gauss(n)
    }
    @oneway() crash(): core.Oneway {
      throw new Error('injected: a worker crashes')
    }
  }
  return Worker
}

export = { Worker: orders.pick(name, [first, middle, last]) }

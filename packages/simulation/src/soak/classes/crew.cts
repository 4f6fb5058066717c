// The supervisor of the workers. Its books are attributes of the class library; its own slice changes with each edition.

import core = require('@instar/core')
import library = require('@instar/classes')
import orders = require('./orders.cjs')

const { actor, add, attribute, convert, migration, request } = core
const name = 'Crew'
const version = orders.version(name)

const meddle: core.MigrationPart = {
  up: () => {
    orders.meddle(name)
  },
  down: () => {},
}
const second = migration(
  '1.0.0',
  add('shift', () => 1),
  meddle,
)
const third = migration('2.0.0', convert('shift', String, Number), meddle)

const specs = (size: number): core.ChildSpec[] =>
  Array.from({ length: size }, (_, i) => ({ id: `${i}`, class: 'Worker', name: `worker-${i}` }))

function first() {
  @actor({ name, version })
  class Crew extends library.Supervisor {
    static onLoad(): void {
      orders.load(name)
    }
    readonly size: number
    constructor(size: number) {
      super()
      this.size = size
    }
    @request({ const: true }) override children(): readonly core.ChildSpec[] {
      return specs(this.size)
    }
    @request({ const: true }) override intensity(): core.Intensity {
      return { restarts: 1000, withinMs: 1000 }
    }
  }
  return Crew
}

function middle() {
  @actor({ name, version, migrations: [second] })
  class Crew extends library.Supervisor {
    static onLoad(): void {
      orders.load(name)
    }
    @attribute() shift = 1
    readonly size: number
    constructor(size: number) {
      super()
      this.size = size
    }
    @request({ const: true }) override children(): readonly core.ChildSpec[] {
      return specs(this.size)
    }
    @request({ const: true }) override intensity(): core.Intensity {
      return { restarts: 1000, withinMs: 1000 }
    }
  }
  return Crew
}

function last() {
  @actor({ name, version, migrations: [second, third] })
  class Crew extends library.Supervisor {
    static onLoad(): void {
      orders.load(name)
    }
    @attribute() shift = '1'
    readonly size: number
    constructor(size: number) {
      super()
      this.size = size
    }
    @request({ const: true }) override children(): readonly core.ChildSpec[] {
      return specs(this.size)
    }
    @request({ const: true }) override intensity(): core.Intensity {
      return { restarts: 1000, withinMs: 1000 }
    }
  }
  return Crew
}

export = { Crew: orders.pick(name, [first, middle, last]) }

// A connection that speaks the protocol: it counts the numbers of what is asked, and gives up when one is missing. It inherits
// from `Connection` and has the trait `Counted`, so upgrades of either pass under it.

import type { Answer, Asked } from '../protocol.js'
import core = require('@instar/core')
import orders = require('./orders.cjs')
import connection = require('./connection.cjs')
import counted = require('./counted.cjs')
import service = require('./serve.cjs')

const { actor, add, attribute, drop, migration, rename } = core
const name = 'Line'
const version = orders.version(name)

const meddle: core.MigrationPart = {
  up: () => {
    orders.meddle(name)
  },
  down: () => {},
}
const second = migration(
  '1.0.0',
  rename('expected', 'next'),
  add('failures', () => 0),
  meddle,
)
const third = migration(
  '2.0.0',
  drop('failures', () => 0),
  meddle,
)

/** What the trait gives. */
type Counting = InstanceType<typeof counted.Counted>

/** Demands that nothing is missing before this line. */
function demandNext(asked: Asked, expected: number): void {
  if (asked.n !== expected) throw new Error(`number ${asked.n} has come in the place of ${expected}`)
}

async function answerTo({ n, op }: Asked, answer: () => unknown): Promise<string | null> {
  try {
    const value = (await answer()) as number
    return op === 'note' || op === 'chant' ? null : JSON.stringify({ n, value } satisfies Answer)
  } catch (error) {
    return JSON.stringify({ n, failed: service.codeOf(error) } satisfies Answer)
  }
}

function first() {
  @actor({ name, version, traits: [counted.Counted] })
  class Line extends connection.Connection {
    static override onLoad(): void {
      orders.load(name)
    }
    @attribute() expected = 1
    override async meet(text: string): Promise<string | null> {
      const asked = JSON.parse(text) as Asked
      demandNext(asked, this.expected)
      this.expected += 1
      this.countOne()
      return answerTo(asked, () => service.serve(this.system as core.ActorSystem, asked))
    }
  }
  interface Line extends Counting {}
  return Line
}

function middle() {
  @actor({ name, version, traits: [counted.Counted], migrations: [second] })
  class Line extends connection.Connection {
    static override onLoad(): void {
      orders.load(name)
    }
    @attribute() next = 1
    @attribute() failures = 0
    override async meet(text: string): Promise<string | null> {
      const asked = JSON.parse(text) as Asked
      demandNext(asked, this.next)
      this.next += 1
      this.countOne()
      return answerTo(asked, () => service.serve(this.system as core.ActorSystem, asked))
    }
  }
  interface Line extends Counting {}
  return Line
}

function last() {
  @actor({ name, version, traits: [counted.Counted], migrations: [second, third] })
  class Line extends connection.Connection {
    static override onLoad(): void {
      orders.load(name)
    }
    @attribute() next = 1
    override async meet(text: string): Promise<string | null> {
      const asked = JSON.parse(text) as Asked
      demandNext(asked, this.next)
      this.next += 1
      this.countOne()
      return answerTo(asked, () => service.serve(this.system as core.ActorSystem, asked))
    }
  }
  interface Line extends Counting {}
  return Line
}

export = { Line: orders.pick(name, [first, middle, last]) }

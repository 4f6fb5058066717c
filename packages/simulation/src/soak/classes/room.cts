// A room: what each member has said, as a number that depends on the order. Each edition keeps its log in another form.

import core = require('@instar/core')
import orders = require('./orders.cjs')
import sums = require('../sums.js')

const { Actor, actor, add, attribute, convert, migration, oneway, rename, request } = core
const name = 'Room'
const version = orders.version(name)

interface Entry {
  /** How many words the member has said. */
  readonly last: number
  readonly chain: number
}

const nothing: Entry = { last: 0, chain: 0 }
const meddle: core.MigrationPart = {
  up: () => {
    orders.meddle(name)
  },
  down: () => {},
}

/** The entry after one word more; a word at another place than the next is left out, and missed at the other end. */
function heard(entry: Entry = nothing, at: number, word: number): Entry {
  return at === entry.last + 1 ? { last: at, chain: sums.linked(entry.chain, at, word) } : entry
}

const toMap = (log: Record<string, Entry>): Map<string, Entry> => new Map(Object.entries(log))
const fromMap = (log: Map<string, Entry>): Record<string, Entry> => Object.fromEntries(log)
const second = migration('1.0.0', rename('log', 'members'), convert('members', toMap, fromMap), meddle)
const third = migration(
  '2.0.0',
  add('words', ({ members }) => [...(members as Map<string, Entry>).values()].reduce((sum, { last }) => sum + last, 0)),
  meddle,
)

function first() {
  @actor({ name, version })
  class Room extends Actor {
    static onLoad(): void {
      orders.load(name)
    }
    @attribute({ initial: () => ({}) }) log!: Record<string, Entry>
    @request() say(member: string, at: number, word: number): number {
      return (this.log[member] = heard(this.log[member], at, word)).chain
    }
    @oneway() chant(member: string, at: number, word: number): core.Oneway {
      this.say(member, at, word)
    }
    @request({ const: true }) read(member: string): number {
      return (this.log[member] ?? nothing).chain
    }
  }
  return Room
}

function middle() {
  @actor({ name, version, migrations: [second] })
  class Room extends Actor {
    static onLoad(): void {
      orders.load(name)
    }
    @attribute({ initial: () => new Map() }) members!: Map<string, Entry>
    @request() say(member: string, at: number, word: number): number {
      const entry = heard(this.members.get(member), at, word)
      this.members.set(member, entry)
      return entry.chain
    }
    @oneway() chant(member: string, at: number, word: number): core.Oneway {
      this.say(member, at, word)
    }
    @request({ const: true }) read(member: string): number {
      return (this.members.get(member) ?? nothing).chain
    }
  }
  return Room
}

function last() {
  @actor({ name, version, migrations: [second, third] })
  class Room extends Actor {
    static onLoad(): void {
      orders.load(name)
    }
    @attribute({ initial: () => new Map() }) members!: Map<string, Entry>
    @attribute() words = 0
    @request() say(member: string, at: number, word: number): number {
      const entry = heard(this.members.get(member), at, word)
      this.members.set(member, entry)
      this.words += 1
      return entry.chain
    }
    @oneway() chant(member: string, at: number, word: number): core.Oneway {
      this.say(member, at, word)
    }
    @request({ const: true }) read(member: string): number {
      return (this.members.get(member) ?? nothing).chain
    }
  }
  return Room
}

export = { Room: orders.pick(name, [first, middle, last]) }

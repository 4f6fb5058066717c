// An account: a running sum that both ends know. Each edition keeps it in another form.

import core = require('@instar/core')
import orders = require('./orders.cjs')

const { Actor, actor, add, attribute, convert, drop, migration, oneway, rename, request } = core
const name = 'Account'
const version = orders.version(name)

const whole = schema((value) => Number.isSafeInteger(value))
const split = schema((value) => {
  const { units, cents } = value as Split
  return Number.isSafeInteger(units) && Number.isSafeInteger(cents)
})

interface Split {
  readonly units: number
  readonly cents: number
}

function schema(isValid: (value: unknown) => boolean): core.StandardSchema {
  const issues = [{ message: 'is no sum' }]
  return { '~standard': { version: 1, vendor: 'soak', validate: (value) => (isValid(value) ? { value } : { issues }) } }
}

/** What a fault does to a slice. */
const meddle = (spoilt: string): core.MigrationPart => ({
  up: (slice) => {
    if (orders.meddle(name) === 'spoil') slice[spoilt] = Number.NaN
  },
  down: () => {},
})

const toSplit = (sum: number): Split => ({ units: Math.floor(sum / 100), cents: sum % 100 })
const fromSplit = ({ units, cents }: Split): number => units * 100 + cents
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const second = migration(
  '1.0.0',
  rename('balance', 'cents'),
  add('largest', () => 0),
  meddle('cents'),
)
const third = migration(
  '2.0.0',
  rename('cents', 'sum'),
  convert('sum', toSplit, fromSplit),
  drop('largest', () => 0),
  meddle('sum'),
)

function first() {
  @actor({ name, version })
  class Account extends Actor {
    static onLoad(): void {
      orders.load(name)
    }
    @attribute({ schema: whole }) balance = 0
    @attribute() entries = 0
    @request() deposit(amount: number): number {
      this.entries += 1
      return (this.balance += amount)
    }
    @oneway() note(amount: number): core.Oneway {
      this.deposit(amount)
    }
    @request() async slow(amount: number, ms: number): Promise<number> {
      await pause(ms)
      return this.deposit(amount)
    }
    @request({ const: true }) read(): number {
      return this.balance
    }
  }
  return Account
}

function middle() {
  @actor({ name, version, migrations: [second] })
  class Account extends Actor {
    static onLoad(): void {
      orders.load(name)
    }
    @attribute({ schema: whole }) cents = 0
    @attribute() largest = 0
    @attribute() entries = 0
    @request() deposit(amount: number): number {
      this.entries += 1
      this.largest = Math.max(this.largest, amount)
      return (this.cents += amount)
    }
    @oneway() note(amount: number): core.Oneway {
      this.deposit(amount)
    }
    @request() async slow(amount: number, ms: number): Promise<number> {
      await pause(ms)
      return this.deposit(amount)
    }
    @request({ const: true }) read(): number {
      return this.cents
    }
  }
  return Account
}

function last() {
  @actor({ name, version, migrations: [second, third] })
  class Account extends Actor {
    static onLoad(): void {
      orders.load(name)
    }
    @attribute({ schema: split }) sum: Split = { units: 0, cents: 0 }
    @attribute() entries = 0
    @request() deposit(amount: number): number {
      const sum = fromSplit(this.sum) + amount
      this.entries += 1
      this.sum = toSplit(sum)
      return sum
    }
    @oneway() note(amount: number): core.Oneway {
      this.deposit(amount)
    }
    @request() async slow(amount: number, ms: number): Promise<number> {
      await pause(ms)
      return this.deposit(amount)
    }
    @request({ const: true }) read(): number {
      return fromSplit(this.sum)
    }
  }
  return Account
}

export = { Account: orders.pick(name, [first, middle, last]) }

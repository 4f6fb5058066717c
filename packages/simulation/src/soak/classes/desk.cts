// The desk: static methods, which are in flight while the class is upgraded, and linger in old code.

import core = require('@instar/core')
import orders = require('./orders.cjs')
import sums = require('../sums.js')

const { Actor, actor, add, attribute, migration, rename, staticMethod } = core
const name = 'Desk'
const version = orders.version(name)

const meddle: core.MigrationPart = {
  up: () => {
    orders.meddle(name)
  },
  down: () => {},
}
const second = migration('1.0.0', rename('opened', 'since'), meddle)
const third = migration(
  '2.0.0',
  add('closed', () => null),
  meddle,
)
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

function first() {
  @actor({ name, version })
  class Desk extends Actor {
    static onLoad(): void {
      orders.load(name)
    }
    @attribute() opened = 0
    @staticMethod() static async tariff(n: number): Promise<number> {
      await pause(n % 4)
      return sums.tariffOf(n)
    }
    /** Stays in this generation until it is let go, or until a hard purge gives it up. */
    @staticMethod() static async linger(until: Promise<void>): Promise<string> {
      await until
      return version
    }
  }
  return Desk
}

function middle() {
  @actor({ name, version, migrations: [second] })
  class Desk extends Actor {
    static onLoad(): void {
      orders.load(name)
    }
    @attribute() since = 0
    @staticMethod() static async tariff(n: number): Promise<number> {
      await pause(n % 4)
      return sums.tariffOf(n)
    }
    /** Stays in this generation until it is let go, or until a hard purge gives it up. */
    @staticMethod() static async linger(until: Promise<void>): Promise<string> {
      await until
      return version
    }
  }
  return Desk
}

function last() {
  @actor({ name, version, migrations: [second, third] })
  class Desk extends Actor {
    static onLoad(): void {
      orders.load(name)
    }
    @attribute() since = 0
    @attribute() closed: number | null = null
    @staticMethod() static async tariff(n: number): Promise<number> {
      await pause(n % 4)
      return sums.tariffOf(n)
    }
    /** Stays in this generation until it is let go, or until a hard purge gives it up. */
    @staticMethod() static async linger(until: Promise<void>): Promise<string> {
      await until
      return version
    }
  }
  return Desk
}

export = { Desk: orders.pick(name, [first, middle, last]) }

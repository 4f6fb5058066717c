// The next version: it greets in other words, an attribute has a better name, and another one is new.

import { actor, attribute, migration, rename } from '@instar/core'
import { Connection, type GreeterClass } from './connection.js'

export function makeNextGreeter(): GreeterClass {
  @actor({ version: '1.1.0', migrations: [migration('1.0.0', rename('lines', 'heard'))] })
  class Greeter extends Connection {
    @attribute() heard = 0
    /** Living greeters get the initial value too. */
    @attribute({ initial: ':-)' }) smile!: string

    protected answer(line: string): string {
      this.heard += 1
      return `Hey there, next version! This is line ${this.heard}, ${line} ${this.smile}`
    }
  }
  return Greeter
}

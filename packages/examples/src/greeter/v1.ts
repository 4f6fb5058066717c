// The greeter as it was first written. A factory makes its class, so that no module variable keeps the code in memory when
// the system has forgotten it.

import { actor, attribute } from '@instar/core'
import { Connection, type GreeterClass } from './connection.js'

export function makeGreeter(): GreeterClass {
  @actor({ version: '1.0.0' })
  class Greeter extends Connection {
    @attribute() lines = 0

    protected answer(line: string): string {
      this.lines += 1
      return `Hello, ${line}! This is line ${this.lines}.`
    }
  }
  return Greeter
}

// Two versions of a person: one with a whole name, one with a first and a last name. How one becomes the other is what
// the story is about.

import { Actor, actor, attribute, type Migration, request } from '@instar/core'
import { z } from 'zod'

/** One to three names, each with a capital letter. */
const fullName = z.string().regex(/^[A-Z][a-z]{0,9}( [A-Z][a-z]{0,9}){0,2}$/)

export function makePerson() {
  @actor({ version: '1.0.0' })
  class Person extends Actor {
    @attribute({ schema: fullName }) name = 'Ada Lovelace'

    @request() rename(name: string): void {
      this.name = name
    }

    @request({ const: true }) getName(): string {
      return this.name
    }
  }
  return Person
}

export function makePersonOfTwoNames(splitting: Migration) {
  @actor({ version: '2.0.0', migrations: [splitting] })
  class Person extends Actor {
    @attribute() first = ''
    @attribute() last = ''

    @request() rename(name: string): void {
      const [first = '', ...rest] = name.split(' ')
      this.first = first
      this.last = rest.join(' ')
    }

    @request({ const: true }) getName(): string {
      return this.last === '' ? this.first : `${this.first} ${this.last}`
    }
  }
  return Person
}

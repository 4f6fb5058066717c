// A first draft of the account that counts cents. It has three mistakes that a rehearsal finds, and one that it cannot see.

import { Actor, actor, attribute, migration, request } from '@instar/core'
import type { AccountClass, Entry } from './account.js'

const inCents = migration('1.0.0', {
  up: ({ balance, entries }) => {
    if (balance < 0) throw new Error('a debt is not foreseen')
    for (const entry of entries) entry.text += ' (in euros)'
    return { cents: Math.floor(balance * 100), countedAt: Date.now() }
  },
  down: ({ cents }, dropped) => ({ balance: dropped?.balance ?? cents / 100 }),
})

export function makeDraft(): AccountClass {
  @actor({ version: '2.0.0', migrations: [inCents] })
  class Account extends Actor {
    @attribute() cents: number
    @attribute() countedAt: number
    @attribute() entries: readonly Entry[]

    constructor(balance: number) {
      super()
      this.cents = Math.floor(balance * 100)
      this.countedAt = Date.now()
      this.entries = [{ text: 'opened', euros: balance }]
    }

    @request({ const: true }) getCents(): number {
      return this.cents
    }
  }
  return Account
}

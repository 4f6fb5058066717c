// The account that counts cents, as far as the rehearsal has told what was wrong with the draft. How euros become cents is
// the last thing to be settled: it makes the difference between two versions.

import { Actor, actor, attribute, migration, type Migration, request } from '@instar/core'
import type { AccountClass, Entry } from './account.js'

type ToCents = (euros: number) => number

function inCents(toCents: ToCents): Migration {
  return migration('1.0.0', {
    up: ({ balance, entries }, _, { extra }) => ({
      cents: toCents(balance),
      countedAt: (extra as { now: number }).now,
      entries: entries.map((entry: Entry) => ({ ...entry, text: `${entry.text} (in euros)` })),
    }),
    // What has not moved since comes back as it was, to the last digit.
    down: ({ cents, entries }, dropped) => ({
      balance: dropped !== undefined && toCents(dropped.balance) === cents ? dropped.balance : cents / 100,
      entries: entries.map((entry: Entry) => ({ ...entry, text: entry.text.replace(/ \(in euros\)$/, '') })),
    }),
  })
}

export function makeAccountInCents(version: string, toCents: ToCents): AccountClass {
  @actor({ version, migrations: [inCents(toCents)] })
  class Account extends Actor {
    @attribute() cents: number
    @attribute() countedAt: number
    @attribute() entries: readonly Entry[]

    constructor(balance: number) {
      super()
      this.cents = toCents(balance)
      this.countedAt = Date.now()
      this.entries = [{ text: 'opened', euros: balance }]
    }

    @request({ const: true }) getCents(): number {
      return this.cents
    }
  }
  return Account
}

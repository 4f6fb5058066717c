// The account that counts in cents. The others notice nothing: in what they say to it, an amount has always been in cents.

import { Actor, actor, attribute, migration, oneway, type Oneway, request } from '@instar/core'
import type { AccountClass } from './account.js'
import { ledgerOf } from './address.js'
import type { Part } from './transfer.js'

const eurosToCents = migration('1.0.0', {
  up: ({ euros }) => ({ cents: Math.round(euros * 100) }),
  down: ({ cents }) => ({ euros: cents / 100 }),
})

export function makeAccount2(): AccountClass {
  @actor({ version: '2.0.0', migrations: [eurosToCents] })
  class Account extends Actor {
    @attribute() account: number
    @attribute() cents = 0
    @attribute({ description: 'the open transfers that it has done its part of' }) moved: readonly number[] = []
    @attribute({ description: 'whether the ledger has said what it has' }) isOpen = false

    constructor(account: number) {
      super()
      this.account = account
    }

    async start(): Promise<void> {
      const { cents, moved } = await ledgerOf(this.system).statement(this.account)
      this.cents = cents
      this.moved = moved
      this.isOpen = true
    }

    @request() async debit(transfer: number, cents: number): Promise<void> {
      await this.move(transfer, 'debited', -cents)
    }

    @request() async credit(transfer: number, cents: number): Promise<void> {
      await this.move(transfer, 'credited', cents)
    }

    @request({ const: true }) getCents(): number {
      return this.cents
    }

    @oneway() stumble(): Oneway {
      throw new Error('it stumbled')
    }

    async move(transfer: number, part: Part, cents: number): Promise<void> {
      if (this.moved.includes(transfer)) return
      const moved = await ledgerOf(this.system).note(transfer, part)
      this.cents += cents
      this.moved = moved
    }
  }
  return Account
}

// The first version of an account, which counts in euros, and so in parts that a computer cannot write down exactly.

import { Actor, actor, attribute, oneway, type Oneway, request } from '@instar/core'
import type { AccountClass } from './account.js'
import { ledgerOf } from './address.js'
import type { Part } from './transfer.js'

export function makeAccount(): AccountClass {
  @actor({ version: '1.0.0' })
  class Account extends Actor {
    @attribute() account: number
    @attribute() euros = 0
    @attribute({ description: 'the open transfers that it has done its part of' }) moved: readonly number[] = []
    @attribute({ description: 'whether the ledger has said what it has' }) isOpen = false

    constructor(account: number) {
      super()
      this.account = account
    }

    /** At its first birth, and after each crash: what the ledger remembers is what it has. */
    async start(): Promise<void> {
      const { cents, moved } = await ledgerOf(this.system).statement(this.account)
      this.euros = cents / 100
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
      return Math.round(this.euros * 100)
    }

    @oneway() stumble(): Oneway {
      throw new Error('it stumbled')
    }

    // The ledger first: who crashes behind that line finds there what it was about to do.
    async move(transfer: number, part: Part, cents: number): Promise<void> {
      if (this.moved.includes(transfer)) return
      const moved = await ledgerOf(this.system).note(transfer, part)
      this.euros += cents / 100
      this.moved = moved
    }
  }
  return Account
}

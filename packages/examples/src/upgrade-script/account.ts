// What all versions of an account have in common for those who deal with it, and the version that runs.

import { Actor, type ActorClass, actor, attribute, type Ref, request } from '@instar/core'

/** A line in the book of an account. */
export interface Entry {
  readonly text: string
  readonly euros: number
}

/** An account of any version. */
export interface Account extends Actor {
  getCents(): number
}

export type AccountClass = ActorClass<Account> & (new (balance: number) => Account)
export type AccountRef = Ref<Account>

/** Counts in euros, and so in parts that a computer cannot write down exactly. */
export function makeAccount(): AccountClass {
  @actor({ version: '1.0.0' })
  class Account extends Actor {
    @attribute({ description: 'in euros' }) balance: number
    @attribute() entries: readonly Entry[]

    constructor(balance: number) {
      super()
      this.balance = balance
      this.entries = [{ text: 'opened', euros: balance }]
    }

    @request({ const: true }) getCents(): number {
      return Math.round(this.balance * 100)
    }
  }
  return Account
}

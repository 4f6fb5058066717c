// The bank, in its first version: everything in it, in the order in which it is needed. What fails takes along what was
// started after it, and so builds on it: without a ledger there is nothing to do for anybody.
//
//   Bank, rest-for-one
//     Ledger
//     Branches, one-for-one:  4 x Branch, one-for-one:  50 x Account
//     Counter, one-for-one:   8 x ClumsyClerk

import { child, Supervisor } from '@instar/classes'
import { actor, attribute, type ChildSpec, type StrategyName } from '@instar/core'
import { accountsOfBranch } from './address.js'
import { Branches } from './branch.js'
import { Counter } from './counter.js'
import { Ledger } from './ledger.js'

/** How large a bank is. */
export interface BankSize {
  readonly branches: number
  readonly clerks: number
  /** What each account has at the opening. */
  readonly cents: number
}

export type BankClass = new (size: BankSize) => Supervisor

export function makeBank(): BankClass {
  @actor({ version: '1.0.0' })
  class Bank extends Supervisor {
    @attribute() size: BankSize

    constructor(size: BankSize) {
      super()
      this.size = size
    }

    override strategy(): StrategyName {
      return 'rest-for-one'
    }

    override children() {
      return partsOfBank(this.size)
    }
  }
  return Bank
}

/** What every version of the bank has. A supervisor has the time that its own children need to stop. */
export function partsOfBank({ branches, clerks, cents }: BankSize): ChildSpec[] {
  const named = (name: string) => ({ name, shutdown: Infinity })
  return [
    child('ledger', Ledger, [branches * accountsOfBranch, cents], { name: 'ledger' }),
    child('branches', Branches, [branches], named('branches')),
    child('counter', Counter, [clerks], named('counter')),
  ]
}

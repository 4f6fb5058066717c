// The next version of the bank has an auditor, and bears more restarts than the three in five seconds of the first one.

import { child, Supervisor } from '@instar/classes'
import { actor, attribute, type StrategyName } from '@instar/core'
import { Auditor } from './auditor.js'
import { type BankClass, type BankSize, partsOfBank } from './bank.js'

export function makeBank2(): BankClass {
  @actor({ version: '2.0.0' })
  class Bank extends Supervisor {
    @attribute() size: BankSize

    constructor(size: BankSize) {
      super()
      this.size = size
    }

    override strategy(): StrategyName {
      return 'rest-for-one'
    }

    override intensity() {
      return { restarts: 10, withinMs: 60_000 }
    }

    override children() {
      return [...partsOfBank(this.size), child('auditor', Auditor, [5], { name: 'auditor' })]
    }
  }
  return Bank
}

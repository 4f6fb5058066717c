// A clerk carries transfers out, one after the other. It keeps nothing that could be lost: what it has begun stands in the
// ledger, and every step may be done twice. So whatever moment it crashes at, its successor takes the transfer up again.

import { Actor, actor, attribute, oneway, type Oneway } from '@instar/core'
import { ledgerOf, withAccount } from './address.js'
import type { Point } from './order.js'
import type { Transfer } from './transfer.js'

@actor({ version: '1.0.0', description: 'carries transfers out' })
export class Clerk extends Actor {
  @attribute({ description: 'by which the ledger knows it again' }) badge: string

  constructor(badge: string) {
    super()
    this.badge = badge
  }

  start(): void {
    this.self(Clerk).work()
  }

  /** One transfer, and then the next; called by the ledger when there is something to do again. */
  @oneway() async work(): Promise<Oneway> {
    const transfer = await ledgerOf(this.system).take(this.badge)
    if (transfer === null) return
    await this.carryOut(transfer)
    this.self(Clerk).work()
  }

  async carryOut(transfer: Transfer): Promise<void> {
    const { id, from, to, cents } = transfer
    await this.reached('reserved', transfer)
    await withAccount(this.system, from, (payer) => payer.debit(id, cents))
    await this.reached('debited', transfer)
    await withAccount(this.system, to, (payee) => payee.credit(id, cents))
    await this.reached('credited', transfer)
    await ledgerOf(this.system).settle(id)
    await this.reached('settled', transfer)
  }

  /** A transfer has come so far. For subclasses; does nothing here. */
  async reached(_point: Point, _transfer: Transfer): Promise<void> {}
}

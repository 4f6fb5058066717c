// The bank as the story sees it: customers bring orders, and each time that a transfer is settled, while others are under way,
// stock is taken.

import type { Supervisor } from '@instar/classes'
import type { ActorSystem, Ref } from '@instar/core'
import { firstValueFrom, skip } from 'rxjs'
import type { AccountClass } from './account.js'
import { accountsOfBranch, ledgerOf } from './address.js'
import type { BankClass, BankSize } from './bank.js'
import { type Course, Customers } from './customers.js'
import { takeStock } from './stock.js'
import { Tally } from './tally.js'

export class BankDay {
  readonly accounts: number
  readonly tally: Tally
  /** How often stock was taken. */
  stocks = 0
  /** The most cents that were missing, or too many, at any time. */
  lost = 0

  private constructor(
    readonly system: ActorSystem,
    readonly bank: Ref<Supervisor>,
    private readonly customers: Ref<Customers>,
    private readonly clerks: number,
  ) {
    this.accounts = system.countInstances('Account')
    this.tally = new Tally(system)
    ledgerOf(system).changes$.subscribe(() => this.check())
  }

  /** Opens a bank. The accounts are of this version; the bank itself only knows the name of their class. */
  static async open(system: ActorSystem, Account: AccountClass, Bank: BankClass, size: BankSize): Promise<BankDay> {
    system.register(Account)
    const bank = await system.spawn(Bank, [size])
    const customers = await system.spawn(Customers, [size.branches * accountsOfBranch])
    return new BankDay(system, bank, customers, size.clerks)
  }

  /** So many orders, from the first to the last. `meanwhile` begins when half of them are settled. */
  async serve(count: number, course: Course, meanwhile?: () => Promise<void>): Promise<void> {
    const half = firstValueFrom(ledgerOf(this.system).changes$.pipe(skip(count / 2 - 1)))
    await this.customers.bring(count, course)
    await half
    await meanwhile?.()
    await this.rest()
  }

  /** Waits until the clerks have nothing to do, and all accounts are there. */
  async rest(): Promise<void> {
    while (await this.isBusy()) await new Promise<void>((resolve) => setImmediate(resolve))
  }

  private async isBusy(): Promise<boolean> {
    const { idle } = await ledgerOf(this.system).figures()
    return idle < this.clerks || this.system.countInstances('Account') < this.accounts
  }

  private check(): void {
    this.stocks += 1
    this.lost = Math.max(this.lost, Math.abs(takeStock(this.system).missing))
  }
}

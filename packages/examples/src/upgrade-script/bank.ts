// The accounts of the story, and the book-keeper's check: no upgrade may make or lose a cent.

import type { ActorSystem } from '@instar/core'
import type { AccountClass, AccountRef } from './account.js'

export class Bank {
  private readonly accounts: AccountRef[] = []

  constructor(private readonly system: ActorSystem) {}

  /** Opens accounts of all kinds of balances; every hundredth is a debt. */
  async open(Account: AccountClass, count: number): Promise<void> {
    for (let i = 1; i <= count; i++) {
      const cents = 5 + ((i * 115) % 2000)
      this.accounts.push(await this.system.spawn(Account, [(i % 100 === 0 ? -cents : cents) / 100]))
    }
  }

  get size(): number {
    return this.accounts.length
  }

  /** What all accounts hold together, in cents. */
  async getSum(): Promise<number> {
    const cents = await Promise.all(this.accounts.map((account) => account.getCents()))
    return cents.reduce((sum, one) => sum + one, 0)
  }
}

/** An amount in words. */
export function euros(cents: number): string {
  return `${(cents / 100).toFixed(2)} euros`
}

// The accounts of the story, and the book-keeper's sum: no upgrade may make or lose a cent.

import type { ActorSystem } from '@instar/core'
import type { AccountClass } from './account.js'

/** Opens accounts of all kinds of balances; every hundredth is a debt. */
export async function openAccounts(system: ActorSystem, Account: AccountClass, count: number): Promise<void> {
  for (let i = 1; i <= count; i++) {
    const cents = 5 + ((i * 115) % 2000)
    await system.spawn(Account, [(i % 100 === 0 ? -cents : cents) / 100])
  }
}

/** What all accounts hold together, in cents, whatever version they are of. */
export async function sumOf(system: ActorSystem, Account: AccountClass): Promise<number> {
  const cents = await Promise.all([...system.instancesOf(Account)].map((account) => account.getCents()))
  return cents.reduce((sum, one) => sum + one, 0)
}

/** An amount in words. */
export function euros(cents: number): string {
  return `${(cents / 100).toFixed(2)} euros`
}

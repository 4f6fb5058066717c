// A bank of one branch on a test system: its fifty accounts have 100 euros each.

import type { Supervisor } from '@instar/classes'
import type { Ref } from '@instar/core'
import { startTestSystem, type TestSystem } from '@instar/core/testing'
import { makeAccount } from '../../src/bank/account-v1.js'
import { makeAccount2 } from '../../src/bank/account-v2.js'
import { accountsOfBranch, ledgerOf, withAccount } from '../../src/bank/address.js'
import { type BankClass, makeBank } from '../../src/bank/bank.js'
import type { Ledger } from '../../src/bank/ledger.js'
import type { Mishap, Order } from '../../src/bank/order.js'

export const opening = 10_000
export const capital = opening * accountsOfBranch

/** The versions of Account. */
export const versions = [
  ['1.0.0', makeAccount],
  ['2.0.0', makeAccount2],
] as const

/** How a test wants its bank. */
export interface Wishes {
  readonly clerks?: number
  readonly seed?: number
  readonly Account?: ReturnType<typeof makeAccount>
  readonly Bank?: BankClass
}

export interface SmallBank extends AsyncDisposable {
  readonly started: TestSystem
  readonly bank: Ref<Supervisor>
  readonly ledger: Ref<Ledger>
}

export async function openSmallBank(wishes: Wishes = {}): Promise<SmallBank> {
  const { clerks = 1, seed = 1, Account = makeAccount(), Bank = makeBank() } = wishes
  const started = await startTestSystem({ seed })
  started.system.register(Account)
  const bank = await started.system.spawn(Bank, [{ branches: 1, clerks, cents: opening }])
  return { started, bank, ledger: ledgerOf(started.system), [Symbol.asyncDispose]: () => started.stop() }
}

/** An order of 12.34 euros from the first to the second account. */
export function orderWith(mishap: Mishap | null = null): Order {
  return { id: 1, from: 1, to: 2, cents: 1234, mishap }
}

/** What accounts have, as they say themselves. */
export function centsOf({ started: { system } }: SmallBank, ...accounts: number[]): Promise<number[]> {
  return Promise.all(accounts.map((each) => withAccount(system, each, (account) => account.getCents())))
}

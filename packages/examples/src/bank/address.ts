// Where to find whom. A ref leads to one instance, and ends with it; whoever talks to something that may be restarted finds
// it by its name each time, or, while it has no successor yet, asks its supervisor, who answers when it has one.

import { Supervisor } from '@instar/classes'
import { type ActorSystem, isInstarError, type Ref } from '@instar/core'
import type { Account } from './account.js'
import { Ledger } from './ledger.js'

/** How the accounts are spread: branch-1 has account-1 to account-50, and so on. */
export const accountsOfBranch = 50

export const accountName = (account: number): string => `account-${account}`
export const branchOf = (account: number): string => `branch-${Math.ceil(account / accountsOfBranch)}`

/** The ledger, which every part of the bank needs. */
export function ledgerOf(system: ActorSystem): Ref<Ledger> {
  const ledger = system.whereis('ledger', Ledger)
  if (ledger === undefined) throw new Error('There is no ledger.')
  return ledger
}

/** Does something with an account; when it ends meanwhile, once more with its successor. So it had better bear repetition. */
export async function withAccount<T>(
  system: ActorSystem,
  account: number,
  what: (ref: Ref<Account>) => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await what(await accountNow(system, account))
    } catch (error) {
      if (!isInstarError(error, 'exited') && !isInstarError(error, 'no-such-instance')) throw error
    }
  }
}

/** Who the account is now. One that is being restarted is waited for, and so is its branch. */
export async function accountNow(system: ActorSystem, account: number): Promise<Ref<Account>> {
  const name = accountName(account)
  const ref = system.whereis(name) ?? (await (await branchNow(system, branchOf(account))).childNow(name))?.ref
  if (ref === undefined || ref === null) throw new Error(`There is no ${name}.`)
  return ref as Ref<Account>
}

/** Who the branch is now. */
export async function branchNow(system: ActorSystem, branch: string): Promise<Ref<Supervisor>> {
  const ref = (await system.whereis('branches', Supervisor)?.childNow(branch))?.ref
  if (ref === undefined || ref === null) throw new Error(`There is no ${branch}.`)
  return ref as Ref<Supervisor>
}

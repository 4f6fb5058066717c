// The supervisors of the accounts: each branch of the bank bears the crashes of its own, up to a point; behind that point
// it gives up, and those above it restart the whole branch.
//
// Accounts are declared by the name of their class: which version they are born on is what runs by then.

import { child, Supervisor } from '@instar/classes'
import { actor, attribute } from '@instar/core'
import type { AccountClass } from './account.js'
import { accountName, accountsOfBranch } from './address.js'

@actor({ version: '1.0.0', description: 'keeps some accounts running' })
export class Branch extends Supervisor {
  @attribute({ description: 'the number of its first account' }) first: number

  constructor(first: number) {
    super()
    this.first = first
  }

  override children() {
    const accounts = Array.from({ length: accountsOfBranch }, (_, i) => this.first + i)
    return accounts.map((each) =>
      child<AccountClass>(accountName(each), 'Account', [each], { name: accountName(each) }),
    )
  }

  override intensity() {
    return { restarts: 40, withinMs: 60_000 }
  }
}

@actor({ version: '1.0.0', description: 'keeps the branches running' })
export class Branches extends Supervisor {
  @attribute() branches: number

  constructor(branches: number) {
    super()
    this.branches = branches
  }

  override children() {
    const numbers = Array.from({ length: this.branches }, (_, i) => i)
    return numbers.map((i) => child(`branch-${i + 1}`, Branch, [i * accountsOfBranch + 1], { shutdown: Infinity }))
  }
}

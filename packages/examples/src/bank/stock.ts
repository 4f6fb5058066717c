// Taking stock: where all the money is at this very moment. Nothing else runs while a function runs that awaits nothing, so
// what it reads is one moment of the whole bank, whatever is under way.
//
//   what the accounts hold  +  what payers have given and payees have not got  =  what there was at the opening
//
// An account that is being restarted has what the ledger says that it will have.

import type { ActorSystem } from '@instar/core'
import { accountName, ledgerOf } from './address.js'
import type { Ledger } from './ledger.js'
import { type Statement, statementOf, type Transfer } from './transfer.js'

/** Where the money is, in cents. */
export interface Stock {
  readonly inAccounts: number
  readonly underWay: number
  /** What has been lost; below 0 when there is more than there was. */
  readonly missing: number
}

type Books = Pick<Ledger, 'balances' | 'capital' | 'open'>

/** Where all the money is. Awaits nothing, and must not. */
export function takeStock(system: ActorSystem): Stock {
  const books = system.getState(ledgerOf(system)) as unknown as Books
  const statements = new Map([...books.balances.keys()].map((account) => [account, ask(system, account, books)]))
  const inAccounts = sum([...statements.values()].map(({ cents }) => cents))
  const underWay = sum([...books.open.values()].map((transfer) => centsUnderWay(transfer, statements)))
  return { inAccounts, underWay, missing: books.capital - inAccounts - underWay }
}

function ask(system: ActorSystem, account: number, { balances, open }: Books): Statement {
  const ref = system.whereis(accountName(account))
  const state = ref === undefined ? undefined : system.getState(ref)
  if (state?.['isOpen'] !== true) return statementOf(account, balances, open)
  return { cents: centsIn(state), moved: state['moved'] as readonly number[] }
}

/** The balance of an account of any version. */
function centsIn(state: Readonly<Record<string, unknown>>): number {
  return 'cents' in state ? (state['cents'] as number) : Math.round((state['euros'] as number) * 100)
}

/** By what the accounts themselves have done: a payee may be a moment behind the ledger. */
function centsUnderWay({ id, from, to, cents }: Transfer, statements: ReadonlyMap<number, Statement>): number {
  const given = statements.get(from)!.moved.includes(id) ? cents : 0
  const got = statements.get(to)!.moved.includes(id) ? cents : 0
  return given - got
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}

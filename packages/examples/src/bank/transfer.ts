// A transfer that is under way, as the ledger knows it, and what follows from it for the two accounts. Pure.

import type { Order, Point } from './order.js'

/** An order that a clerk has taken and the ledger has not closed. */
export interface Transfer extends Order {
  readonly point: Exclude<Point, 'settled'>
  /** Who carries it out; by name, because a clerk who has crashed comes back as another instance. */
  readonly clerk: string
  /** How often it was taken up: more than once when its clerk has crashed. */
  readonly attempts: number
}

/** What an account part of a transfer is: to give, or to get. */
export type Part = 'debited' | 'credited'

/** The point from which each part can be done. */
const before: Readonly<Record<Part, Point>> = { debited: 'reserved', credited: 'debited' }

/** A transfer one point further. Throws where that would skip a point, or do a part twice. */
export function advance(transfer: Transfer, part: Part): Transfer {
  const { id, point } = transfer
  if (point !== before[part]) throw new Error(`Transfer ${id} is ${point}, so it cannot become ${part}.`)
  return { ...transfer, point: part }
}

/** What an account has, and the numbers of the open transfers that it has done its part of. */
export interface Statement {
  readonly cents: number
  readonly moved: readonly number[]
}

/** What the ledger's books say of an account. */
export function statementOf(
  account: number,
  balances: ReadonlyMap<number, number>,
  open: ReadonlyMap<number, Transfer>,
): Statement {
  const done = [...open.values()].filter((transfer) => hasDoneItsPart(account, transfer))
  return { cents: balances.get(account) ?? 0, moved: done.map(({ id }) => id) }
}

function hasDoneItsPart(account: number, { from, to, point }: Transfer): boolean {
  return (account === from && point !== 'reserved') || (account === to && point === 'credited')
}

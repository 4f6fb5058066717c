// What customers ask for: money from one account to another. For the story an order also says what goes wrong while it is
// carried out, so that each run has the same mishaps, whichever clerk they meet.

import type { Random } from '@instar/core'

/** How far a transfer has come. A crash is possible behind each. */
export type Point =
  /** It stands in the ledger, and no money has moved. */
  | 'reserved'
  /** The payer has given. The money is under way. */
  | 'debited'
  /** The payee has got it, and the ledger still holds the transfer open. */
  | 'credited'
  /** The ledger has closed it. */
  | 'settled'

export const points: readonly Point[] = ['reserved', 'debited', 'credited', 'settled']

/** Who crashes, and behind which point. */
export interface Mishap {
  readonly who: 'clerk' | 'payer' | 'payee'
  readonly at: Point
}

/** Every mishap that there is. */
export const mishaps: readonly Mishap[] = (['clerk', 'payer', 'payee'] as const).flatMap((who) =>
  points.map((at) => ({ who, at })),
)

/** A transfer that is asked for. Accounts are told by their numbers, from 1. */
export interface Order {
  /** No other order has it. */
  readonly id: number
  readonly from: number
  readonly to: number
  readonly cents: number
  readonly mishap: Mishap | null
}

/** An order by chance: between two different accounts, up to 20 euros. */
export function drawOrder(id: number, accounts: number, random: Random, mishap: Mishap | null = null): Order {
  const from = pick(accounts, random)
  const to = ((from - 1 + pick(accounts - 1, random)) % accounts) + 1
  return { id, from, to, cents: pick(2000, random), mishap }
}

/** A whole number from 1 to `most`. */
function pick(most: number, random: Random): number {
  return 1 + Math.floor(random.next() * most)
}

// The customers bring orders, by chance. It is the chance that the system binds to `RANDOM`, so the story has the same
// orders in each run.

import { Actor, actor, attribute, type Random, RANDOM, request, service } from '@instar/core'
import { ledgerOf } from './address.js'
import { drawOrder, type Mishap, mishaps } from './order.js'

/** How the orders of a day go. */
export type Course =
  /** Nothing goes wrong. */
  | 'quiet'
  /** At every 25th order something goes wrong, each time something else. */
  | 'mad'

@actor({ version: '1.0.0', description: 'bring orders' })
export class Customers extends Actor {
  @attribute() accounts: number
  @attribute({ description: 'how many orders they have brought' }) orders = 0
  @service(RANDOM) random!: Random

  constructor(accounts: number) {
    super()
    this.accounts = accounts
  }

  /** Brings so many orders, all at once. */
  @request() bring(count: number, course: Course): void {
    const orders = Array.from({ length: count }, () => {
      const id = (this.orders += 1)
      return drawOrder(id, this.accounts, this.random, course === 'mad' ? mishapOf(id) : null)
    })
    ledgerOf(this.system).accept(orders)
  }
}

function mishapOf(order: number): Mishap | null {
  return order % 25 === 12 ? mishaps[Math.floor(order / 25) % mishaps.length]! : null
}

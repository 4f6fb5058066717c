// The ledger: what remains when somebody crashes. An account writes here that it moves money before it does, so whatever
// moment it crashes at, its successor begins with exactly what has been written. Which transfers are open stands here too,
// with the clerk of each; a clerk that comes back asks for its own.
//
//   take        reserved --note--> debited --note--> credited --settle--> closed
//   (clerk)                (payer)           (payee)            (clerk)
//
// It keeps all that in its memory, and does nothing that could fail. The ledger of a real bank would write to a disk.

import { Actor, actor, attribute, oneway, type Oneway, type Ref, request } from '@instar/core'
import type { Order } from './order.js'
import { advance, type Part, type Statement, statementOf, type Transfer } from './transfer.js'

/** Who carries orders out: called when there is something to do. */
interface Waiting extends Actor {
  work(): Oneway
}

/** What the ledger has to do still, and has done. */
export interface Figures {
  readonly waiting: number
  readonly open: number
  readonly settled: number
  /** Clerks who have nothing to do. */
  readonly idle: number
}

@actor({ version: '1.0.0', description: 'remembers what each account has, and which transfers are open' })
export class Ledger extends Actor {
  @attribute({ description: 'what there was at the opening, in cents' }) capital: number
  @attribute({ description: 'cents by number of account' }) balances = new Map<number, number>()
  @attribute({ description: 'orders that nobody has taken' }) waiting: Order[] = []
  @attribute({ description: 'transfers that are not settled, by number' }) open = new Map<number, Transfer>()
  @attribute({ description: 'the clerks who have nothing to do, by name' }) idle = new Set<string>()
  @attribute({ description: 'how many transfers were settled' }) settled = 0

  /** `cents` is what each account has at the opening. */
  constructor(accounts: number, cents: number) {
    super()
    this.capital = accounts * cents
    for (let account = 1; account <= accounts; account++) this.balances.set(account, cents)
  }

  /** Takes orders in, and calls the clerks who have nothing to do. */
  @oneway() accept(orders: readonly Order[]): Oneway {
    this.waiting.push(...orders)
    for (const clerk of this.idle) (this.system.whereis(clerk) as Ref<Waiting> | undefined)?.work()
    this.idle.clear()
  }

  /** Work for a clerk: what it has left unfinished, or the next order. Null when there is nothing: it will be called. */
  @request() take(clerk: string): Transfer | null {
    const unfinished = [...this.open.values()].find((transfer) => transfer.clerk === clerk)
    const found = unfinished ?? this.next(clerk)
    if (found === null) {
      this.idle.add(clerk)
      return null
    }
    const transfer = { ...found, attempts: found.attempts + 1 }
    this.open.set(transfer.id, transfer)
    return transfer
  }

  /** An account is about to do its part. Gives the open transfers that it has then done its part of. */
  @request() note(id: number, part: Part): readonly number[] {
    const transfer = this.demandOpen(id)
    const { from, to, cents } = transfer
    const [account, change] = part === 'debited' ? [from, -cents] : [to, cents]
    this.open.set(id, advance(transfer, part))
    this.balances.set(account, this.balances.get(account)! + change)
    return this.statement(account).moved
  }

  /** Closes a transfer that both accounts have done their parts of. */
  @request() settle(id: number): void {
    if (this.demandOpen(id).point !== 'credited') throw new Error(`Transfer ${id} is not credited yet.`)
    this.open.delete(id)
    this.settled += 1
  }

  /** What an account has, according to the books. */
  @request({ const: true }) statement(account: number): Statement {
    return statementOf(account, this.balances, this.open)
  }

  @request({ const: true }) figures(): Figures {
    const { waiting, open, idle, settled } = this
    return { waiting: waiting.length, open: open.size, settled, idle: idle.size }
  }

  next(clerk: string): Transfer | null {
    const order = this.waiting.shift()
    return order === undefined ? null : { ...order, point: 'reserved', clerk, attempts: 0 }
  }

  demandOpen(id: number): Transfer {
    const transfer = this.open.get(id)
    if (transfer === undefined) throw new Error(`Transfer ${id} is not open.`)
    return transfer
  }
}

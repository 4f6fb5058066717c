// What all versions of an account have in common for those who deal with it.

import type { Actor, Oneway } from '@instar/core'

/** An account of any version. Who asks for a part of a transfer a second time finds it done. */
export interface Account extends Actor {
  /** Gives what a transfer takes. */
  debit(transfer: number, cents: number): Promise<void>
  /** Gets what a transfer brings. */
  credit(transfer: number, cents: number): Promise<void>
  getCents(): number
  /** A bug, for the story: it crashes. */
  stumble(): Oneway
}

/** Any version of the class; an account is born with its number, from 1. */
export type AccountClass = new (account: number) => Account

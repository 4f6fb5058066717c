// What the mailboxes of a class ask for beside a queue: a bound, an order, or both. Most ask for neither, and pay for neither.

import type { MailboxBound, MailboxOptions } from '../class/metadata.js'

export interface Intake {
  readonly bound: MailboxBound | null
  readonly order: OrderOfMail | null
}

/** The order of mailboxes, by the token that a class names. */
export interface OrderOfMail {
  readonly token: symbol | string
  /** What is bound to the token now; throws when nothing is. */
  read(): unknown
}

/** From what the classes of a lineage say of their mailboxes, the nearest first: of the bound and of the order apart. */
export function intakeOf(
  said: readonly (MailboxOptions | undefined)[],
  readOrder: (token: symbol | string) => unknown,
): Intake | null {
  const bound = said.find((mailbox) => mailbox?.capacity !== undefined) as MailboxBound | undefined
  const token = said.find((mailbox) => mailbox?.order !== undefined)?.order
  if (bound === undefined && token === undefined) return null
  return { bound: bound ?? null, order: token === undefined ? null : { token, read: () => readOrder(token) } }
}

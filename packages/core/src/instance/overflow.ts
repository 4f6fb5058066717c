// Bounded mailboxes: what becomes of a message too many.

import type { MailboxBound } from '../class/metadata.js'
import { type Mail, takeMessage } from '../mailbox/queue.js'
import { fail } from '../protocol/failures.js'
import type { Message } from '../protocol/message.js'
import type { Cell } from './cell.js'
import { refuse } from './invocation.js'

/** Whether a message may enter a mailbox that is bounded; makes room for it where the rule says so. */
export function makeRoom(cell: Cell, message: Message, { capacity, overflow }: MailboxBound): boolean {
  const { mail } = cell
  if (mail === null || mail.size < capacity || message.method.kind === 'hook') return true
  if (overflow === 'drop-oldest') return dropOldest(cell, mail)
  if (overflow === 'reject' && message.reply === null) throw mailboxFull(cell, message, capacity)
  refuse(message, 'mailbox-full')
  return false
}

function dropOldest(cell: Cell, mail: Mail): boolean {
  // While the list is walked, the message that runs is still its head.
  let before = mail.running
  let oldest = before === null ? mail.first : before.next
  while (oldest !== null && oldest.method.kind === 'hook') {
    before = oldest
    oldest = oldest.next
  }
  if (oldest !== null) refuse(takeMessage(cell, oldest, before), 'mailbox-full')
  return true
}

function mailboxFull({ className, pid }: Cell, { method }: Message, capacity: number): Error {
  return fail('mailbox-full', { class: className, pid, method: method.name, capacity })
}

// The mailbox: messages in the order of their arrival, or of their lanes, as a list through the messages themselves. The
// list's head is an object of its own, made when the first message arrives and dropped with the last: so it is as young as
// its messages, and V8 needs no write barrier to chain one more. An empty mailbox is one null field of its owner.

import type { Message } from '../protocol/message.js'

/** Account is kept only of mailboxes with a bound: it would cost every message more than its place in the list. */
const uncounted = -1

export class Mail {
  last: Message
  /** The one that is handled right now, while the list is walked. */
  running: Message | null = null
  /** How many wait, from when a bound has asked for it. */
  size = uncounted

  constructor(public first: Message) {
    this.last = first
  }
}

/** Who keeps account of places in a mailbox. */
export interface PlaceKeeper {
  /** A message is being taken out; `before` is the one before it, null when it is the first. */
  onTaken(message: Message, before: Message | null): void
}

/** What owns a mailbox. */
export interface MailboxOwner {
  mail: Mail | null
  /** Of a mailbox that is not in the order of arrival. */
  readonly lanes?: PlaceKeeper | null
}

export function pushMessage(owner: MailboxOwner, message: Message): void {
  const { mail } = owner
  if (mail === null) owner.mail = new Mail(message)
  else {
    mail.last.next = message
    mail.last = message
    if (mail.size !== uncounted) mail.size += 1
  }
}

/** How many wait. The first time they are counted one by one; from then on account is kept of them. */
export function sizeOf(mail: Mail): number {
  if (mail.size === uncounted) mail.size = countWaiting(mail)
  return mail.size
}

/** How many wait, by a walk: for those who only look, so that nobody else pays for it. */
export function countWaiting({ first, running }: Mail): number {
  let count = 0
  for (let message = running === null ? first : running.next; message !== null; message = message.next) count += 1
  return count
}

/** Puts a message right behind another one that waits; without one, at the front: behind the one that runs, if one does. */
export function insertMessage(owner: MailboxOwner, message: Message, ahead: Message | null): void {
  const { mail } = owner
  if (mail === null || (ahead ?? mail.running) === mail.last) return pushMessage(owner, message)
  const before = ahead ?? mail.running
  message.next = before === null ? mail.first : before.next
  if (before === null) mail.first = message
  else before.next = message
  if (mail.size !== uncounted) mail.size += 1
}

export function shiftMessage(owner: MailboxOwner): Message | null {
  return owner.mail === null ? null : takeMessage(owner, owner.mail.first, null)
}

/** Takes a message out of the middle; `before` is the one before it, null when it is the first. */
export function takeMessage(owner: MailboxOwner, message: Message, before: Message | null): Message {
  const mail = owner.mail!
  owner.lanes?.onTaken(message, before)
  if (mail.size !== uncounted) mail.size -= 1
  if (before !== null) before.next = message.next
  else if (message.next !== null) mail.first = message.next
  else owner.mail = null
  if (mail.last === message && before !== null) mail.last = before
  message.next = null
  return message
}

/** The messages that wait, first come first. */
export function* waitingMessages({ mail }: MailboxOwner): Generator<Message> {
  for (let message = mail?.first ?? null; message !== null; message = message.next) yield message
}

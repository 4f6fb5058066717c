// Bounded mailboxes: what becomes of a message too many. In a mailbox with priorities only those of the lowest are dropped, the
// new one included: an urgent message is not lost for the sake of a lesser one.

import type { MailboxBound } from '../class/metadata.js'
import type { Lane, Lanes } from '../mailbox/lanes.js'
import { type Mail, sizeOf, takeMessage } from '../mailbox/queue.js'
import { fail } from '../protocol/failures.js'
import type { Message } from '../protocol/message.js'
import type { Cell } from './cell.js'
import { refuse } from './invocation.js'

/** Whether a message may enter a mailbox that is bounded; makes room for it where the rule says so. */
export function makeRoom(
  cell: Cell,
  message: Message,
  bound: MailboxBound,
  lanes: Lanes | null = null,
  priority = 0,
): boolean {
  const { mail } = cell
  // Small, so that V8 takes it into the way of every message: mailboxes are seldom full.
  return mail === null || sizeOf(mail) < bound.capacity || relieve(cell, mail, message, bound, lanes, priority)
}

function relieve(
  cell: Cell,
  mail: Mail,
  message: Message,
  { capacity, overflow }: MailboxBound,
  lanes: Lanes | null,
  priority: number,
): boolean {
  if (message.method.kind === 'hook') return true
  if (overflow === 'reject' && message.reply === null) throw mailboxFull(cell, message, capacity)
  const among = lanes?.upwards(mail) ?? [wholeOf(mail)]
  const victim = overflow === 'reject' ? 'new' : victimOf(overflow, priority, among, mail)
  if (victim === 'new') refuse(message, 'mailbox-full')
  else if (victim !== null) refuse(takeMessage(cell, victim.message, victim.ahead), 'mailbox-full')
  return victim !== 'new'
}

type Dropping = Exclude<MailboxBound['overflow'], 'reject'>
interface Placed {
  readonly message: Message
  readonly ahead: Message | null
}

/** Who is dropped: the new message, or one that waits; nobody, where none waits but what the framework itself has sent. */
function victimOf(overflow: Dropping, priority: number, lanes: Iterable<Lane>, mail: Mail): Placed | 'new' | null {
  for (const lane of lanes) {
    if (priority < lane.priority || (priority === lane.priority && overflow === 'drop-newest')) return 'new'
    const found = victimIn(lane, overflow, mail)
    if (found !== null) return found
  }
  return null
}

function victimIn({ ahead, last }: Lane, overflow: Dropping, mail: Mail): Placed | null {
  let found: Placed | null = null
  let message = ahead === null ? mail.first : ahead.next!
  for (let before = ahead; ; before = message, message = message.next!) {
    if (message.method.kind !== 'hook') found = { message, ahead: before }
    if (message === last || (found !== null && overflow === 'drop-oldest')) return found
  }
}

/** A mailbox without priorities; while it is walked, the message that runs is still its head. */
function wholeOf({ running, last }: Mail): Lane {
  return { priority: 0, ahead: running, last }
}

function mailboxFull({ className, pid }: Cell, { method }: Message, capacity: number): Error {
  return fail('mailbox-full', { class: className, pid, method: method.name, capacity })
}

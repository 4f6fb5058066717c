// Takes messages into mailboxes that are more than queues: those that have a bound, and those that have an order.

import { messageOf, settleStack } from '../base/errors.js'
import { Lanes } from '../mailbox/lanes.js'
import type { MailboxOrder } from '../mailbox/order.js'
import { pushMessage } from '../mailbox/queue.js'
import { fail } from '../protocol/failures.js'
import type { Message } from '../protocol/message.js'
import { infoOf } from '../protocol/message-info.js'
import type { Intake, OrderOfMail } from '../registry/intake.js'
import type { Cell } from './cell.js'
import { refuse } from './invocation.js'
import { makeRoom } from './overflow.js'

/** The priority of what the framework itself puts into a mailbox, such as a step of a main loop. */
const priorityOfHooks = 0

/** Puts a message in its place; false when it was refused. */
export function takeIn(cell: Cell, message: Message, { bound, order }: Intake): boolean {
  if (order === null) {
    if (!makeRoom(cell, message, bound!)) return false
    pushMessage(cell, message)
    return true
  }
  const priority = priorityIn(cell, message, order)
  if (priority === null) return false
  const lanes = (cell.rare.lanes ??= new Lanes())
  if (bound !== null && !makeRoom(cell, message, bound, lanes, priority)) return false
  lanes.put(cell, message, priority)
  return true
}

/** What the order that is bound now says of a message; null when it has failed, and that has been told. */
function priorityIn(cell: Cell, message: Message, order: OrderOfMail): number | null {
  if (message.method.kind === 'hook') return priorityOfHooks
  try {
    return demandPriority(message, order)
  } catch (error) {
    settleStack(error)
    refuse(message, 'bad-order', error)
    return null
  }
}

function demandPriority(message: Message, { token, read }: OrderOfMail): number {
  const order = read() as Partial<MailboxOrder> | null | undefined
  if (typeof order?.priorityOf !== 'function') throw badOrder(message, token, 'is no MailboxOrder')
  let priority: unknown
  try {
    priority = order.priorityOf(infoOf(message))
  } catch (error) {
    throw badOrder(message, token, `threw ${messageOf(error)}`, error)
  }
  if (typeof priority === 'number' && !Number.isNaN(priority)) return priority
  throw badOrder(message, token, `gave the priority ${messageOf(priority)}, which is no number`)
}

function badOrder({ target, method }: Message, order: symbol | string, problem: string, cause?: unknown): Error {
  return fail('bad-order', { class: target.className, pid: target.pid, method: method.name, order, problem }, cause)
}

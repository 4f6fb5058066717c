// A message as those see it who decide about messages or look on: plain data, of the moment.

import type { Pid } from '../base/ids.js'
import type { Message } from './message.js'

/** What is known of one message: to an order of mailboxes, and to a hook `around`. */
export interface MessageInfo {
  /** The method that it is for, by the name that the sender used. */
  readonly method: string
  /** Whether somebody gets the answer. */
  readonly kind: 'request' | 'oneway'
  /** The arguments themselves, no copies. */
  readonly args: readonly unknown[]
  /** Who sent it; null when it came from outside of all instances. A timer's message is sent by the instance itself. */
  readonly sender: Pid | null
  /** The class of the sender. */
  readonly senderClass: string | null
}

/** What is known of a message. */
export function infoOf({ method, args, sender }: Message): MessageInfo {
  return {
    method: method.name,
    kind: method.kind === 'request' ? 'request' : 'oneway',
    args,
    sender: sender === null ? null : sender.pid,
    senderClass: sender === null ? null : sender.className,
  }
}

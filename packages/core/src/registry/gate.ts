// What stands before the instances of a class while an upgrade wants it so: it says which messages may pass and which
// births. Without an upgrade there is none, and nobody asks.

import type { Runnable } from '../mailbox/ready.js'
import type { MailboxOwner } from '../mailbox/queue.js'
import type { Message } from '../protocol/message.js'

/** An instance before a gate. */
export interface Waiter extends Runnable, MailboxOwner {}

export interface Gate {
  /** Whether this message, newly arrived, is worth waking its instance for. */
  mayPass(message: Message): boolean
  /** The next message that the instance may handle, taken out of its mailbox; null when all have to wait. */
  admit(waiter: Waiter): Message | null
  /** Keeps an instance whose messages have to wait, to wake it when the gate goes. */
  park(waiter: Waiter): void
  /** Whether an instance may be born on behalf of this message. */
  admitsBirth(parent: Message | null): boolean
  /** Keeps a birth until the gate goes. */
  hold(birth: () => void): void
  /** A class has come that inherits from one behind the gate; true puts it behind the gate as well. */
  welcome(newcomer: object): boolean
  /** Called when an instance of the class has come to rest. */
  onRest(): void
}

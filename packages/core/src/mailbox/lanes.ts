// Lanes: where the messages of each priority end in a mailbox. The mailbox stays one list, the most urgent first,
//
//   running | 9 9 9 | 5 | 0 0 0 0          lanes: 9 -> its last, 5 -> its last, 0 -> its last
//
// so a message finds its place without a walk, and whoever takes from the list knows nothing of this. What has been taken from
// the head is noticed afterwards: it is chained to nothing. What is taken from elsewhere is told. Messages that no lane knows
// came before there was an order: nobody overtakes them.

import type { Message } from '../protocol/message.js'
import { insertMessage, type Mail, type MailboxOwner, type PlaceKeeper } from './queue.js'

/** The messages of one priority: those behind `ahead` (null: from the first on), up to `last`. */
export interface Lane {
  readonly priority: number
  readonly ahead: Message | null
  readonly last: Message
}

export class Lanes implements PlaceKeeper {
  /** Falling. */
  private readonly priorities: number[] = []
  /** The last message of each. */
  private readonly lasts: Message[] = []

  /** Puts a message behind those of its priority and of higher ones. */
  put(owner: MailboxOwner, message: Message, priority: number): void {
    this.follow(owner.mail)
    const at = this.indexOf(priority)
    const hasLane = this.priorities[at] === priority
    const ahead = this.lasts[hasLane ? at : at - 1] ?? null
    if (hasLane) this.lasts[at] = message
    else {
      this.priorities.splice(at, 0, priority)
      this.lasts.splice(at, 0, message)
    }
    insertMessage(owner, message, ahead)
  }

  /** The lanes in which somebody waits, the lowest priority first. */
  *upwards(mail: Mail): Generator<Lane> {
    this.follow(mail)
    for (let at = this.lasts.length - 1; at >= 0; at--) {
      yield { priority: this.priorities[at]!, ahead: this.lasts[at - 1] ?? mail.running, last: this.lasts[at]! }
    }
  }

  onTaken(message: Message, before: Message | null): void {
    const at = this.lasts.indexOf(message)
    if (at === -1) return
    if (before !== null && before !== this.lasts[at - 1]) this.lasts[at] = before
    else {
      this.priorities.splice(at, 1)
      this.lasts.splice(at, 1)
    }
  }

  /** Lets go of all messages: nobody waits any more. */
  clear(): void {
    this.priorities.length = 0
    this.lasts.length = 0
  }

  /** Notices what has become of the list since the last time. */
  private follow(mail: Mail | null): void {
    let gone = 0
    while (gone < this.lasts.length && isGone(this.lasts[gone]!, mail)) gone += 1
    if (gone > 0) {
      this.priorities.splice(0, gone)
      this.lasts.splice(0, gone)
    }
    if (mail === null || mail.last === mail.running || this.lasts.at(-1) === mail.last) return
    this.priorities.splice(0, Infinity, Infinity)
    this.lasts.splice(0, Infinity, mail.last)
  }

  /** The first lane whose priority is not above this one. */
  private indexOf(priority: number): number {
    let [from, to] = [0, this.priorities.length]
    while (from < to) {
      const middle = (from + to) >> 1
      if (this.priorities[middle]! > priority) from = middle + 1
      else to = middle
    }
    return from
  }
}

/** Whether a message waits no more. The one that runs stands at the head still, while the list is walked. */
function isGone(message: Message, mail: Mail | null): boolean {
  return mail === null || message === mail.running || (message.next === null && message !== mail.last)
}

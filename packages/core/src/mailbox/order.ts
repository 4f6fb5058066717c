// The order of a mailbox, as a service: who may go before whom. An order only judges, one message at a time, when it arrives;
// where in the list that is, is for `lanes` to say. So no order can lose a message, or part two of the same priority.

import type { MessageInfo } from '../protocol/message-info.js'

/**
 * Gives messages priorities. Subclass it, bind it to a token of your own, and name the token in the classes whose mailboxes
 * are to be ordered by it: `@actor({ version, mailbox: { order: TOKEN } })`. The token is looked up for every message, so an
 * order can be exchanged under living instances. Ancestor: Akka's priority mailboxes.
 */
export abstract class MailboxOrder {
  /**
   * The priority of a message: any number but NaN, the greater the sooner. It is asked once, when the message arrives, on the
   * stack of who sends: be quick, and change nothing. Messages of one priority keep their order. A request is rejected, and a
   * oneway is a dead letter, with the error `bad-order` when it throws or gives no number.
   */
  abstract priorityOf(message: MessageInfo): number
}

// The questions that a machine is asked: how far the answer has come, and to whom it goes. Within the message that asks, the
// answer is given by that message; from then on by a ticket, which is made when it is clear that the answer comes later.
//
//   open --reply--> replied      open --error--> failed      open --postpone, asker()--> ticket

import type { PostponedEvent } from './agenda.js'
import type { Asker, Ticket } from './answer.js'

/** An answer, or why there is none. */
export type Answer =
  | { readonly type: 'replied'; readonly value: unknown }
  | { readonly type: 'failed'; readonly error: unknown }

/** How far the answer to the event that is asked right now has come. */
export type Question =
  /** Nobody has answered. */
  | { readonly type: 'open' }
  /** The message gives the answer when it ends. */
  | Answer
  /** The answer comes by a ticket, now or later. */
  | { readonly type: 'ticket'; readonly asker: Asker<unknown> }

/** An event in the hands of a turn: one that waits as data, or the one that the message has brought. */
export interface Handled {
  /** The event that is handled. */
  current: PostponedEvent
  /** The event that the message has brought. */
  readonly first: PostponedEvent
  /** Its question; null when it was sent. */
  question: Question | null
}

/** Who asked the event that is handled now, for an answer by a later one; null when nobody did. */
export function currentAsker(handled: Handled, issueTicket: (event: string) => Asker<unknown>): Asker<unknown> | null {
  const { current, first, question } = handled
  if (current !== first || question === null || question.type !== 'open') return current.asker
  const asker = issueTicket(first.event)
  handled.question = { type: 'ticket', asker }
  first.asker = asker
  return asker
}

/** Answers who asked the event that is handled; false when nobody did. The first answer counts. */
export function answerCurrent(handled: Handled, answer: Answer): boolean {
  const { current, first, question } = handled
  if (current.asker !== null) {
    giveAnswer(current.asker, answer)
    return true
  }
  if (current !== first || question === null) return false
  if (question.type === 'open') handled.question = answer
  return true
}

/** Answers by a ticket. One that has ended meanwhile leaves a dead letter. */
export function giveAnswer(asker: Asker<unknown> | null, answer: Answer): void {
  const ticket = asker as unknown as Ticket | null
  if (answer.type === 'replied') ticket?.give(answer.value)
  else ticket?.refuse(answer.error)
}

/** What the message that asks gives at its end; `failure` is the error of a question that nobody answered. */
export function resultOf(question: Question, failure: () => Error): unknown {
  switch (question.type) {
    case 'replied':
      return question.value
    case 'ticket':
      return question.asker
    case 'failed':
      throw question.error
    case 'open':
      throw failure()
  }
}

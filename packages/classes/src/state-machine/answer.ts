// Answers that come later. Who asks a machine an event that it postpones, or keeps for later, must not hold it: a method that
// waits holds its instance. So such a question is answered by a ticket, a small instance of its own whose end is the answer;
// `answered` waits for either. A ticket keeps no code and no promise, so that nothing of it stands in the way of an upgrade.
//
//   asker                     machine                              ticket
//   answered(door.unlock()) -> postpones                 spawns ->  waits, at most so many milliseconds
//          <- ref of the ticket
//                              ... another event: reply(true) ->    ends with { given: true }
//          <- true

import {
  Actor,
  actor,
  attribute,
  describeExit,
  oneway,
  type Oneway,
  type Ref,
  type Reference,
  request,
} from '@instar/core'
import { fail } from '../failures.js'

declare const answerOf: unique symbol

/** Who waits for the answer to an event, as `this.asker()` gives it: to be kept in the data of a state. */
export interface Asker<out T> extends Reference {
  readonly [answerOf]: T
}

/** What asking an event gives at once: the answer, or the ticket of one that comes later. `answered` waits for either. */
export type Replied<T> = T | Asker<T>

/** The answer alone. */
export type Settled<R> = R extends Asker<unknown> ? never : R

/** Milliseconds that a ticket waits when nobody says otherwise: those of a request. */
const usualTimeout = 5000

/** How a ticket ends, in the detail of its exit reason. */
type Ending = { readonly given: unknown } | { readonly refused: unknown } | { readonly late: number }

/** The ticket of one answer: it is tied to its machine, and its end is the answer. */
@actor({ name: 'StateMachine.Ticket', version: '1.0.0', description: 'one answer of a state machine that comes later' })
export class Ticket extends Actor {
  @attribute({ description: 'the event that was asked' }) event: string
  @attribute({ description: 'the machine that was asked' }) machine: string
  @attribute({ initial: 0, description: 'counts the time limits, so that a replaced one is known when it is due' })
  limits!: number

  constructor(event: string, machine: string) {
    super()
    this.event = event
    this.machine = machine
  }

  start(): void {
    this.limit(usualTimeout)
  }

  /** Ends with an answer. */
  @oneway() give(value: unknown): Oneway {
    this.end({ given: value })
  }

  /** Ends without one. */
  @oneway() refuse(error: unknown): Oneway {
    this.end({ refused: error })
  }

  /** Waits `ms` milliseconds from now on; `Infinity` is for ever. */
  @request() waitFor(ms: number): void {
    this.limit(ms)
  }

  @request({ const: true }) question(): { readonly event: string; readonly machine: string } {
    return { event: this.event, machine: this.machine }
  }

  @oneway() expire(limit: number, ms: number): Oneway {
    if (limit === this.limits) this.end({ late: ms })
  }

  limit(ms: number): void {
    this.limits += 1
    if (ms !== Infinity) this.after(ms, Ticket).expire(this.limits, ms)
  }

  end(ending: Ending): void {
    this.stop({ ...ending, event: this.event, machine: this.machine })
  }
}

/** Makes the ticket of an event for a machine that is asked it. */
export function issueTicket(machine: Actor, event: string): Asker<unknown> {
  const ticket: Reference = machine.spawnNow(Ticket, [event, String(machine.self(Actor))], { tie: true })
  return ticket as Asker<unknown>
}

/**
 * The answer to an event, whether it is there at once or comes by a later event: `await answered(door.unlock('1234'))`.
 * Rejects with what the machine refuses it with, when the machine ends, and when it has not come within `timeout`
 * milliseconds after the machine has taken the question (5000; `Infinity` waits for ever).
 */
export async function answered<R>(
  question: R,
  options: { readonly timeout?: number } = {},
): Promise<Settled<Awaited<R>>> {
  const { timeout } = options
  if (timeout !== undefined && !(timeout >= 0))
    throw fail('bad-timeout', { name: 'answered', event: 'asked', ms: timeout })
  const first: unknown = await question
  if (!isTicket(first)) return first as Settled<Awaited<R>>
  // A ticket that has ended already has its answer, and needs no limit.
  if (timeout !== undefined) first.waitFor(timeout).catch(() => {})
  const reason = await first.exited
  const ending = Object(reason.type === 'stopped' ? reason.detail : undefined) as Record<string, unknown>
  if ('given' in ending) return ending['given'] as Settled<Awaited<R>>
  if ('refused' in ending) throw ending['refused']
  if ('late' in ending) throw fail('late-answer', { ...ending, ms: ending['late'] })
  throw fail('lost-answer', { ticket: first.pid, exit: describeExit(reason), reason })
}

function isTicket(value: unknown): value is Ref<Ticket> {
  return (value as Partial<Reference> | null | undefined)?.className === 'StateMachine.Ticket'
}

// State machines: a class that says by a table what an event leads to in each of its states. The state and its data are
// attributes of the author's class, so its migrations carry them; what is put aside and the time-outs that run are attributes
// of this one. All is found by name when its time has come, so a machine is upgraded in the midst of anything it waits for.
// Ancestor: OTP's gen_statem.

import { Actor, actor, attribute, oneway, type Oneway, request, type RequestOptions, type Timer } from '@instar/core'
import { fail } from '../failures.js'
import type { PostponedEvent } from './agenda.js'
import { type Asker, issueTicket, type Replied } from './answer.js'
import type { Moves } from './moves.js'
import type { AnyEvent, EventArguments, EventName, Outcome, ReplyOf, StateName, StateTable } from './table.js'
import { restartTimers, type RunningTimeout, takeTimeout } from './timeouts.js'
import { currentAsker } from './question.js'
import { beginMachine, handleAsked, handleSent, type Machine, type Turn } from './turn.js'

// Of a return type that depends on type parameters the compiler cannot tell whether it is a oneway's; these are none.
const genericRequest = request as (options?: RequestOptions) => (target: object, name: string) => void

/** What waits in a machine, by name. */
export interface WaitingInMachine {
  /** The postponed events, in the order of their arrival. */
  readonly postponed: readonly string[]
  /** The time-outs that run: 'state', 'event', and those with names. */
  readonly timeouts: readonly string[]
}

/**
 * A state machine, as OTP's gen_statem is one. A subclass names its states with their data in `S` and its events with their
 * arguments and replies in `E`; it declares the attributes `state` and `data`, whose first values are where it begins, and
 * overrides `states`. Events come by `send` and `ask`, from outside or by methods of the subclass.
 */
@actor({ version: '1.0.0', description: 'does what a table says for each of its states and events' })
export abstract class StateMachine<S extends object, E extends object> extends Actor {
  /** The present state; the subclass declares it, as an attribute. */
  abstract state: StateName<S>
  /** The data of the present state; the subclass declares it, as an attribute. */
  abstract data: S[StateName<S>]
  @attribute({ initial: false, description: 'whether its first state has been entered' }) hasBegun!: boolean
  @attribute({ initial: () => [], description: 'events that are put aside until the state changes' })
  postponed!: PostponedEvent[]
  @attribute({ initial: () => new Map(), description: 'the time-outs that run, by name' })
  timeouts!: ReadonlyMap<string, RunningTimeout>
  @attribute({ initial: 0, description: 'how many time-outs have been started' }) timeoutStarts!: number

  // Transient: of the message that runs, of this process.
  turn: Turn | undefined
  timers: Map<string, Timer> | undefined
  failure: { readonly error: unknown } | undefined

  /**
   * What each event leads to in each state. Asked anew for every event, so it is always of the present version; its handlers
   * decide and have no effects of their own, and return at once.
   */
  abstract states(to: Moves<S, E>): StateTable<S, E>

  /** Decides about an event for which neither the present state nor `*` has a handler. The default throws 'no-handler'. */
  unhandled(event: EventName<E>, _args: readonly unknown[], _to: Moves<S, E>): Outcome<S[StateName<S>], unknown> {
    throw fail('no-handler', { machine: this.self(Actor), state: this.state, event })
  }

  /** Sends an event: `door.send('unlock', '1234')`. Inside of the machine it is handled at once; not within a handler. */
  @oneway() send(...[event, ...args]: AnyEvent<E>): Oneway {
    handleSent(asMachine(this), event, args)
  }

  /**
   * Asks an event: `await answered(door.ask('unlock', '1234'))`. Gives the reply of its handler, or a ticket when that comes by
   * a later event. Rejects with what the handler throws, and with 'unanswered-event' when it neither replies nor waits.
   */
  ask<K extends EventName<E>>(event: K, ...args: EventArguments<E, K>): Replied<ReplyOf<E, K>>
  ask(...event: AnyEvent<E>): Replied<ReplyOf<E, EventName<E>>>
  @genericRequest() ask(event: string, ...args: unknown[]): unknown {
    return handleAsked(asMachine(this), event, args)
  }

  /** The name of the present state. */
  @genericRequest({ const: true }) currentState(): StateName<S> {
    return this.state
  }

  /** The events that are put aside and the time-outs that run, by name. */
  @request({ const: true }) whatWaits(): WaitingInMachine {
    return { postponed: this.postponed.map(({ event }) => event), timeouts: [...this.timeouts.keys()] }
  }

  /** In a handler: who asked its event, for an answer by a later one; null when it was sent. */
  asker<T>(): Asker<T> | null {
    if (this.turn === undefined) throw fail('no-event', { machine: this.self(Actor) })
    return currentAsker(this.turn, (event) => issueTicket(this, event)) as Asker<T> | null
  }

  start(): void {
    if (this.hasBegun) return restartTimers(asMachine(this))
    beginMachine(asMachine(this))
    this.hasBegun = true
  }

  /** A time-out is due. */
  @oneway() timeoutDue(name: string, start: number): Oneway {
    const timeout = takeTimeout(asMachine(this), name, start)
    if (timeout !== undefined) handleSent(asMachine(this), timeout.event, timeout.args)
  }

  /** Ends the machine by the error of an event that nobody asked. */
  @oneway() collapse(): Oneway {
    if (this.failure !== undefined) throw this.failure.error
  }
}

function asMachine(machine: object): Machine {
  return machine as Machine
}

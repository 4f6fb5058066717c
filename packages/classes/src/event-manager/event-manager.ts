// Event managers: what happens is told to handlers that come, go and are swapped while the manager lives, and that fail alone.
// The manager handles one message at a time, so a handler that is added or swapped between two events misses none and sees
// none twice. Ancestor: OTP's gen_event.

import { actor, Actor, attribute, EVENTS, type EventBus, type ExitReason, type Monitor } from '@instar/core'
import { oneway, type Oneway, request, service } from '@instar/core'
import type { HandlerSpec } from './handler.js'
import { addEntry, demandEntry, expel, swapEntry } from './keeping.js'
import { callHandler, tellHandlers } from './telling.js'
import type { HandlerEnd, HandlerInfo, HandlerOptions, Roster } from './roster.js'

/**
 * Tells events of type `E` to handlers, in the order in which these were added. Spawn it as it is, or a subclass that adds
 * handlers of its own in `start`. Handlers do not outlive their manager, and a manager that is restarted begins without.
 */
@actor({ version: '1.0.0', description: 'tells events to handlers that come and go' })
export class EventManager<E> extends Actor {
  @attribute({ initial: () => new Map(), description: 'the handlers by id, in the order in which they were added' })
  roster!: Roster
  @attribute({ initial: 0, description: 'how many handlers have been added' }) added!: number
  @service(EVENTS) bus!: EventBus
  // Transient: the monitors of adders, by the number of the handler.
  monitors: Map<number, Monitor> | undefined

  /** Tells an event to all handlers; nobody waits. */
  @oneway() notify(event: E): Oneway {
    tellHandlers(this, event)
  }

  /** Tells an event to all handlers; answered when all have handled it, or failed. */
  @request() notifySync(event: E): void {
    tellHandlers(this, event)
  }

  /**
   * Puts a question to one handler, and gives its answer. When the handler throws, it is removed, and this rejects with
   * 'handler-failed', the error as its cause. Rejects with 'no-such-handler' for an id that nobody has.
   */
  @request() call(id: string, question: unknown): unknown {
    return callHandler(this, id, question)
  }

  /**
   * Adds a handler behind the others: `addHandler('audit', handler(AuditLog, ['audit.log']))`. Rejects, and adds nothing, when
   * the id is taken or the handler cannot be made.
   */
  @request() addHandler(id: string, spec: HandlerSpec<E>, options: HandlerOptions = {}): void {
    addEntry(this, id, spec, options)
  }

  /** Removes a handler, and gives what it hands over. When it throws at that, it is removed and this rejects with the error. */
  @request() removeHandler(id: string): unknown {
    const { handler } = demandEntry(this, id)
    try {
      return handler.handOver()
    } finally {
      expel(this, id, { type: 'removed' })
    }
  }

  /**
   * Lets a new handler take the place of another one, with what that hands over. Between them no event is missed. When the new
   * one cannot be made, or either of them throws, the old one stays, and this rejects with the error as its cause.
   */
  @request() swapHandler(id: string, newId: string, spec: HandlerSpec<E>, options: HandlerOptions = {}): void {
    swapEntry(this, id, newId, spec, options)
  }

  /** The handlers, in the order in which they are told. */
  @request({ const: true }) handlers(): readonly HandlerInfo[] {
    return [...this.roster].map(([id, { handler, adder, isSupervised }]) => ({
      id,
      class: handler.self(Actor).className,
      adder: adder?.pid ?? null,
      isSupervised,
    }))
  }

  /** Called when a handler has ended and was released, for a subclass to override. It must not throw. */
  handlerEnded(_end: HandlerEnd): void {}

  /** Whoever added a supervised handler has ended. */
  @oneway() adderEnded(id: string, serial: number, reason: ExitReason): Oneway {
    if (this.roster.get(id)?.serial === serial) expel(this, id, { type: 'adder-ended', reason })
  }

  destruct(): void {
    for (const id of this.roster.keys()) expel(this, id, { type: 'manager-ended' })
  }
}

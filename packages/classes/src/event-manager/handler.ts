// Handlers of events: passive instances of actor classes, owned by their manager. So a handler has attributes and migrations,
// and is upgraded in its place like any instance; it is called directly, so one event has been handled by all before the next
// begins; and what it throws is caught where it is called. A handler that needs time or a mailbox is an instance of its own:
// let a handler send to it. Ancestor: the callback modules of OTP's gen_event.

import { Actor, actor, type ConcreteClass } from '@instar/core'
import { fail } from '../failures.js'

/** What handlers of any event are. */
export interface AnyHandler extends Actor {
  handleEvent(event: never): void | 'leave'
}

/** How a handler is made: its class, by value or by name, and the arguments of its constructor. `handler` makes it. */
export interface HandlerSpec<in E> {
  readonly class: ConcreteClass | string
  readonly args: readonly unknown[]
  /** For the compiler alone: the events that it takes. */
  readonly takes?: (event: E) => void
}

/** The events that a handler takes; one that looks at none takes any. */
export type EventOf<H extends AnyHandler> = Parameters<H['handleEvent']> extends [infer E] ? E : unknown

/**
 * What handlers extend; `E` are the events, `Q` the questions that `call` brings, and `A` their answers. Constructed by a
 * manager, and released by it: `destruct` runs then, whatever the end. Being passive, it has no timers and is sent nothing.
 */
@actor({ version: '1.0.0', description: 'handles the events of a manager' })
export abstract class EventHandler<E, Q = never, A = unknown> extends Actor {
  /**
   * Handles an event, at once: a promise is a failure. With 'leave' it asks to be removed. When it throws it is removed, and
   * the others go on.
   */
  abstract handleEvent(event: E): void | 'leave'

  /** Answers a question that was put to this handler alone. When it throws it is removed. The default throws. */
  handleCall(_question: Q): A {
    throw fail('unanswering-handler', { handler: this.self(Actor) })
  }

  /** What its successor in a swap is given, or who removes it. It goes on when the swap fails: `destruct` lets things go. */
  handOver(): unknown {
    return undefined
  }

  /** Takes what the handler that it replaces has handed over; `from` is the id of that. To throw refuses the swap. */
  takeOver(_state: unknown, _from: string): void {}
}

/** A handler to be added: `manager.addHandler('audit', handler(AuditLog, ['audit.log']))`. */
export function handler<C extends ConcreteClass<AnyHandler>>(
  which: C | string,
  ...rest: [] extends ConstructorParameters<C> ? [args?: ConstructorParameters<C>] : [args: ConstructorParameters<C>]
): HandlerSpec<EventOf<InstanceType<C>>> {
  return { class: which, args: (rest[0] as readonly unknown[] | undefined) ?? [] }
}

// The words in which handlers say what they decide: functions that make plain data and do nothing. `states` is given them
// typed by its machine, so that a state goes with its own data and an event with its own arguments.

import { fail } from '../failures.js'
import type { Asker } from './answer.js'
import type { Action, EventArguments, EventName, Finish, Keep, Next, Repeat, StateName, Update } from './table.js'

/** The states whose data may be `undefined`. */
type BareState<S> = { [N in StateName<S>]: undefined extends S[N] ? N : never }[StateName<S>]

/** What handlers decide with; times are milliseconds of the system's clock, and `Infinity` is never. */
export interface Moves<S, E> {
  /** Stays as it is. */
  keep<R = never>(...actions: readonly Action<R>[]): Keep<R>
  /** Stays in its state, with other data. */
  update<D, R = never>(data: D, ...actions: readonly Action<R>[]): Update<D, R>
  /** Goes to a state. To another one: its `enter` runs, the state time-out is cancelled, postponed events are retried. */
  next<N extends BareState<S>>(state: N): Next<never>
  next<N extends StateName<S>, R = never>(state: N, data: S[N], ...actions: readonly Action<R>[]): Next<R>
  /** Runs the `enter` of the present state again, with other data; no change of state otherwise. */
  repeat<D, R = never>(data: D, ...actions: readonly Action<R>[]): Repeat<D, R>
  /** Ends the machine normally, after this event, with a detail for its exit reason. */
  finish<R = never>(detail?: unknown, ...actions: readonly Action<R>[]): Finish<R>

  /** Answers who asked this event. Nothing when it was sent. */
  reply<R>(value: R): Action<R>
  /** Answers who asked an earlier event: what `this.asker()` gave then. */
  answer<R>(asker: Asker<R> | null, value: R): Action<never>
  /** Rejects who asked an earlier event. */
  refuse(asker: Asker<unknown> | null, error: unknown): Action<never>
  /** Puts this event aside until the state changes; then those put aside are retried in the order of their arrival. */
  postpone(): Action<never>
  /** Lets an event follow before all that wait, also before postponed ones that are retried. Several keep their order. */
  insert<K extends EventName<E>>(event: K, ...args: EventArguments<E, K>): Action<never>
  /** Lets an event follow unless the state has changed by then. Started again, it begins anew. */
  stateTimeout<K extends EventName<E>>(ms: number, event: K, ...args: EventArguments<E, K>): Action<never>
  /** Lets an event follow unless any other has come by then. */
  eventTimeout<K extends EventName<E>>(ms: number, event: K, ...args: EventArguments<E, K>): Action<never>
  /** Lets an event follow, whatever happens before, unless it is cancelled or started again by its name. */
  timeout<K extends EventName<E>>(name: string, ms: number, event: K, ...args: EventArguments<E, K>): Action<never>
  /** Forgets a time-out: 'state', 'event' or one with a name. Nothing when it does not run. */
  cancel(name: string): Action<never>
}

type AnyAction = Action<unknown>

/** The moves of all machines: they make data, whatever the types. */
export const moves = Object.freeze({
  keep: (...actions: AnyAction[]) => ({ kind: 'keep', actions }),
  update: (data: unknown, ...actions: AnyAction[]) => ({ kind: 'update', data, actions }),
  next: (state: string, data?: unknown, ...actions: AnyAction[]) => ({ kind: 'next', state, data, actions }),
  repeat: (data: unknown, ...actions: AnyAction[]) => ({ kind: 'repeat', data, actions }),
  finish: (detail?: unknown, ...actions: AnyAction[]) => ({ kind: 'finish', detail, actions }),
  reply: (value: unknown) => ({ type: 'reply', value }),
  answer: (asker: Asker<unknown> | null, value: unknown) => ({ type: 'answer', asker, value }),
  refuse: (asker: Asker<unknown> | null, error: unknown) => ({ type: 'refuse', asker, error }),
  postpone: () => ({ type: 'postpone' }),
  insert: (event: string, ...args: unknown[]) => ({ type: 'insert', event, args }),
  stateTimeout: (ms: number, event: string, ...args: unknown[]) => timeout('state', ms, event, args),
  eventTimeout: (ms: number, event: string, ...args: unknown[]) => timeout('event', ms, event, args),
  timeout: (name: string, ms: number, event: string, ...args: unknown[]) => {
    if (name === 'state' || name === 'event') throw fail('taken-timeout', { name, event })
    return timeout(name, ms, event, args)
  },
  cancel: (name: string) => ({ type: 'cancel', name }),
}) as unknown as Moves<object, object>

function timeout(name: string, ms: number, event: string, args: readonly unknown[]): object {
  if (typeof ms !== 'number' || !(ms >= 0)) throw fail('bad-timeout', { name, event, ms })
  return ms === Infinity ? { type: 'cancel', name } : { type: 'timeout', name, ms, event, args }
}

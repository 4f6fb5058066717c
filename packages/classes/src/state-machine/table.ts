// What a state machine is made of, as types: states with their data, events with their arguments and replies, and the table of
// handlers that its author writes. A handler decides and does nothing: it is given the data of its state and the arguments of
// the event, and says by its outcome what is to follow. Ancestor: the callbacks of OTP's gen_statem, whose results are such
// outcomes, too.

import type { Asker } from './answer.js'

/** The names of the states: the keys of an interface like `{ locked: { tries: number }; open: undefined }`. */
export type StateName<S> = Extract<keyof S, string>
/** The names of the events: the keys of an interface like `{ push(): void; unlock(code: string): boolean }`. */
export type EventName<E> = Extract<keyof E, string>
/** What comes with an event. */
export type EventArguments<E, K extends keyof E> = E[K] extends (...args: infer A) => unknown ? A : never
/** What those who ask an event are answered. */
export type ReplyOf<E, K extends keyof E> = E[K] extends (...args: never[]) => infer R ? R : never
/** Any event with its arguments, as a list that begins with its name. */
export type AnyEvent<E> = { [K in EventName<E>]: [event: K, ...args: EventArguments<E, K>] }[EventName<E>]

/** What is done besides staying or going on; made by the moves that `states` is given. `R` is the reply. */
export type Action<R> =
  /** Answers who asked the event that is handled; nothing when nobody did. */
  | { readonly type: 'reply'; readonly value: R }
  /** Answers somebody who asked an earlier event. */
  | { readonly type: 'answer'; readonly asker: Asker<unknown> | null; readonly value: unknown }
  /** Tells somebody who asked an earlier event that there will be no answer, and why. */
  | { readonly type: 'refuse'; readonly asker: Asker<unknown> | null; readonly error: unknown }
  /** Puts the event aside until the state changes. */
  | { readonly type: 'postpone' }
  /** Lets another event follow at once, before all that wait. */
  | { readonly type: 'insert'; readonly event: string; readonly args: readonly unknown[] }
  /** Lets an event follow after some milliseconds. */
  | {
      readonly type: 'timeout'
      readonly name: string
      readonly ms: number
      readonly event: string
      readonly args: readonly unknown[]
    }
  /** Forgets a time-out. */
  | { readonly type: 'cancel'; readonly name: string }

interface Acting<R> {
  readonly actions: readonly Action<R>[]
}
/** The state and its data stay. */
export interface Keep<R> extends Acting<R> {
  readonly kind: 'keep'
}
/** The state stays, with other data. */
export interface Update<D, R> extends Acting<R> {
  readonly kind: 'update'
  readonly data: D
}
/** Another state; the present one with other data is no change of state. */
export interface Next<R> extends Acting<R> {
  readonly kind: 'next'
  readonly state: string
  readonly data: unknown
}
/** The state stays, with other data, and its enter action runs again. */
export interface Repeat<D, R> extends Acting<R> {
  readonly kind: 'repeat'
  readonly data: D
}
/** The end of the machine. */
export interface Finish<R> extends Acting<R> {
  readonly kind: 'finish'
  readonly detail: unknown
}

/** What a handler decides. Nothing at all is `keep()`, and an action alone is `keep(action)`. */
export type Outcome<D, R> = void | Action<R> | Keep<R> | Update<D, R> | Next<R> | Repeat<D, R> | Finish<R>
/** What an enter action decides: it may change the data, but not the state; and it postpones and inserts nothing. */
export type EnterOutcome<D> = void | Action<unknown> | Keep<unknown> | Update<D, unknown>

/** The handlers of one state, by the names of the events; what a state leaves out is unhandled there. */
export type StateHandlers<S, N extends StateName<S>, E> = {
  readonly [K in EventName<E>]?: (data: S[N], ...args: EventArguments<E, K>) => Outcome<S[N], ReplyOf<E, K>>
} & {
  /** Runs when the state is entered, at birth too; `from` is the state before, null at birth. */
  readonly enter?: (data: S[N], from: StateName<S> | null) => EnterOutcome<S[N]>
}

/** The handlers of a machine, by state. Those of `*` serve whichever state has none of its own for an event. */
export type StateTable<S, E> = { readonly [N in StateName<S>]: StateHandlers<S, N, E> } & {
  readonly '*'?: Omit<StateHandlers<S, StateName<S>, E>, 'enter'>
}

/** A table whose types have done their work. */
export type AnyTable = Readonly<Record<string, AnyHandlers | undefined>>
export type AnyHandlers = Readonly<Record<string, ((...args: readonly unknown[]) => unknown) | undefined>>

// What an event leads to: from the table, the present state and the event to a decision as data. Pure: nothing of the machine
// has changed when a handler or an enter action throws.
//
//   handler of the state, or of `*`, or `unhandled`  ->  outcome  ->  [ enter action of the new state ]  ->  decision

import type { Reference } from '@instar/core'
import { fail } from '../failures.js'
import type { Action, AnyHandlers, AnyTable } from './table.js'

/** A state with its data. */
export interface Place {
  readonly state: string
  readonly data: unknown
}

/** What becomes of the machine. */
export interface Decision extends Place {
  /** `stay`: the same state. `change`: another one. `finish`: the machine ends. */
  readonly kind: 'stay' | 'change' | 'finish'
  readonly actions: readonly Action<unknown>[]
  /** For the exit reason of a machine that ends. */
  readonly detail: unknown
}

type AnyOutcome =
  | { readonly kind: 'keep'; readonly actions: readonly Action<unknown>[] }
  | { readonly kind: 'update' | 'repeat'; readonly data: unknown; readonly actions: readonly Action<unknown>[] }
  | {
      readonly kind: 'next'
      readonly state: string
      readonly data: unknown
      readonly actions: readonly Action<unknown>[]
    }
  | { readonly kind: 'finish'; readonly detail: unknown; readonly actions: readonly Action<unknown>[] }

const outcomes = ['keep', 'update', 'next', 'repeat', 'finish']
const actionTypes = ['reply', 'answer', 'refuse', 'postpone', 'insert', 'timeout', 'cancel']

/** What an event leads to; `unhandled` is asked when the table says nothing about it. `machine` names it in errors. */
export function decide(
  table: AnyTable,
  place: Place,
  event: string,
  args: readonly unknown[],
  unhandled: () => unknown,
  machine: Reference,
): Decision {
  if (event === 'enter') throw fail('bad-event', { machine, event })
  const handlers = handlersOf(table, place.state, machine)
  const handler = own(handlers, event) ?? own(table['*'], event)
  const said = handler === undefined ? unhandled() : handler(place.data, ...args)
  const decision = decisionOf(place, outcomeOf(said, place.state, event, machine))
  const isEntered = decision.kind === 'change' || isRepeat(said)
  return isEntered ? entered(table, decision, place.state, machine) : decision
}

/** The decision with which a machine begins: that of the enter action of its first state. */
export function begin(table: AnyTable, { state, data }: Place, machine: Reference): Decision {
  return entered(table, { state, data, kind: 'stay', actions: [], detail: undefined }, null, machine)
}

function entered(table: AnyTable, decision: Decision, from: string | null, machine: Reference): Decision {
  const { state, data, actions } = decision
  const enter = own(handlersOf(table, state, machine), 'enter')
  if (enter === undefined) return decision
  const outcome = outcomeOf(enter(data, from), state, 'enter', machine)
  const isForbidden = outcome.actions.some(({ type }) => type === 'postpone' || type === 'insert')
  if (isForbidden || (outcome.kind !== 'keep' && outcome.kind !== 'update')) throw fail('bad-enter', { machine, state })
  return {
    ...decision,
    data: outcome.kind === 'update' ? outcome.data : data,
    actions: [...actions, ...outcome.actions],
  }
}

function decisionOf({ state, data }: Place, outcome: AnyOutcome): Decision {
  const { actions } = outcome
  switch (outcome.kind) {
    case 'keep':
      return { kind: 'stay', state, data, actions, detail: undefined }
    case 'update':
    case 'repeat':
      return { kind: 'stay', state, data: outcome.data, actions, detail: undefined }
    case 'next':
      const kind = outcome.state === state ? 'stay' : 'change'
      return { kind, state: outcome.state, data: outcome.data, actions, detail: undefined }
    case 'finish':
      return { kind: 'finish', state, data, actions, detail: outcome.detail }
  }
}

function outcomeOf(said: unknown, state: string, event: string, machine: Reference): AnyOutcome {
  if (said === undefined) return { kind: 'keep', actions: [] }
  const { kind, type, then } = Object(said) as { kind?: unknown; type?: unknown; then?: unknown }
  if (typeof then === 'function') throw fail('asynchronous-handler', { machine, state, event })
  if (actionTypes.includes(type as string)) return { kind: 'keep', actions: [said as Action<unknown>] }
  if (!outcomes.includes(kind as string)) throw fail('bad-outcome', { machine, state, event, value: said })
  return said as AnyOutcome
}

function isRepeat(said: unknown): boolean {
  return (said as { kind?: unknown } | undefined)?.kind === 'repeat'
}

function handlersOf(table: AnyTable, state: string, machine: Reference): AnyHandlers {
  const handlers = state !== '*' && Object.hasOwn(table, state) ? table[state] : undefined
  const known = Object.keys(table).filter((name) => name !== '*')
  if (handlers === undefined) throw fail('no-state', { machine, state, known: known.join(', ') })
  return handlers
}

/** Events are named from outside: what objects inherit is no handler. */
function own(handlers: AnyHandlers | undefined, event: string): AnyHandlers[string] {
  return handlers !== undefined && Object.hasOwn(handlers, event) ? handlers[event] : undefined
}

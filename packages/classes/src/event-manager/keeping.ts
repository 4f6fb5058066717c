// How handlers come and go: made, added, swapped, let go. However a handler ends, it goes the same way: off the roster,
// released, and told of.

import { Actor, type EventBus, type Monitor, type Reference } from '@instar/core'
import { adderFor, tellAdder } from './adder.js'
import { attempt } from './attempt.js'
import { EventHandler, type HandlerSpec } from './handler.js'
import {
  type HandlerEnd,
  type HandlerEndReason,
  type HandlerOptions,
  type Roster,
  type RosterEntry,
  withEntry,
  withoutEntry,
  withSuccessor,
} from './roster.js'
import { fail } from '../failures.js'

/** The part of a manager that keeps its handlers. */
export interface Keeper extends Actor {
  roster: Roster
  added: number
  readonly bus: EventBus
  monitors: Map<number, Monitor> | undefined
  handlerEnded(end: HandlerEnd): void
}

/** Adds a handler behind the others. */
export function addEntry(keeper: Keeper, id: string, spec: HandlerSpec<never>, options: HandlerOptions): void {
  demandFree(keeper, id)
  const adder = adderFor(keeper, id, options)
  keeper.roster = withEntry(keeper.roster, id, enter(keeper, id, make(keeper, id, spec), adder, options))
}

/** Lets a new handler take the place and the state of another one. */
export function swapEntry(
  keeper: Keeper,
  id: string,
  newId: string,
  spec: HandlerSpec<never>,
  options: HandlerOptions,
): void {
  const old = demandEntry(keeper, id)
  if (newId !== id) demandFree(keeper, newId)
  const adder = adderFor(keeper, newId, options)
  const fresh = make(keeper, newId, spec)
  const handed = attempt(old.handler, () => old.handler.handOver())
  const taken = 'error' in handed ? handed : attempt(fresh, () => fresh.takeOver(handed.value, id))
  if ('error' in taken) {
    keeper.system.release(fresh)
    throw fail('refused-swap', { id, newId, manager: keeper.self(Actor) }, taken.error)
  }
  keeper.roster = withSuccessor(keeper.roster, id, newId, enter(keeper, newId, fresh, adder, options))
  dismiss(keeper, id, old, { type: 'swapped', by: newId })
}

/** Takes a handler off the roster, for whatever reason. */
export function expel(keeper: Keeper, id: string, reason: HandlerEndReason): void {
  const entry = demandEntry(keeper, id)
  keeper.roster = withoutEntry(keeper.roster, id)
  dismiss(keeper, id, entry, reason)
}

/** The handler with an id. */
export function demandEntry(keeper: Keeper, id: string): RosterEntry {
  const entry = keeper.roster.get(id)
  const known = [...keeper.roster.keys()].join(', ')
  if (entry === undefined) throw fail('no-such-handler', { id, manager: keeper.self(Actor), known: known || 'none' })
  return entry
}

function demandFree(keeper: Keeper, id: string): void {
  if (keeper.roster.has(id)) throw fail('taken-handler', { id, manager: keeper.self(Actor) })
}

function make(keeper: Keeper, id: string, spec: HandlerSpec<never>): EventHandler<unknown, unknown> {
  const handler: Actor = keeper.passive(spec.class, spec.args as never)
  if (handler instanceof EventHandler) return handler as EventHandler<unknown, unknown>
  keeper.system.release(handler)
  throw fail('not-a-handler', { id, class: handler.self(Actor).className })
}

function enter(
  keeper: Keeper,
  id: string,
  handler: EventHandler<unknown, unknown>,
  adder: Reference | null,
  { supervised = false, tell }: HandlerOptions,
): RosterEntry {
  const serial = (keeper.added += 1)
  if (supervised) {
    keeper.monitors ??= new Map()
    keeper.monitors.set(serial, keeper.monitor(adder!, 'adderEnded' as never, id, serial))
  }
  return { handler, adder, isSupervised: supervised, tell: tell ?? null, serial }
}

function dismiss(
  keeper: Keeper,
  id: string,
  { handler, adder, tell, serial }: RosterEntry,
  reason: HandlerEndReason,
): void {
  keeper.monitors?.get(serial)?.cancel()
  keeper.monitors?.delete(serial)
  const end = { id, class: handler.self(Actor).className, manager: keeper.self(Actor).pid, reason }
  keeper.system.release(handler)
  if (adder !== null && tell !== null) tellAdder(adder, tell, end)
  keeper.handlerEnded(end)
}

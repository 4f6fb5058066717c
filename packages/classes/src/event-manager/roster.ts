// The handlers of a manager, in the order in which they were added; one that takes another's place stands where that stood.
// Pure: each change gives a new roster.

import type { ExitReason, Pid, Reference } from '@instar/core'
import type { EventHandler } from './handler.js'

/** Why a handler is no longer there. */
export type HandlerEndReason =
  /** Somebody removed it. */
  | { readonly type: 'removed' }
  /** It asked to leave. */
  | { readonly type: 'left' }
  /** It threw, or returned a promise. */
  | { readonly type: 'failed'; readonly during: 'handleEvent' | 'handleCall'; readonly error: unknown }
  /** Another one took its place. */
  | { readonly type: 'swapped'; readonly by: string }
  /** Whoever added it, supervised, has ended. */
  | { readonly type: 'adder-ended'; readonly reason: ExitReason }
  /** Its manager has ended. */
  | { readonly type: 'manager-ended' }

/** The end of a handler, as it is told. */
export interface HandlerEnd {
  readonly id: string
  readonly class: string
  /** The pid of the manager. */
  readonly manager: Pid
  readonly reason: HandlerEndReason
}

/** How a handler is added. */
export interface HandlerOptions {
  /** Removes the handler when the instance that adds it ends. The default is false. */
  readonly supervised?: boolean
  /** A oneway of the instance that adds it, by which it is told of the handler's end: `handlerGone(end: HandlerEnd)`. */
  readonly tell?: string
}

/** A handler that is there, as it is listed. */
export interface HandlerInfo {
  readonly id: string
  readonly class: string
  /** Who added it; null when that was no instance. */
  readonly adder: Pid | null
  /** Whether it is removed when its adder ends. */
  readonly isSupervised: boolean
}

/** A handler that is there. */
export interface RosterEntry {
  readonly handler: EventHandler<unknown, unknown>
  readonly adder: Reference | null
  readonly isSupervised: boolean
  /** The oneway by which its adder is told of its end; null for none. */
  readonly tell: string | null
  /** The number of its adding: tells it from one of the same id before it. */
  readonly serial: number
}

export type Roster = ReadonlyMap<string, RosterEntry>

export function withEntry(roster: Roster, id: string, entry: RosterEntry): Roster {
  return new Map(roster).set(id, entry)
}

export function withoutEntry(roster: Roster, id: string): Roster {
  return new Map([...roster].filter(([each]) => each !== id))
}

/** With an entry in the place of another one. */
export function withSuccessor(roster: Roster, id: string, newId: string, entry: RosterEntry): Roster {
  return new Map([...roster].map((each) => (each[0] === id ? [newId, entry] : each)))
}

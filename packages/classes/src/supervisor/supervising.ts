// What a supervisor is to the functions that work for it: its books, and the few things that only it can do. The class is
// above them; they see no more of it than this.

import type { Actor, ExitReason, Monitor, Oneway, Pid, Random, RestartHistory } from '@instar/core'
import type { Child } from './child.js'
import type { Ruled } from './rules.js'

/** A supervisor, as the functions that work for it see it. */
export interface Supervising extends Actor, Ruled {
  /** The children by id, in start order. */
  readonly supervised: Map<string, Child>
  /** The restarts that count for the intensity, the latest first. */
  restartHistory: RestartHistory
  /** Numbers the restarts that wait. */
  turns: number
  /** How the ends of the children are told, by id; transient. */
  readonly monitors: Map<string, Monitor>
  readonly random: Random
  childEnded(id: string, pid: Pid, reason: ExitReason): Promise<Oneway>
  /** Starts the children of a restart that waits, in so many milliseconds. */
  restartLater(turn: number, ids: readonly string[], ms: number): void
  /** What becomes of a child that has ended for good. */
  childAtRest(child: Child): void
}

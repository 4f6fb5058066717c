// What a system tells its observers. Plain data: pids and names, no references to code.

import type { Pid } from '../base/ids.js'
import type { ExitReason } from './exit.js'

/** Why a message could not be delivered. */
export type DeadLetterReason =
  /** The instance had ended before. */
  | 'no-such-instance'
  /** The instance ended while the message waited. */
  | 'exited'
  /** The current generation of the class has no such method. */
  | 'no-such-method'
  /** The instance is passive and has no mailbox. */
  | 'passive'
  /** The mailbox was full. */
  | 'mailbox-full'
  /** The order of the mailbox failed to give it a priority. */
  | 'bad-order'

/**
 * Everything that a system tells its observers. Each event is told once, right when it has happened, to all observers in
 * the same order; an observer that sets off another event is told of it after this one. Events say nothing of what came
 * before the subscription. `error` is what was thrown, as it was thrown.
 */
export type SystemEvent =
  /** A class has become known: by `register`, by its first birth, or by an upgrade that brought it. Base first. */
  | { readonly type: 'class-registered'; readonly class: string; readonly version: string }
  /** A class has been removed with all its generations; what was left of its instances has exited before. */
  | { readonly type: 'class-removed'; readonly class: string }
  /** An instance has been constructed and belongs to its class; its `start` hooks have still to run. */
  | { readonly type: 'spawned'; readonly class: string; readonly pid: Pid }
  /**
   * An instance has ended, its destructors have run (of a killed one, as far as they go without waiting), and its name is
   * free. What waited in its mailbox has been refused before; instances that end because of it exit after it. Comes without
   * `spawned` for a birth by `spawnNow` or `reserve` that failed, and never for passive instances.
   */
  | { readonly type: 'exited'; readonly class: string; readonly pid: Pid; readonly reason: ExitReason }
  /** An instance failed where nobody waits for the error: in a oneway, a timer, a hook or its main loop. It is about to exit. */
  | {
      readonly type: 'crashed'
      readonly class: string
      readonly version: string
      readonly pid: Pid
      readonly method: string
      /** What the method was given, as it was given; what its decorator says to redact is the text `[redacted]`. */
      readonly arguments: readonly unknown[]
      readonly sender: Pid | null
      /** As it was thrown; its causes are chained. */
      readonly error: unknown
    }
  /** A oneway that nobody took. `count` is the system's total of dead letters so far. */
  | {
      readonly type: 'dead-letter'
      readonly class: string
      readonly pid: Pid
      readonly method: string
      readonly sender: Pid | null
      readonly reason: DeadLetterReason
      readonly count: number
      /** What failed, of a `bad-order`. */
      readonly error?: unknown
    }
  /** The migration of an instance by a lazy upgrade failed: it keeps its old state, and its messages wait. */
  | { readonly type: 'quarantined'; readonly class: string; readonly pid: Pid; readonly error: unknown }
  /**
   * A destructor failed, or did not end in time; the instance exits all the same. It comes before its `exited`, but for an
   * asynchronous destructor of an instance that was killed.
   */
  | { readonly type: 'destruct-failed'; readonly class: string; readonly pid: Pid; readonly error: unknown }
  /** An upgrade has entered a phase, or has come further in it. `run` counts the upgrades of a system from 1, rollbacks too. */
  | { readonly type: 'upgrade'; readonly run: number; readonly progress: UpgradeProgress }
  /** An upgrade has ended, whatever its outcome, before who awaits its report goes on. The last event of its run, but for a lazy one. */
  | {
      readonly type: 'upgrade-ended'
      readonly run: number
      /** Whether it was asked for by `rollback`. */
      readonly isRollback: boolean
      readonly outcome: UpgradeOutcome
      /** The classes that run another generation now; none unless it was committed. */
      readonly classes: readonly ClassOutcome[]
      /** States that were migrated; those of a lazy upgrade come later. */
      readonly migrated: number
      /** Milliseconds from the freeze to the thaw. */
      readonly pauseMs: number
      /** Why it was not committed, as sentences. */
      readonly problems: readonly string[]
    }
  /** After a lazy upgrade: no instance waits for its migration any more. */
  | {
      readonly type: 'upgrade-settled'
      readonly run: number
      readonly migrated: number
      readonly quarantined: readonly Pid[]
    }
  /** The last upgrade has been confirmed: `rollback` leaves it alone from now on. */
  | {
      readonly type: 'upgrade-confirmed'
      readonly classes: readonly { readonly class: string; readonly from: string; readonly to: string }[]
    }
  /** An old generation has been forgotten: by a purge, or because more than `keepGenerations` would have been kept. */
  | { readonly type: 'purged'; readonly class: string; readonly version: string; readonly mode: 'soft' | 'hard' }
  /** The system has stopped: all instances have exited. The last event of all; the observable completes. */
  | { readonly type: 'system-stopped'; readonly node: string }

/** How an upgrade ended. */
export type UpgradeOutcome =
  /** The new generations run, and every living instance is on them. */
  | 'committed'
  /** There was nothing to change. */
  | 'unchanged'
  /** Nothing has been touched: the plan has defects, or not all came to rest. */
  | 'refused'
  /** A migration failed; everything is as it was before. */
  | 'rolledBack'

/** What an upgrade did to one class. */
export interface ClassOutcome {
  readonly class: string
  readonly from: string | null
  readonly to: string
  /** Living instances that run it: its own and those of its descendants. */
  readonly instances: number
}

/** The phases of an upgrade, in their order; `prepare` only where an instance has the hook `beforeFreeze`. */
export const phases = ['plan', 'check', 'prepare', 'freeze', 'stage', 'commit', 'thaw', 'drain', 'purge'] as const
export type UpgradePhase = (typeof phases)[number]

/** One step of an upgrade's progress: `done` of `total` instances in this phase. */
export interface UpgradeProgress {
  readonly phase: UpgradePhase
  readonly done: number
  readonly total: number
}

/** Where events go. Ask `isObserved` before making an event on a path that counts. */
export interface EventSink {
  readonly isObserved: boolean
  emit(event: SystemEvent): void
}

// A child in the books of its supervisor: its spec, which names its class and holds no code; whether it runs; how often it
// has been restarted. Plain data, so that it goes through an upgrade of the supervisor as it is.

import type { ChildStatus, CompleteSpec, Pid, Reference, SupervisedChild } from '@instar/core'

/** A child as a supervisor keeps it. Only the supervisor's own code changes it. */
export interface Child extends SupervisedChild {
  /** What its next start goes by. */
  spec: CompleteSpec
  status: ChildStatus
  startedAt: number
  attempts: number
  /** The living instance; null while there is none. */
  ref: Reference | null
  /** How often the supervisor has restarted it. */
  restarts: number
  /** The restart that it waits for, by number; 0 for none. */
  turn: number
  /** Whether it was started by another spec than `spec`. */
  isOutdated: boolean
}

/** A child as plain data, as it was when it was asked for. */
export interface ChildInfo {
  readonly id: string
  readonly class: string
  /** The version of its class that runs; null when the class is not known any more. */
  readonly version: string | null
  readonly status: ChildStatus
  readonly pid: Pid | null
  /** The living instance; null while there is none. Another one after each restart. */
  readonly ref: Reference | null
  /** How often it has been restarted because of a failure, its own or a sibling's. */
  readonly restarts: number
  /** Whether its spec has changed since it was started; the new one holds from its next start. */
  readonly isOutdated: boolean
}

/** A child that has not been started. */
export function newChild(spec: CompleteSpec): Child {
  return {
    spec,
    status: 'stopped',
    startedAt: 0,
    attempts: 0,
    ref: null,
    restarts: 0,
    turn: 0,
    isOutdated: false,
  }
}

/** A child as plain data. */
export function infoOf({ spec, status, ref, restarts, isOutdated }: Child, version: string | null): ChildInfo {
  return { id: spec.id, class: spec.class, version, status, pid: ref?.pid ?? null, ref, restarts, isOutdated }
}

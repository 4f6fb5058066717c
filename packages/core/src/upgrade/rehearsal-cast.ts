// Who takes part in a rehearsal: the instances whose states would migrate, or a sample of them.

import type { Pid } from '../base/ids.js'
import { stateKey } from '../class/keys.js'
import type { Cell } from '../instance/cell.js'
import type { State } from '../registry/layout.js'
import type { LiveClass } from '../registry/live-class.js'
import type { PlannedChange } from './change.js'
import { membersToMigrate } from './members.js'
import type { PreparedPlan } from './plan.js'
import type { Finding } from './rehearsal-findings.js'

/** An instance whose state is tried. */
export interface Subject {
  readonly pid: Pid
  readonly serial: number
  readonly state: State
  /** What makes its state a doubtful example; empty for one at rest. */
  readonly remark: string
}

/** The instances of one class, with the changes of their slices. */
export interface Troupe {
  readonly live: LiveClass
  readonly changes: readonly PlannedChange[]
  readonly members: readonly Cell[]
}

/** The classes whose states would migrate, each with its instances. */
export function troupesOf({ frozen, steps }: PreparedPlan): Troupe[] {
  const migrating = steps.filter(({ kind, isCodeOnly }) => kind === 'changed' && !isCodeOnly)
  return frozen
    .map((live) => ({
      live,
      changes: migrating.filter((change) => live.inheritsFrom(change.class)),
      members: membersToMigrate(live).filter(({ phase }) => phase !== 'stopping'),
    }))
    .filter(({ changes }) => changes.length > 0)
}

/** Of each class its share of `size`, at least one, evenly spread from its first to its last. */
export function sampleOf(troupes: readonly Troupe[], size: number): Troupe[] {
  const total = troupes.reduce((sum, { members }) => sum + members.length, 0)
  if (size >= total) return [...troupes]
  return troupes.map((troupe) => {
    const share = Math.max(1, Math.round((size * troupe.members.length) / total))
    return { ...troupe, members: evenly(troupe.members, share) }
  })
}

function evenly<T>(all: readonly T[], count: number): readonly T[] {
  if (count >= all.length) return all
  const gap = count === 1 ? 0 : (all.length - 1) / (count - 1)
  return Array.from({ length: count }, (_, i) => all[Math.round(i * gap)]!)
}

/** A living instance as a subject. */
export function subjectOf({ pid, serial, instance, phase, held }: Cell): Subject {
  const remark = phase === 'suspended' && held !== null ? ` (it was in the midst of ${held.method.name})` : ''
  return { pid, serial, state: (instance as { [stateKey]: State })[stateKey], remark }
}

export function isQuarantined({ life }: Cell): boolean {
  return life !== null && life.quarantine !== null
}

/** What is to be said of an instance in quarantine. */
export function quarantineOf({ live, pid }: Cell, { from, to }: PlannedChange): Omit<Finding, 'count'> {
  const message = 'it is in quarantine: give it a state that fits with `system.replaceState`, or stop it'
  return { kind: 'quarantined', class: live.name, migration: `${from} -> ${to}`, pid, message }
}

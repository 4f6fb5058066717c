// Purging: forgetting the old generations of a class. Soft refuses while anybody lingers and leaves everything as it was;
// hard takes the promises away from those who wait for old code, and forgets.

import type { Clock } from '../base/clock.js'
import type { Pid } from '../base/ids.js'
import type { EventSink } from '../protocol/events.js'
import type { Generation } from '../registry/generation.js'
import type { LiveClass } from '../registry/live-class.js'
import type { Registry } from '../registry/registry.js'

/** Who is still in old code. */
export interface Lingerer {
  readonly class: string
  readonly version: string
  /** `static`: a static method that has not ended; `instance`: a method whose instance was ended by force. */
  readonly kind: 'static' | 'instance'
  readonly method: string
  /** The instance that called, or that was ended; null for a call from outside of all instances. */
  readonly pid: Pid | null
  readonly forMs: number
}

export interface PurgeReport {
  /** `nothing`: there was no old generation. */
  readonly outcome: 'purged' | 'refused' | 'nothing'
  readonly class: string
  /** The versions that were forgotten. */
  readonly versions: readonly string[]
  /** Who lingered: the reason for a refusal, or who was ended by a hard purge. */
  readonly lingering: readonly Lingerer[]
}

export type PurgeMode = 'soft' | 'hard'

/** Who lingers in which old generation of a class. */
export function lingering(live: LiveClass, clock: Clock): Lingerer[] {
  return live.older.flatMap((generation) => lingerersOf(generation, clock))
}

function lingerersOf({ name, version, leases }: Generation, clock: Clock): Lingerer[] {
  const now = clock.now()
  return [...leases].map(({ kind, method, pid, since }) => ({
    class: name,
    version,
    kind,
    method,
    pid,
    forMs: Math.max(0, Math.round(now - since)),
  }))
}

/** Forgets all old generations of a class, or none; but for those that an upgrade is going to right now. */
export function purge(live: LiveClass, mode: PurgeMode, registry: Registry, clock: Clock): PurgeReport {
  const remaining = lingering(live, clock)
  const report = { class: live.name, lingering: remaining }
  if (live.older.length === 0) return { ...report, outcome: 'nothing', versions: [] }
  if (mode === 'soft' && remaining.length > 0) return { ...report, outcome: 'refused', versions: [] }
  const old = live.older.filter(({ isWanted }) => !isWanted)
  for (const { leases } of old) for (const lease of leases) lease.revoke()
  for (const generation of old) registry.forget(live, generation)
  return { ...report, outcome: 'purged', versions: old.map(({ version }) => version) }
}

/** Forgets the oldest generations of a class beyond the number to keep; those that somebody lingers in stay. */
export function trimGenerations(
  registry: Registry,
  name: string,
  kept: number,
): Pick<PurgeReport, 'class' | 'versions'> {
  const live = registry.get(name)
  const spare = live.older.slice(0, Math.max(0, live.older.length - kept)).filter(({ leases }) => leases.size === 0)
  for (const generation of spare) registry.forget(live, generation)
  return { class: name, versions: spare.map(({ version }) => version) }
}

/** Tells the observers what has been forgotten. */
export function tellPurged(
  events: EventSink,
  { class: name, versions }: Pick<PurgeReport, 'class' | 'versions'>,
  mode: PurgeMode,
): void {
  if (!events.isObserved) return
  for (const version of versions) events.emit({ type: 'purged', class: name, version, mode })
}

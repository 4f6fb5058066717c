// Snapshots: the state of an instance with all that is needed to bring it to life under another version of its class. Plain
// data, by level of the lineage, because every level has a version and migrations of its own:
//
//   Cat <0.3>    Creature 1.2.0 { age }    Mammal 1.0.0 { fur }    Cat 2.1.0 { whiskers }

import { messageOf } from '../base/errors.js'
import type { Pid } from '../base/ids.js'
import { isVersion } from '../base/version.js'
import { stateKey } from '../class/keys.js'
import { fail } from '../protocol/failures.js'
import type { Cell } from '../instance/cell.js'
import type { State } from '../registry/layout.js'
import type { LiveClass } from '../registry/live-class.js'

/** One level of the lineage in a snapshot. */
export interface SnapshotLevel {
  readonly class: string
  readonly version: string
  /** The versions at which the migrations of that version start: what they do has been done, or was never needed. */
  readonly passed: readonly string[]
  /** The attributes that the class declares, by name. */
  readonly slice: Readonly<Record<string, unknown>>
}

/** The state of one instance at rest. */
export interface Snapshot {
  readonly class: string
  /** Whose state it is. */
  readonly pid: Pid
  /** Base first. */
  readonly levels: readonly SnapshotLevel[]
}

/** The state of an instance as it is now; null when it has ended, or has not been born. The values are shared with it. */
export function takeSnapshot(cell: Cell): Snapshot | null {
  if (cell.instance === null) return null
  const { live, className, pid } = cell
  const failed = cell.life?.quarantine
  if (failed != null) throw fail('quarantined', { class: className, pid, error: messageOf(failed.error) }, failed.error)
  // Under a lazy upgrade the state may be older than the versions that run.
  if (cell.epoch !== live.epoch) live.pending?.touch(cell.instance)
  const state = (cell.instance as { [stateKey]: State })[stateKey]
  return { class: className, pid, levels: live.lineage.toReversed().map((level) => levelOf(level, state)) }
}

function levelOf({ name, current }: LiveClass, state: State): SnapshotLevel {
  const names = [...current.record.attributes.keys()]
  return {
    class: name,
    version: current.version,
    passed: current.migrations.map(({ from }) => from),
    slice: Object.fromEntries(names.map((attribute) => [attribute, state[attribute]])),
  }
}

/** What keeps a value from being a snapshot, as a phrase; undefined when nothing does. */
export function snapshotProblem(value: unknown): string | undefined {
  if (!isRecord(value)) return 'it is no object'
  if (typeof value['class'] !== 'string') return 'it names no class'
  if (typeof value['pid'] !== 'string') return 'it has no pid'
  if (!Array.isArray(value['levels'])) return 'it has no list of levels'
  const classes = value['levels'].map((level: unknown) => (isLevel(level) ? level.class : undefined))
  const bad = classes.indexOf(undefined)
  if (bad !== -1) return `its level ${bad} is no { class, version, passed, slice }`
  if (new Set(classes).size < classes.length) return 'it has a level twice'
  return undefined
}

function isLevel(value: unknown): value is SnapshotLevel {
  if (!isRecord(value)) return false
  const { class: name, version, passed, slice } = value
  if (typeof name !== 'string' || typeof version !== 'string' || !isVersion(version) || !isRecord(slice)) return false
  return Array.isArray(passed) && passed.every((from) => typeof from === 'string' && isVersion(from))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

// A state at rest is brought to the classes that run: by the same steps as a state that lives, up, and down where somebody
// knows the way. Nothing is born, and nothing of the system changes.

import { messageOf, settleStack } from '../base/errors.js'
import { fail } from '../protocol/failures.js'
import type { State } from '../registry/layout.js'
import type { LiveClass } from '../registry/live-class.js'
import { makeSnapshotMigrator } from './migrator.js'
import { type Snapshot, snapshotProblem } from './snapshot.js'
import { compareSnapshot, type GivenMigrations, snapshotDefects } from './snapshot-change.js'

/** How a state at rest is migrated. */
export interface SnapshotOptions {
  /** Migrations by name of class, for versions that no class here knows the way from. */
  readonly migrations?: GivenMigrations | undefined
  /** Handed to every migration. */
  readonly extra?: unknown
}

/** Throws for what is no snapshot. */
export function demandSnapshot(snapshot: unknown): asserts snapshot is Snapshot {
  const problem = snapshotProblem(snapshot)
  if (problem !== undefined) throw fail('bad-snapshot', { problem })
}

/** The state that an instance of a class would have after all upgrades since the snapshot. Throws all defects at once. */
export function migrateSnapshot(
  live: LiveClass,
  snapshot: Snapshot,
  { migrations = {}, extra }: SnapshotOptions,
): State {
  const changes = compareSnapshot(snapshot, live.lineage, migrations)
  const defects = snapshotDefects(snapshot, live.lineage, changes)
  const { class: name, pid } = snapshot
  if (defects.length > 0) {
    const list = defects.map((each) => `- ${each}`).join('\n')
    throw fail('unreachable-snapshot', { class: name, pid, defects: list, reasons: defects })
  }
  const written = Object.assign({}, ...snapshot.levels.map(({ slice }) => slice)) as State
  try {
    return makeSnapshotMigrator(live.layout, changes, extra)(written, 0)
  } catch (error) {
    settleStack(error)
    throw fail('failed-snapshot', { class: name, pid, error: messageOf(error) }, error)
  }
}

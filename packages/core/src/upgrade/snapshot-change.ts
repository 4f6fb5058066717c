// What would become of a state at rest: its levels compared with the generations that run. Pure.

import type { Migration } from '../class/migration.js'
import type { Generation } from '../registry/generation.js'
import { type AttributeChanges, attributeChanges } from './change.js'
import { attributeDefects } from './check.js'
import { followNames, type NamesAfterwards } from './names.js'
import { type Direction, directionOf, findPath, type Path } from './path.js'
import type { Snapshot, SnapshotLevel } from './snapshot.js'

/** What runs of one class: its current generation, and those that were replaced and not purged. */
export interface RunningLevel {
  readonly name: string
  readonly current: Generation
  readonly older: readonly Generation[]
}

/** What becomes of one level. */
export interface LevelChange {
  readonly class: string
  readonly from: string
  readonly to: string
  readonly direction: Direction
  readonly before: readonly string[]
  readonly path: Path
  readonly names: NamesAfterwards
  readonly attributes: AttributeChanges
  readonly next: Generation
  /** The generation that it was written by, when that is still here. */
  readonly previous: Generation | null
}

/** Migrations by name of class, for those that no generation here brings. */
export type GivenMigrations = Readonly<Record<string, readonly Migration[]>>

/** The change of each level that the running class still has. */
export function compareSnapshot(
  { levels }: Snapshot,
  running: readonly RunningLevel[],
  given: GivenMigrations,
): LevelChange[] {
  return levels.flatMap((level) => {
    const live = running.find(({ name }) => name === level.class)
    return live === undefined ? [] : [compareLevel(level, live, given[level.class] ?? [])]
  })
}

function compareLevel(
  level: SnapshotLevel,
  { current, older }: RunningLevel,
  given: readonly Migration[],
): LevelChange {
  const previous =
    current.version === level.version ? current : (older.findLast(({ version }) => version === level.version) ?? null)
  const path = pathOf(level, current, previous, given)
  const before = Object.keys(level.slice)
  const names = followNames(before, path)
  return {
    class: level.class,
    from: level.version,
    to: current.version,
    direction: path.direction,
    before,
    path,
    names,
    attributes: attributeChanges(before, current, names),
    next: current,
    previous,
  }
}

// The newer of the two classes knows the way: up, that is the one that runs.
function pathOf(
  { class: name, version, passed }: SnapshotLevel,
  current: Generation,
  previous: Generation | null,
  given: readonly Migration[],
): Path {
  const to = current.version
  const isDown = directionOf(version, to) === 'down'
  if (isDown && previous === null && given.length === 0) {
    const defect = `nobody here knows the way back from ${version} to ${to}: upgrade ${name} first, or hand its migrations over`
    return { direction: 'down', steps: [], defects: [defect] }
  }
  const own = isDown ? (previous?.migrations ?? []) : current.migrations
  const starts = own.map(({ from }) => from)
  const all = [...own, ...given.filter(({ from }) => !starts.includes(from))]
  return findPath(version, to, all, isDown ? current.migrations : passed.map((from) => ({ from })))
}

/** Why a snapshot cannot be brought to what runs, as sentences that name the class; all of them. */
export function snapshotDefects(
  { levels }: Snapshot,
  running: readonly RunningLevel[],
  changes: readonly LevelChange[],
): string[] {
  const known = running.map(({ name }) => name)
  const lost = levels.filter((level) => !known.includes(level.class) && Object.keys(level.slice).length > 0)
  const written = levels.map((level) => level.class)
  return [
    ...lost.map(
      (level) =>
        `${level.class} ${level.version}: its attributes have no place, the class is not inherited from any more`,
    ),
    ...running.filter(({ name }) => !written.includes(name)).flatMap(newLevelDefects),
    ...changes.flatMap((change) =>
      levelDefects(change).map((defect) => `${change.class} ${change.from} to ${change.to}: ${defect}`),
    ),
  ]
}

/** A level that the snapshot does not have begins with its initial values. */
function newLevelDefects({ name, current }: RunningLevel): string[] {
  const without = [...current.record.attributes.values()].filter((attribute) => !('initial' in attribute))
  return without.map(
    (attribute) => `${name} ${current.version}: the snapshot has no ${attribute.name}, and there is no initial value`,
  )
}

function levelDefects(change: LevelChange): string[] {
  return change.path.defects.length > 0 ? [...change.path.defects] : [...attributeDefects(change)]
}

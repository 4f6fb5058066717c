// The way of one slice from a version to another, up or down, as a chain of the migrations that the newer of the two
// classes declares. A migration covers the versions from its start up to that of the next one. Pure.

import { compareVersions } from '../base/version.js'
import { sortMigrations } from '../class/checks.js'
import type { Migration, MigrationPart, MigrationStep } from '../class/migration.js'

export type Direction = 'up' | 'down' | 'none'

/** One migration of the chain. */
export interface PathStep {
  /** The range of versions that it bridges, older first, whatever the direction. */
  readonly from: string
  readonly to: string
  readonly parts: readonly MigrationPart[]
  /** What runs, in order. */
  readonly run: readonly MigrationStep[]
}

export interface Path {
  readonly direction: Direction
  readonly steps: readonly PathStep[]
  /** Why there is no way, as sentences. */
  readonly defects: readonly string[]
}

export function directionOf(from: string, to: string): Direction {
  const order = compareVersions(from, to)
  return order === 0 ? 'none' : order < 0 ? 'up' : 'down'
}

/**
 * The chain from version `from` to version `to`, by the migrations of the newer class. Those that start where one of the older
 * class starts led to that one, and are behind it: a patch release keeps the list of the version that it mends.
 */
export function findPath(
  from: string,
  to: string,
  migrations: readonly Migration[],
  ofOlder: readonly Pick<Migration, 'from'>[] = [],
): Path {
  const direction = directionOf(from, to)
  const sorted = sortMigrations(migrations)
  if (direction === 'none' || sorted.length === 0) return { direction, steps: [], defects: [] }
  const [older, newer] = direction === 'up' ? [from, to] : [to, from]
  if (compareVersions(older, sorted[0]!.from) < 0) {
    return {
      direction,
      steps: [],
      defects: [
        `no migration leads ${direction === 'up' ? 'from' : 'back to'} ${older}: the first starts at ${sorted[0]!.from}`,
      ],
    }
  }
  const ends = sorted.map((_, i) => sorted[i + 1]?.from ?? newer)
  const covered = sorted
    .map((migration, i) => ({ migration, end: ends[i]! }))
    .filter(({ migration, end }) => compareVersions(older, end) < 0 && compareVersions(migration.from, newer) < 0)
    .filter(({ migration }) => !ofOlder.some((done) => done.from === migration.from))
  const upward = covered.map(({ migration, end }) => stepOf(migration, end, direction))
  const defects = direction === 'down' ? covered.flatMap(({ migration, end }) => oneWay(migration, end)) : []
  return { direction, steps: direction === 'up' ? upward : upward.toReversed(), defects }
}

function stepOf({ from, parts }: Migration, to: string, direction: Direction): PathStep {
  const run = direction === 'up' ? parts.map(({ up }) => up) : parts.toReversed().map(({ down }) => down)
  return { from, to, parts, run: run.filter((step) => step !== undefined) }
}

// A part that only adds attributes is undone by leaving them out.
function oneWay({ from, parts }: Migration, to: string): string[] {
  const isOneWay = parts.some((part) => part.up !== undefined && part.down === undefined && part.adds === undefined)
  return isOneWay ? [`the migration from ${from} to ${to} has no way down: give it a \`down\``] : []
}

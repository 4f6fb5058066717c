// What becomes of one class in an upgrade: a comparison of two generations, as data. Pure.

import type { Migration } from '../class/migration.js'
import type { Generation } from '../registry/generation.js'
import { haveSameContent } from '../registry/same-content.js'
import { followNames, type NamesAfterwards } from './names.js'
import { directionOf, findPath, type Path } from './path.js'

export type ChangeKind =
  /** The class is new to the system. */
  | 'added'
  /** Its code or its declarations differ. */
  | 'changed'
  /** Only its version differs; instances are not touched. */
  | 'renumbered'
  /** Neither differs; it is left alone. */
  | 'unchanged'

export interface AttributeChanges {
  readonly added: readonly string[]
  readonly dropped: readonly string[]
  /** Old name to new name. */
  readonly renamed: Readonly<Record<string, string>>
}

/** One class of a plan; plain data. */
export interface ClassChange {
  readonly class: string
  readonly kind: ChangeKind
  readonly direction: 'up' | 'down' | 'none'
  /** The version that runs; null for an added class. */
  readonly from: string | null
  readonly to: string
  /** The versions that the slices pass on the way. */
  readonly via: readonly string[]
  readonly attributes: AttributeChanges
  readonly methods: { readonly added: readonly string[]; readonly removed: readonly string[] }
  /** Whether the states stay as they are, so that the upgrade takes no time per instance. */
  readonly isCodeOnly: boolean
}

/** A change with what carries it out. */
export interface PlannedChange extends ClassChange {
  readonly next: Generation
  readonly previous: Generation | null
  readonly path: Path
  readonly names: NamesAfterwards
}

/** What becomes of a class that runs `previous` when `next` is installed. */
export function compareGenerations(
  previous: Generation | null,
  next: Generation,
  /** Migrations from outside, beside those that the classes bring. */
  migrations: readonly Migration[] = [],
): PlannedChange {
  const path = pathBetween(previous, next, migrations)
  const before = [...(previous?.record.attributes.keys() ?? [])]
  const names = followNames(before, path)
  const attributes = attributeChanges(before, next, names)
  const kind = kindOf(previous, next)
  const via = path.steps.map(({ from, to }) => (path.direction === 'up' ? from : to))
  return {
    class: next.name,
    kind,
    direction: previous === null ? 'none' : directionOf(previous.version, next.version),
    from: previous?.version ?? null,
    to: next.version,
    via: [...new Set(previous === null ? [next.version] : [previous.version, ...via.slice(1), next.version])],
    attributes,
    methods: methodChanges(previous, next),
    isCodeOnly:
      kind !== 'changed' || (path.steps.length === 0 && attributes.added.length + attributes.dropped.length === 0),
    next,
    previous,
    path,
    names,
  }
}

function kindOf(previous: Generation | null, next: Generation): ChangeKind {
  if (previous === null) return 'added'
  if (!haveSameContent(previous, next)) return 'changed'
  return previous.version === next.version ? 'unchanged' : 'renumbered'
}

function pathBetween(previous: Generation | null, next: Generation, migrations: readonly Migration[]): Path {
  if (previous === null) return { direction: 'none', steps: [], defects: [] }
  const [older, newer] = directionOf(previous.version, next.version) === 'down' ? [next, previous] : [previous, next]
  const own = newer.migrations.map(({ from }) => from)
  const all = [...newer.migrations, ...migrations.filter(({ from }) => !own.includes(from))]
  return findPath(previous.version, next.version, all, older.migrations)
}

/** What becomes of these attributes in a next generation. */
export function attributeChanges(
  before: Iterable<string>,
  next: Generation,
  { origins }: NamesAfterwards,
): AttributeChanges {
  const after = next.record.attributes
  const goingOn = [...origins].filter(([name, origin]) => after.has(name) && origin !== null) as [string, string][]
  const kept = new Set(goingOn.map(([, origin]) => origin))
  const taken = new Set(goingOn.map(([name]) => name))
  return {
    added: [...after.keys()].filter((name) => !taken.has(name)),
    dropped: [...before].filter((name) => !kept.has(name)),
    renamed: Object.fromEntries(
      goingOn.filter(([name, origin]) => name !== origin).map(([name, origin]) => [origin, name]),
    ),
  }
}

function methodChanges(previous: Generation | null, next: Generation): { added: string[]; removed: string[] } {
  const before = previous?.record.methods ?? new Map<string, unknown>()
  const after = next.record.methods
  return {
    added: [...after.keys()].filter((name) => !before.has(name)),
    removed: [...before.keys()].filter((name) => !after.has(name)),
  }
}

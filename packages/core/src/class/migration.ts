// Migrations: how the slice of one class gets from one version to the next, and back. A migration sees the attributes of
// its own class only; what its result does not name is carried over. Small parts (`rename`, `drop`, `add`, `convert`)
// give both directions at once and tell the plan what they do.

import { isVersion } from '../base/version.js'
import { fail } from '../protocol/failures.js'

/** The attributes of one class, by name. */
export type Slice = Record<string, any>

/** What a migration is told beside the slice. */
export interface MigrationContext {
  /** The class whose slice it is. */
  readonly class: string
  /** The version that the upgrade comes from and the one that it goes to. */
  readonly from: string
  readonly to: string
  /** The option `extra` of the upgrade. */
  readonly extra: unknown
}

/**
 * One direction of a migration. `dropped` holds what an earlier step the other way took from this very instance, as long
 * as that generation has not been purged. The slice is the migration's own and may be changed or returned anew;
 * what it holds (a list, a map) is shared with the instance and must be replaced, not changed, or there is no way back.
 */
export interface MigrationStep {
  (slice: Slice, dropped: Slice | undefined, context: MigrationContext): Slice | void
  /** What a helper's step does when nothing was dropped. */
  readonly deed?: Deed
}

/** What one step of a helper does, as data: a migrator need not call it to do the same. */
export type Deed =
  | { readonly does: 'move'; readonly from: string; readonly to: string }
  /** The attribute becomes undefined. */
  | { readonly does: 'end'; readonly name: string }
  | { readonly does: 'make'; readonly name: string; readonly by: (slice: Slice) => unknown }
  | { readonly does: 'convert'; readonly name: string; readonly by: (value: any) => unknown }

export interface MigrationPart {
  readonly up?: MigrationStep
  readonly down?: MigrationStep
  /** Attributes whose value goes on under another name: old name, new name. */
  readonly renames?: Readonly<Record<string, string>>
  /** Attributes that end here. */
  readonly drops?: readonly string[]
  /** Attributes that begin here. */
  readonly adds?: readonly string[]
  /** Attributes that stay, with another meaning. */
  readonly converts?: readonly string[]
  /** The author's functions that a helper made the steps from; they tell one conversion from another. */
  readonly made?: readonly unknown[]
}

/** From `from` on, up to the version that the next migration (or the class) begins at. */
export interface Migration {
  readonly from: string
  readonly to: string | undefined
  readonly parts: readonly MigrationPart[]
}

/** A migration whose target is not the next one's start. */
export interface MigrationTarget {
  readonly to: string
}

/**
 * Declares how a slice at version `from` becomes one of the next version: that at which the next migration of the class
 * starts, or the class's own. Parts run in their order on the way up and in reverse on the way down.
 */
export function migration(from: string, ...parts: (MigrationPart | MigrationTarget)[]): Migration {
  const isText = typeof from === 'string'
  if (!isText || !isVersion(from)) throw badMigration(`"${String(from)}" is no version (write it as 1.2.3)`)
  for (const part of parts)
    if (!isPart(part)) throw badMigration('a part is neither rename, drop, add or convert nor { up, down }')
  const target = parts.find((part): part is MigrationTarget => 'to' in part)
  return { from, to: target?.to, parts: parts.filter((part): part is MigrationPart => !('to' in part)) }
}

/** The attribute goes on under another name. */
export function rename(before: string, after: string): MigrationPart {
  demandName(before)
  demandName(after)
  return {
    renames: { [before]: after },
    up: moving(before, after),
    down: moving(after, before),
  }
}

/** The attribute ends. On the way down it comes back: as it was, or, when that is forgotten, by `restore`. */
export function drop(name: string, restore?: (slice: Slice) => unknown): MigrationPart {
  demandName(name)
  return {
    drops: [name],
    made: [restore],
    up: ending(name),
    down: making(name, restore),
  }
}

/** The attribute begins, computed from the others. After a way down it comes back as it was. */
export function add(name: string, initial: (slice: Slice) => unknown): MigrationPart {
  demandName(name)
  demandFunction(initial, `add('${name}')`)
  return {
    adds: [name],
    made: [initial],
    up: making(name, initial),
  }
}

/** The attribute keeps its name and changes its meaning. */
export function convert(name: string, up: (value: any) => unknown, down?: (value: any) => unknown): MigrationPart {
  demandName(name)
  demandFunction(up, `convert('${name}')`)
  return {
    converts: [name],
    made: [up, down],
    up: converting(name, up),
    ...(down === undefined ? {} : { down: converting(name, down) }),
  }
}

// The names that end are known to the plan from the part's data; deleting the properties would only make the slice slow.
function moving(from: string, to: string): MigrationStep {
  const step = (slice: Slice): void => {
    slice[to] = slice[from]
    slice[from] = undefined
  }
  return Object.assign(step, { deed: { does: 'move', from, to } as const })
}

// The name may begin anew in a later version.
function ending(name: string): MigrationStep {
  const step = (slice: Slice): void => {
    slice[name] = undefined
  }
  return Object.assign(step, { deed: { does: 'end', name } as const })
}

/** What was dropped comes back; what was not is made, or stays undefined. */
function making(name: string, by?: (slice: Slice) => unknown): MigrationStep {
  const step = (slice: Slice, dropped: Slice | undefined): void => {
    slice[name] = dropped !== undefined && name in dropped ? dropped[name] : by?.(slice)
  }
  const deed: Deed = by === undefined ? { does: 'end', name } : { does: 'make', name, by }
  return Object.assign(step, { deed })
}

function converting(name: string, by: (value: any) => unknown): MigrationStep {
  const step = (slice: Slice): void => {
    slice[name] = by(slice[name])
  }
  return Object.assign(step, { deed: { does: 'convert', name, by } as const })
}

/** Whether a value is a list of what `migration` gives. */
export function isMigrationList(value: unknown): value is readonly Migration[] {
  return Array.isArray(value) && value.every(isMigration)
}

function isMigration(value: unknown): boolean {
  return isObject(value) && typeof value['from'] === 'string' && Array.isArray(value['parts'])
}

function isPart(value: unknown): boolean {
  if (!isObject(value)) return false
  if ('to' in value) return typeof value['to'] === 'string' && isVersion(value['to'])
  const steps = [value['up'], value['down']].filter((step) => step !== undefined)
  const says = ['renames', 'drops', 'adds', 'converts'].some((name) => name in value)
  return (steps.length > 0 || says) && steps.every((step) => typeof step === 'function')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function demandName(name: unknown): void {
  if (typeof name !== 'string' || name === '') throw badMigration(`${String(name)} is no name of an attribute`)
}

function demandFunction(code: unknown, name: string): void {
  if (typeof code !== 'function') throw badMigration(`${name} needs a function`)
}

function badMigration(problem: string): Error {
  return fail('bad-migration', { problem })
}

// From the state of an instance to its next state. Made once per class and upgrade: the text knows which attributes are
// carried over and which come from which slice, so an instance costs its migrations and one object.

import { generate } from '../base/codegen.js'
import { messageOf } from '../base/errors.js'
import { compareVersions } from '../base/version.js'
import { schemaIssue } from '../class/schema.js'
import type { MigrationContext, MigrationStep, Slice } from '../class/migration.js'
import type { Generation, Keepsake } from '../registry/generation.js'
import { initialOf, type LaidAttribute, type Layout, type State } from '../registry/layout.js'
import { disregard, isThenable } from '../base/promises.js'
import type { PlannedChange } from './change.js'
import type { NamesAfterwards } from './names.js'
import { StepText } from './step-code.js'
import { type Direction, directionOf, type PathStep } from './path.js'
import type { LevelChange } from './snapshot-change.js'

/** The next state of an instance, from its present one. Throws what a migration throws. */
export type Migrate = (state: State, serial: number) => State

/** One class's part of the way: its slice in, its slice out. */
interface SliceMigration {
  readonly owner: string
  readonly names: readonly string[]
  readonly afterwards: NamesAfterwards
  readonly run: (slice: Slice, serial: number) => Slice
  /** Its steps, where all of them say what they do and nothing that was dropped comes back; else null. */
  readonly told: readonly MigrationStep[] | null
}

/** How the states of a class get from one layout to the next; `older` are the generations kept of each changed class. */
export function makeMigrator(
  before: Layout,
  after: Layout,
  changes: readonly PlannedChange[],
  older: (name: string) => readonly Generation[],
  extra: unknown,
): Migrate {
  const slices = changes.map((change) =>
    sliceMigration(change, [...change.previous!.record.attributes.keys()], older(change.class), extra),
  )
  const fallback = (at: number): unknown => initialFor(after.attributes[at]!)
  const had = new Set(before.attributes.map(({ name }) => name))
  const said = new StepText()
  const codes = slices.map(({ told, names }) => (told === null ? null : said.follow(told, names, 'old')))
  const cuts = slices.flatMap(
    ({ names }, i) =>
      codes[i]?.lines ??
      `const s${i} = run[${i}]({ ${names.map((name) => `${key(name)}: old[${key(name)}]`).join(', ')} }, serial)`,
  )
  const values = after.attributes.map(({ name, owner }, at) => {
    const i = slices.findIndex((slice) => slice.owner === owner)
    if (i === -1) return had.has(name) ? `old[${key(name)}]` : `fallback(${at})`
    const value = codes[i]?.values.get(name) ?? `s${i}[${key(name)}]`
    const { origins, ended, isOpen } = slices[i]!.afterwards
    if (origins.has(name)) return value
    if (!isOpen) return `fallback(${at})`
    return ended.has(name)
      ? `(${value} !== undefined ? ${value} : fallback(${at}))`
      : `(${key(name)} in s${i} ? ${value} : fallback(${at}))`
  })
  const functions = said.functions.map((_, i) => `f${i}`)
  const text = `const [${functions.join(', ')}] = functions
return function migrate(old, serial) {\n${cuts.join('\n')}\nreturn make(${values.join(', ')})\n}`
  const runs = slices.map(({ run }) => run)
  const given = [runs, after.make, fallback, said.functions]
  const migrate =
    generate<Migrate>('migration', ['run', 'make', 'fallback', 'functions'], text, given) ?? plainMigrate(slices, after)
  return judging(migrate, after, new Set(slices.map(({ owner }) => owner)))
}

/**
 * The same for a state at rest: a step of each level, and nothing kept from before. No code is generated for it, because
 * states of any age may come one after the other.
 */
export function makeSnapshotMigrator(after: Layout, changes: readonly LevelChange[], extra: unknown): Migrate {
  const slices = changes.map((change) => sliceMigration(change, change.before, [], extra))
  return judging(plainMigrate(slices, after), after, new Set(after.attributes.map(({ owner }) => owner)))
}

const key = (name: string): string => JSON.stringify(name)

function initialFor(attribute: LaidAttribute): unknown {
  if (attribute.hasInitial) return initialOf(attribute)
  throw new Error(`the migration of ${attribute.owner} gives no ${attribute.name}, which has no initial value`)
}

function plainMigrate(slices: readonly SliceMigration[], after: Layout): Migrate {
  return (old, serial) => {
    const done = new Map(
      slices.map(({ owner, names, run, afterwards }) => [
        owner,
        { slice: run(Object.fromEntries(names.map((name) => [name, old[name]])), serial), afterwards },
      ]),
    )
    const values = after.attributes.map((attribute) => {
      const { name, owner } = attribute
      const level = done.get(owner)
      if (level === undefined) return name in old ? old[name] : initialFor(attribute)
      return isGiven(name, level.slice, level.afterwards) ? level.slice[name] : initialFor(attribute)
    })
    return after.make(...values)
  }
}

function isGiven(name: string, slice: Slice, { origins, ended, isOpen }: NamesAfterwards): boolean {
  if (origins.has(name)) return true
  return isOpen && (ended.has(name) ? slice[name] !== undefined : name in slice)
}

function sliceMigration(
  change: Pick<PlannedChange, 'class' | 'from' | 'to' | 'path' | 'names'>,
  names: readonly string[],
  older: readonly Generation[],
  extra: unknown,
): SliceMigration {
  const context: MigrationContext = { class: change.class, from: change.from!, to: change.to, extra }
  const steps = change.path.steps.flatMap((part) => {
    const keepsake = keepsakeOf(older, part, change.path.direction)
    return part.run.map((step) => ({ step, keepsake }))
  })
  const isTold = steps.every(({ step, keepsake }) => step.deed !== undefined && keepsake === null)
  return {
    owner: change.class,
    names,
    told: isTold ? steps.map(({ step }) => step) : null,
    afterwards: change.names,
    run: (slice, serial) => {
      for (const { step, keepsake } of steps) apply(step, slice, keepsake?.states.get(serial), keepsake, context)
      return slice
    },
  }
}

function apply(
  step: MigrationStep,
  slice: Slice,
  kept: State | undefined,
  keepsake: Keepsake | null,
  context: MigrationContext,
): void {
  const result = step(slice, kept === undefined ? undefined : pick(kept, keepsake!.names), context)
  // What an arrow function gives by accident is no slice.
  if (typeof result !== 'object' || result === null || result === slice) return
  if (isThenable(result)) {
    disregard(result)
    throw new Error(
      `the migration of ${context.class} is asynchronous: fetch what it needs before, and hand it over as \`extra\``,
    )
  }
  for (const name in result) slice[name] = result[name]
}

function pick(state: State, names: readonly string[]): Slice {
  const slice: Slice = {}
  for (const name of names) slice[name] = state[name]
  return slice
}

/** What the latest upgrade that went the other way, past this step, has kept. */
function keepsakeOf(older: readonly Generation[], step: PathStep, direction: Direction): Keepsake | null {
  for (const { version, keepsake } of older.toReversed()) {
    if (keepsake === null || directionOf(version, keepsake.to) === direction) continue
    const [low, high] = direction === 'down' ? [version, keepsake.to] : [keepsake.to, version]
    if (compareVersions(low, step.to) < 0 && compareVersions(high, step.from) > 0) return keepsake
  }
  return null
}

/** Adds the judgement of schemas on the slices that migrated. */
function judging(migrate: Migrate, { judged }: Layout, owners: ReadonlySet<string>): Migrate {
  const checked = judged.filter(({ owner }) => owners.has(owner))
  if (checked.length === 0) return migrate
  return (state, serial) => {
    const next = migrate(state, serial)
    for (const { name, schema } of checked) {
      const issue = schemaIssue(schema!, next[name])
      if (issue !== undefined) throw new Error(`${name} is invalid after the migration: ${messageOf(issue)}`)
    }
    return next
  }
}

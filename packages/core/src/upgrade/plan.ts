// The plan: an upgrade as data, made before anything of the running system is touched. It can be printed, compared and
// refused; what carries it out reads nothing else.

import type { ClassValue } from '../class/metadata.js'
import { readClasses } from '../loader/loader.js'
import type { Generation } from '../registry/generation.js'
import type { LiveClass } from '../registry/live-class.js'
import type { Registry } from '../registry/registry.js'
import { areComparable, haveSameContent } from '../registry/same-content.js'
import { type ClassChange, compareGenerations, type PlannedChange } from './change.js'
import { planDefects } from './check.js'
import type { UpgradeOptions } from './options.js'
import type { Remark } from './remark.js'

/** A class whose instances are frozen, because it is, or inherits from, a changed one. */
export interface AffectedClass {
  readonly class: string
  readonly instances: number
  /** The levels of its lineage whose slices migrate, in the order in which they do. */
  readonly migrates: readonly string[]
}

/** An upgrade as data. */
export interface UpgradePlan {
  readonly changes: readonly ClassChange[]
  readonly affected: readonly AffectedClass[]
  /** Changed classes in the order in which they migrate: base first on the way up, derived first on the way down. */
  readonly order: readonly string[]
  /** What to think about; no reason to refuse. */
  readonly warnings: readonly string[]
  /** Why it is refused, each with its cure; empty for a sound plan. */
  readonly defects: readonly string[]
  /** What classes say of it that have the hook `reviewUpgrade`, instance by instance. */
  readonly remarks: readonly Remark[]
}

/** A plan with what carries it out. */
export interface PreparedPlan extends UpgradePlan {
  /** The changes that install something, in migration order. */
  readonly steps: readonly PlannedChange[]
  /** The classes that are frozen. */
  readonly frozen: readonly LiveClass[]
  /** The class values that were read, installed or not. */
  readonly read: readonly ClassValue[]
}

/** Plans the upgrade to these class values. */
export function makePlan(
  values: readonly ClassValue[],
  registry: Registry,
  migrations: UpgradeOptions['migrations'] = {},
): PreparedPlan {
  const reading = readClasses(values, registry.root)
  const asked = new Set(values)
  // Superclasses that came along only because a class was written against them are not part of the upgrade.
  const wanted = reading.generations.filter(({ name, value }) => asked.has(value) || registry.find(name) === undefined)
  const changes = wanted.map((generation) => {
    const live = registry.find(generation.name)
    return compareGenerations(live?.current ?? null, reuse(live, generation), migrations[generation.name])
  })
  const steps = inOrder(changes.filter(({ kind }) => kind !== 'unchanged'))
  const touched = steps.filter((change) => isFreezing(change, registry)).map((change) => registry.get(change.class))
  const frozen = registry.affectedBy(touched)
  const unknown = Object.keys(migrations).filter((name) => !changes.some((change) => change.class === name))
  const defects = [
    ...unknown.map((name) => `migrations are given for ${name}, which is not in this upgrade`),
    ...reading.defects,
    ...planDefects(steps, frozen, registry),
  ]
  return {
    changes: changes.map(describeChange),
    affected: frozen.map((live) => ({
      class: live.name,
      instances: live.instances.size,
      migrates: migratingLevels(live, steps),
    })),
    order: steps.map((change) => change.class),
    warnings: [
      ...changes.flatMap(trustWarnings),
      ...steps.flatMap((change) => [...constructorWarnings(change, registry)]),
    ],
    defects,
    remarks: [],
    steps,
    frozen,
    read: reading.generations.map(({ value }) => value),
  }
}

/** A new number alone freezes nobody, but for main loops: they would stay in the replaced code as long as they wait. */
function isFreezing({ kind, class: name }: PlannedChange, registry: Registry): boolean {
  if (kind !== 'renumbered') return kind === 'changed'
  return registry
    .get(name)
    .descendants()
    .some(({ main }) => main !== null)
}

/** Going back to a generation that has not been purged finds what was kept with it. */
function reuse(live: LiveClass | undefined, generation: Generation): Generation {
  const known = live?.older.find((old) => old.version === generation.version && haveSameContent(old, generation))
  if (known !== undefined) return known
  return live?.current.value === generation.value ? live.current : generation
}

// Readings are base first. A set that goes down at all goes down as a whole, derived first.
function inOrder(changes: readonly PlannedChange[]): PlannedChange[] {
  return changes.some(({ direction }) => direction === 'down') ? changes.toReversed() : [...changes]
}

function migratingLevels(live: LiveClass, steps: readonly PlannedChange[]): string[] {
  return steps.filter((change) => !change.isCodeOnly && live.inheritsFrom(change.class)).map((change) => change.class)
}

function describeChange({
  next: _next,
  previous: _previous,
  path: _path,
  names: _names,
  ...change
}: PlannedChange): ClassChange {
  return change
}

function trustWarnings({ kind, previous, next }: PlannedChange): string[] {
  if (kind !== 'unchanged' || previous === null || previous === next || areComparable(previous, next)) return []
  return [
    `${next.name} ${next.version} came with the program, not from a release, so only its declarations were compared: if its code has changed, give it a new version`,
  ]
}

function* constructorWarnings({ previous, next }: PlannedChange, registry: Registry): Generator<string> {
  if (previous === null || previous.value.length === next.value.length) return
  for (const heir of registry.get(next.name).heirs) {
    yield `the constructor of ${next.name} takes ${next.value.length} arguments instead of ${previous.value.length}: look at what ${heir.name} gives to super(...)`
  }
}

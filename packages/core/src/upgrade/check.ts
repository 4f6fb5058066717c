// All reasons to refuse a plan, gathered before anything happens. Pure.

import { placeOf } from '../class/reader.js'
import { lineageDefects } from '../loader/lineage-checks.js'
import { lineageOf } from '../loader/loader.js'
import type { Generation } from '../registry/generation.js'
import { conflictingSystem } from '../registry/linking.js'
import type { LiveClass } from '../registry/live-class.js'
import type { Registry } from '../registry/registry.js'
import type { PlannedChange } from './change.js'

/** The defects of planned changes in what runs, as sentences that name the class. */
export function planDefects(
  changes: readonly PlannedChange[],
  affected: readonly LiveClass[],
  registry: Registry,
): string[] {
  const planned = new Map(changes.map((change) => [change.class, change.next]))
  const find = (name: string): Generation | undefined => planned.get(name) ?? registry.find(name)?.current
  const own = changes.flatMap((change) =>
    [...changeDefects(change, find)].map(
      (defect) => `${change.class} ${change.to}${placeOf(change.next.record)}: ${defect}`,
    ),
  )
  const sharing = changes.flatMap((change) => [...sharingDefects(change, find, registry)])
  const names = new Set([...changes.map((change) => change.class), ...affected.map(({ name }) => name)])
  return [...new Set([...own, ...sharing, ...lineageProblems([...names], changes, registry)])]
}

/** What speaks against classes in the lineages that they would have after these changes. */
export function lineageProblems(
  names: readonly string[],
  changes: readonly PlannedChange[],
  registry: Registry,
): string[] {
  const find = (name: string): Generation | undefined =>
    changes.find((change) => change.class === name)?.next ?? registry.find(name)?.current
  return names.flatMap((name) => {
    const lineage = lineageOf(find(name)!, find)
    if (lineage === undefined)
      return [`${name}: no order of its superclass and traits respects all of them: change their order`]
    return lineageDefects(lineage, (level) => find(level)?.parent ?? null).map((defect) => `${name}: ${defect}`)
  })
}

type Find = (name: string) => Generation | undefined

function* changeDefects(change: PlannedChange, find: Find): Generator<string> {
  const { previous, next, path } = change
  if (next.parent !== null) {
    const running = find(next.parent)
    if (running !== undefined && !next.getsOnWith(running.version)) {
      yield `it was written against ${next.parent} ${next.writtenAgainst}, but ${running.version} runs: upgrade ${next.parent} in the same set`
    }
  }
  if (previous === null) return
  if (previous.record.options?.sticky === true) yield 'it is sticky: it is changed by a restart only'
  if (change.kind === 'changed' && previous.version === next.version) {
    yield 'its code has changed, but not its version: give the new code a new version'
  }
  if (previous.parent !== next.parent) {
    yield `its superclass changes from ${previous.parent ?? 'Actor'} to ${next.parent ?? 'Actor'}: a living instance cannot change its lineage; make it a new class`
  }
  if (previous.traits.join() !== next.traits.join()) {
    yield `its traits change from [${previous.traits.join(', ')}] to [${next.traits.join(', ')}]: a living instance cannot change its lineage; make it a new class`
  }
  yield* path.defects
  yield* attributeDefects(change)
}

/** A change of one slice, as far as its attributes are concerned. Of a state at rest the previous generation may be unknown. */
export type SliceChange = Pick<PlannedChange, 'attributes' | 'names' | 'next' | 'previous' | 'direction' | 'from'>

/** What speaks against a change of attributes, as sentences. */
export function* attributeDefects(change: SliceChange): Generator<string> {
  const { attributes, names, next, previous, direction, from } = change
  for (const name of names.unknown) {
    yield `a migration speaks of the attribute ${name}, which there is not by then: look at its spelling`
  }
  if (names.isOpen) return
  const hint = `migration('${direction === 'down' ? next.version : from}', ...)`
  for (const name of attributes.dropped) {
    // What the newer version added with an initial value goes as it came.
    const cameByItself = direction === 'down' && previous !== null && 'initial' in previous.record.attributes.get(name)!
    if (!names.ended.has(name) && !cameByItself && !isDroppedLater(name, names)) {
      yield `it drops the attribute ${name} without a migration that says so: add ${hint} with drop('${name}') or rename('${name}', ...)`
    }
  }
  for (const name of attributes.added) {
    const hasInitial = 'initial' in next.record.attributes.get(name)!
    if (!names.origins.has(name) && !hasInitial) {
      yield `its attribute ${name} is new and has neither an initial value nor a migration: give it \`initial\`, or add ${hint}`
    }
  }
}

/** Whether a name has ended, or its value has ended under a later name. */
function isDroppedLater(name: string, { origins }: PlannedChange['names']): boolean {
  return ![...origins.values()].includes(name)
}

function* sharingDefects({ class: name, next }: PlannedChange, find: Find, registry: Registry): Generator<string> {
  const live = registry.find(name)
  const parent = next.parent === null ? undefined : find(next.parent)?.value
  const untouched = [...(live?.heirs ?? [])].filter((heir) => heir.parent === live && find(heir.name) === heir.current)
  const shared = [
    ...(conflictingSystem(live, next.value, parent) === undefined ? [] : [{ class: name, superclass: next.parent }]),
    ...untouched
      .filter((heir) => conflictingSystem(heir, heir.current.value, next.value) !== undefined)
      .map((heir) => ({ class: heir.name, superclass: name })),
  ]
  for (const { class: value, superclass } of shared) {
    yield `${value} is used by another system of this process over another generation of ${superclass}: a class value has one superclass link; let each system make its classes by a factory function of its own`
  }
}

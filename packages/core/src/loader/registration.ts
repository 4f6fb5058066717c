// Brings class values into a system: reads them, judges them with what runs, and adopts those that are new, base first.

import { compareVersions } from '../base/version.js'
import type { ClassValue } from '../class/metadata.js'
import { actorName } from '../class/reader.js'
import { fail } from '../protocol/failures.js'
import type { Generation } from '../registry/generation.js'
import { conflictingSystem } from '../registry/linking.js'
import type { LiveClass } from '../registry/live-class.js'
import type { Registry } from '../registry/registry.js'
import { haveSameContent } from '../registry/same-content.js'
import { lineageDefects } from './lineage-checks.js'
import { badClass, lineageOf, readClasses } from './loader.js'

/** Registers classes with all that they inherit from: all that are new, or, when there are defects, none. */
export function register(
  registry: Registry,
  values: readonly ClassValue[],
  onRegistered: (live: LiveClass) => void,
): void {
  const { generations, defects } = readClasses(values, registry.root)
  if (defects.length > 0) throw badClass(values.map(nameOf).join(', '), defects)
  const fresh = generations.filter(({ name }) => registry.find(name) === undefined)
  for (const generation of generations) demandRunning(registry, generation, values.includes(generation.value))
  demandSoundness(registry, fresh)
  for (const generation of fresh) onRegistered(registry.adopt(generation))
  for (const generation of generations) registry.recognise(generation.value)
}

/** The live class of a class value, registered if need be. */
export function liveClassOf(registry: Registry, value: ClassValue, onRegistered: (live: LiveClass) => void): LiveClass {
  if (typeof value !== 'function') throw fail('not-an-actor', { class: value })
  if (!registry.isKnown(value)) register(registry, [value], onRegistered)
  return registry.get(value)
}

function nameOf(value: unknown): string {
  return typeof value === 'function' ? actorName(value) : String(value)
}

/** Refuses a class that is newer than, or just not, what runs under its name; an older one of a lineage is followed. */
function demandRunning(registry: Registry, generation: Generation, isAsked: boolean): void {
  const { name, version, value } = generation
  const live = registry.find(name)
  if (live === undefined || registry.isKnown(value) || haveSameContent(live.current, generation)) return
  if (isAsked || compareVersions(version, live.current.version) > 0) {
    throw fail('stale-class', { class: name, version, current: live.current.version })
  }
}

function demandSoundness(registry: Registry, fresh: readonly Generation[]): void {
  const find = (name: string): Generation | undefined =>
    fresh.find((each) => each.name === name) ?? registry.find(name)?.current
  const defects: string[] = []
  for (const generation of fresh) {
    const lineage = lineageOf(generation, find)
    if (lineage === undefined)
      defects.push(`${generation.name}: no order of its superclass and traits respects all of them: change their order`)
    else {
      const found = lineageDefects(lineage, (name) => find(name)?.parent ?? null)
      defects.push(...found.map((defect) => `${generation.name}: ${defect}`))
    }
  }
  if (defects.length > 0) throw badClass(fresh.at(-1)!.name, defects)
  for (const { name, value, parent } of fresh) {
    const superclass = parent === null ? undefined : find(parent)?.value
    if (conflictingSystem(undefined, value, superclass) !== undefined)
      throw fail('shared-class', { class: name, parent })
  }
}

// What runs, as plain data: classes with their attributes, methods and generations.

import type { LiveClass } from '../registry/live-class.js'
import { countInstances } from '../upgrade/run.js'
import { frozen } from './frozen.js'

/** An attribute as plain data. */
export interface AttributeInfo {
  readonly name: string
  /** The class that declares it. */
  readonly owner: string
  readonly description: string | undefined
}

/** A method as plain data. */
export interface MethodInfo {
  readonly name: string
  readonly kind: 'request' | 'oneway' | 'static'
  readonly isConst: boolean
  /** The class whose declaration counts. */
  readonly owner: string
}

/** A class as plain data, as it was when it was looked at. */
export interface ClassInfo {
  readonly name: string
  readonly version: string
  readonly description: string | undefined
  readonly superclass: string | null
  readonly traits: readonly string[]
  /** The class first, the base last. */
  readonly lineage: readonly string[]
  /** The version of each level of the lineage. */
  readonly versions: Readonly<Record<string, string>>
  readonly attributes: readonly AttributeInfo[]
  readonly methods: readonly MethodInfo[]
  readonly instances: { readonly direct: number; readonly total: number }
  /** The versions of old generations that have not been purged, oldest first. */
  readonly older: readonly string[]
}

/** Looks at a class. */
export function inspectClass(live: LiveClass): ClassInfo {
  return frozen<ClassInfo>({
    name: live.name,
    version: live.current.version,
    description: live.current.record.options?.description,
    superclass: live.parent?.name ?? null,
    traits: live.traits.map(({ name }) => name),
    lineage: live.lineage.map(({ name }) => name),
    versions: Object.fromEntries(live.lineage.map(({ name, current }) => [name, current.version])),
    attributes: live.layout.attributes.map(({ name, owner }) => ({
      name,
      owner,
      description: descriptionOf(live, owner, name),
    })),
    methods: [...methodsOf(live)],
    instances: { direct: live.instances.size, total: countInstances(live) },
    older: live.older.map(({ version }) => version),
  })
}

function descriptionOf(live: LiveClass, owner: string, name: string): string | undefined {
  return live.lineage.find((level) => level.name === owner)?.current.record.attributes.get(name)?.description
}

function* methodsOf(live: LiveClass): Generator<MethodInfo> {
  const seen = new Set<string>()
  for (const { name: owner, current } of live.lineage) {
    for (const { name, kind, isConst } of current.record.methods.values()) {
      if (!seen.has(name)) yield { name, kind, isConst, owner }
      seen.add(name)
    }
    for (const name of current.record.statics.keys()) {
      if (!seen.has(`static ${name}`)) yield { name, kind: 'static', isConst: false, owner }
      seen.add(`static ${name}`)
    }
  }
}

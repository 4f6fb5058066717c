// What the decorators of a class have recorded, as far as a manifest tells it. The records are read by their registered
// symbol, since core's doors tell of a class what a system runs, not what an author wrote.

import type { ActorClass, ActorOptions, AttributeOptions, SourcePlace } from '@instar/core'

export interface DeclaredClass {
  readonly name: string
  readonly version: string
  readonly attributes: readonly (AttributeOptions & { readonly name: string })[]
  /** The versions at which its migrations start. */
  readonly migrations: readonly string[]
  /** Where it was decorated. */
  readonly place: SourcePlace | null
}

interface Recorded {
  readonly options: ActorOptions
  readonly attributes: ReadonlyMap<string, AttributeOptions & { readonly name: string }>
  readonly origin: { readonly place: SourcePlace | null } | null
}

const recordKey = Symbol.for('instar:class')

/** Reads a class that a system has taken. */
export function readDeclared(value: ActorClass): DeclaredClass {
  // `reflect-metadata` is there: core, which made the class, has brought it.
  const { getOwnMetadata } = Reflect as typeof Reflect & { getOwnMetadata(key: symbol, of: Function): unknown }
  const { options, attributes, origin } = getOwnMetadata(recordKey, value) as Recorded
  return {
    name: options.name ?? value.name,
    version: options.version,
    attributes: [...attributes.values()],
    migrations: (options.migrations ?? []).map(({ from }) => from),
    place: origin?.place ?? null,
  }
}

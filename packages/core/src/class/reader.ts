// Reads and creates the records of class values. The only file that touches reflect-metadata.

import 'reflect-metadata'
import { metadataKey } from './keys.js'
import { type ClassRecord, type ClassValue, emptyRecord, type SourcePlace } from './metadata.js'

/** The record of the class itself, made if need be; never that of a superclass. */
export function ownRecord(value: ClassValue): ClassRecord {
  let record = Reflect.getOwnMetadata(metadataKey, value) as ClassRecord | undefined
  if (record === undefined) {
    record = emptyRecord()
    Reflect.defineMetadata(metadataKey, record, value)
  }
  return record
}

/** The record of the class itself, if it is decorated. */
export function readRecord(value: ClassValue): ClassRecord | undefined {
  // What is no class has no record; the doors say so.
  return typeof value === 'function'
    ? (Reflect.getOwnMetadata(metadataKey, value) as ClassRecord | undefined)
    : undefined
}

/** The name under which a class value is known, or would be. */
export function actorName(value: ClassValue): string {
  return readRecord(value)?.options?.name ?? (typeof value === 'function' ? value.name : String(value))
}

/** Where a class is declared, in words that follow its name; nothing for a class that came with the program. */
export function placeOf(record: ClassRecord | undefined): string {
  const place = record?.origin?.place ?? null
  return place === null ? '' : ` (${place.file}:${place.line})`
}

/** What a class is declared as; plain data, but for its traits. Superclasses have declarations of their own. */
export interface ClassDeclaration {
  readonly name: string
  readonly version: string
  readonly traits: readonly Function[]
  readonly attributes: readonly {
    readonly name: string
    readonly hasInitial: boolean
    readonly description: string | undefined
  }[]
  /** The versions at which its migrations start. */
  readonly migrations: readonly string[]
  /** Where it is declared, if it was loaded from text. */
  readonly place: SourcePlace | null
}

/** What a class is declared as, before any system knows it; undefined for what is no actor class. */
export function readDeclaration(value: Function): ClassDeclaration | undefined {
  const record = readRecord(value as ClassValue)
  if (record?.options === undefined) return undefined
  const traits = writtenTraits(record).map((trait) => trait.value)
  return {
    name: actorName(value as ClassValue),
    version: record.options.version,
    traits: traits.filter((each) => typeof each === 'function'),
    attributes: [...record.attributes.values()].map(({ name, description, ...options }) => ({
      name,
      hasInitial: 'initial' in options,
      description,
    })),
    migrations: (record.options.migrations ?? []).map(({ from }) => from),
    place: record.origin?.place ?? null,
  }
}

/** The traits that a class was declared with; without a value those whose first version has been forgotten. */
export function writtenTraits(
  record: ClassRecord,
): { readonly name: string; readonly value: ClassValue | undefined }[] {
  if (record.looseTraits !== undefined)
    return record.looseTraits.map(({ name, value }) => ({ name, value: value.deref() }))
  const traits: unknown = record.options?.traits ?? []
  return (Array.isArray(traits) ? (traits as ClassValue[]) : [traits as ClassValue]).map((value) => ({
    name: nameOf(value),
    value,
  }))
}

/** Lets go of the class values of a class's traits: from now on they are known by name. */
export function loosenTraits(record: ClassRecord): void {
  const { traits, ...options } = record.options!
  if (traits === undefined) return
  record.looseTraits = traits.map((value) => ({ name: actorName(value), value: new WeakRef(value) }))
  record.options = options
}

function nameOf(value: unknown): string {
  return typeof value === 'function' ? actorName(value) : String(value)
}

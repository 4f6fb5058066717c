// A class that came out of a release, with what there is to say about it in a finding: name, version, place, and what
// it was written to extend. A class of another copy of @instar/core can be read as well: one of the findings is about it.

import { type ActorClass, Actor, readDeclaration, type SourcePlace } from '@instar/core'
import type { Manifest } from './manifest.js'

export interface NamedClass {
  readonly value: ActorClass
  readonly name: string
  readonly version: string
  /** File and line, such as `src/cat.ts:7`; the name of the release when neither code nor manifest says it. */
  readonly place: string
  /** The superclass and the traits, as far as they are actor classes other than Actor. */
  readonly parents: readonly Parent[]
  /** Whether Actor is the one that runs. */
  readonly extendsActor: boolean
}

export interface Parent {
  readonly value: Function
  readonly name: string
}

/** Reads a class that has just been loaded, before any system has linked it. */
export function namedClass(
  value: ActorClass,
  manifest: Manifest,
  places: Readonly<Record<string, SourcePlace>>,
): NamedClass {
  const { name, version } = readDeclaration(value) ?? { name: value.name, version: 'undefined' }
  const found = Object.hasOwn(places, name) ? places[name] : manifest.classes.find((each) => each.name === name)
  return {
    value,
    name,
    version,
    place: found === undefined ? manifest.name : `${found.file}:${found.line}`,
    parents: parentsOf(value),
    extendsActor: chainOf(value).includes(Actor),
  }
}

/** The superclasses of a class, the nearest first. */
export function chainOf(value: Function): Function[] {
  const parent: unknown = Object.getPrototypeOf(value)
  return typeof parent === 'function' && parent !== Function.prototype ? [parent, ...chainOf(parent)] : []
}

/** The name under which a class is, or would be, known. */
export function nameOf(value: Function): string {
  return readDeclaration(value)?.name ?? value.name
}

function parentsOf(value: Function): Parent[] {
  const written = [...chainOf(value).slice(0, 1), ...(readDeclaration(value)?.traits ?? [])]
  return written.filter((each) => each !== Actor).map((value) => ({ value, name: nameOf(value) }))
}

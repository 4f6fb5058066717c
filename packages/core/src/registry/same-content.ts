// Whether two generations of a class are the same code. Content hashes tell it where both are of one kind. A class that came
// with the program is known by its compiled text, one of a release by its sources; between the two the version has to be
// trusted, and the declarations, which any compiler leaves alone. Pure.

import type { ClassRecord } from '../class/metadata.js'
import type { Generation } from './generation.js'

/** Whether two generations of one class have the same content, as far as can be told. */
export function haveSameContent(a: Generation, b: Generation): boolean {
  if (areComparable(a, b)) return a.hash === b.hash
  return a.version === b.version && declarationsOf(a) === declarationsOf(b)
}

/** Whether the content hashes of two generations say something about each other. */
export function areComparable(a: Generation, b: Generation): boolean {
  return isHashedBySource(a) === isHashedBySource(b)
}

function isHashedBySource({ record }: Generation): boolean {
  return record.origin !== null && record.origin.hash !== null
}

function declarationsOf({ record, parent, traits, migrations }: Generation): string {
  const { attributes, methods, statics, services }: ClassRecord = record
  return JSON.stringify([
    parent,
    traits,
    migrations.map(({ from, to }) => [from, to]),
    [...attributes.keys()],
    [...methods.values()].map(({ name, kind, isConst, aliases }) => [name, kind, isConst, ...aliases.keys()]),
    [...statics.keys()],
    [...services.keys()],
  ])
}

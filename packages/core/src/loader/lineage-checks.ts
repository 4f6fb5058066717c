// Judges a class together with what it inherits: conflicts that no single class can see.

import { hookNames } from '../class/hooks.js'
import type { MethodRecord } from '../class/metadata.js'
import type { Generation } from '../registry/generation.js'

/** The defects of a class in its lineage (the class first), as sentences. */
export function lineageDefects(
  lineage: readonly Generation[],
  superclassOf: (name: string) => string | null,
): string[] {
  return [...attributeConflicts(lineage), ...kindConflicts(lineage), ...traitConflicts(lineage, superclassOf)]
}

function* attributeConflicts(lineage: readonly Generation[]): Generator<string> {
  const owners = new Map<string, string>()
  const baseFirst = lineage.toReversed()
  for (const { name: level, record } of baseFirst) {
    for (const name of record.attributes.keys()) {
      const owner = owners.get(name)
      if (owner !== undefined)
        yield `${level} declares the attribute ${name}, which ${owner} declares already: rename one of them`
      owners.set(name, level)
    }
  }
  for (const { name: level, prototype } of baseFirst) {
    for (const [name, owner] of owners) {
      if (owner !== level && Object.hasOwn(prototype, name))
        yield `${level} has a method ${name}, which is an attribute of ${owner}: rename one of them`
    }
  }
}

function* kindConflicts(lineage: readonly Generation[]): Generator<string> {
  const kinds = new Map<string, { level: string; method: MethodRecord }>()
  for (const { name: level, record } of lineage.toReversed()) {
    for (const method of record.methods.values()) {
      const inherited = kinds.get(method.name)
      if (inherited !== undefined && inherited.method.kind !== method.kind) {
        yield `${level} declares ${method.name} as a ${method.kind}, but ${inherited.level} as a ${inherited.method.kind}: callers could not know`
      }
      kinds.set(method.name, { level, method })
    }
  }
}

/** Two traits that both have a method, where neither inherits from the other and no class above them settles it. */
function* traitConflicts(
  lineage: readonly Generation[],
  superclassOf: (name: string) => string | null,
): Generator<string> {
  const [own] = lineage
  if (own === undefined) return
  const traits = lineage.filter(({ name }) => own.traits.includes(name))
  const settled = (name: string): boolean =>
    lineage.slice(0, lineage.indexOf(traits[0]!)).some(({ prototype }) => Object.hasOwn(prototype, name))
  for (const [i, first] of traits.entries()) {
    for (const second of traits.slice(i + 1)) {
      if (isAbove(first.name, second.name, superclassOf) || isAbove(second.name, first.name, superclassOf)) continue
      for (const name of methodNames(first)) {
        if (Object.hasOwn(second.prototype, name) && !settled(name)) {
          yield `its traits ${first.name} and ${second.name} both have a method ${name}: define ${name} in ${own.name} to settle it`
        }
      }
    }
  }
}

// Main loops are the exception: an instance has one.
const chained: ReadonlySet<string> = new Set(['constructor', ...hookNames.filter((name) => name !== 'main')])

function methodNames({ prototype }: Generation): string[] {
  return Object.getOwnPropertyNames(prototype).filter((name) => !chained.has(name))
}

function isAbove(ancestor: string, name: string, superclassOf: (name: string) => string | null): boolean {
  for (let level: string | null = name; level !== null; level = superclassOf(level)) if (level === ancestor) return true
  return false
}

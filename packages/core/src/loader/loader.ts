// From class values to generations. Reading touches nothing of the running system: what it makes can be thrown away.

import { writtenParent } from '../class/link.js'
import { classDefects } from '../class/checks.js'
import type { ClassValue } from '../class/metadata.js'
import { actorName, placeOf, readRecord, writtenTraits } from '../class/reader.js'
import { fail } from '../protocol/failures.js'
import { Generation } from '../registry/generation.js'
import { linearise, type Level } from '../registry/lineage.js'
import { contentHash } from './hash.js'

/** What reading class values found: the generations, base first, or what is wrong with them. */
export interface Reading {
  readonly generations: readonly Generation[]
  /** Sentences that name the class. */
  readonly defects: readonly string[]
}

/** Reads classes with everything that they extend and have as traits. `root` is where lineages end. */
export function readClasses(values: readonly ClassValue[], root: ClassValue): Reading {
  const generations = new Map<string, Generation>()
  const defects: string[] = []
  const asked = namedTwice(values, defects)
  const visit = (value: ClassValue, path: readonly ClassValue[]): void => {
    const name = actorName(value)
    const at = path.findIndex((each) => actorName(each) === name)
    if (at !== -1) {
      const names = [...path.slice(at), value].map(actorName)
      defects.push(
        path[at] === value
          ? `${name}: its traits lead back to it: ${names.join(' -> ')}`
          : `${name}: it inherits from another class of its own name (${names.join(' -> ')}): versions of a class do not extend each other`,
      )
      return
    }
    if (generations.has(name)) return
    // A class that was handed over stands for its name, whichever version of it others were written against.
    const chosen = asked.get(name) ?? value
    for (const parent of parentsOf(chosen, root)) visit(parent, [...path, chosen])
    const found = shapeDefects(chosen, root)
    defects.push(...found.map((defect) => `${name}${placeOf(readRecord(chosen))}: ${defect}`))
    if (found.length === 0) generations.set(name, generationOf(chosen, root))
  }
  for (const value of values) {
    if (typeof value === 'function' && Object.hasOwn(value, 'prototype')) visit(value, [])
    else defects.push(`${String(value)} is not a class`)
  }
  return { generations: [...generations.values()], defects }
}

/** The error of classes that cannot be registered. */
export function badClass(name: string, defects: readonly string[]): Error {
  return fail('bad-class', { class: name, defects: defects.map((defect) => `  - ${defect}`).join('\n') })
}

/** The lineage of a generation among others, by name, the generation first; `undefined` when there is no order for it. */
export function lineageOf(
  generation: Generation,
  find: (name: string) => Generation | undefined,
): Generation[] | undefined {
  interface Node extends Level<Node> {
    readonly generation: Generation
  }
  const node = (of: Generation): Node => {
    const names = of.parent === null ? of.traits : [of.parent, ...of.traits]
    const parents = names.map(find).filter((parent) => parent !== undefined)
    return { name: of.name, generation: of, parents: parents.map(nodeOf) }
  }
  const nodes = new Map<Generation, Node>()
  const nodeOf = (of: Generation): Node => {
    let known = nodes.get(of)
    if (known === undefined) nodes.set(of, (known = node(of)))
    return known
  }
  const lineages = (of: Node): Node[] => linearise(of, lineages) ?? []
  return linearise(nodeOf(generation), lineages)?.map((level) => level.generation)
}

function namedTwice(values: readonly ClassValue[], defects: string[]): Map<string, ClassValue> {
  const asked = new Map<string, ClassValue>()
  for (const value of values.filter((each) => typeof each === 'function')) {
    const name = actorName(value)
    const other = asked.get(name)
    if (other !== undefined && other !== value) {
      const places = [other, value].map((each) => placeOf(readRecord(each))).join(' and')
      defects.push(`${name} is defined by two classes of the set${places.length > 4 ? places : ''}: keep one`)
    }
    asked.set(name, value)
  }
  return asked
}

function parentsOf(value: ClassValue, root: ClassValue): ClassValue[] {
  const parent = writtenParent(value)
  const record = readRecord(value)
  const traits = record === undefined ? [] : writtenTraits(record).map((trait) => trait.value)
  const classes = parent === null || parent === root || parent === Function.prototype ? traits : [parent, ...traits]
  return classes.filter((each) => typeof each === 'function') as ClassValue[]
}

function shapeDefects(value: ClassValue, root: ClassValue): string[] {
  const record = readRecord(value)
  const defects: string[] = []
  if (!extendsRoot(value, root)) defects.push('it does not extend Actor: write `extends Actor`')
  if (record === undefined) return [...defects, "it is not decorated: put `@actor({ version: '1.0.0' })` on it"]
  for (const { name, value: trait } of writtenTraits(record)) {
    if (trait === undefined && record.looseTraits !== undefined) continue
    if (typeof trait !== 'function' || readRecord(trait)?.options === undefined) {
      defects.push(`its trait ${name} is no actor class: extend Actor and decorate it`)
    }
  }
  return [...defects, ...classDefects(value, record)]
}

function extendsRoot(value: ClassValue, root: ClassValue): boolean {
  for (let at: ClassValue | null = value; typeof at === 'function'; at = writtenParent(at)) if (at === root) return true
  return false
}

function generationOf(value: ClassValue, root: ClassValue): Generation {
  const record = readRecord(value)!
  const parent = writtenParent(value)
  const superclass = parent === null || parent === root ? null : parent
  const parentName = superclass === null ? null : actorName(superclass)
  const traits = writtenTraits(record).map(({ name }) => name)
  const writtenAgainst = superclass === null ? null : (readRecord(superclass)?.options?.version ?? null)
  const hash = contentHash(value, record, parentName, traits)
  return new Generation(value, actorName(value), record, hash, parentName, traits, writtenAgainst)
}

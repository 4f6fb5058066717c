// A further version of a class, for an upgrade that nobody asked for. `extends` would make an heir, and evaluating the text
// again would lose what the class closes over. So the copy is a function that constructs by the original, with a prototype,
// statics and a record of its own: to core it is another class value of the same name. Its methods are proxies of the
// author's: other functions, which know whether they ought to have been exchanged. `super` in them goes by the
// original's prototype, and follows upgrades as long as the original is among the old generations.

import { linkKey } from '../../src/class/keys.js'
import { writtenParent } from '../../src/class/link.js'
import type { AttributeRecord, ClassRecord, ClassValue, StaticRecord } from '../../src/class/metadata.js'
import { add, drop, type Migration, migration, type MigrationPart } from '../../src/class/migration.js'
import { ownRecord, writtenTraits } from '../../src/class/reader.js'
import type { Generation } from '../../src/registry/generation.js'
import type { LiveClass } from '../../src/registry/live-class.js'

/** How a copy differs from what it is a copy of. */
export type Mode =
  /** In nothing: states are migrated by a migration that does nothing. */
  | 'equal'
  /** It has one attribute more than the original. */
  | 'added'

/** A class that somebody has written; a test may purge its generation meanwhile. */
interface Original {
  readonly value: ClassValue
  readonly record: ClassRecord
  readonly migrations: readonly Migration[]
}

const addedMark = 'added to '
const originals = new WeakMap<ClassValue, Original>()

/** Whether a class value is a copy. */
export function isCopy(value: ClassValue): boolean {
  return originals.has(value)
}

/** Whether an attribute is one that copies have and originals have not. */
export function isAdded(attribute: string): boolean {
  return attribute.startsWith(addedMark)
}

/** Told when a method of a copy is entered that does not run any more. */
export type OnStray = (method: string) => void

/** A further version, with the way to it: as a migration from outside, since a copy passes for the original otherwise. */
export interface Copy {
  readonly value: ClassValue
  readonly migration: Migration
}

/** The next version of what runs. */
export function copyOf(level: LiveClass, mode: Mode, onStray: OnStray): Copy {
  const { current } = level
  const { value, record, migrations } = current
  const original = originals.get(value) ?? { value, record, migrations }
  const copy = shellOf(original.value, (shell) => level.current.value === shell, onStray)
  originals.set(copy, original)
  const version = nextVersion(current.version)
  const extra = mode === 'added' ? [{ name: addedName(current.name, version), initial: 0 }] : []
  Object.assign(ownRecord(copy), recordOf(current, original.record, extra), {
    options: {
      ...original.record.options,
      version,
      name: current.name,
      traits: writtenTraits(original.record).map(({ value }) => value!),
      migrations: original.migrations.map(open),
    },
  })
  return { value: copy, migration: migration(current.version, ...partsOf(current, original, extra)) }
}

/** A method of an original that is installed where that of its copy ought to be, if there is one. */
export function leftoverOf({ lineage, prototype, slots }: LiveClass): string | undefined {
  for (const { current } of lineage) {
    const written = originals.get(current.value)?.value.prototype ?? {}
    for (const [key, { value }] of membersOf(written)) {
      const installed: unknown[] = [memberOf(prototype, key), slots.get(String(key))?.code]
      if (key !== 'constructor' && typeof value === 'function' && installed.includes(value)) return String(key)
    }
  }
  return undefined
}

function memberOf(prototype: object, key: PropertyKey): unknown {
  for (let at: object | null = prototype; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const descriptor = Object.getOwnPropertyDescriptor(at, key)
    if (descriptor !== undefined) return descriptor.value
  }
  return undefined
}

/** Lets `super` in the methods of a copy go where the copy's own superclass link goes. */
export function relink(copy: ClassValue): void {
  const original = originals.get(copy)?.value
  if (original === undefined) return
  follow(original, copy)
  follow(original.prototype, copy.prototype)
}

function follow(one: object, other: object): void {
  const prototype = Object.getPrototypeOf(other) as object
  if (Object.getPrototypeOf(one) !== prototype) Object.setPrototypeOf(one, prototype)
}

function shellOf(original: ClassValue, isCurrent: (shell: ClassValue) => boolean, onStray: OnStray): ClassValue {
  const shell = function (this: object, ...args: unknown[]): object {
    return Reflect.construct(original, args, new.target as unknown as Function) as object
  }
  Object.setPrototypeOf(shell, writtenParent(original))
  for (const [key, descriptor] of membersOf(original)) {
    if (key !== linkKey && key !== 'prototype') Object.defineProperty(shell, key, descriptor)
  }
  const prototype = Object.create(Object.getPrototypeOf(original.prototype) as object) as object
  // Plans may ask a version before it runs; what has run must not go on once it has been replaced.
  let hasRun = false
  const watched = <F extends Function>(code: F): F =>
    new Proxy(code, {
      apply(method, self: unknown, args: unknown[]) {
        if (isCurrent(shell as unknown as ClassValue)) hasRun = true
        else if (hasRun) onStray(method.name)
        return Reflect.apply(method, self, args)
      },
    })
  for (const [key, descriptor] of membersOf(original.prototype)) {
    Object.defineProperty(prototype, key, key === 'constructor' ? descriptor : replaced(descriptor, watched))
  }
  Object.defineProperty(prototype, 'constructor', { value: shell })
  shell.prototype = prototype
  return shell
}

function membersOf(object: object): [PropertyKey, PropertyDescriptor][] {
  return Reflect.ownKeys(object).map((key) => [key, Object.getOwnPropertyDescriptor(object, key)!])
}

/** A member with other functions in the place of its own. */
function replaced(descriptor: PropertyDescriptor, by: <F extends Function>(code: F) => F): PropertyDescriptor {
  const functions = Object.entries(descriptor).filter(([, part]) => typeof part === 'function') as [string, Function][]
  return { ...descriptor, ...Object.fromEntries(functions.map(([part, code]) => [part, by(code)])) }
}

function recordOf(
  current: Generation,
  { attributes, methods, statics, services }: ClassRecord,
  extra: readonly AttributeRecord[],
): Partial<ClassRecord> {
  const proxiedStatics = [...statics].map(([name, each]): [string, StaticRecord] => [
    name,
    { ...each, code: new Proxy(each.code, {}) },
  ])
  return {
    // Stands for the content: no two copies are the same.
    origin: { hash: `copy of ${current.name} after ${current.version}`, place: null },
    attributes: new Map([...attributes, ...extra.map((each): [string, AttributeRecord] => [each.name, each])]),
    methods: new Map(methods),
    statics: new Map(proxiedStatics),
    services: new Map(services),
  }
}

function partsOf(current: Generation, original: Original, extra: readonly AttributeRecord[]): MigrationPart[] {
  const before = [...current.record.attributes.keys()].filter((name) => !original.record.attributes.has(name))
  const parts = [...before.map((name) => drop(name)), ...extra.map(({ name }) => add(name, () => 0))]
  return parts.length > 0 ? parts : [{ up: () => {}, down: () => {} }]
}

/** Where a migration of the original ends is said by what follows it. */
function open({ from, parts }: Migration): Migration {
  return { from, to: undefined, parts }
}

function nextVersion(version: string): string {
  const [major, minor, patch] = version.split('.')
  return `${major}.${minor}.${Number(patch) + 1}`
}

/** Two names take turns, so that what one version adds the next one drops. */
function addedName(name: string, version: string): string {
  return `${addedMark}${name}, ${version.endsWith('1') || /[3579]$/.test(version) ? 'odd' : 'even'}`
}

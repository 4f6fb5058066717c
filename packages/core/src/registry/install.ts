// Puts generations on the dispatch prototypes. Everything that a prototype P ought to carry is computed first; then only
// the differences are applied, in one synchronous turn. V8 keeps P fast as long as its own prototype is never exchanged.

import type { AliasAdapter } from '../class/metadata.js'
import { type Code, isAsyncFunction } from '../protocol/method.js'
import type { Generation } from './generation.js'
import { intakeOf } from './intake.js'
import { type LaidAttribute, type Layout, layOut, touchingAccessors } from './layout.js'
import type { LiveClass } from './live-class.js'
import { weave } from './weaving.js'

/** Reads the service behind a token for an instance; the rooms above know how. */
export type ServiceReader = (instance: object, token: symbol | string, className: string) => unknown

/** Brings the prototype, layout, slots and hooks of a class in line with the current generations of its lineage. */
export function install(live: LiveClass, readService: ServiceReader, layout?: Layout): void {
  live.layout = layout ?? layOut(attributesOf(live.lineage.map(({ current }) => current)), live.guard, live.layout)
  applyMembers(live.prototype, membersOf(live, readService))
  live.upcast = null
  installSlots(live)
  installAliases(live)
  installAround(live)
  installHooks(live, readService)
  sortTraits(live)
}

/** Puts the members of a class on its prototype anew, without anything else. */
export function reinstallMembers(live: LiveClass, readService: ServiceReader): void {
  applyMembers(live.prototype, membersOf(live, readService))
}

/** The attributes of a lineage, base first: the order of the fields in a state. */
export function attributesOf(lineage: readonly Generation[]): LaidAttribute[] {
  return lineage.toReversed().flatMap(({ name: owner, record }) =>
    [...record.attributes.values()].map((attribute) => ({
      name: attribute.name,
      owner,
      initial: attribute.initial,
      hasInitial: 'initial' in attribute,
      schema: attribute.schema,
    })),
  )
}

/** What P carries of its own: the accessors of all attributes, the methods of the class, and those of its traits. */
function membersOf(live: LiveClass, readService: ServiceReader): Map<PropertyKey, PropertyDescriptor> {
  const { layout, guard, pending, epoch } = live
  const accessors = pending === null ? layout.accessors : touchingAccessors(layout, guard, pending, epoch)
  const members = new Map<PropertyKey, PropertyDescriptor>(accessors)
  members.set('constructor', { value: live.constructAs, writable: true, configurable: true, enumerable: false })
  for (const level of ownLevels(live).toReversed()) {
    for (const { name, token } of level.current.record.services.values())
      members.set(name, serviceAccessor(live.name, token, readService))
    for (const [key, descriptor] of ownMembers(level.current)) {
      if (firstWith(live, key) === level) members.set(key, descriptor)
    }
  }
  return members
}

/** The class and those levels of its traits that its superclass does not have already, in the order of its lineage. */
function ownLevels(live: LiveClass): LiveClass[] {
  const inherited = new Set(live.parent?.lineage)
  return live.lineage.filter((level) => !inherited.has(level))
}

/** The level whose member of this name counts: the superclass comes before the traits. */
function firstWith(live: LiveClass, key: PropertyKey): LiveClass | undefined {
  return live.lineage.find(({ current }) => Object.hasOwn(current.prototype, key))
}

function* ownMembers(generation: Generation): Generator<[PropertyKey, PropertyDescriptor]> {
  for (const key of Reflect.ownKeys(generation.prototype)) {
    if (key !== 'constructor') yield [key, Object.getOwnPropertyDescriptor(generation.prototype, key)!]
  }
}

function serviceAccessor(className: string, token: symbol | string, readService: ServiceReader): PropertyDescriptor {
  return {
    configurable: true,
    enumerable: false,
    get(this: object) {
      return readService(this, token, className)
    },
    // Field initialisers of `declare`-less fields assign undefined; a service cannot be assigned otherwise.
    set() {},
  }
}

function applyMembers(prototype: object, wanted: ReadonlyMap<PropertyKey, PropertyDescriptor>): void {
  for (const key of Reflect.ownKeys(prototype)) {
    if (!wanted.has(key)) delete (prototype as Record<PropertyKey, unknown>)[key]
  }
  for (const [key, descriptor] of wanted) {
    if (!isSame(Object.getOwnPropertyDescriptor(prototype, key), descriptor))
      Object.defineProperty(prototype, key, { ...descriptor, configurable: true })
  }
}

function isSame(a: PropertyDescriptor | undefined, b: PropertyDescriptor): boolean {
  return a !== undefined && a.value === b.value && a.get === b.get && a.set === b.set
}

function installSlots(live: LiveClass): void {
  for (const slot of live.slots.values()) slot.code = null
  for (const { current } of live.lineage.toReversed()) {
    for (const { name, kind, isConst } of current.record.methods.values()) {
      const slot = live.slot(name, kind)
      slot.kind = kind
      slot.isConst = isConst
      const code = memberOf(live.prototype, name)
      slot.code = typeof code === 'function' ? (code as Code) : null
      slot.isAsync = isAsyncFunction(code)
    }
  }
}

/** The value of a member, own or inherited, without running a getter. */
function memberOf(prototype: object, name: string): unknown {
  for (let at: object | null = prototype; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const descriptor = Object.getOwnPropertyDescriptor(at, name)
    if (descriptor !== undefined) return descriptor.value as unknown
  }
  return undefined
}

/** Names that a method had in other versions go on leading to it, with their arguments adapted where that is said. */
function installAliases(live: LiveClass): void {
  for (const { current } of live.lineage) {
    for (const { name, kind, isConst, aliases } of current.record.methods.values()) {
      for (const [alias, adapt] of aliases) {
        const slot = live.slot(alias, kind)
        if (slot.code !== null) continue
        slot.kind = kind
        slot.isConst = isConst
        slot.isAsync = live.slots.get(name)!.isAsync
        slot.code = forwardTo(name, adapt)
      }
    }
  }
}

function forwardTo(name: string, adapt: AliasAdapter | null): Code {
  return function (this: object, ...args: unknown[]): unknown {
    const method = (this as Record<string, (...args: unknown[]) => unknown>)[name]!
    return method.apply(this, adapt === null ? args : [...adapt(...args)])
  } as Code
}

/** The base's hook is the outermost, as its `start` is the first. */
function installAround(live: LiveClass): void {
  const hooks = hooksOf(live.lifeOrder, 'around')
  for (const slot of live.slots.values()) {
    weave(slot, hooks)
    slot.settle()
  }
}

function installHooks(live: LiveClass, readService: ServiceReader): void {
  live.starters = hooksOf(live.lifeOrder, 'start')
  live.destructors = hooksOf(live.lifeOrder.toReversed(), 'destruct')
  live.intake = intakeOf(
    live.lineage.map(({ current }) => current.record.options?.mailbox),
    (token) => readService(live.prototype, token, live.name),
  )
  const main = memberOf(live.prototype, 'main')
  live.main = typeof main === 'function' ? (main as Code) : null
  live.upgradeHooks = hooksOf(live.lifeOrder, 'afterUpgrade')
}

/** The hooks of this name, of those levels that have one themselves. */
export function hooksOf(levels: readonly LiveClass[], name: string): Code[] {
  return levels
    .map(({ current }) => Object.getOwnPropertyDescriptor(current.prototype, name)?.value)
    .filter((hook) => typeof hook === 'function')
}

function sortTraits(live: LiveClass): void {
  const chain = new Set(live.chain)
  const traits = live.lifeOrder.filter((level) => !chain.has(level))
  live.readyTraits = traits.filter((trait) => !asksForArguments(trait, chain))
  live.askingTraits = traits.filter((trait) => asksForArguments(trait, chain))
}

// A class without a constructor of its own hands its arguments on to its superclass.
function asksForArguments(trait: LiveClass, chain: ReadonlySet<LiveClass>): boolean {
  if (trait.current.value.length > 0) return true
  return trait.parent !== null && !chain.has(trait.parent) && asksForArguments(trait.parent, chain)
}

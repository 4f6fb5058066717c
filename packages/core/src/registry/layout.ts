// The shape of the state of one class: which attributes, in which order, and generated code that makes states and reads
// and writes their fields. Generated, because V8 keeps type feedback per function: each class with accessors of its own
// sees one shape of state, where shared accessors would see all shapes and slow down from the fifth on.

import { generate } from '../base/codegen.js'
import { cellKey, stateKey } from '../class/keys.js'
import type { StandardSchema } from '../class/schema.js'
import type { WriteGuard } from './guard.js'

export interface LaidAttribute {
  readonly name: string
  /** The class that declares it. */
  readonly owner: string
  readonly initial: unknown
  readonly hasInitial: boolean
  readonly schema: StandardSchema | undefined
}

export type State = Record<string, unknown>

export interface Layout {
  readonly attributes: readonly LaidAttribute[]
  /** Those that a schema judges. */
  readonly judged: readonly LaidAttribute[]
  /** A state of these values, in the order of the attributes. */
  make(...values: unknown[]): State
  /** A state with the initial values. */
  create(): State
  readonly accessors: ReadonlyMap<string, PropertyDescriptor>
}

/** The layout of these attributes. With `previous` of the same names in the same order, its shape and accessors stay. */
export function layOut(attributes: readonly LaidAttribute[], guard: WriteGuard, previous?: Layout): Layout {
  if (previous !== undefined && isSameShape(attributes, previous.attributes)) {
    return sameInitials(attributes, previous.attributes)
      ? previous
      : { ...withStates(attributes, previous.make), accessors: previous.accessors }
  }
  return { ...withStates(attributes, stateMaker(attributes)), accessors: accessorsOf(attributes, guard) }
}

function withStates(attributes: readonly LaidAttribute[], make: Layout['make']): Omit<Layout, 'accessors'> {
  return {
    attributes,
    judged: attributes.filter(({ schema }) => schema !== undefined),
    make,
    create: stateFactory(attributes, make),
  }
}

function isSameShape(a: readonly LaidAttribute[], b: readonly LaidAttribute[]): boolean {
  return a.length === b.length && a.every(({ name }, i) => name === b[i]!.name)
}

function sameInitials(a: readonly LaidAttribute[], b: readonly LaidAttribute[]): boolean {
  return a.every(
    ({ initial, hasInitial, schema, owner }, i) =>
      Object.is(initial, b[i]!.initial) &&
      hasInitial === b[i]!.hasInitial &&
      schema === b[i]!.schema &&
      owner === b[i]!.owner,
  )
}

// One object literal for births and migrations: whatever its age, an instance has the one hidden class of its layout.
function stateMaker(attributes: readonly LaidAttribute[]): Layout['make'] {
  const names = attributes.map((_, i) => `v${i}`).join(', ')
  const fields = attributes.map(({ name }, i) => `${JSON.stringify(name)}: v${i}`).join(', ')
  const made = generate<Layout['make']>('states', [], `return function make(${names}) { return { ${fields} } }`, [])
  return made ?? ((...values) => Object.fromEntries(attributes.map(({ name }, i) => [name, values[i]])))
}

function stateFactory(attributes: readonly LaidAttribute[], make: Layout['make']): () => State {
  const initials = attributes.map(({ initial }) => initial)
  const values = initials.map((initial, i) => {
    if (initial === undefined) return 'undefined'
    return typeof initial === 'function' ? `initials[${i}]()` : `initials[${i}]`
  })
  const text = `return function create() { return make(${values.join(', ')}) }`
  return (
    generate<() => State>('initial states', ['make', 'initials'], text, [make, initials]) ??
    (() => make(...attributes.map(initialOf)))
  )
}

/** The initial value of an attribute, made anew where it is given by a function. */
export function initialOf({ initial }: LaidAttribute): unknown {
  return typeof initial === 'function' ? (initial as () => unknown)() : initial
}

function accessorsOf(attributes: readonly LaidAttribute[], guard: WriteGuard): Map<string, PropertyDescriptor> {
  const fields = attributes.map(({ name }) => {
    const key = JSON.stringify(name)
    return (
      `get ${key}() { return this[state][${key}] },\n` +
      `set ${key}(value) { if (guard.raised !== 0) guard.check(this, ${key}); this[state][${key}] = value }`
    )
  })
  const text = `return {\n${fields.join(',\n')}\n}`
  const made = generate<object>('accessors', ['state', 'guard'], text, [stateKey, guard])
  const names = attributes.map(({ name }) => name)
  return new Map(names.map((name) => [name, made === undefined ? plainAccessor(name, guard) : accessorIn(made, name)]))
}

function accessorIn(made: object, name: string): PropertyDescriptor {
  return { ...Object.getOwnPropertyDescriptor(made, name)!, enumerable: false }
}

/** What migrates an instance of an older epoch before its attributes are read or written. */
export interface Toucher {
  touch(instance: object): void
}

interface Epochal {
  readonly [cellKey]: { readonly epoch: number }
}

/** Accessors that let an instance migrate first; they serve while a lazy upgrade goes on. */
export function touchingAccessors(
  { attributes }: Layout,
  guard: WriteGuard,
  pending: Toucher,
  epoch: number,
): Map<string, PropertyDescriptor> {
  return new Map(attributes.map(({ name }) => [name, touchingAccessor(plainAccessor(name, guard), pending, epoch)]))
}

function touchingAccessor({ get, set }: PropertyDescriptor, pending: Toucher, epoch: number): PropertyDescriptor {
  return {
    configurable: true,
    get(this: Epochal): unknown {
      if (this[cellKey].epoch !== epoch) pending.touch(this)
      return get!.call(this)
    },
    set(this: Epochal, value: unknown) {
      if (this[cellKey].epoch !== epoch) pending.touch(this)
      set!.call(this, value)
    },
  }
}

// The same without generated code: slower, because all classes share the feedback of these functions.

function plainAccessor(name: string, guard: WriteGuard): PropertyDescriptor {
  return {
    configurable: true,
    get(this: { [stateKey]: State }) {
      return this[stateKey][name]
    },
    set(this: { [stateKey]: State }, value) {
      if (guard.raised !== 0) guard.check(this, name)
      this[stateKey][name] = value
    },
  }
}

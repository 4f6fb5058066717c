// Construction: the author's constructors run, through the whole lineage and the traits, on a cell that they take from a
// register; then what they made is looked at.

import { cellKey, stateKey } from '../class/keys.js'
import type { ClassValue } from '../class/metadata.js'
import { actorName } from '../class/reader.js'
import { schemaIssue } from '../class/schema.js'
import { current } from '../protocol/current.js'
import { fail } from '../protocol/failures.js'
import { birth } from '../registry/birth.js'
import type { State } from '../registry/layout.js'
import type { LiveClass } from '../registry/live-class.js'
import type { Cell } from './cell.js'

const nothing: readonly unknown[] = []

/** Runs the constructors of a class; the cell has its instance afterwards. */
export function construct(cell: Cell, args: readonly unknown[]): void {
  const { live } = cell
  const outer = current.instance
  const { cell: outerCell, instance: outerInstance, constructed: outerConstructed } = birth
  current.instance = cell
  birth.cell = cell
  birth.instance = birth.constructed = null
  try {
    cell.instance = Reflect.construct(live.current.value, args, live.constructAs) as object
    if (live.askingTraits.length > 0) demandTraits(cell)
  } finally {
    current.instance = outer
    cell.held = null
    birth.cell = outerCell
    birth.instance = outerInstance
    birth.constructed = outerConstructed
  }
  if (!live.isProven) prove(cell)
  if (live.layout.judged.length > 0) judge(cell)
}

/**
 * Makes the instance of a cell on a state that there is already. No constructor of an author runs, as in an upgrade: what
 * constructors did for the attributes is in the state, and what they did beside that is for `start` to do.
 */
export function constructOn(cell: Cell, state: State): void {
  const { live } = cell
  const { cell: outerCell, instance: outerInstance, constructed: outerConstructed } = birth
  birth.cell = cell
  birth.instance = null
  birth.constructed = new Set(live.readyTraits.map(({ name }) => name))
  try {
    const instance = Reflect.construct(live.constructAs, []) as { [stateKey]: State }
    instance[stateKey] = state
    cell.instance = instance
  } finally {
    birth.cell = outerCell
    birth.instance = outerInstance
    birth.constructed = outerConstructed
  }
}

/** Those traits that take no argument, as the first thing of a birth. */
export function constructReadyTraits(cell: Cell, instance: object): void {
  for (const trait of cell.live.readyTraits) {
    if (birth.constructed?.has(trait.name) !== true) constructTrait(cell, instance, trait, nothing)
  }
}

/** A trait whose constructor takes arguments, by the constructor of the class. */
export function constructAskingTrait(cell: Cell, instance: object, value: ClassValue, args: readonly unknown[]): void {
  const { live } = cell
  const name = actorName(value)
  const trait = [...live.askingTraits, ...live.readyTraits].find((each) => each.name === name)
  if (trait === undefined) throw fail('not-a-trait', { class: live.name, trait: name })
  const isBeingBorn = cell.phase === 'starting' && cell.instance === null
  if (!isBeingBorn || birth.constructed?.has(name) === true) {
    throw fail('trait-constructed-twice', { class: live.name, trait: name })
  }
  constructTrait(cell, instance, trait, args)
}

/** Runs the constructor of a trait on an instance that is being born. */
function constructTrait(cell: Cell, instance: object, trait: LiveClass, args: readonly unknown[]): void {
  birth.constructed ??= new Set()
  birth.constructed.add(trait.name)
  birth.cell = cell
  birth.instance = instance
  try {
    Reflect.construct(trait.current.value, args, cell.live.constructAs)
  } finally {
    birth.cell = birth.instance = null
  }
}

function demandTraits({ live, pid }: Cell): void {
  for (const { name } of live.askingTraits) {
    if (birth.constructed?.has(name) !== true) throw fail('trait-unconstructed', { class: live.name, pid, trait: name })
  }
}

/** The first instance of a generation shows whether fields reach their accessors. */
function prove({ live, instance }: Cell): void {
  const hidden = live.layout.attributes.filter(({ name }) => Object.hasOwn(instance!, name)).map(({ name }) => name)
  if (hidden.length > 0) throw fail('define-semantics', { class: live.name, attributes: hidden.join(', ') })
  live.isProven = true
}

function judge({ live, pid, instance }: Cell): void {
  const issues: string[] = []
  for (const { name, schema } of live.layout.judged) {
    const issue = schemaIssue(schema!, (instance as Record<string, unknown>)[name])
    if (issue !== undefined) issues.push(`${name} (${issue})`)
  }
  if (issues.length > 0) throw fail('invalid-attribute', { class: live.name, pid, issues: issues.join('; ') })
}

/** The error of a `new` outside of a spawn. */
export function notSpawned(value: ClassValue): Error {
  return fail('not-spawned', { class: actorName(value) })
}

/** The cell of an instance. */
export function cellOf(instance: object): Cell {
  return (instance as { [cellKey]: Cell })[cellKey]
}

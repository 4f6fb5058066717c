// A stand-in for an instance as an upgrade would make it: its next methods over a copy of its next state. So the new code can
// be asked before anything happens. What it writes is its own; what it reads beside attributes (its ref, the system, services)
// is the living instance's. First approximation: `super` in a method leads to the superclass that it was written against,
// as long as that has not been linked to what runs.

import { cellKey } from '../class/keys.js'
import type { Cell } from '../instance/cell.js'
import type { Generation } from '../registry/generation.js'
import type { State } from '../registry/layout.js'

/** An object with the methods of a lineage (the class first) and these attributes, in the place of a living instance. */
export function standInFor(cell: Cell, lineage: readonly Generation[], state: State, root: object): object {
  const standIn = Object.create(root, { [cellKey]: { value: cell } }) as object
  for (const { prototype, record } of lineage.toReversed()) {
    const { constructor: _, ...members } = Object.getOwnPropertyDescriptors(prototype)
    Object.defineProperties(standIn, withoutGuard(members))
    for (const { name, token } of record.services.values())
      Object.defineProperty(standIn, name, { configurable: true, get: () => cell.world.service(token) })
  }
  for (const [name, value] of Object.entries(state))
    Object.defineProperty(standIn, name, { value, writable: true, enumerable: true, configurable: true })
  return standIn
}

// A later level may have what an earlier one has; on a prototype of its own it would just hide it.
function withoutGuard(members: PropertyDescriptorMap): PropertyDescriptorMap {
  return Object.fromEntries(
    Reflect.ownKeys(members).map((key) => [key, { ...members[key as string], configurable: true }]),
  )
}

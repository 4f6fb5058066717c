// The commit: one synchronous turn without a line of user code. Before it everything can be forgotten, after it
// everything runs the new generations.

import type { Cell } from '../instance/cell.js'
import { linger } from '../instance/abandonment.js'
import type { Generation } from '../registry/generation.js'
import { KeptStates } from '../registry/kept-states.js'
import type { Layout, State } from '../registry/layout.js'
import type { LiveClass } from '../registry/live-class.js'
import type { Registry } from '../registry/registry.js'
import type { PlannedChange } from './change.js'
import { type InstanceUpgrade, nothingDropped } from './hook-reports.js'
import type { PreparedPlan } from './plan.js'

/** Installs generations, with the layouts that were made for them. */
export function commit(
  { steps, read }: PreparedPlan,
  registry: Registry,
  layouts: ReadonlyMap<LiveClass, Layout>,
): void {
  // Steps may come derived first; classes become live, and are linked, base first.
  const baseFirst = steps.toSorted((a, b) => depthOf(a, steps) - depthOf(b, steps))
  for (const { kind, next } of baseFirst) {
    // Somebody may have spawned it meanwhile.
    if (kind === 'added' && registry.find(next.name) === undefined) registry.adopt(next)
  }
  registry.replace(
    baseFirst.filter(({ kind }) => kind !== 'added').map(({ next }) => next),
    layouts,
  )
  for (const { kind, class: name, previous } of steps)
    if (kind === 'renumbered') keepCounting(registry, name, previous!)
  // What is installed refers to the classes that it was loaded with, although they run in other copies.
  for (const value of read) registry.recognise(value)
}

/** A new number alone freezes nobody: methods that are suspended go on in the replaced generation, and are counted there. */
function keepCounting(registry: Registry, name: string, previous: Generation): void {
  for (const live of registry.get(name).descendants()) {
    if (live.suspended === 0) continue
    for (const cell of live.instances.all as readonly Cell[])
      if (cell.held !== null) linger(cell, cell.held, [previous])
  }
}

/** The old states of instances that lose attributes: gathered while they are staged, kept from the commit on. */
export class Keeping {
  private readonly states = new KeptStates()

  private constructor(private readonly losing: readonly PlannedChange[]) {}

  /** For an upgrade that takes attributes; null for one that takes none. */
  static of(steps: readonly PlannedChange[]): Keeping | null {
    const losing = steps.filter(({ kind, attributes }) => kind === 'changed' && attributes.dropped.length > 0)
    return losing.length === 0 ? null : new Keeping(losing)
  }

  keep(cell: Cell, state: State): void {
    this.states.set(cell.serial, state)
  }

  /** Forgets an instance that has ended meanwhile. */
  leaveOut(cell: Cell): void {
    this.states.delete(cell.serial)
  }

  /** What the upgrade takes from an instance that had this state. */
  takenFrom({ live, serial }: Cell, state = this.states.get(serial)): InstanceUpgrade['dropped'] {
    if (state === undefined) return nothingDropped
    const losing = this.losing.filter(({ class: name }) => live.inheritsFrom(name))
    return Object.fromEntries(losing.flatMap(({ attributes }) => attributes.dropped.map((name) => [name, state[name]])))
  }

  /** Hangs what was kept on the generations that it comes from. */
  attach(): void {
    for (const { previous, to, attributes } of this.losing) {
      previous!.keepsake = { to, names: attributes.dropped, states: this.states }
    }
  }
}

function depthOf(change: PlannedChange, steps: readonly PlannedChange[]): number {
  const names = [change.next.parent, ...change.next.traits]
  const parents = steps.filter(({ class: name }) => names.includes(name))
  return 1 + Math.max(0, ...parents.map((parent) => depthOf(parent, steps)))
}

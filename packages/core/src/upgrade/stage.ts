// Staging: the next state of every frozen instance, made beside the present one, in slices short enough for the event
// loop. Nothing of the running system changes; to go back is to forget what was staged. Callbacks that hold `this` may
// still write attributes meanwhile: the write guard sees it, and such an instance is migrated again at the commit.

import type { Clock } from '../base/clock.js'
import type { Scheduler } from '../base/scheduler.js'
import type { Pid } from '../base/ids.js'
import { messageOf, settleStack } from '../base/errors.js'
import { stateKey } from '../class/keys.js'
import { cellOf } from '../instance/construction.js'
import type { Cell } from '../instance/cell.js'
import { nextStride } from '../mailbox/pace.js'
import type { Layout, State } from '../registry/layout.js'
import type { LiveClass } from '../registry/live-class.js'
import type { Keeping } from './commit.js'
import { membersToMigrate, passivesOf } from './members.js'
import type { Migrate } from './migrator.js'

/** An instance whose migration failed. */
export interface MigrationFailure {
  readonly class: string
  readonly pid: Pid
  readonly message: string
  readonly error: unknown
}

/** A class with the way of its states. */
export interface Migrating {
  readonly live: LiveClass
  /** Where they go to. */
  readonly layout: Layout
  readonly migrate: Migrate
}

// A slice lasts as long as the rest of the process took since the last one: a busy process shares its time with the upgrade,
// one that is idle but for a few requests hardly keeps them waiting.
const shortestSliceMs = 0.2
const longestSliceMs = 4

export class Staging {
  private readonly cells: Cell[] = []
  private readonly states: State[] = []
  private readonly dirty = new Set<Cell>()
  private readonly staged = new Set<LiveClass>()
  private readonly onWrite = (instance: object): void => {
    this.dirty.add(cellOf(instance))
  }

  constructor(
    private readonly migrating: readonly Migrating[],
    private readonly keeping: Keeping | null,
  ) {}

  get size(): number {
    return this.cells.length
  }

  get total(): number {
    return this.migrating.reduce((sum, { live }) => sum + live.instances.size + live.passives.size, 0)
  }

  /** Stages all instances; the first failure ends it. */
  async run(clock: Clock, scheduler: Scheduler, onProgress: (done: number) => void): Promise<MigrationFailure | null> {
    let sliceStart = clock.now()
    let sliceMs = shortestSliceMs
    let [lastLook, told] = [sliceStart, sliceStart]
    let stride = 1
    for (const { live, migrate } of this.migrating) {
      live.guard.watch(this.onWrite)
      this.staged.add(live)
      const cells = membersToMigrate(live)
      for (let from = 0, to: number; from < cells.length; from = to) {
        to = Math.min(from + stride, cells.length)
        const failure = this.stageFew(cells, from, to, migrate)
        if (failure !== null) return failure
        const sliceEnd = clock.now()
        stride = nextStride(stride, sliceEnd - lastLook)
        lastLook = sliceEnd
        if (sliceEnd - sliceStart < sliceMs) continue
        if (sliceEnd - told >= longestSliceMs) {
          onProgress(this.size)
          told = sliceEnd
        }
        await new Promise<void>((resolve) => scheduler.later(resolve))
        sliceStart = lastLook = clock.now()
        sliceMs = Math.min(longestSliceMs, Math.max(shortestSliceMs, sliceStart - sliceEnd))
      }
    }
    onProgress(this.size)
    return null
  }

  // Small, synchronous and called often: V8 compiles it while the first thousands of the first upgrade are under way.
  private stageFew(cells: readonly Cell[], from: number, to: number, migrate: Migrate): MigrationFailure | null {
    for (let i = from; i < to; i++) {
      const cell = cells[i]!
      if (cell.instance === null) continue
      try {
        const before = stateOf(cell)
        this.states.push(migrate(before, cell.serial))
        if (this.keeping !== null) this.keeping.keep(cell, before)
      } catch (error) {
        return failureOf(cell, error)
      }
      this.cells.push(cell)
      // What was written to before its turn has been migrated with that.
      if (this.dirty.size > 0) this.dirty.delete(cell)
    }
    return null
  }

  /** Migrates, right before the commit, what was written to since it was staged, and passive instances that are new. */
  restage(): MigrationFailure | null {
    for (const { live } of this.migrating) if (live.passives.size > 0) this.addNewPassives(live)
    if (this.dirty.size === 0) return null
    const migrateOf = new Map(this.migrating.map(({ live, migrate }) => [live, migrate]))
    for (let i = 0; i < this.cells.length; i++) {
      const cell = this.cells[i]!
      if (!this.dirty.has(cell) || cell.instance === null) continue
      try {
        this.states[i] = migrateOf.get(cell.live)!(stateOf(cell), cell.serial)
        this.keeping?.keep(cell, stateOf(cell))
      } catch (error) {
        return failureOf(cell, error)
      }
    }
    this.dirty.clear()
    return null
  }

  // Passive instances are made without asking anybody, a gate least of all.
  private addNewPassives(live: LiveClass): void {
    const known = new Set(this.cells)
    for (const cell of passivesOf(live)) {
      if (known.has(cell)) continue
      this.cells.push(cell)
      this.states.push({})
      this.dirty.add(cell)
    }
  }

  /** Puts every instance that still lives on its staged state; says how many. */
  swap(): number {
    let swapped = 0
    for (let i = 0; i < this.cells.length; i++) {
      const cell = this.cells[i]!
      if (cell.instance === null) {
        this.keeping?.leaveOut(cell)
        continue
      }
      cell.live.guard.observer?.onExchange(cell, stateOf(cell), this.states[i]!)
      ;(cell.instance as Stateful)[stateKey] = this.states[i]!
      swapped++
    }
    this.keeping?.attach()
    return swapped
  }

  /** Lets go of everything that was staged. */
  forget(): void {
    for (const live of this.staged) live.guard.unwatch(this.onWrite)
    this.staged.clear()
    this.cells.length = this.states.length = 0
    this.dirty.clear()
  }
}

interface Stateful {
  [stateKey]: State
}

function stateOf(cell: Cell): State {
  return (cell.instance as Stateful)[stateKey]
}

function failureOf(cell: Cell, error: unknown): MigrationFailure {
  settleStack(error)
  return { class: cell.className, pid: cell.pid, message: messageOf(error), error }
}

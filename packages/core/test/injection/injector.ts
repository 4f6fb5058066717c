// Upgrades at message boundaries. An upgrade there is a whole one (plan, check, freeze, stage, commit, thaw, by core's own
// parts), but done in one turn: between two messages nothing has to be waited for, so neither the clock nor the order of
// anything else shows that it happened. Where an instance of the set is in the middle of a message no upgrade can be
// committed; it is due until the last one has come to rest, which is a boundary as well.

import type { Clock } from '../../src/base/clock.js'
import type { Scheduler } from '../../src/base/scheduler.js'
import type { Cell } from '../../src/instance/cell.js'
import type { LiveClass } from '../../src/registry/live-class.js'
import type { Registry } from '../../src/registry/registry.js'
import { commit, Keeping } from '../../src/upgrade/commit.js'
import { Freeze } from '../../src/upgrade/freeze.js'
import { nothingDropped } from '../../src/upgrade/hook-reports.js'
import { migratingClasses } from '../../src/upgrade/migrating.js'
import { makePlan, type PreparedPlan } from '../../src/upgrade/plan.js'
import { announce, endLoops, startLoops } from '../../src/upgrade/rebranch.js'
import { Staging } from '../../src/upgrade/stage.js'
import { copyOf, isCopy, type Mode } from './copy.js'

/** Which boundaries are taken: each `every`-th, from the `offset`-th on. */
export interface Choice {
  readonly mode: Mode
  readonly every: number
  readonly offset: number
}

/** A slice of staging never ends by this one: all of it happens in one turn. */
const still = { now: () => 0 } as Clock
const none = {} as Scheduler

export class Injector {
  /** Message boundaries that there were. */
  boundaries = 0
  /** Upgrades that were committed. */
  upgrades = 0
  /** Reasons why an upgrade was refused, each with how often. */
  readonly refusals = new Map<string, number>()
  private readonly due = new Map<LiveClass, Cell>()
  private readonly turns = new WeakMap<LiveClass, number>()

  constructor(private readonly choice: Choice) {}

  /** An instance has handled a message. */
  after(cell: Cell): void {
    const { every, offset } = this.choice
    if (this.boundaries++ % every === offset) this.due.set(cell.live, cell)
    this.before()
  }

  /** An instance is about to handle a message: methods that waited at an `await` may have ended. */
  before(): void {
    for (const [live, cell] of this.due) if (this.upgrade(live, cell)) this.due.delete(live)
  }

  /** Upgrades a class of the lineage, each when it is its turn; false when that has to wait. */
  private upgrade(live: LiveClass, { world }: Cell): boolean {
    if (live.isClosed || world.isStopping) return true
    const turn = this.turns.get(live) ?? 0
    const level = live.lineage[turn % live.lineage.length]!
    const affected = level.descendants()
    if (affected.some(({ gate, suspended, owed }) => gate !== null || suspended > 0 || owed > 0)) return false
    this.turns.set(live, turn + 1)
    const { registry } = world as unknown as { readonly registry: Registry }
    const plan = makePlan([copyOf(level.current, this.choice.mode)], registry)
    if (plan.defects.length > 0) this.refuse(plan)
    else this.carryOut(plan, registry, world.clock)
    return true
  }

  private refuse({ defects }: PreparedPlan): void {
    for (const defect of defects) this.refusals.set(defect, (this.refusals.get(defect) ?? 0) + 1)
  }

  private carryOut(plan: PreparedPlan, registry: Registry, clock: Clock): void {
    const freeze = new Freeze(plan.frozen, clock)
    freeze.close()
    freeze.gate.holdBirths()
    const keeping = Keeping.of(plan.steps)
    const migrating = migratingClasses(plan, freeze.classes, registry, undefined)
    const staging = new Staging(migrating, keeping)
    void staging.run(still, none, () => {})
    freeze.gate.seal()
    endLoops(freeze.classes)
    if (staging.restage() !== null || staging.size !== staging.total) throw new Error('an injected migration failed')
    staging.swap()
    commit(plan, registry, new Map(migrating.map(({ live, layout }) => [live, layout])))
    announce(freeze.classes, (cell) => ({
      changes: plan.changes,
      dropped: keeping?.takenFrom(cell) ?? nothingDropped,
    }))
    staging.forget()
    startLoops(freeze.classes)
    freeze.open()
    this.upgrades++
    for (const { previous, next } of plan.steps) {
      const isSpare = isCopy(previous!.value) && previous!.leases.size === 0 && previous!.bindings.size === 0
      if (isSpare) registry.forget(registry.get(next.name), previous!)
    }
  }
}

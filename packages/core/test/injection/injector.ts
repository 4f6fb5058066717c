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
import { announce } from '../../src/upgrade/rebranch.js'
import { Staging } from '../../src/upgrade/stage.js'
import { copyOf, isAdded, isCopy, leftoverOf, type Mode, relink } from './copy.js'

/** Which boundaries are taken: each `every`-th, from the `offset`-th on. */
export interface Choice {
  readonly mode: Mode
  readonly every: number
  readonly offset: number
}

/** Why a boundary was passed over; core would not commit there either. */
const reasons = {
  busy: 'an upgrade is due already, and an instance of the set is in the middle of a method',
  loop: 'main loops begin anew with an upgrade, and are ended at the beginning of a turn only',
  quarantine: 'an instance in quarantine keeps its class from being upgraded',
}

/** A slice of staging never ends by this one: all of it happens in one turn. */
const still = { now: () => 0 } as Clock
const none = {} as Scheduler

/** What an injected upgrade needs of the world of a cell. */
interface World {
  readonly registry: Registry
  readonly clock: Clock
  readonly isStopping: boolean
  readonly system: object
}

/** Whether no instance of the class and of its descendants is in the middle of anything, and no upgrade runs or waits. */
function isAtRest(level: LiveClass, { system }: World): boolean {
  const { upgrades } = system as { readonly upgrades: { readonly waiting: number } }
  return (
    upgrades.waiting === 0 &&
    level.descendants().every(({ gate, suspended, owed }) => gate === null && suspended === 0 && owed === 0)
  )
}

function hasQuarantined({ instances }: LiveClass): boolean {
  return (instances.all as readonly Cell[]).some(({ phase }) => phase === 'quarantined')
}

export class Injector {
  /** Message boundaries that there were. */
  boundaries = 0
  /** Upgrades that were committed. */
  upgrades = 0
  /** Reasons why an upgrade was refused, each with how often. */
  readonly refusals = new Map<string, number>()
  /** What went wrong with an upgrade that was not refused. */
  failure: unknown = null
  private readonly due = new Map<LiveClass, Cell>()
  private readonly turns = new WeakMap<LiveClass, number>()

  constructor(private readonly choice: Choice) {}

  /** An instance has handled a message. */
  after(cell: Cell): void {
    const { every, offset } = this.choice
    if (this.boundaries++ % every === offset) {
      if (this.due.has(cell.live)) this.note(reasons.busy)
      this.due.set(cell.live, cell)
    }
    this.before()
  }

  /** An instance is about to handle a message: methods that waited at an `await` may have ended. */
  before(): void {
    for (const [live, { world }] of this.due)
      if (this.upgradeOne(live, world as unknown as World)) this.due.delete(live)
  }

  private readonly onStray = (method: string): void => {
    this.failure ??= new Error(`${method} is of a version that has been replaced`)
  }

  /**
   * Takes added attributes away again: a class that the author of a test brings knows nothing of them, and who drops an
   * attribute has to say so.
   */
  takeBack(system: object): void {
    const { world } = system as { readonly world: World }
    for (const level of world.registry.classes) {
      if ([...level.current.record.attributes.keys()].some(isAdded) && isAtRest(level, world))
        this.upgrade(level, world, 'equal')
    }
  }

  /** Upgrades a class of the lineage, each when it is its turn; false when that has to wait. */
  private upgradeOne(live: LiveClass, world: World): boolean {
    if (live.isClosed || world.isStopping) return true
    const turn = this.turns.get(live) ?? 0
    const level = live.lineage[turn % live.lineage.length]!
    if (!isAtRest(level, world)) return false
    this.turns.set(live, turn + 1)
    if (level.descendants().some(({ main }) => main !== null)) {
      this.note(reasons.loop)
      return true
    }
    this.upgrade(level, world, this.choice.mode)
    return true
  }

  private upgrade(level: LiveClass, { registry, clock }: World, mode: Mode): void {
    try {
      const { value, migration } = copyOf(level, mode, this.onStray)
      const plan = makePlan([value], registry, { [level.name]: [migration] })
      if (plan.defects.length > 0) this.refuse(plan)
      else this.carryOut(plan, registry, clock)
    } catch (error) {
      // Thrown here, it would be the dispatcher's.
      this.failure ??= error
    }
  }

  private refuse({ defects }: PreparedPlan): void {
    for (const defect of defects) this.note(defect)
  }

  private note(refusal: string): void {
    this.refusals.set(refusal, (this.refusals.get(refusal) ?? 0) + 1)
  }

  private carryOut(plan: PreparedPlan, registry: Registry, clock: Clock): void {
    const freeze = new Freeze(plan.frozen, clock)
    freeze.close()
    freeze.gate.holdBirths()
    const keeping = Keeping.of(plan.steps)
    const migrating = migratingClasses(plan, freeze.classes, registry, undefined)
    const staging = new Staging(migrating, keeping)
    let isStaged = false
    void staging.run(still, none, () => {
      isStaged = true
    })
    if (!isStaged) {
      staging.forget()
      freeze.open()
      if (!freeze.classes.some(hasQuarantined)) throw new Error('an injected migration failed')
      return this.note(reasons.quarantine)
    }
    if (staging.restage() !== null) throw new Error('an injected migration failed')
    staging.swap()
    commit(plan, registry, new Map(migrating.map(({ live, layout }) => [live, layout])))
    for (const live of freeze.classes) {
      relink(live.current.value)
      const leftover = leftoverOf(live)
      if (leftover !== undefined) this.onStray(leftover)
    }
    announce(freeze.classes, (cell) => ({
      changes: plan.changes,
      dropped: keeping?.takenFrom(cell) ?? nothingDropped,
    }))
    staging.forget()
    freeze.open()
    this.upgrades++
    for (const { previous, next } of plan.steps) {
      const isSpare = isCopy(previous!.value) && previous!.leases.size === 0 && previous!.bindings.size === 0
      if (isSpare) registry.forget(registry.get(next.name), previous!)
    }
  }
}

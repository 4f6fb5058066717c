// Reviews: before anything happens, classes that have the hook `reviewUpgrade` are asked by their new code, once for each
// living instance, on a stand-in with a copy of its migrated state. They may refuse the upgrade, and remark what it will mean
// beyond what the framework can see: a supervisor tells how the children that it would declare differ from those that it has.
// Classes without the hook cost one look at their lineage. Ancestor: what OTP's `supervisor` does in its `code_change`, for
// any class, and earlier.

import { messageOf } from '../base/errors.js'
import { stateKey } from '../class/keys.js'
import type { Cell } from '../instance/cell.js'
import type { Code } from '../protocol/method.js'
import type { Generation } from '../registry/generation.js'
import type { State } from '../registry/layout.js'
import type { LiveClass } from '../registry/live-class.js'
import type { Registry } from '../registry/registry.js'
import { migratingClasses } from './migrating.js'
import type { Migrate } from './migrator.js'
import type { PreparedPlan } from './plan.js'
import type { Pace } from './rehearsal-pace.js'
import type { Remark } from './remark.js'
import { standInFor } from './stand-in.js'
import { copyOf } from './state-copy.js'

/**
 * What `reviewUpgrade(review)` is given. The hook runs when an upgrade is planned, checked or rehearsed, on a stand-in for
 * each living instance: `this` has the methods of the new version and a copy of the migrated attributes; its ref, the system
 * and services are the real ones. It is synchronous, changes nothing, and may run more than once. What it throws refuses.
 */
export interface UpgradeReview {
  /** Speaks against the upgrade, with a reason; all reasons are gathered. */
  refuse(reason: string): void
  /** Tells what the upgrade will mean, in words and as data. */
  remark(text: string, data?: unknown): void
  /** Whether a class of this name is known, or comes with the upgrade. */
  knows(className: string): boolean
}

/** What the reviews of an upgrade have come to. */
export interface Reviews {
  readonly defects: string[]
  readonly remarks: Remark[]
}

/** A class whose instances are asked. */
interface Reviewing {
  readonly live: LiveClass
  readonly hooks: readonly Code[]
  readonly lineage: readonly Generation[]
  readonly migrate: Migrate | null
}

/** Asks all instances that are to be asked; between two of them whoever drives it may pause. */
export function* review(plan: PreparedPlan, registry: Registry, extra: unknown): Generator<void, Reviews> {
  const reviews: Reviews = { defects: [], remarks: [] }
  for (const reviewing of reviewingClasses(plan, registry, extra)) {
    for (const cell of reviewing.live.instances.snapshot() as Cell[]) {
      const state = nextState(cell, reviewing.migrate)
      if (state !== null) ask(cell, state, reviewing, reviewFor(cell, plan, registry, reviews), registry)
      yield
    }
  }
  return reviews
}

/** All reviews, in slices between turns of the event loop. */
export async function inSlices(asking: ReturnType<typeof review>, pace: Pace): Promise<Reviews> {
  for (;;) {
    const step = asking.next()
    if (step.done === true) return step.value
    if (pace.isPauseDue) await pace.pause()
  }
}

/** A plan as a whole: its own defects or, where it has none, those that the reviews find; and their remarks. */
export function reviewPlan(plan: PreparedPlan, registry: Registry): Pick<PreparedPlan, 'defects' | 'remarks'> {
  if (plan.defects.length > 0) return plan
  const asking = review(plan, registry, undefined)
  for (;;) {
    const step = asking.next()
    if (step.done === true) return step.value
  }
}

function reviewingClasses(plan: PreparedPlan, registry: Registry, extra: unknown): Reviewing[] {
  const next = new Map(plan.steps.map((change) => [change.class, change.next]))
  const changed = new Set(plan.steps.filter(({ kind }) => kind === 'changed').map((change) => change.class))
  const having = plan.frozen.flatMap((live) => {
    if (![...changed].some((name) => live.inheritsFrom(name))) return []
    const levels = live.lifeOrder.map((level) => next.get(level.name) ?? level.current)
    const hooks = levels.flatMap(({ prototype }) => hookOf(prototype))
    return hooks.length === 0 ? [] : [{ live, hooks }]
  })
  if (having.length === 0) return []
  const lives = having.map(({ live }) => live)
  const migrating = new Map(migratingClasses(plan, lives, registry, extra).map((each) => [each.live, each.migrate]))
  return having.map(({ live, hooks }) => ({
    live,
    hooks,
    lineage: live.lineage.map((level) => next.get(level.name) ?? level.current),
    migrate: migrating.get(live) ?? null,
  }))
}

function hookOf(prototype: object): Code[] {
  const hook: unknown = Object.getOwnPropertyDescriptor(prototype, 'reviewUpgrade')?.value
  return typeof hook === 'function' ? [hook as Code] : []
}

/** The next state on a copy; null where there is none: that a migration fails is told when the states are staged. */
function nextState(cell: Cell, migrate: Migrate | null): State | null {
  if (cell.instance === null || cell.life?.quarantine != null) return null
  const state = copyOf((cell.instance as { [stateKey]: State })[stateKey])
  try {
    return migrate === null ? state : migrate(state, cell.serial)
  } catch {
    return null
  }
}

function ask(cell: Cell, state: State, { hooks, lineage }: Reviewing, given: UpgradeReview, registry: Registry): void {
  const standIn = standInFor(cell, lineage, state, registry.root.prototype)
  for (const hook of hooks) {
    try {
      hook.call(standIn, given as never)
    } catch (error) {
      given.refuse(`its reviewUpgrade threw: ${messageOf(error)}`)
    }
  }
}

function reviewFor({ className, pid }: Cell, plan: PreparedPlan, registry: Registry, reviews: Reviews): UpgradeReview {
  const to = plan.steps.find((change) => change.class === className)?.to ?? registry.get(className).current.version
  return {
    refuse: (reason) => void reviews.defects.push(`${className} ${to} (${pid}): ${reason}`),
    remark: (text, data = null) => void reviews.remarks.push({ class: className, pid, text, data }),
    knows: (name) => registry.find(name) !== undefined || plan.steps.some((change) => change.class === name),
  }
}

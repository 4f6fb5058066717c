// Which of the frozen classes have states to migrate, and how: made once per upgrade, before the first instance.

import { attributesOf } from '../registry/install.js'
import { layOut } from '../registry/layout.js'
import type { LiveClass } from '../registry/live-class.js'
import type { Registry } from '../registry/registry.js'
import { makeMigrator } from './migrator.js'
import type { PreparedPlan } from './plan.js'
import type { Migrating } from './stage.js'

/** The frozen classes that have states to migrate, with the way of these; `extra` is handed to every migration. */
export function migratingClasses(
  plan: PreparedPlan,
  frozen: readonly LiveClass[],
  registry: Registry,
  extra: unknown,
): Migrating[] {
  const changed = plan.steps.filter(({ kind, isCodeOnly }) => kind === 'changed' && !isCodeOnly)
  const next = new Map(plan.steps.map((change) => [change.class, change.next]))
  return frozen.flatMap((live) => {
    const own = changed.filter((change) => live.inheritsFrom(change.class))
    if (own.length === 0) return []
    const lineage = live.lineage.map((level) => next.get(level.name) ?? level.current)
    const layout = layOut(attributesOf(lineage), live.guard, live.layout)
    const migrate = makeMigrator(live.layout, layout, own, (name) => registry.get(name).older, extra)
    return [{ live, layout, migrate }]
  })
}

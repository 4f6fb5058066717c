// Removing a class from a system: its name becomes free, its code can be collected. What becomes of its instances has to
// be said; nothing is removed that others inherit from.

import type { Cell } from '../instance/cell.js'
import { endAtOnce, requestStop } from '../instance/lifecycle.js'
import { Freeze } from './freeze.js'
import { purge } from './purge.js'
import type { Site } from './run.js'

/** What becomes of the instances of a class that is removed. */
export type InstanceRule =
  /** The class is not removed while it has any. */
  | 'refuse'
  /** They are stopped, each after its running method. */
  | 'stop'
  /** They are ended at once. */
  | 'kill'

export interface RemovalReport {
  readonly outcome: 'removed' | 'refused'
  readonly class: string
  /** Why it was refused, as sentences. */
  readonly defects: readonly string[]
  /** Instances that were ended. */
  readonly ended: number
}

/** Removes a class; births that are asked for meanwhile are refused. */
export async function removeClass({ world, registry }: Site, name: string, rule: InstanceRule): Promise<RemovalReport> {
  const live = registry.get(name)
  const heirs = [...live.heirs].map((heir) => heir.name)
  const count = live.instances.size
  const defects = [
    ...(heirs.length > 0 ? [`${heirs.join(', ')} inherit from it: remove them first`] : []),
    ...(count > 0 && rule === 'refuse'
      ? [`it has ${count} instances: say with \`instances\` what becomes of them`]
      : []),
  ]
  if (defects.length > 0) return { outcome: 'refused', class: name, defects, ended: 0 }
  const freeze = new Freeze([live], world.clock)
  freeze.close()
  const cells = live.instances.snapshot() as Cell[]
  for (const cell of cells) {
    if (rule === 'kill') endAtOnce(cell, { type: 'killed', detail: 'class removed' })
    else requestStop(cell, { type: 'stopped', detail: 'class removed' })
  }
  await Promise.all(cells.map(({ exited }) => exited))
  purge(live, 'hard', registry, world.clock)
  registry.remove(live)
  freeze.open()
  return { outcome: 'removed', class: name, defects: [], ended: cells.length }
}

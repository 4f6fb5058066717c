// Who has a state to migrate: the instances of a class, and its passive instances, which are known weakly because nobody
// tells when they are no longer needed.

import type { Cell } from '../instance/cell.js'
import type { LiveClass } from '../registry/live-class.js'

/** The instances, and the passive instances that somebody still holds. */
export function membersToMigrate(live: LiveClass): Cell[] {
  const cells = live.instances.snapshot() as Cell[]
  for (const cell of passivesOf(live)) cells.push(cell)
  return cells
}

/** The passive instances of a class that somebody still holds. */
export function passivesOf(live: LiveClass): Cell[] {
  const cells: Cell[] = []
  for (const known of live.passives) {
    const cell = known.deref() as Cell | undefined
    if (cell === undefined || cell.instance === null) live.passives.delete(known)
    else cells.push(cell)
  }
  return cells
}

// Putting instances on another generation, beyond their state: main loops end where they yield and start anew, and
// instances whose class wants to know of it hear of the upgrade before their next message.

import type { Cell } from '../instance/cell.js'
import { startMain } from '../instance/lifecycle.js'
import { retireLoop } from '../instance/loop.js'
import type { LiveClass } from '../registry/live-class.js'
import type { InstanceUpgrade } from './hook-reports.js'

/** Ends main loops where they yield. What their `finally` blocks write is seen by the staging, and migrated again. */
export function endLoops(classes: readonly LiveClass[]): void {
  for (const live of classes) {
    if (live.main === null) continue
    for (const cell of live.instances.snapshot() as Cell[]) retireLoop(cell)
  }
}

/** Starts the main loops that are current by now, of instances that have none running. */
export function startLoops(classes: readonly LiveClass[]): void {
  for (const live of classes) {
    if (live.main === null) continue
    for (const cell of live.instances.snapshot() as Cell[]) if (cell.phase !== 'starting') startMain(cell)
  }
}

/** Lets `afterUpgrade` run as the next thing of every instance that has it. */
export function announce(classes: readonly LiveClass[], reportTo: (cell: Cell) => InstanceUpgrade): void {
  for (const live of classes) {
    if (live.upgradeHooks.length === 0) continue
    for (const cell of live.instances.all as readonly Cell[]) {
      cell.signal ??= { type: 'upgraded', report: reportTo(cell) }
      cell.wake()
    }
  }
}

// The user's end of a place that is kept for an instance.

import { demandMs, demandOptions } from '../protocol/demands.js'
import { fail } from '../protocol/failures.js'
import type { Actor, Ref } from '../instance/actor.js'
import type { Cell } from '../instance/cell.js'
import { abandonPlace, bearOn, isReserved } from '../instance/reservation.js'
import { demandBirth, type SpawnOptions } from '../instance/spawn-options.js'
import type { Snapshot } from '../upgrade/snapshot.js'
import { demandSnapshot, migrateSnapshot, type SnapshotOptions } from '../upgrade/snapshot-migration.js'

/** How an instance is born on a snapshot. The `timeout` counts from its birth: an upgrade that it waits for has its own. */
export interface ReviveOptions extends Pick<SpawnOptions, 'name' | 'timeout'>, SnapshotOptions {}

/** A ref before its instance. What is sent to it waits for the birth. */
export class Reservation<C extends Actor = Actor> {
  private isTaken = false

  constructor(private readonly cell: Cell) {}

  /** The ref, of the instance to come; always the same one. */
  get ref(): Ref<C> {
    return this.cell.ref as Ref<C>
  }

  /**
   * Bears the instance on a snapshot of its class, once. When that fails, the promise rejects, and what was sent to the ref
   * is refused: the instance has ended before it began.
   */
  async revive(snapshot: Snapshot, { migrations, extra, ...options }: ReviveOptions = {}): Promise<Ref<C>> {
    const { cell } = this
    demandSnapshot(snapshot)
    demandOptions(options, ['name', 'timeout'], 'revive')
    demandBirth([], options)
    demandMs('timeout', options.timeout)
    if (snapshot.class !== cell.className)
      throw fail('bad-snapshot', { problem: `it is of ${snapshot.class}, and the place is for ${cell.className}` })
    if (this.isTaken || !isReserved(cell)) throw fail('place-taken', { class: cell.className, pid: cell.pid })
    this.isTaken = true
    const { pid, levels } = snapshot
    const versions = Object.freeze(Object.fromEntries(levels.map(({ class: name, version }) => [name, version])))
    const makeState = () => migrateSnapshot(cell.live, snapshot, { migrations, extra })
    return (await bearOn(cell, makeState, options, Object.freeze({ pid, versions }))) as Ref<C>
  }

  /** Gives the place up: its instance counts as stopped, with this detail, and what was sent to it is refused. */
  abandon(detail?: unknown): void {
    if (!this.isTaken) abandonPlace(this.cell, detail)
  }
}

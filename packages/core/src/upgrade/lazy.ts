// Lazy migration: the generations are installed at once, and each instance migrates when it is first touched, by a message
// or by a callback that holds `this`; the idle ones in the background, in slices. An instance whose migration fails is
// quarantined alone, with its old state. Until all are done, attributes are read through accessors that look whether the
// instance has migrated; afterwards nothing is left of that.

import type { Clock } from '../base/clock.js'
import { messageOf, settleStack } from '../base/errors.js'
import type { Scheduler } from '../base/scheduler.js'
import { stateKey } from '../class/keys.js'
import { cellOf } from '../instance/construction.js'
import type { Cell } from '../instance/cell.js'
import { quarantine } from '../instance/quarantine.js'
import { nextStride } from '../mailbox/pace.js'
import { shiftMessage } from '../mailbox/queue.js'
import type { Message } from '../protocol/message.js'
import type { Gate } from '../registry/gate.js'
import type { State } from '../registry/layout.js'
import type { LiveClass, PendingMigration } from '../registry/live-class.js'
import type { Keeping } from './commit.js'
import type { InstanceUpgrade } from './hook-reports.js'
import { membersToMigrate } from './members.js'
import type { MigrationFailure, Migrating } from './stage.js'

const sliceMs = 4

/** What became of a lazy upgrade once all instances have been looked at. */
export interface LazyOutcome {
  readonly migrated: number
  /** Those whose migration failed: they keep their old state, and their messages wait. */
  readonly quarantined: readonly MigrationFailure[]
}

/** The migration of the instances of one class, and its gate while it goes on. */
export class LazyMigration implements PendingMigration, Gate {
  migrated = 0
  readonly failures: MigrationFailure[] = []
  readonly live: LiveClass

  constructor(
    private readonly migrating: Migrating,
    private readonly keeping: Keeping | null,
    /** What `afterUpgrade` of an instance is given. */
    private readonly reportTo: (cell: Cell, before: State) => InstanceUpgrade,
  ) {
    this.live = migrating.live
  }

  /** From now on instances of older epochs migrate when they are touched. */
  install(): void {
    this.live.epoch += 1
    this.live.pending = this
  }

  /** Stands before the class until all have migrated. */
  close(): void {
    this.live.gate = this
  }

  touch(instance: object): void {
    const cell = cellOf(instance)
    // Destructors of one that has ended may still be under way; it keeps what it has.
    if (cell.instance === null) return
    const failure = this.migrate(cell)
    if (failure !== null) throw failure.error
  }

  /** Migrates an instance, if that has not been done. */
  migrate(cell: Cell): MigrationFailure | null {
    if (cell.epoch === this.live.epoch) return null
    cell.epoch = this.live.epoch
    const holder = cell.instance as { [stateKey]: State }
    const before = holder[stateKey]
    try {
      holder[stateKey] = this.migrating.migrate(before, cell.serial)
    } catch (error) {
      settleStack(error)
      const failure = { class: cell.className, pid: cell.pid, message: messageOf(error), error }
      this.failures.push(failure)
      quarantine(cell, before, error)
      return failure
    }
    this.keeping?.keep(cell, before)
    this.live.guard.observer?.onExchange(cell, before, holder[stateKey])
    this.migrated++
    if (this.live.upgradeHooks.length > 0 && cell.phase !== 'passive') {
      cell.signal ??= { type: 'upgraded', report: this.reportTo(cell, before) }
      cell.wake()
    }
    return null
  }

  mayPass(): boolean {
    return true
  }

  admit(waiter: Cell): Message | null {
    const isDone = this.migrate(waiter) === null
    return isDone && waiter.signal === null ? shiftMessage(waiter) : null
  }

  park(): void {}

  admitsBirth(): boolean {
    return true
  }

  hold(birth: () => void): void {
    birth()
  }

  /** A class that comes now has no instances to migrate. */
  welcome(): boolean {
    return false
  }

  onRest(): void {}

  /** Migrates those that nobody touches. */
  async runInBackground(clock: Clock, scheduler: Scheduler, onProgress: (done: number) => void): Promise<void> {
    // Who asked for the upgrade is told first.
    await new Promise<void>((resolve) => scheduler.later(resolve))
    let sliceStart = clock.now()
    let lastLook = sliceStart
    let [stride, left] = [1, 1]
    for (const cell of membersToMigrate(this.live)) {
      if (cell.instance !== null) this.migrate(cell)
      left -= 1
      if (left > 0) continue
      const now = clock.now()
      stride = left = nextStride(stride, now - lastLook)
      lastLook = now
      if (now - sliceStart < sliceMs) continue
      onProgress(this.migrated)
      await new Promise<void>((resolve) => scheduler.later(resolve))
      sliceStart = lastLook = clock.now()
    }
  }
}

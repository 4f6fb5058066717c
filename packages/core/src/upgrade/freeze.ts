// Freezing a set of classes: one gate before all of them, in O(1) per class. Then waiting, up to a deadline, for the
// methods that are under way; who is not at rest by then is named.

import type { Clock } from '../base/clock.js'
import type { Pid } from '../base/ids.js'
import type { Cell } from '../instance/cell.js'
import type { Runnable } from '../mailbox/ready.js'
import type { LiveClass } from '../registry/live-class.js'
import { FreezeGate } from './freeze-gate.js'

/** An instance that did not come to rest. */
export interface Straggler {
  readonly class: string
  readonly pid: Pid
  /** What it runs: a method, `start` or `destruct`. */
  readonly method: string
  /** Milliseconds since its method was first suspended. */
  readonly forMs: number
}

export class Freeze {
  /** The set. Classes that come while it is frozen, and inherit from it, belong to it. */
  readonly classes: LiveClass[]
  readonly newcomers: LiveClass[] = []
  readonly gate = new FreezeGate((newcomer) => {
    this.classes.push(newcomer as LiveClass)
    this.newcomers.push(newcomer as LiveClass)
  })
  /** Whether the set is frozen now. */
  isClosed = false

  constructor(
    classes: readonly LiveClass[],
    private readonly clock: Clock,
  ) {
    this.classes = [...classes]
  }

  /** Stops new work. Closing twice is fine. */
  close(): void {
    for (const live of this.classes) live.gate = this.gate
    this.isClosed = true
  }

  /** Lets everything that waited go on, in its order. Opening twice is fine. */
  open(): void {
    if (!this.isClosed) return
    this.isClosed = false
    for (const live of this.classes) live.gate = null
    this.gate.release((runnable: Runnable) => (runnable as Cell).wake())
  }

  get isAtRest(): boolean {
    return this.classes.every(({ suspended, owed }) => suspended === 0 && owed === 0)
  }

  /** Waits until the whole set is at rest; false when the deadline, a time of the clock, came first. */
  rest(deadline: number): Promise<boolean> {
    if (this.isAtRest) return Promise.resolve(true)
    return new Promise((resolve) => {
      const settle = (isAtRest: boolean): void => {
        this.gate.onRest = () => {}
        this.clock.clearTimer(timer)
        resolve(isAtRest)
      }
      const timer = this.clock.setTimer(() => settle(this.isAtRest), Math.max(0, deadline - this.clock.now()))
      this.gate.onRest = () => {
        if (this.isAtRest) settle(true)
      }
    })
  }

  /** The instances that are not at rest. */
  stragglers(): { readonly cell: Cell; readonly straggler: Straggler }[] {
    const now = this.clock.now()
    return this.classes.flatMap((live) =>
      (live.instances.all as readonly Cell[]).filter(isBusy).map((cell) => ({
        cell,
        straggler: stragglerOf(cell, now),
      })),
    )
  }
}

/** What an instance that is late is doing. */
export function stragglerOf(cell: Cell, now: number): Straggler {
  return {
    class: cell.className,
    pid: cell.pid,
    method: methodOf(cell),
    forMs: Math.max(0, Math.round(now - cell.since)),
  }
}

function isBusy(cell: Cell): boolean {
  return cell.phase === 'suspended' || cell.phase === 'starting' || cell.phase === 'stopping' || isDue(cell)
}

/** Whether its main loop has been given what it waited for, and has not come to wait again. */
function isDue(cell: Cell): boolean {
  return cell.life?.loop?.isDue === true
}

function methodOf(cell: Cell): string {
  if (isDue(cell)) return 'main'
  return cell.held?.method.name ?? (cell.phase === 'stopping' ? 'destruct' : 'start')
}

// Time limits of requests on one coarse clock: a list per duration, oldest first, and one tick for all of them. A limit is
// never early and at most three ticks late. Time is counted from tick to tick and a tick counts for two at most, so a
// blocked event loop stretches the limits instead of failing everybody who could not be served meanwhile.

import type { Clock } from '../base/clock.js'
import { outsideChains } from '../protocol/current.js'

export const tickMs = 20

/** Something that ends when its time is up. Intrusive: a limit costs no allocation. */
export interface Limited {
  limits: LimitRow | null
  earlier: Limited | null
  later: Limited | null
  due: number
  expire(): void
}

/** Those that wait in a list; nobody's when the last has gone. */
export class LimitRow {
  first: Limited
  last: Limited

  constructor(
    private readonly list: LimitList,
    limited: Limited,
  ) {
    this.first = this.last = limited
  }

  append(limited: Limited): void {
    limited.earlier = this.last
    this.last.later = limited
    this.last = limited
  }

  remove(limited: Limited): void {
    const { earlier, later } = limited
    limited.limits = limited.earlier = limited.later = null
    if (earlier !== null) earlier.later = later
    else if (later !== null) this.first = later
    if (later !== null) later.earlier = earlier
    else if (earlier !== null) this.last = earlier
    else this.list.row = null
  }
}

/**
 * Everything that waits for the same number of milliseconds, and so falls due in the order of arrival. The row is made with
 * the first and dropped with the last, like the head of a mailbox: as young as its members, it costs no write barriers.
 */
class LimitList {
  row: LimitRow | null = null

  constructor(readonly ms: number) {}

  get first(): Limited | null {
    return this.row === null ? null : this.row.first
  }

  append(limited: Limited): void {
    if (this.row === null) this.row = new LimitRow(this, limited)
    else this.row.append(limited)
    limited.limits = this.row
  }
}

export class Deadlines {
  private readonly lists = new Map<number, LimitList>()
  private recent: LimitList
  private elapsed = 0
  /** The same in whole milliseconds: V8 keeps small integers in place. */
  private time = 0
  private lastTick = 0
  private isTicking = false

  constructor(private readonly clock: Clock) {
    this.recent = this.listOf(0)
  }

  /** Lets `limited` expire in `ms` milliseconds, unless it is taken away before. */
  add(limited: Limited, ms: number): void {
    if (this.recent.ms !== ms) this.recent = this.listOf(ms)
    limited.due = this.time + ms + 2 * tickMs + 1
    this.recent.append(limited)
    if (!this.isTicking) this.startTicking()
  }

  /** Ends all waiting at once, when the system stops. */
  expireAll(): void {
    for (const list of this.lists.values()) while (list.first !== null) this.expire(list.first)
  }

  private listOf(ms: number): LimitList {
    let list = this.lists.get(ms)
    if (list === undefined) this.lists.set(ms, (list = new LimitList(ms)))
    return list
  }

  private startTicking(): void {
    this.isTicking = true
    this.lastTick = this.clock.now()
    // A tick belongs to nobody; set on behalf of a message, it would keep that in memory.
    outsideChains(() => this.clock.setTimer(this.tick, tickMs))
  }

  private readonly tick = (): void => {
    const now = this.clock.now()
    this.elapsed += Math.min(now - this.lastTick, 2 * tickMs)
    this.time = Math.floor(this.elapsed)
    this.lastTick = now
    for (const list of this.lists.values()) {
      while (list.first !== null && list.first.due <= this.time) this.expire(list.first)
    }
    for (const list of this.lists.values()) {
      if (list.first === null && list !== this.recent) this.lists.delete(list.ms)
    }
    if (this.recent.first !== null || this.lists.size > 1) this.clock.setTimer(this.tick, tickMs)
    else this.isTicking = false
  }

  private expire(limited: Limited): void {
    limited.limits!.remove(limited)
    limited.expire()
  }
}

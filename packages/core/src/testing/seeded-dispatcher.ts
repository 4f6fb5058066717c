// A dispatcher that gives instances their turns in an order by chance. A system promises the order of messages from one
// sender to one receiver, and that an instance gets at most so many messages before the next one's turn; everything else
// may come differently on another day. So by chance it is decided
//
//   which of the ready instances goes next        how many messages it gets
//   whether promises that it has settled go on before the next instance's turn
//   whether timers and I/O go before the next turn

import type { Clock } from '../base/clock.js'
import type { Random } from '../base/random.js'
import type { Scheduler } from '../base/scheduler.js'
import { Cell } from '../instance/cell.js'
import { defaultPacing, Dispatcher, type Pacing } from '../mailbox/dispatcher.js'
import type { Runnable } from '../mailbox/ready.js'
import { outsideChains } from '../protocol/current.js'
import { anyPlace } from './seeded-random.js'

interface Waiting {
  readonly runnable: Runnable
  /** How many messages had been handled when it became ready. */
  readonly since: number
}

const chances = {
  /** That the event loop goes first. */
  pause: 1 / 8,
  /** That the next instance has its turn before promises go on. */
  next: 1 / 2,
  /** That an instance gets one message only. */
  single: 3 / 4,
}

/** Gives ready instances their turns in an order by chance; the same chance gives the same order. */
export class SeededDispatcher extends Dispatcher {
  /** Who has waited longest comes first. */
  private readonly waiting: Waiting[] = []
  private readonly most: number
  private handled = 0
  /** Turns that were asked for and have not come. */
  private asked = 0

  constructor(
    clock: Clock,
    private readonly turns: Scheduler,
    private readonly random: Random,
    pacing: Pacing = defaultPacing,
  ) {
    super(clock, turns, pacing)
    this.most = pacing.batch
  }

  /** The instances that wait for their turns, in words. */
  get names(): readonly string[] {
    return this.waiting.map(({ runnable }) =>
      runnable instanceof Cell ? `${runnable.className} ${runnable.pid}` : 'something',
    )
  }

  // As many turns are asked for as instances wait, so that nobody is forgotten. No more: turns that find others waiting
  // than those that they were asked for would multiply, and never all be put off to let the event loop go first.
  override enqueue(runnable: Runnable): void {
    this.waiting.push({ runnable, since: this.handled })
    if (this.asked >= this.waiting.length) return
    this.asked += 1
    outsideChains(this.askForTurn)
  }

  private readonly askForTurn = (): void => {
    if (this.random.next() < chances.pause) this.turns.later(this.takeTurn)
    else this.turns.soon(this.takeTurn)
  }

  private readonly takeTurn = (): void => {
    this.asked -= 1
    do this.runOne()
    while (this.waiting.length > 0 && this.random.next() < chances.next)
  }

  private runOne(): void {
    const waited = this.handled - (this.waiting[0]?.since ?? 0)
    const isOverdue = waited >= this.most
    const [next] = this.waiting.splice(isOverdue ? 0 : anyPlace(this.random, this.waiting.length), 1)
    if (next === undefined) return
    const limit = isOverdue ? this.most : this.most - waited
    this.handled += next.runnable.run(this.random.next() < chances.single ? 1 : limit)
  }
}

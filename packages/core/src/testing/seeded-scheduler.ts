// A scheduler that chooses, by chance that can be repeated, which of the tasks that wait runs next. Only among those that
// a real one might run as well: what is asked for later in the event loop is chosen among what was asked for in the same
// turn, so that I/O comes in between, and each task runs in the asynchronous context of who has asked for it.

import { AsyncResource } from 'node:async_hooks'
import type { Random } from '../base/random.js'
import { Scheduler } from '../base/scheduler.js'
import { anyPlace } from './seeded-random.js'

type Task = () => void

/** Runs what waits in an order by chance; the same chance gives the same order. */
export class SeededScheduler extends Scheduler {
  private readonly thisTurn: Task[] = []
  /** What will run in the next turn in which tasks are; another list begins when its first one runs. */
  private nextTurn: Task[] = []
  private waiting = 0

  constructor(private readonly random: Random) {
    super()
  }

  /** How many tasks wait. */
  get pending(): number {
    return this.waiting
  }

  soon(task: Task): void {
    this.add(this.thisTurn, task)
    queueMicrotask(() => this.runOne(this.thisTurn))
  }

  later(task: Task): void {
    const turn = this.nextTurn
    this.add(turn, task)
    setImmediate(() => {
      if (this.nextTurn === turn) this.nextTurn = []
      this.runOne(turn)
    })
  }

  private add(tasks: Task[], task: Task): void {
    tasks.push(AsyncResource.bind(task))
    this.waiting += 1
  }

  private runOne(tasks: Task[]): void {
    const [task] = tasks.splice(anyPlace(this.random, tasks.length), 1)
    this.waiting -= 1
    task!()
  }
}

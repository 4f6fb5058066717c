// The services of a system whose every step is chosen: what they would do by themselves becomes a task. One message of one
// instance is one task, so a step is a message boundary; what is put off to a later turn is a task, and so is each timer.

import { AsyncResource } from 'node:async_hooks'
import { Scheduler } from '../../base/scheduler.js'
import { Cell } from '../../instance/cell.js'
import { Dispatcher } from '../../mailbox/dispatcher.js'
import type { Runnable } from '../../mailbox/ready.js'
import type { VirtualClock } from '../virtual-clock.js'
import type { TaskPool } from './task.js'

/** A scheduler whose tasks wait for their step. They run in the asynchronous context of who has asked for them. */
export class SimulatedScheduler extends Scheduler {
  constructor(private readonly pool: TaskPool) {
    super()
  }

  soon(task: () => void): void {
    this.pool.add({ thread: 'system', label: 'something due', run: AsyncResource.bind(task) })
  }

  later(task: () => void): void {
    this.pool.add({ thread: 'system', label: 'the next slice', run: AsyncResource.bind(task) })
  }
}

/** A dispatcher that gives an instance one message a step. */
export class SimulatedDispatcher extends Dispatcher {
  constructor(
    clock: VirtualClock,
    scheduler: Scheduler,
    private readonly pool: TaskPool,
  ) {
    super(clock, scheduler)
  }

  override enqueue(runnable: Runnable): void {
    const thread = runnable instanceof Cell ? `${runnable.className} ${runnable.pid}` : 'something'
    this.pool.add({ thread, label: `${thread} has its turn`, run: () => void runnable.run(1) })
  }
}

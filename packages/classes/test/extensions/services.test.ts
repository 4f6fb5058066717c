// Services as users write them keep the contracts of what they stand in for.

import { AsyncResource } from 'node:async_hooks'
import {
  Clock,
  CLOCK,
  Dispatcher,
  EventBus,
  Random,
  type Scheduler,
  SCHEDULER,
  SystemClock,
  SystemScheduler,
  type SystemEvent,
  type TimerHandle,
  ActorSystem,
  Actor,
  actor,
  request,
  service,
} from '@instar/core'
import {
  clockContract,
  describeContract,
  dispatcherContract,
  eventBusContract,
  randomContract,
  schedulerContract,
  settle,
} from '@instar/core/testing'
import { describe, expect, test } from 'vitest'

const runner = { describe, test }

/** Stands still until somebody turns it. */
class TurnedClock extends Clock {
  private time = 0
  private readonly timers = new Map<object, { readonly due: number; readonly ring: () => void }>()

  override now(): number {
    return this.time
  }
  override setTimer(ring: () => void, ms: number): TimerHandle {
    const handle = { timer: null }
    this.timers.set(handle, { due: this.time + Math.max(0, ms), ring: AsyncResource.bind(ring) })
    return handle
  }
  override clearTimer(handle: TimerHandle): void {
    this.timers.delete(handle)
  }
  turn(ms: number): void {
    const end = this.time + ms
    for (let next = this.earliest(end); next !== undefined; next = this.earliest(end)) {
      const [handle, { due, ring }] = next
      this.timers.delete(handle)
      this.time = due
      ring()
    }
    this.time = end
  }
  private earliest(end: number): [object, { readonly due: number; readonly ring: () => void }] | undefined {
    return [...this.timers].filter(([, { due }]) => due <= end).toSorted(([, a], [, b]) => a.due - b.due)[0]
  }
}

/** Knows how long the event loop stood still. */
class WatchedScheduler extends SystemScheduler {
  longestMs = 0

  constructor(private readonly clock: Clock) {
    super()
  }
  override soon(task: () => void): void {
    super.soon(() => this.watch(task))
  }
  override later(task: () => void): void {
    super.later(() => this.watch(task))
  }
  private watch(task: () => void): void {
    const begun = this.clock.now()
    try {
      task()
    } finally {
      this.longestMs = Math.max(this.longestMs, this.clock.now() - begun)
    }
  }
}

/** A message each. */
class InTurns extends Dispatcher {
  constructor(clock: Clock, scheduler: Scheduler) {
    super(clock, scheduler, { batch: 1, turnMs: 5 })
  }
}

/** Leaves out what happens all the time. */
class QuietBus extends EventBus {
  override emit(event: SystemEvent): void {
    if (event.type !== 'spawned') super.emit(event)
  }
}

class Repeatable extends Random {
  constructor(private seed: number) {
    super()
  }
  override next(): number {
    this.seed = (Math.imul(this.seed, 1_664_525) + 1_013_904_223) >>> 0
    return this.seed / 2 ** 32
  }
}

describe('a clock that is turned by hand', () =>
  describeContract(
    clockContract(
      () => new TurnedClock(),
      async (clock, ms) => clock.turn(ms),
    ),
    runner,
  ))
describe('a scheduler that watches', () =>
  describeContract(
    schedulerContract(() => new WatchedScheduler(new SystemClock())),
    runner,
  ))
describe('a dispatcher with turns of one message', () =>
  describeContract(
    dispatcherContract((clock, scheduler) => new InTurns(clock, scheduler)),
    runner,
  ))
describe('a bus that leaves something out', () =>
  describeContract(
    eventBusContract(() => new QuietBus()),
    runner,
  ))
describe('chance that can be repeated', () =>
  describeContract(
    randomContract(() => new Repeatable(1)),
    runner,
  ))

test('a scheduler on a clock of its own knows how long a message has taken', async () => {
  const clock = new TurnedClock()
  @actor({ version: '1.0.0' })
  class Slow extends Actor {
    @service(CLOCK) clock!: TurnedClock
    @request() work(ms: number) {
      this.clock.turn(ms)
    }
  }
  await using system = await ActorSystem.start({
    configure: (container) => {
      container.rebind(CLOCK).toConstantValue(clock)
      container.rebind(SCHEDULER).toConstantValue(new WatchedScheduler(clock))
    },
  })
  const slow = await system.spawn(Slow)
  await Promise.all([slow.work(3), slow.work(4)])
  await settle()
  @actor({ version: '1.0.0' })
  class Asker extends Actor {
    @service(SCHEDULER) scheduler!: WatchedScheduler
    @request() longest() {
      return this.scheduler.longestMs
    }
  }
  // Both messages were handled in one turn of the instance.
  expect(await (await system.spawn(Asker)).longest()).toBe(7)
})

test('a service that is exchanged is seen by living instances', async () => {
  const sources: { random: Random } = { random: new Repeatable(1) }
  const RATE = Symbol('rate')
  @actor({ version: '1.0.0' })
  class Till extends Actor {
    @service(RATE) rate!: Random
    @request() price() {
      return this.rate.next()
    }
  }
  await using system = await ActorSystem.start({
    configure: (container) =>
      container
        .bind(RATE)
        .toDynamicValue(() => sources.random)
        .inTransientScope(),
  })
  const till = await system.spawn(Till)
  const first = await till.price()
  sources.random = new Repeatable(1)
  expect(await till.price()).toBe(first)
})

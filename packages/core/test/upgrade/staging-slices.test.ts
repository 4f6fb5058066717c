// How long staging keeps the event loop: migrations may take any time, and time is told by a clock that they turn on.

import { describe, expect, test } from 'vitest'
import {
  Actor,
  actor,
  ActorSystem,
  add,
  attribute,
  CLOCK,
  migration,
  SCHEDULER,
  SystemClock,
  SystemScheduler,
} from '@instar/core'

class WorkClock extends SystemClock {
  time = 0

  override now(): number {
    return this.time
  }
}

/** Remembers when others were let go first. */
class WatchedScheduler extends SystemScheduler {
  readonly turns: number[] = []

  constructor(private readonly clock: WorkClock) {
    super()
  }

  override later(task: () => void): void {
    this.turns.push(this.clock.now())
    super.later(task)
  }
}

function makeClasses(work: () => void): [new () => Actor, new () => Actor] {
  @actor({ version: '1.0.0' })
  class Kitten extends Actor {}
  const First = Kitten
  {
    const grow = add('age', () => {
      work()
      return 1
    })
    @actor({ version: '2.0.0', migrations: [migration('1.0.0', grow)] })
    class Kitten extends Actor {
      @attribute() age = 0
    }
    return [First, Kitten]
  }
}

/** The milliseconds that each slice has lasted, of the staging of so many instances. */
async function slicesOf(instances: number, msEach: number): Promise<number[]> {
  const clock = new WorkClock()
  const scheduler = new WatchedScheduler(clock)
  await using system = await ActorSystem.start({
    configure: (container) => {
      container.rebind(CLOCK).toConstantValue(clock)
      container.rebind(SCHEDULER).toConstantValue(scheduler)
    },
  })
  const [First, Next] = makeClasses(() => (clock.time += msEach))
  for (let i = 0; i < instances; i++) await system.spawn(First, [])
  scheduler.turns.length = 0
  const report = await system.upgrade(Next, { deadline: Infinity })
  expect(report.migrated).toBe(instances)
  return scheduler.turns.map((at, i, all) => at - (all[i - 1] ?? 0))
}

describe('the slices of a staging', () => {
  test('are short when migrations are quick', async () => {
    const slices = await slicesOf(5000, 0.001)
    expect(slices.length).toBeGreaterThan(15)
    expect(Math.max(...slices)).toBeLessThan(0.3)
  })

  test('are hardly longer than one migration when migrations are slow', async () => {
    const slices = await slicesOf(200, 3)
    expect(slices.length).toBeGreaterThan(190)
    expect(Math.max(...slices)).toBeLessThanOrEqual(6)
  })
})

import { createServer, connect } from 'node:net'
import { expect, test } from 'vitest'
import { actor, Actor, ActorSystem, attribute, request } from '../../src/index.js'
import { Scheduler } from '../../src/base/scheduler.js'
import { Dispatcher } from '../../src/mailbox/dispatcher.js'
import type { Runnable } from '../../src/mailbox/ready.js'
import { VirtualClock } from '../../src/testing/index.js'

/** A scheduler that runs nothing by itself. */
class HandScheduler extends Scheduler {
  soonTasks: (() => void)[] = []
  laterTasks: (() => void)[] = []
  soon(task: () => void): void {
    this.soonTasks.push(task)
  }
  later(task: () => void): void {
    this.laterTasks.push(task)
  }
  /** Runs what waits for this turn of the event loop; says how many tasks that were. */
  turn(): number {
    const tasks = this.soonTasks.splice(0)
    for (const task of tasks) task()
    return tasks.length
  }
  nextTurn(): number {
    const tasks = this.laterTasks.splice(0)
    for (const task of tasks) task()
    return tasks.length
  }
}

/** A clock that shows how long the messages took that ran so far. */
class WorkClock extends VirtualClock {
  worked = 0
  override now(): number {
    return this.worked
  }
}

/** Has so many messages, each of which takes so long; notes every turn that it gets. */
class Worker implements Runnable {
  nextReady: Runnable | null = null
  done = 0
  readonly turns: number[] = []
  constructor(
    private readonly stage: Stage,
    readonly name: string,
    public left: number,
    private readonly ms: number,
  ) {}
  run(limit: number): number {
    const count = Math.min(limit, this.left)
    this.turns.push(count)
    this.stage.order.push(this.name)
    this.left -= count
    this.done += count
    this.stage.clock.worked += count * this.ms
    if (this.left > 0) this.stage.dispatcher.enqueue(this)
    return count
  }
}

class Stage {
  readonly clock = new WorkClock()
  readonly scheduler = new HandScheduler()
  readonly dispatcher: Dispatcher
  readonly order: string[] = []
  constructor(batch: number, turnMs: number) {
    this.dispatcher = new Dispatcher(this.clock, this.scheduler, { batch, turnMs })
  }
  worker(name: string, left: number, ms: number): Worker {
    const worker = new Worker(this, name, left, ms)
    this.dispatcher.enqueue(worker)
    return worker
  }
}

test('nothing runs on the stack of who sends; what is ready shares one turn', () => {
  const stage = new Stage(64, 5)
  const workers = [stage.worker('a', 1, 0), stage.worker('b', 1, 0)]
  expect(workers.map(({ done }) => done)).toEqual([0, 0])
  expect(stage.scheduler.soonTasks).toHaveLength(1)
  stage.scheduler.turn()
  expect(workers.map(({ done }) => done)).toEqual([1, 1])
  expect([stage.scheduler.soonTasks, stage.scheduler.laterTasks]).toEqual([[], []])
})

test('an instance gets at most a batch of messages before the others have had their turn', () => {
  const stage = new Stage(4, Infinity)
  const [busy, other] = [stage.worker('busy', 100, 0), stage.worker('other', 100, 0)]
  stage.scheduler.turn()
  expect([busy.done, other.done]).toEqual([100, 100])
  expect(Math.max(...busy.turns, ...other.turns)).toBe(4)
  const alternating = stage.order.every((name, i) => i === 0 || name !== stage.order[i - 1])
  expect(alternating).toBe(true)
})

test('the usual batch lets an instance have sixty-four messages', () => {
  const clock = new WorkClock()
  const scheduler = new HandScheduler()
  const stage = Object.assign(new Stage(1, 1), { clock, scheduler, dispatcher: new Dispatcher(clock, scheduler) })
  const worker = stage.worker('a', 10_000, 0)
  scheduler.turn()
  expect(Math.max(...worker.turns)).toBe(64)
})

test('after the milliseconds of a turn the event loop goes first, and then it goes on where it was', () => {
  const stage = new Stage(64, 5)
  const [a, b] = [stage.worker('a', 1000, 0.1), stage.worker('b', 1000, 0.1)]
  let pauses = 0
  const ends: number[] = []
  for (stage.scheduler.turn(); stage.scheduler.laterTasks.length > 0; stage.scheduler.nextTurn()) {
    pauses += 1
    ends.push(stage.clock.worked)
    expect(stage.scheduler.soonTasks).toEqual([])
  }
  expect([a.done, b.done]).toEqual([1000, 1000])
  expect(pauses).toBeGreaterThan(20)
  const lengths = ends.map((end, i) => end - (ends[i - 1] ?? 0))
  expect(Math.min(...lengths)).toBeGreaterThanOrEqual(5)
  // It looks at the clock every half millisecond or so.
  expect(Math.max(...lengths)).toBeLessThan(7)
})

test('two busy instances get the same share, however long it takes', () => {
  const stage = new Stage(16, 5)
  const [a, b] = [stage.worker('a', 10_000, 0.01), stage.worker('b', 10_000, 0.01)]
  stage.scheduler.turn()
  for (let turn = 0; turn < 20; turn++) {
    expect(Math.abs(a.done - b.done)).toBeLessThanOrEqual(16)
    stage.scheduler.nextTurn()
  }
  expect(a.done).toBeGreaterThan(1000)
})

test('one long message costs a pause by itself', () => {
  const stage = new Stage(64, 5)
  const slow = stage.worker('slow', 3, 20)
  stage.scheduler.turn()
  expect(slow.done).toBe(1)
  stage.scheduler.nextTurn()
  expect(slow.done).toBe(2)
})

test('time is measured from the last pause over several drains, so that one message at a time cannot starve the loop', () => {
  const stage = new Stage(64, 5)
  let drains = 0
  const relay: Runnable = {
    nextReady: null,
    run: () => {
      stage.clock.worked += 0.5
      return 1
    },
  }
  for (; stage.scheduler.laterTasks.length === 0 && drains < 1000; drains++) {
    stage.dispatcher.enqueue(relay)
    stage.scheduler.turn()
  }
  expect(drains).toBeLessThanOrEqual(12)
})

test('what becomes ready during a pause waits for its end, in order', () => {
  const stage = new Stage(64, 5)
  stage.worker('slow', 2, 20)
  stage.scheduler.turn()
  stage.worker('late', 1, 0)
  expect(stage.scheduler.soonTasks).toEqual([])
  stage.scheduler.nextTurn()
  stage.scheduler.nextTurn()
  expect(stage.order).toEqual(['slow', 'slow', 'late'])
})

// ---- with the real event loop ---------------------------------------------------------------------------------------

/** Two instances that ask each other without end, until the test says so; counts the answers. */
async function withPingPong(check: (count: () => number) => Promise<void>): Promise<void> {
  await using system = await ActorSystem.start()
  const game = { isOver: false, answers: 0 }
  @actor({ version: '1.0.0' })
  class Player extends Actor {
    @attribute() count = 0
    @request() hit() {
      return (this.count += 1)
    }
    @request() async play(other: { hit(): Promise<number> }) {
      while (!game.isOver) {
        await other.hit()
        game.answers += 1
      }
    }
  }
  const [a, b] = [await system.spawn(Player), await system.spawn(Player)]
  const played = a.with({ timeout: Infinity }).play(b)
  try {
    await check(() => game.answers)
  } finally {
    game.isOver = true
    await played
  }
}

test('a ping-pong of requests leaves turns to the event loop', async () => {
  await withPingPong(async (count) => {
    for (let turn = 0; turn < 3; turn++) {
      const before = count()
      await new Promise<void>((resolve) => setImmediate(resolve))
      await new Promise<void>((resolve) => setImmediate(resolve))
      expect(count()).toBeGreaterThan(before)
    }
  })
})

test('a ping-pong of requests leaves turns to sockets', async () => {
  await withPingPong(async () => {
    const server = createServer((socket) => socket.pipe(socket))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.end('hello'))
      socket.once('data', (data) => resolve(String(data)))
      socket.once('error', reject)
    })
    expect(answer).toBe('hello')
    await new Promise((resolve) => server.close(resolve))
  })
})

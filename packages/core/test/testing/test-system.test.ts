import { expect, test } from 'vitest'
import {
  actor,
  Actor,
  ActorSystem,
  CLOCK,
  type Clock,
  DISPATCHER,
  oneway,
  type Oneway,
  RANDOM,
  type Random,
  request,
  SCHEDULER,
  service,
  type TimerHandle,
} from '../../src/index.js'
import {
  EventRecord,
  SeededDispatcher,
  SeededRandom,
  SeededScheduler,
  startTestSystem,
  TestSystem,
  VirtualClock,
} from '../../src/testing/index.js'

function makeSleeper(log: string[] = []) {
  @actor({ name: 'Sleeper', version: '1.0.0' })
  class Sleeper extends Actor {
    @service(CLOCK) clock!: Clock
    @service(RANDOM) random!: Random
    sleep(ms: number): Promise<void> {
      return new Promise((resolve) => void this.clock.setTimer(resolve, ms))
    }
    @request() async nap(ms: number) {
      await this.sleep(ms)
      return `slept until ${this.clock.now()}`
    }
    @request() fail() {
      throw new Error('no sleep')
    }
    @request() dice() {
      return this.random.next()
    }
    @oneway() tickEvery(ms: number): Oneway {
      this.every(ms, Sleeper).tick()
    }
    @oneway() tick(): Oneway {
      log.push(`tick at ${this.clock.now()}`)
    }
    @oneway() whirl(): Oneway {
      this.self(Sleeper).whirl()
    }
  }
  return Sleeper
}

test('what is behind the services of a test system is what the test turns', async () => {
  let services: unknown[] = []
  await using started = await startTestSystem({
    seed: 7,
    configure: (container) => {
      services = [CLOCK, SCHEDULER, RANDOM, DISPATCHER].map((token) => container.get(token))
    },
  })
  expect(started).toBeInstanceOf(TestSystem)
  expect(started.system).toBeInstanceOf(ActorSystem)
  expect(started.events).toBeInstanceOf(EventRecord)
  expect(services).toEqual([started.clock, expect.any(SeededScheduler), started.random, expect.any(SeededDispatcher)])
  expect(started.clock).toBeInstanceOf(VirtualClock)
  expect(started.random).toBeInstanceOf(SeededRandom)
  expect(started.random.seed).toBe(7)
})

test('the options of a system are those of a test system, and what the test binds wins', async () => {
  class FixedRandom extends SeededRandom {
    override next(): number {
      return 0.25
    }
  }
  await using started = await startTestSystem({
    node: 'alpha',
    requestTimeout: 100,
    configure: (container) => container.rebind(RANDOM).toConstantValue(new FixedRandom(1)),
  })
  expect(started.system.node).toBe('alpha')
  const sleeper = await started.system.spawn(makeSleeper())
  expect(await sleeper.dice()).toBe(0.25)
  await expect(started.within(1000, sleeper.nap(500))).rejects.toMatchObject({ code: 'timeout', facts: { ms: 100 } })
})

test('chance is the same for the same seed', async () => {
  const throwDice = async (seed?: number): Promise<number[]> => {
    await using started = await startTestSystem(seed === undefined ? {} : { seed })
    const sleeper = await started.system.spawn(makeSleeper())
    return [await sleeper.dice(), await sleeper.dice(), started.random.next()]
  }
  expect(await throwDice(5)).toEqual(await throwDice(5))
  expect(await throwDice()).toEqual(await throwDice())
  expect(await throwDice(5)).not.toEqual(await throwDice(6))
})

test('time goes on for all instances when the test says so, and what falls due comes to rest', async () => {
  const log: string[] = []
  await using started = await startTestSystem()
  const sleeper = await started.system.spawn(makeSleeper(log))
  sleeper.tickEvery(10)
  await started.settle()
  expect([log, started.clock.now()]).toEqual([[], 0])
  await started.advance(35)
  expect([log, started.clock.now()]).toEqual([['tick at 10', 'tick at 20', 'tick at 30'], 35])
})

test('a system has settled when nothing more happens, however many turns that takes', async () => {
  await using started = await startTestSystem({ seed: 3 })
  let count = 0
  @actor({ version: '1.0.0' })
  class Relay extends Actor {
    @oneway() pass(left: number): Oneway {
      count += 1
      if (left > 1) this.self(Relay).pass(left - 1)
    }
  }
  const relay = await started.system.spawn(Relay)
  relay.pass(2000)
  await started.settle()
  expect(count).toBe(2000)
})

test('what falls due comes to rest before the next timer fires, however many turns that takes', async () => {
  await using started = await startTestSystem()
  const log: number[] = []
  @actor({ version: '1.0.0' })
  class Relay extends Actor {
    @oneway() pass(left: number): Oneway {
      if (left > 0) this.self(Relay).pass(left - 1)
      else log.push(started.clock.now())
    }
    @oneway() passIn(ms: number): Oneway {
      this.after(ms, Relay).pass(500)
    }
  }
  const relay = await started.system.spawn(Relay)
  for (const ms of [10, 11, 12]) relay.passIn(ms)
  await started.advance(20)
  expect(log).toEqual([10, 11, 12])
})

test('a system that never comes to rest is told by name', async () => {
  const started = await startTestSystem()
  const sleeper = await started.system.spawn(makeSleeper())
  sleeper.whirl()
  await expect(started.settle()).rejects.toThrow('No rest after 5000 turns: Sleeper <0.1> goes on without end.')
  await sleeper.kill()
  await started.stop()
})

test('what waits for the clock can be awaited: time goes on until it has come, and no further', async () => {
  await using started = await startTestSystem()
  const sleeper = await started.system.spawn(makeSleeper())
  expect(await started.within(1000, sleeper.nap(300))).toBe('slept until 300')
  expect(started.clock.now()).toBe(300)
  expect(await started.within(0, sleeper.dice())).toBeLessThan(1)
  expect(started.clock.now()).toBe(300)
})

test('what is awaited and fails, fails with its own error', async () => {
  await using started = await startTestSystem()
  const sleeper = await started.system.spawn(makeSleeper())
  await expect(started.within(1000, sleeper.fail())).rejects.toThrow('no sleep')
  await expect(started.within(1000, sleeper.with({ timeout: 100 }).nap(500))).rejects.toMatchObject({ code: 'timeout' })
})

test('what does not come in its time is told, with what the clock waits for', async () => {
  await using started = await startTestSystem({ requestTimeout: Infinity })
  const sleeper = await started.system.spawn(makeSleeper())
  const slept = sleeper.nap(5000)
  await expect(started.within(300, slept)).rejects.toThrow(
    'The promise has not settled within 300 ms. The clock stands at 300 ms, the next timer is due at 5000 ms.',
  )
  await expect(started.within(10, new Promise(() => {}))).rejects.toThrow('The clock stands at 310 ms')
  await started.advance(4690)
  expect(await slept).toBe('slept until 5000')
  await expect(started.within(10, new Promise(() => {}))).rejects.toThrow('no timer is set')
})

test('a promise that rejects after nobody waits any more is nobody’s unhandled rejection', async () => {
  await using started = await startTestSystem()
  let reject!: (error: Error) => void
  const late = new Promise((_, fail) => (reject = fail))
  await expect(started.within(1, late)).rejects.toThrow('has not settled')
  reject(new Error('too late'))
  await started.settle()
})

/** The timers of Node that are set while some code runs. */
async function realTimersDuring(run: () => Promise<void>): Promise<number> {
  const original = globalThis.setTimeout
  let count = 0
  globalThis.setTimeout = Object.assign((...args: Parameters<typeof original>) => {
    count += 1
    return original(...args)
  }, original)
  try {
    await run()
  } finally {
    globalThis.setTimeout = original
  }
  return count
}

test('a test system stops in no real time, whatever its destructors wait for', async () => {
  const log: string[] = []
  @actor({ version: '1.0.0' })
  class Slow extends Actor {
    @service(CLOCK) clock!: Clock
    constructor(readonly ms: number) {
      super()
    }
    async destruct(): Promise<void> {
      await new Promise<void>((resolve) => void this.clock.setTimer(resolve, this.ms))
      log.push(`ended at ${this.clock.now()}`)
    }
  }
  const timers = await realTimersDuring(async () => {
    const started = await startTestSystem()
    await started.system.spawn(Slow, [200])
    await started.system.spawn(Slow, [300])
    await started.stop()
    expect(log).toEqual(['ended at 200', 'ended at 300'])
    // Stopping again is fine, and so is the end of a scope afterwards.
    await started.stop()
    await started[Symbol.asyncDispose]()
    expect(started.clock.now()).toBe(300)
  })
  expect(timers).toBe(0)
})

test('a test system stops though a method never ends, when its time limit has passed', async () => {
  const started = await startTestSystem({ stopTimeout: 700, requestTimeout: Infinity })
  const sleeper = await started.system.spawn(makeSleeper())
  const slept = sleeper.nap(1e9)
  await started.settle()
  await Promise.all([started.stop(), expect(slept).rejects.toMatchObject({ code: 'exited' })])
  expect(started.clock.now()).toBe(700)
})

test('a test system that does not stop in its time says so', async () => {
  const started = await startTestSystem({ stopTimeout: 700 })
  await started.system.spawn(makeSleeper())
  const stop = started.system.stop.bind(started.system)
  started.system.stop = () => new Promise(() => {})
  await expect(started.stop()).rejects.toThrow('The system has not stopped within 700 ms. The clock stands at 700 ms')
  started.system.stop = stop
  await started.stop()
})

test('the end of a scope stops the system, and nothing goes on in it', async () => {
  let sleeper
  let events: EventRecord
  {
    await using started = await startTestSystem()
    sleeper = await started.system.spawn(makeSleeper(), [], { name: 'tom' })
    events = started.events
  }
  expect(await sleeper.exited).toEqual({ type: 'shutdown' })
  expect(events.of('exited')).toHaveLength(1)
})

test('systems of different tests do not notice each other', async () => {
  await using one = await startTestSystem({ seed: 1 })
  await using other = await startTestSystem({ seed: 1 })
  const [a, b] = [await one.system.spawn(makeSleeper()), await other.system.spawn(makeSleeper())]
  const [slept, sleeping] = [a.nap(100), b.nap(100)]
  await one.advance(100)
  expect([one.clock.now(), other.clock.now()]).toEqual([100, 0])
  expect(await slept).toBe('slept until 100')
  expect(other.events.of('spawned')).toHaveLength(1)
  await other.advance(100)
  await sleeping
})

test('a clock of another make stands beside the one that the test turns', async () => {
  class Standing extends VirtualClock {
    override setTimer(): TimerHandle {
      return { timer: null }
    }
  }
  const clock = new Standing()
  await using started = await startTestSystem({
    configure: (container) => container.rebind(CLOCK).toConstantValue(clock),
  })
  const sleeper = await started.system.spawn(makeSleeper())
  expect(await sleeper.dice()).toBeGreaterThanOrEqual(0)
  expect(started.clock.pending).toBe(0)
})

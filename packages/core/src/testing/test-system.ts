// A system for tests: time stands still until the test lets it go on, chance comes from a seed, what happens is recorded.
// The same seed gives the same run; another one gives another order among those that a system may have.

import { AssertionError } from 'node:assert'
import type { Container } from 'inversify'
import type { ClassValue } from '../class/metadata.js'
import type { Actor, ActorClass, ConcreteClass, Ref } from '../instance/actor.js'
import type { SpawnOptions } from '../instance/spawn-options.js'
import type { SystemOptions } from '../system/options.js'
import { ActorSystem } from '../system/system.js'
import { CLOCK, DISPATCHER, RANDOM, SCHEDULER } from '../system/tokens.js'
import { EventRecord } from './event-record.js'
import { Inbox } from './inbox.js'
import { Probe, standInFor } from './probe.js'
import { ProbeHandle } from './probe-handle.js'
import { SeededDispatcher } from './seeded-dispatcher.js'
import { SeededRandom } from './seeded-random.js'
import { SeededScheduler } from './seeded-scheduler.js'
import { rest } from './settle.js'
import { VirtualClock } from './virtual-clock.js'
import { describeClock } from './wording.js'

const usualSeed = 1
const usualStopTimeout = 5000

/** How a test system is started: as any system, and with a seed. */
export interface TestSystemOptions extends SystemOptions {
  /** A whole number that decides the order of everything that has no promised order; the default is 1. */
  readonly seed?: number
}

/** A system on a virtual clock, in an order by seed. Made by `startTestSystem`. */
export class TestSystem implements AsyncDisposable {
  /** Everything that the system has told its observers. */
  readonly events: EventRecord

  constructor(
    readonly system: ActorSystem,
    /** The time of the system. */
    readonly clock: VirtualClock,
    /** The chance that is bound to `RANDOM`: the test's and the classes', not that of the order. */
    readonly random: SeededRandom,
    private readonly atWork: () => readonly string[],
    private readonly stopTimeout: number,
  ) {
    this.events = new EventRecord(system, clock)
  }

  /** Waits until the system has come to rest: nothing more happens unless time goes on, or somebody sends. */
  settle(): Promise<void> {
    return rest(this.atWork)
  }

  /** Lets time go on by `ms` milliseconds: what falls due happens in its order, at its very time. */
  advance(ms: number): Promise<void> {
    return this.clock.advance(ms)
  }

  /**
   * What a promise settles to, while time goes on until it does: the way to await what waits for the clock. Rejects when
   * that takes more than `ms` virtual milliseconds.
   */
  within<T>(ms: number, promise: PromiseLike<T>): Promise<T> {
    return this.awaitWithin(ms, promise, 'The promise has not settled')
  }

  /** Bears a probe: one that receives anything by `tell` and `ask`, or one with the methods of a class, to stand in for it. */
  probe(): Promise<ProbeHandle>
  probe<C extends Actor>(standsFor: ActorClass<C>, options?: SpawnOptions): Promise<ProbeHandle<C>>
  async probe(standsFor: ActorClass = Probe, options: SpawnOptions = {}): Promise<ProbeHandle<Actor>> {
    const inbox = new Inbox(() => this.clock.now())
    const Class = (standsFor as ClassValue) === Probe ? Probe : standInFor(standsFor)
    const ref = await this.system.spawn(Class as ConcreteClass, [inbox] as never, options)
    return new ProbeHandle(ref as Ref<Actor>, inbox, this.clock)
  }

  /** Stops the system. What waits for the clock, asynchronous destructors say, finds that its time has come. */
  async stop(): Promise<void> {
    await this.awaitWithin(this.stopTimeout, this.system.stop(), 'The system has not stopped')
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  private async awaitWithin<T>(ms: number, promise: PromiseLike<T>, otherwise: string): Promise<T> {
    let hasSettled = false
    const settled = Promise.resolve(promise).finally(() => (hasSettled = true))
    settled.catch(() => {})
    if (await this.clock.advanceUntil(() => hasSettled, ms)) return settled
    throw new AssertionError({ message: `${otherwise} within ${ms} ms. ${describeClock(this.clock)}` })
  }
}

/** Starts a system for a test; `await using` ends it with the test. `configure` comes after the kit's own bindings. */
export async function startTestSystem({ seed = usualSeed, ...options }: TestSystemOptions = {}): Promise<TestSystem> {
  const { configure, stopTimeout = usualStopTimeout } = options
  const scheduler = new SeededScheduler(new SeededRandom(seed))
  const clock = new VirtualClock(() => rest(atWork))
  const dispatcher = new SeededDispatcher(clock, scheduler, new SeededRandom(~seed))
  const random = new SeededRandom(seed)
  const atWork = (): readonly string[] => {
    if (scheduler.pending === 0) return []
    return dispatcher.names.length > 0 ? dispatcher.names : ['a task of the scheduler']
  }
  const bind = (container: Container): void => {
    container.rebind(CLOCK).toConstantValue(clock)
    container.rebind(SCHEDULER).toConstantValue(scheduler)
    container.rebind(RANDOM).toConstantValue(random)
    container.rebind(DISPATCHER).toConstantValue(dispatcher)
    configure?.(container)
  }
  const system = await ActorSystem.start({ ...options, configure: bind })
  return new TestSystem(system, clock, random, atWork, stopTimeout)
}

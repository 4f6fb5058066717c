// A contract is worth what it finds: implementations that break promises, and the cases that tell.

import { AsyncLocalStorage } from 'node:async_hooks'
import { describe, expect, test } from 'vitest'
import {
  Dispatcher,
  EventBus,
  MailboxOrder,
  type MessageInfo,
  Random,
  Scheduler,
  SystemRandom,
  SystemScheduler,
  type SystemEvent,
  type TimerHandle,
} from '../../src/index.js'
import type { Runnable } from '../../src/mailbox/ready.js'
import {
  clockContract,
  type ContractSuite,
  dispatcherContract,
  eventBusContract,
  mailboxOrderContract,
  randomContract,
  schedulerContract,
  VirtualClock,
} from '../../src/testing/index.js'

/** Milliseconds for what starves others: it may have to go on for millions of turns before that counts. */
const patience = 30_000

/** The titles of the cases that fail. */
async function failuresOf({ cases }: ContractSuite): Promise<string[]> {
  const failed: string[] = []
  for (const { title, run } of cases) {
    try {
      await run()
    } catch (error) {
      expect(error).toBeInstanceOf(Error)
      failed.push(title)
    }
  }
  return failed
}

// ---- clocks ----------------------------------------------------------------------------------------------------------

const never = 1e15

class BackwardClock extends VirtualClock {
  private looks = 0
  override now(): number {
    return super.now() - (this.looks += 0.1)
  }
}
class StandingClock extends VirtualClock {
  override now(): number {
    return 0
  }
}
class HastyTimers extends VirtualClock {
  override setTimer(callback: () => void, ms: number): TimerHandle {
    return super.setTimer(callback, ms / 2)
  }
}
class RepeatedTimers extends VirtualClock {
  override setTimer(callback: () => void, ms: number): TimerHandle {
    super.setTimer(callback, ms + 12)
    return super.setTimer(callback, ms)
  }
}
class SynchronousTimers extends VirtualClock {
  override setTimer(callback: () => void, ms: number): TimerHandle {
    if (ms > 0) return super.setTimer(callback, ms)
    callback()
    return { timer: null }
  }
}
class NegativeTimersWait extends VirtualClock {
  override setTimer(callback: () => void, ms: number): TimerHandle {
    return super.setTimer(callback, ms < 0 ? never : ms)
  }
}
class LastComesFirst extends VirtualClock {
  private set = 0
  override setTimer(callback: () => void, ms: number): TimerHandle {
    return super.setTimer(callback, ms - (this.set += 1e-6))
  }
}
class NoClearing extends VirtualClock {
  override clearTimer(): void {}
}
/** What it clears is the timer in this place, whichever it is by now. */
class ClearsByPlace extends VirtualClock {
  private readonly set: TimerHandle[] = []
  override setTimer(callback: () => void, ms: number): TimerHandle {
    this.set.unshift(super.setTimer(callback, ms))
    return { timer: 0 }
  }
  override clearTimer({ timer }: TimerHandle): void {
    super.clearTimer(this.set[timer as number]!)
  }
}
/** What is due at one time is taken out before any of it fires. */
class BatchedTimers extends VirtualClock {
  private readonly batches = new Map<number, (() => void)[]>()
  private readonly cleared = new Set<unknown>()
  override setTimer(callback: () => void, ms: number): TimerHandle {
    const due = this.now() + ms
    const timer = (): void => {
      if (!this.cleared.has(timer)) callback()
    }
    const batch = this.batches.get(due)
    if (batch !== undefined) batch.push(timer)
    else {
      this.batches.set(due, [timer])
      super.setTimer(() => {
        const alive = this.batches.get(due)!.filter((each) => !this.cleared.has(each))
        this.batches.delete(due)
        this.cleared.clear()
        for (const each of alive) each()
      }, ms)
    }
    return { timer }
  }
  override clearTimer({ timer }: TimerHandle): void {
    queueMicrotask(() => this.cleared.add(timer))
  }
}
class NarrowTimers extends VirtualClock {
  override setTimer(callback: () => void, ms: number): TimerHandle {
    return super.setTimer(callback, ms > 2 ** 31 - 1 ? 1 : ms)
  }
}
/** All timers fire in the context of who made the clock. */
class ForgetfulTimers extends VirtualClock {
  private readonly inOwnContext = AsyncLocalStorage.snapshot()
  override setTimer(callback: () => void, ms: number): TimerHandle {
    return super.setTimer(() => this.inOwnContext(callback), ms)
  }
}

const clockTitles = {
  goesOn: 'time goes on as it passes, and never back',
  once: 'a timer fires once, when its time has passed and not before',
  offStack: 'a timer does not fire on the stack of who sets it, be its time none or negative',
  order: 'timers fire in the order of their time, those of one time in the order in which they were set',
  fromTimers: 'a timer that a timer sets has its own time to wait',
  clears: 'a cleared timer never fires; clearing it again, or one that has fired, does nothing',
  clearsOthers: 'a timer that another one clears at the same time does not fire',
  long: 'a timer for ever, or for longer than a system timer can wait, does not fire soon',
  context: 'a timer fires in the asynchronous context of who has set it',
}

describe('a clock', () => {
  const advance = (clock: VirtualClock, ms: number): Promise<void> => clock.advance(ms)
  test.each([
    { Broken: VirtualClock, finds: [] },
    { Broken: BackwardClock, finds: [clockTitles.goesOn] },
    { Broken: StandingClock, finds: [clockTitles.goesOn, clockTitles.once, clockTitles.fromTimers] },
    { Broken: HastyTimers, finds: [clockTitles.once, clockTitles.fromTimers] },
    {
      Broken: RepeatedTimers,
      finds: [clockTitles.once, clockTitles.order, clockTitles.clears, clockTitles.fromTimers],
    },
    { Broken: SynchronousTimers, finds: [clockTitles.offStack] },
    { Broken: NegativeTimersWait, finds: [clockTitles.offStack] },
    { Broken: LastComesFirst, finds: [clockTitles.order, clockTitles.clearsOthers] },
    { Broken: NoClearing, finds: [clockTitles.clears, clockTitles.clearsOthers] },
    { Broken: ClearsByPlace, finds: [clockTitles.clears] },
    { Broken: BatchedTimers, finds: [clockTitles.clearsOthers] },
    { Broken: NarrowTimers, finds: [clockTitles.long] },
    { Broken: ForgetfulTimers, finds: [clockTitles.context] },
  ])('the contract finds what is wrong with $Broken.name', async ({ Broken, finds }) => {
    const failed = await failuresOf(clockContract(() => new Broken(), advance))
    expect(failed.toSorted()).toEqual(finds.toSorted())
  })
})

// ---- chance ----------------------------------------------------------------------------------------------------------

class WideRandom extends SystemRandom {
  override next(): number {
    return super.next() * 1.001
  }
}
class NegativeRandom extends SystemRandom {
  override next(): number {
    return super.next() * 1.001 - 0.001
  }
}
class ConstantRandom extends Random {
  next(): number {
    return 0.5
  }
}
class LeaningRandom extends SystemRandom {
  override next(): number {
    return super.next() ** 2
  }
}
class CountingRandom extends Random {
  private count = 0
  next(): number {
    return ((this.count += 1) % 1000) / 1000
  }
}

describe('a source of chance', () => {
  const range = 'numbers are from 0 up to, not including, 1'
  const spread = 'numbers are spread over their range'
  const relation = 'a number does not tell the next one'
  test.each([
    { Broken: SystemRandom, finds: [] },
    { Broken: WideRandom, finds: [range, spread] },
    { Broken: NegativeRandom, finds: [range, spread] },
    { Broken: ConstantRandom, finds: [spread, relation] },
    { Broken: LeaningRandom, finds: [spread] },
    { Broken: CountingRandom, finds: [relation] },
  ])('the contract finds what is wrong with $Broken.name', async ({ Broken, finds }) => {
    expect(await failuresOf(randomContract(() => new Broken()))).toEqual(finds)
  })
})

// ---- schedulers ------------------------------------------------------------------------------------------------------

class SynchronousScheduler extends SystemScheduler {
  override soon(task: () => void): void {
    task()
  }
}
class IdleScheduler extends SystemScheduler {
  override later(): void {}
}
class TwiceScheduler extends SystemScheduler {
  override later(task: () => void): void {
    super.later(task)
    super.later(task)
  }
}
class SlowScheduler extends SystemScheduler {
  override soon(task: () => void): void {
    setImmediate(task)
  }
}
class EagerScheduler extends SystemScheduler {
  override later(task: () => void): void {
    this.soon(() => this.soon(() => this.soon(() => this.soon(task))))
  }
}
/** Tasks run in the context of the first one that waits. */
class DrainingScheduler extends Scheduler {
  private readonly tasks: (() => void)[] = []
  soon(task: () => void): void {
    if (this.tasks.push(task) === 1) queueMicrotask(() => this.drain())
  }
  later(task: () => void): void {
    setImmediate(task)
  }
  private drain(): void {
    while (this.tasks.length > 0) {
      this.tasks[0]!()
      this.tasks.shift()
    }
  }
}

describe('a scheduler', () => {
  const offStack = 'nothing runs on the stack of who asks'
  const once = 'each task runs once, also when a task has asked for it'
  const soon = 'what is soon runs before the event loop goes on'
  const later = 'what is later runs after what is soon'
  const others = 'what is later lets I/O and timers go first'
  const context = 'a task runs in the asynchronous context of who has asked for it'
  test.each([
    { Broken: SystemScheduler, finds: [] },
    { Broken: SynchronousScheduler, finds: [offStack] },
    { Broken: IdleScheduler, finds: [offStack, once, later, context] },
    { Broken: TwiceScheduler, finds: [offStack, once, later, context] },
    { Broken: SlowScheduler, finds: [soon, later] },
    { Broken: EagerScheduler, finds: [others] },
    { Broken: DrainingScheduler, finds: [context] },
  ])(
    'the contract finds what is wrong with $Broken.name',
    async ({ Broken, finds }) => {
      expect(await failuresOf(schedulerContract(() => new Broken()))).toEqual(finds)
    },
    patience,
  )
})

// ---- dispatchers -----------------------------------------------------------------------------------------------------

const outside = Promise.resolve()

class SynchronousDispatcher extends Dispatcher {
  override enqueue(runnable: Runnable): void {
    runnable.run(1)
  }
}
class SingleDispatcher extends Dispatcher {
  private readonly seen = new Set<Runnable>()
  override enqueue(runnable: Runnable): void {
    if (this.seen.has(runnable)) return
    this.seen.add(runnable)
    super.enqueue(runnable)
  }
}
class ForNothingDispatcher extends Dispatcher {
  override enqueue(runnable: Runnable): void {
    void outside.then(() => runnable.run(0))
  }
}
/** Never lets the event loop go first. */
class BusyDispatcher extends Dispatcher {
  protected readonly waiting: Runnable[] = []
  private isRunning = false
  override enqueue(runnable: Runnable): void {
    this.waiting.push(runnable)
    if (!this.isRunning) void outside.then(() => this.runAll())
    this.isRunning = true
  }
  protected take(): Runnable | undefined {
    return this.waiting.shift()
  }
  private runAll(): void {
    for (let next = this.take(); next !== undefined; next = this.take()) next.run(64)
    this.isRunning = false
  }
}
/** Who comes last goes first, for ever if need be. */
class UnfairDispatcher extends BusyDispatcher {
  protected override take(): Runnable | undefined {
    return this.waiting.pop()
  }
}
/** Turns go on in the call chain of who has made their instance ready. */
class ChainedDispatcher extends Dispatcher {
  override enqueue(runnable: Runnable): void {
    setImmediate(() => runnable.run(64))
  }
}

describe('a dispatcher', () => {
  const offStack = 'nobody has a turn on the stack of who makes it ready'
  const all = 'who is ready has turns until nothing is left to do'
  const fair = 'who always has more to do keeps nobody from a turn'
  const loop = 'the event loop has its turns, however much there is to do'
  const chain = 'a turn belongs to no call chain, whoever has made its instance ready'
  test.each([
    { Broken: Dispatcher, finds: [] },
    { Broken: SynchronousDispatcher, finds: [offStack, loop, chain] },
    { Broken: SingleDispatcher, finds: [all] },
    { Broken: ForNothingDispatcher, finds: [all, loop, chain] },
    { Broken: UnfairDispatcher, finds: [fair, loop, chain] },
    { Broken: BusyDispatcher, finds: [loop, chain] },
    { Broken: ChainedDispatcher, finds: [chain] },
  ])(
    'the contract finds what is wrong with $Broken.name',
    async ({ Broken, finds }) => {
      const failed = await failuresOf(dispatcherContract((clock, scheduler) => new Broken(clock, scheduler)))
      expect(failed).toEqual(finds)
    },
    patience,
  )
})

// ---- event buses -----------------------------------------------------------------------------------------------------

class BlindBus extends EventBus {
  override get isObserved(): boolean {
    return true
  }
}
class LateBus extends EventBus {
  override emit(event: SystemEvent): void {
    queueMicrotask(() => super.emit(event))
  }
}
/** Tells at once what an observer sets off. */
class DirectBus extends EventBus {
  override emit(event: SystemEvent): void {
    ;(this as unknown as { subject: { next(event: SystemEvent): void } }).subject.next(event)
  }
}
class EndlessBus extends EventBus {
  override complete(): void {}
}

describe('an event bus', () => {
  const tells = 'all observers are told all events at once, in their order'
  const knows = 'it says whether anybody looks'
  const oneByOne = 'what an observer sets off is told after what it was told, to all'
  const completes = 'when it is complete its observers know, and nothing more is told'
  test.each([
    { Broken: EventBus, finds: [] },
    { Broken: BlindBus, finds: [knows, completes] },
    { Broken: LateBus, finds: [tells, knows, oneByOne, completes] },
    { Broken: DirectBus, finds: [oneByOne] },
    { Broken: EndlessBus, finds: [completes] },
  ])('the contract finds what is wrong with $Broken.name', async ({ Broken, finds }) => {
    expect(await failuresOf(eventBusContract(() => new Broken()))).toEqual(finds)
  })
})

// ---- orders of mailboxes ---------------------------------------------------------------------------------------------

class ByMethod extends MailboxOrder {
  override priorityOf({ method }: MessageInfo): number {
    return method === 'alarm' ? 1 : 0
  }
}
/** Knows its own messages only. */
class ByUrgency extends MailboxOrder {
  override priorityOf({ args }: MessageInfo): number {
    return (args[0] as { urgency: number }).urgency
  }
}
class ByTable extends MailboxOrder {
  private readonly table: Record<string, number> = { alarm: 1 }
  override priorityOf({ method }: MessageInfo): number {
    return this.table[method]!
  }
}
class AsynchronousOrder extends MailboxOrder {
  override priorityOf(): number {
    return Promise.resolve(1) as never
  }
}
class MarkingOrder extends MailboxOrder {
  override priorityOf({ args }: MessageInfo): number {
    const [first] = args
    if (typeof first === 'object' && first !== null) (first as { isJudged?: boolean }).isJudged = true
    return 0
  }
}
class TakingOrder extends MailboxOrder {
  override priorityOf({ args }: MessageInfo): number {
    return Number((args as unknown[]).pop() === 'urgent')
  }
}

describe('an order of mailboxes', () => {
  const number = 'every message has a priority, which is a number, whatever its method, its arguments and its sender'
  const leaves = 'who looks at a message leaves it and its arguments as they are'
  const alarm = {
    method: 'alarm',
    kind: 'oneway',
    args: [{ urgency: 3 }],
    sender: null,
    senderClass: null,
  } as const satisfies MessageInfo
  test.each([
    { Broken: ByMethod, finds: [] },
    { Broken: ByUrgency, finds: [number, leaves] },
    { Broken: ByTable, finds: [number] },
    { Broken: AsynchronousOrder, finds: [number] },
    { Broken: MarkingOrder, finds: [leaves] },
    { Broken: TakingOrder, finds: [leaves] },
  ])('the contract finds what is wrong with $Broken.name', async ({ Broken, finds }) => {
    expect(await failuresOf(mailboxOrderContract(() => new Broken(), [alarm]))).toEqual(finds)
  })
})

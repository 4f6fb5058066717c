// What every dispatcher promises. In which order instances have their turns is not part of it.

import { deepStrictEqual, ok } from 'node:assert'
import { type Clock, SystemClock } from '../base/clock.js'
import { type Scheduler, SystemScheduler } from '../base/scheduler.js'
import type { Dispatcher } from '../mailbox/dispatcher.js'
import type { Runnable } from '../mailbox/ready.js'
import { current, runInChain, runningMessage } from '../protocol/current.js'
import { Message, type Recipient } from '../protocol/message.js'
import { MethodSlot } from '../protocol/method.js'
import type { ContractCase, ContractSuite } from './contract.js'
import { settle } from './settle.js'

/** Makes the dispatcher that is to be tested. */
export type MakeDispatcher = (clock: Clock, scheduler: Scheduler) => Dispatcher

/** Turns of others after which somebody counts as starved. */
const tolerance = 100_000
/** Turns after which the event loop does: more than a machine gives in the milliseconds of a dispatcher's turn. */
const patience = 2_000_000

/** Something that has messages; it notes its turns in a log that it shares with others. */
class Worker implements Runnable {
  nextReady: Runnable | null = null
  /** The least that it was allowed to handle in a turn. */
  least = Infinity
  private isReady = false

  constructor(
    private readonly dispatcher: Dispatcher,
    readonly name: string,
    private readonly log: string[] | null = null,
    public left = 0,
  ) {}

  give(messages: number): void {
    this.left += messages
    if (this.isReady) return
    this.isReady = true
    this.dispatcher.enqueue(this)
  }

  run(limit: number): number {
    this.least = Math.min(this.least, limit)
    // Whatever it may: a turn for nothing would come again for ever.
    const handled = Math.min(Math.max(1, limit), this.left)
    this.isReady = false
    this.left -= handled
    this.log?.push(this.name)
    this.onTurn()
    if (this.left > 0) this.give(0)
    return handled
  }

  onTurn(): void {}
}

/** The contract of dispatchers. */
export function dispatcherContract(makeDispatcher: MakeDispatcher): ContractSuite {
  const onStage = (title: string, body: (dispatcher: Dispatcher) => Promise<void>): ContractCase => ({
    title,
    run: () => body(makeDispatcher(new SystemClock(), new SystemScheduler())),
  })
  return {
    name: 'a dispatcher',
    cases: [
      onStage('nobody has a turn on the stack of who makes it ready', runsOffStack),
      onStage('who is ready has turns until nothing is left to do', runsAll),
      onStage('who becomes ready in a turn has one, too', runsWhoCome),
      onStage('who always has more to do keeps nobody from a turn', sharesTurns),
      onStage('the event loop has its turns, however much there is to do', leavesTurns),
      onStage('a turn belongs to no call chain, whoever has made its instance ready', belongsToNobody),
    ],
  }
}

async function runsOffStack(dispatcher: Dispatcher): Promise<void> {
  const log: string[] = []
  new Worker(dispatcher, 'a', log).give(1)
  deepStrictEqual(log, [], 'it has a turn at once')
  await settle(10)
  deepStrictEqual(log, ['a'])
}

async function runsAll(dispatcher: Dispatcher): Promise<void> {
  const workers = Array.from({ length: 20 }, (_, i) => new Worker(dispatcher, `worker ${i}`))
  for (const [i, worker] of workers.entries()) worker.give(1 + i * 50)
  await settle(50)
  const waiting = workers.filter(({ left }) => left > 0).map(({ name, left }) => `${name}: ${left}`)
  deepStrictEqual(waiting, [], 'messages are left')
  for (const { name, least } of workers) ok(least >= 1, `${name} has had a turn for ${least} messages`)
}

async function runsWhoCome(dispatcher: Dispatcher): Promise<void> {
  const log: string[] = []
  const relays = Array.from({ length: 10 }, (_, i) => new Worker(dispatcher, `${i}`, log))
  for (const [i, relay] of relays.entries()) relay.onTurn = () => relays[i + 1]?.give(1)
  relays[0]!.give(1)
  await settle(50)
  deepStrictEqual(
    log,
    relays.map(({ name }) => name),
  )
}

async function sharesTurns(dispatcher: Dispatcher): Promise<void> {
  const [greedy, modest] = [new Worker(dispatcher, 'greedy'), new Worker(dispatcher, 'modest')]
  let turns = 0
  greedy.onTurn = () => {
    turns += 1
    if (turns === 1) modest.give(1)
    greedy.left = turns < tolerance && modest.left > 0 ? 1000 : 0
  }
  greedy.give(1000)
  for (let before = -1; before < turns;) {
    before = turns
    await settle(10)
  }
  ok(turns < tolerance && modest.left === 0, `in ${turns} turns of the other one it had none`)
}

async function leavesTurns(dispatcher: Dispatcher): Promise<void> {
  const [a, b] = [new Worker(dispatcher, 'a'), new Worker(dispatcher, 'b')]
  let hadTurn = false
  let turns = 0
  const play = (other: Worker) => (): void => {
    if (!hadTurn && (turns += 1) < patience) other.give(1)
  }
  a.onTurn = play(b)
  b.onTurn = play(a)
  setImmediate(() => (hadTurn = true))
  a.give(1)
  await settle()
  ok(turns < patience, `in ${turns} turns it had none`)
}

async function belongsToNobody(dispatcher: Dispatcher): Promise<void> {
  const found: unknown[] = []
  const worker = new Worker(dispatcher, 'a')
  worker.onTurn = () => void found.push(current.instance, runningMessage())
  runInChain(messageOfSomebody(), () => worker.give(1))
  await settle(10)
  deepStrictEqual(found, [null, null])
}

function messageOfSomebody(): Message {
  const somebody: Recipient = {
    pid: '<0.1>' as Recipient['pid'],
    className: 'Somebody',
    system: {},
    exit: null,
    running: null,
    deliver: () => {},
  }
  return new Message(somebody, new MethodSlot('ask', 'request'), [], null)
}

import { expect, test } from 'vitest'
import {
  Actor,
  actor,
  attribute,
  type ExitReason,
  type MessageInfo,
  oneway,
  type Oneway,
  type Ref,
  request,
} from '../../src/index.js'
import { assertPurged, settle } from '../../src/testing/index.js'
import { eventsOf, failureOf, makeDoor, startStill } from '../still.js'

interface Traced {
  readonly message: MessageInfo
  outcome?: unknown
}

/** A base that keeps a trace of what its heirs are sent, and what came of it. */
function makeTracing(trace: Traced[], version = '1.0.0') {
  @actor({ name: 'Tracing', version })
  abstract class Tracing extends Actor {
    @attribute({ initial: version }) traceVersion!: string
    around(message: MessageInfo, proceed: () => unknown): unknown {
      const entry: Traced = { message }
      trace.push(entry)
      try {
        return (entry.outcome = proceed())
      } catch (error) {
        entry.outcome = error
        throw error
      }
    }
  }
  return Tracing
}

function makeDesk(Tracing: ReturnType<typeof makeTracing>) {
  @actor({ version: '1.0.0' })
  class Desk extends Tracing {
    @attribute() papers = 0
    @request() add(a: number, b: number, ...more: number[]) {
      this.papers += 1
      return [a, b, ...more].reduce((sum, each) => sum + each, 0)
    }
    @request() async addSoon(a: number) {
      await Promise.resolve()
      return a + this.papers
    }
    @oneway() put(papers: number): Oneway {
      this.papers += papers
    }
    @request({ const: true }) count() {
      return this.papers
    }
    @request() failing(message: string): never {
      throw new Error(message)
    }
    @oneway() break(): Oneway {
      throw new Error('broken')
    }
    @oneway() putLater(ms: number): Oneway {
      this.after(ms, Desk).put(1)
    }
    @oneway() watch(other: Ref<Desk>): Oneway {
      this.monitor(other, 'ended', 'the other one')
    }
    @oneway() ended(_which: string, _reason: ExitReason): Oneway {}
    @request() giveCallback() {
      return this.callback('put')
    }
    @request() callsItself() {
      return this.add(1, 2)
    }
    @oneway({ aliases: { file: (papers: number) => [papers * 10] } }) store(papers: number): Oneway {
      this.papers += papers
    }
  }
  return Desk
}

async function stage() {
  const still = await startStill()
  const trace: Traced[] = []
  const Desk = makeDesk(makeTracing(trace))
  const desk = await still.system.spawn(Desk)
  const names = (): string[] => trace.map(({ message }) => message.method)
  return { ...still, trace, names, Desk, desk }
}

test('a hook of the base runs around every message of its heirs: requests and oneways, plain and asynchronous', async () => {
  const { trace, desk, system } = await stage()
  expect(await desk.add(1, 2)).toBe(3)
  expect(await desk.add(1, 2, 3, 4)).toBe(10)
  expect(await desk.addSoon(5)).toBe(7)
  desk.put(3)
  expect(await desk.count()).toBe(5)
  expect(trace.map(({ message, outcome }) => [message.method, message.kind, message.args, outcome])).toEqual([
    ['add', 'request', [1, 2], 3],
    ['add', 'request', [1, 2, 3, 4], 10],
    ['addSoon', 'request', [5], expect.any(Promise)],
    ['put', 'oneway', [3], undefined],
    ['count', 'request', [], 5],
  ])
  expect(system.getState(desk)).toMatchObject({ papers: 5 })
})

test('it is told who has sent the message', async () => {
  const { trace, desk, system } = await stage()
  @actor({ version: '1.0.0' })
  class Clerk extends Actor {
    @request() async work() {
      await Promise.resolve()
      return desk.add(1, 1)
    }
  }
  const clerk = await system.spawn(Clerk)
  await clerk.work()
  await desk.count()
  expect(trace.map(({ message: { sender, senderClass } }) => [sender, senderClass])).toEqual([
    [clerk.pid, 'Clerk'],
    [null, null],
  ])
})

test('timers, monitors and callbacks send messages, so they are seen, too', async () => {
  const { names, trace, desk, Desk, system, clock } = await stage()
  const other = await system.spawn(Desk)
  desk.putLater(100)
  desk.watch(other)
  const callback = await desk.giveCallback()
  await clock.advance(100)
  callback(5)
  await other.stop()
  await settle()
  expect(names()).toEqual(['putLater', 'watch', 'giveCallback', 'put', 'put', 'ended'])
  expect(trace[3]!.message.sender).toBe(desk.pid)
  expect(trace[5]!.message.args).toEqual(['the other one', { type: 'stopped' }])
})

test('calls within an instance and hooks of its life are no messages', async () => {
  const { names, desk } = await stage()
  expect(await desk.callsItself()).toBe(3)
  await desk.stop()
  expect(names()).toEqual(['callsItself'])
})

test('an alias is seen by the name that was sent, with the arguments that were sent', async () => {
  const { trace, desk, system } = await stage()
  ;(desk as unknown as { file(papers: number): void }).file(2)
  await settle()
  expect(trace[0]!.message).toMatchObject({ method: 'file', args: [2] })
  expect(system.getState(desk)).toMatchObject({ papers: 20 })
})

test('errors pass through: a request rejects with the very error, a oneway crashes its instance in the name of its method', async () => {
  const { trace, desk, events } = await stage()
  await expect(desk.failing('no')).rejects.toThrow('no')
  expect(trace[0]!.outcome).toEqual(new Error('no'))
  desk.break()
  expect(await desk.exited).toMatchObject({ type: 'crashed', method: 'break', error: trace[1]!.outcome })
  expect(eventsOf(events, 'crashed')).toMatchObject([{ class: 'Desk', method: 'break' }])
})

test('what the hook returns is the answer, and a message that it does not let proceed is never run', async () => {
  const { system } = await startStill()
  @actor({ version: '1.0.0' })
  class Guarded extends Actor {
    @attribute() entered = 0
    around({ args: [name] }: MessageInfo, proceed: () => unknown): unknown {
      if (name === 'burglar') throw new Error('nobody is at home')
      return name === 'friend' ? `dear ${String(proceed())}` : proceed()
    }
    @request() greet(name: string) {
      this.entered += 1
      return name
    }
  }
  const guarded = await system.spawn(Guarded)
  expect(await guarded.greet('guest')).toBe('guest')
  expect(await guarded.greet('friend')).toBe('dear friend')
  await expect(guarded.greet('burglar')).rejects.toThrow('nobody is at home')
  expect(system.getState(guarded)).toEqual({ entered: 2 })
})

test('an asynchronous hook holds the instance until it has ended, and knows the sender all the while', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const doors = [makeDoor(), makeDoor()]
  @actor({ version: '1.0.0' })
  class Slow extends Actor {
    async around({ method }: MessageInfo, proceed: () => unknown): Promise<unknown> {
      log.push(`before ${method}`)
      await doors[0]!.opened
      const answer = await proceed()
      await doors[1]!.opened
      log.push(`after ${method}, from ${this.sender?.className}`)
      return answer
    }
    @request() one() {
      log.push(`one, from ${this.sender?.className}`)
      return 1
    }
    @request() two() {
      return 2
    }
  }
  @actor({ version: '1.0.0' })
  class Caller extends Actor {
    @request() call(slow: Ref<Slow>) {
      return Promise.all([slow.one(), slow.two()])
    }
  }
  const slow = await system.spawn(Slow)
  const answers = (await system.spawn(Caller)).call(slow)
  await settle()
  expect(log).toEqual(['before one'])
  for (const door of doors) door.open()
  expect(await answers).toEqual([1, 2])
  expect(log).toEqual([
    'before one',
    'one, from Caller',
    'after one, from Caller',
    'before two',
    'after two, from Caller',
  ])
})

test('what an asynchronous hook sends after an await has its instance as the sender, around a plain method, too', async () => {
  const { system } = await startStill()
  const senders: unknown[] = []
  @actor({ version: '1.0.0' })
  class Journal extends Actor {
    @oneway() write(): Oneway {
      senders.push(this.sender?.className)
    }
  }
  const journal = await system.spawn(Journal)
  @actor({ version: '1.0.0' })
  class Noted extends Actor {
    async around(_: MessageInfo, proceed: () => unknown): Promise<unknown> {
      const answer = await proceed()
      journal.write()
      return answer
    }
    @request() plain() {
      return 'plain'
    }
  }
  expect(await (await system.spawn(Noted)).plain()).toBe('plain')
  await settle()
  expect(senders).toEqual(['Noted'])
})

test('a hook around a const request may not write either; it is answered while its instance is frozen, unless the hook is asynchronous', async () => {
  const { system } = await startStill()
  const door = makeDoor()
  const makeShy = (version: string) => {
    @actor({ name: 'Shy', version })
    class Shy extends Actor {
      @attribute({ initial: version }) edition!: string
      @attribute({ initial: 0 }) seen!: number
      around({ args: [note] }: MessageInfo, proceed: () => unknown): unknown {
        if (note === 'count') this.seen += 1
        return proceed()
      }
      @request({ const: true }) look(_note?: string) {
        return this.edition
      }
      @oneway() async wait(): Promise<Oneway> {
        await door.opened
      }
    }
    return Shy
  }
  const shy = await system.spawn(makeShy('1.0.0'))
  const busy = await system.spawn(makeShy('1.0.0'))
  expect((await failureOf(shy.look('count'))).code).toBe('const-write')
  busy.wait()
  await settle()
  const upgrade = system.upgrade(makeShy('2.0.0'))
  await settle()
  expect(await shy.look()).toBe('1.0.0')
  door.open()
  await upgrade
})

test('several levels have hooks: the base runs first and ends last, traits between it and the class', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const note = (who: string, proceed: () => unknown): unknown => {
    log.push(`(${who}`)
    try {
      return proceed()
    } finally {
      log.push(`${who})`)
    }
  }
  @actor({ version: '1.0.0' })
  class Base extends Actor {
    around(_: MessageInfo, proceed: () => unknown): unknown {
      return note('base', proceed)
    }
  }
  @actor({ version: '1.0.0' })
  class Trait extends Actor {
    around(_: MessageInfo, proceed: () => unknown): unknown {
      return note('trait', proceed)
    }
    @request() ofTrait() {
      return 'trait'
    }
  }
  @actor({ version: '1.0.0', traits: [Trait] })
  class Heir extends Base {
    override around(_: MessageInfo, proceed: () => unknown): unknown {
      return note('heir', proceed)
    }
    @request() ofHeir() {
      log.push('method')
      return 'heir'
    }
  }
  interface Heir extends Trait {}
  const heir = await system.spawn(Heir)
  expect([await heir.ofHeir(), await heir.ofTrait()]).toEqual(['heir', 'trait'])
  expect(log.slice(0, 7)).toEqual(['(base', '(trait', '(heir', 'method', 'heir)', 'trait)', 'base)'])
  expect(log).toHaveLength(13)
})

test('two traits that both have a hook are no conflict: both run', async () => {
  const { system } = await startStill()
  const log: string[] = []
  @actor({ version: '1.0.0' })
  class First extends Actor {
    around(_: MessageInfo, proceed: () => unknown): unknown {
      log.push('first')
      return proceed()
    }
  }
  @actor({ version: '1.0.0' })
  class Second extends Actor {
    around(_: MessageInfo, proceed: () => unknown): unknown {
      log.push('second')
      return proceed()
    }
  }
  @actor({ version: '1.0.0', traits: [First, Second] })
  class Both extends Actor {
    @request() say() {
      return 'said'
    }
  }
  expect(await (await system.spawn(Both)).say()).toBe('said')
  expect(log).toEqual(['first', 'second'])
})

test('a message may proceed twice, each time through the inner hooks', async () => {
  const { system } = await startStill()
  @actor({ version: '1.0.0' })
  class Stubborn extends Actor {
    @attribute() tries = 0
    around(_: MessageInfo, proceed: () => unknown): unknown {
      try {
        return proceed()
      } catch {
        return proceed()
      }
    }
    @request() work() {
      this.tries += 1
      if (this.tries === 1) throw new Error('not yet')
      return this.tries
    }
  }
  const stubborn = await system.spawn(Stubborn)
  expect(await stubborn.work()).toBe(2)
})

test('an upgrade of the base reaches the messages of living heirs, up and down, and the old code is purged', async () => {
  const { desk, system } = await stage()
  const [second, again]: Traced[][] = [[], []]
  const up = await system.upgrade(makeTracing(second!, '2.0.0'), { purge: 'soft' })
  expect(up).toMatchObject({ outcome: 'committed', migrated: 0 })
  expect(await desk.add(1, 2)).toBe(3)
  expect(second!.map(({ message }) => message.method)).toEqual(['add'])
  assertPurged(system, 'Tracing')
  expect((await system.upgrade(makeTracing(again!, '1.0.0'))).outcome).toBe('committed')
  await desk.count()
  expect([second!.length, again!.length]).toEqual([1, 1])
})

test('a base that loses its hook leaves the messages alone, and one that gets it has them from then on', async () => {
  const { desk, system, names } = await stage()
  @actor({ name: 'Tracing', version: '2.0.0' })
  abstract class Silent extends Actor {
    @attribute({ initial: '' }) traceVersion!: string
  }
  await desk.add(1, 2)
  await system.upgrade(Silent)
  await desk.add(1, 2)
  expect(names()).toEqual(['add'])
  const trace: Traced[] = []
  await system.upgrade(makeTracing(trace, '3.0.0'))
  await desk.add(1, 2)
  expect(trace).toHaveLength(1)
})

test('an upgrade of an heir keeps the hook of its base around the new methods', async () => {
  const trace: Traced[] = []
  const { system } = await startStill()
  const Tracing = makeTracing(trace)
  const makeHeir = () => {
    @actor({ name: 'Heir', version: '1.0.0' })
    class Heir extends Tracing {
      @request() say(): string {
        return 'one'
      }
    }
    return Heir
  }
  @actor({ name: 'Heir', version: '2.0.0' })
  class Next extends Tracing {
    @request() say(): string {
      return 'two'
    }
    @request() sayMore(): string {
      return 'more'
    }
  }
  const heir = await system.spawn(makeHeir())
  await heir.say()
  await system.upgrade(Next)
  await heir.say()
  await (heir as unknown as Ref<Next>).sayMore()
  await system.upgrade(makeHeir())
  await heir.say()
  expect(trace.map(({ message, outcome }) => [message.method, outcome])).toEqual([
    ['say', 'one'],
    ['say', 'two'],
    ['sayMore', 'more'],
    ['say', 'one'],
  ])
})

test('a message that was in its hook when its base was upgraded ends in the old one, and the upgrade waits for it', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const door = makeDoor()
  const makeBase = (version: string) => {
    @actor({ name: 'Base', version })
    class Base extends Actor {
      @attribute({ initial: version }) edition!: string
      async around(_: MessageInfo, proceed: () => unknown): Promise<unknown> {
        try {
          return await proceed()
        } finally {
          log.push(`ended in ${version}`)
        }
      }
      @request() async wait() {
        await door.opened
        return log.length
      }
    }
    return Base
  }
  const base = await system.spawn(makeBase('1.0.0'))
  const first = base.wait()
  await settle()
  const upgrade = system.upgrade(makeBase('2.0.0'))
  await settle()
  door.open()
  expect(await first).toBe(0)
  expect((await upgrade).outcome).toBe('committed')
  expect(await base.wait()).toBe(1)
  expect(log).toEqual(['ended in 1.0.0', 'ended in 2.0.0'])
})

test('an instance that is killed in an asynchronous hook runs no method afterwards that could touch it', async () => {
  const { system } = await startStill()
  const door = makeDoor()
  const ends: unknown[] = []
  @actor({ version: '1.0.0' })
  class Slow extends Actor {
    @attribute() touched = 0
    async around(_: MessageInfo, proceed: () => unknown): Promise<unknown> {
      await door.opened
      try {
        return await proceed()
      } catch (error) {
        ends.push((error as { code?: string }).code)
        throw error
      }
    }
    @request() touch() {
      this.touched += 1
    }
  }
  const slow = await system.spawn(Slow)
  const failure = failureOf(slow.touch())
  await settle()
  await slow.kill()
  door.open()
  expect((await failure).code).toBe('exited')
  await settle()
  expect(ends).toEqual(['ended-instance'])
})

test('passive instances are called and get no messages: no hook runs', async () => {
  const { system, Desk, trace } = await stage()
  expect(system.passive(Desk).add(1, 2)).toBe(3)
  expect(trace).toEqual([])
})

test('around is called by the runtime: refs and timers do not offer it, and it cannot be declared as a method', async () => {
  const { desk, system } = await stage()
  expect((desk as unknown as Record<string, unknown>)['around']).toBeUndefined()
  @actor({ version: '1.0.0' })
  class Wrong extends Actor {
    @request() around() {}
  }
  expect(() => system.register(Wrong)).toThrow(
    'around is called by the runtime and cannot be sent or declared: take the decorator away',
  )
})

test('a class without a hook in its lineage has its own code in its slots', async () => {
  const { system } = await startStill()
  @actor({ version: '1.0.0' })
  class Plain extends Actor {
    @request() code() {
      return new Error('where').stack
    }
  }
  const plain = await system.spawn(Plain)
  expect(await plain.code()).not.toContain('weaving')
})

test('a method that an upgrade takes away is gone for its hook too: who sends it is told, and no hook runs', async () => {
  const { system } = await startStill()
  const trace: Traced[] = []
  const Tracing = makeTracing(trace)
  @actor({ name: 'Stool', version: '1.0.0' })
  class Stool extends Tracing {
    @request() sit() {}
  }
  @actor({ name: 'Stool', version: '2.0.0' })
  class Next extends Tracing {}
  const stool = await system.spawn(Stool)
  await stool.sit()
  expect((await system.upgrade(Next)).outcome).toBe('committed')
  expect((await failureOf(stool.sit())).code).toBe('no-such-method')
  expect(trace).toHaveLength(1)
})

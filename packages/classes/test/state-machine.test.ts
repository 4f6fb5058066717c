// A door with a keypad: all that a machine can wait for, at rest and through upgrades of the door and of the library.

import { actor, attribute, migration, oneway, type Oneway, type Ref, request } from '@instar/core'
import { assertPurged, SeededRandom, startTestSystem } from '@instar/core/testing'
import { describe, expect, test } from 'vitest'
import { answered, type Asker, type Moves, StateMachine, type StateTable, Ticket } from '../src/index.js'
import { evaluateAgain, printedBy, runPage } from './page.js'

interface States {
  locked: { tries: number }
  open: { guests: string[]; waiting: Asker<string> | null }
  broken: undefined
}
interface Events {
  unlock(code: string): boolean
  enterBy(name: string): number
  relock(): void
  call(): string
  smash(): void
  repair(): void
}
type Log = readonly string[]

function doorClass() {
  @actor({ name: 'Door', version: '1.0.0' })
  class Door extends StateMachine<States, Events> {
    @attribute() state: keyof States = 'locked'
    @attribute() data: States[keyof States] = { tries: 0 }
    @attribute() code: string
    @attribute() log: Log = []
    constructor(code = '1234') {
      super()
      this.code = code
    }
    @request() unlock(code: string) {
      return this.ask('unlock', code)
    }
    @oneway() smash(): Oneway {
      this.send('smash')
    }
    @request({ const: true }) getLog(): Log {
      return this.log
    }
    @request({ const: true }) getData() {
      return this.data
    }
    say(line: string): void {
      this.log = [...this.log, line]
    }
    states(to: Moves<States, Events>): StateTable<States, Events> {
      const { next, update, reply, postpone, stateTimeout, answer, refuse } = to
      return {
        locked: {
          enter: (_, from) => this.say(`locked after ${from}`),
          unlock: ({ tries }, code) => {
            if (code !== this.code) return tries === 2 ? next('broken') : update({ tries: tries + 1 }, reply(false))
            return next('open', { guests: [], waiting: null }, reply(true), stateTimeout(3000, 'relock'))
          },
          enterBy: () => postpone(),
          call: () => postpone(),
        },
        open: {
          enter: (_, from) => this.say(`open after ${from}`),
          enterBy: ({ guests, waiting }, name) =>
            update({ guests: [...guests, name], waiting: null }, reply(guests.length + 1), answer(waiting, name)),
          call: (data) => update({ ...data, waiting: this.asker() }),
          relock: () => next('locked', { tries: 0 }),
          smash: ({ waiting }) => next('broken', undefined, refuse(waiting, new Error('the door is broken'))),
        },
        broken: { repair: () => next('locked', { tries: 0 }), enterBy: () => postpone() },
        '*': { smash: () => next('broken') },
      }
    }
  }
  return Door
}

/** A machine of two states with handlers that a test hands over. */
interface Toy {
  a: number
  b: number
}
interface Moved {
  x(value?: unknown): unknown
  y(value?: unknown): unknown
  z(value?: unknown): unknown
}
type ToyTable = (to: Moves<Toy, Moved>, say: (line: string) => void) => Partial<StateTable<Toy, Moved>>

function toyClass(table: ToyTable) {
  @actor({ name: 'Toy', version: '1.0.0' })
  class Machine extends StateMachine<Toy, Moved> {
    @attribute() state: keyof Toy = 'a'
    @attribute() data = 0
    @attribute() log: Log = []
    @request({ const: true }) getLog(): Log {
      return this.log
    }
    @request({ const: true }) getData() {
      return this.data
    }
    @request() async hold(until: Promise<void>) {
      await until
    }
    @oneway() burst(...events: ('x' | 'y' | 'z')[]): Oneway {
      for (const event of events) this.self(Machine).send(event)
    }
    states(to: Moves<Toy, Moved>): StateTable<Toy, Moved> {
      return { a: {}, b: {}, ...table(to, (line) => void (this.log = [...this.log, line])) }
    }
  }
  return Machine
}

async function toy(table: ToyTable) {
  const kit = await startTestSystem()
  const machine = await kit.system.spawn(toyClass(table))
  return { kit, machine, [Symbol.asyncDispose]: () => kit.stop() }
}

describe('states and events', () => {
  test('an event does what the table says for the present state, and is answered', async () => {
    await using test = await startTestSystem()
    const door = await test.system.spawn(doorClass())
    expect(await answered(door.unlock('0000'))).toBe(false)
    expect(await door.getData()).toEqual({ tries: 1 })
    expect(await answered(door.unlock('1234'))).toBe(true)
    expect(await door.currentState()).toBe('open')
    expect(await answered(door.ask('enterBy', 'Ada'))).toBe(1)
    expect(await door.getData()).toEqual({ guests: ['Ada'], waiting: null })
  })

  test('handlers of * serve the states that have none of their own', async () => {
    await using test = await startTestSystem()
    const door = await test.system.spawn(doorClass())
    door.smash()
    expect(await door.currentState()).toBe('broken')
    await expect(answered(door.unlock('1234'))).rejects.toMatchObject({
      code: 'no-handler',
      message: expect.stringContaining('does not handle the event unlock in its state broken'),
    })
  })

  test('the enter action runs at birth and at each change of state, told where it comes from', async () => {
    await using test = await startTestSystem()
    const door = await test.system.spawn(doorClass())
    await answered(door.unlock('0'))
    await answered(door.unlock('1234'))
    door.send('relock')
    expect(await door.getLog()).toEqual(['locked after null', 'open after locked', 'locked after open'])
  })

  test('going to the present state is no change: only repeat runs the enter action again', async () => {
    await using one = await toy(({ next, repeat, update }, say) => ({
      a: { enter: (data) => (say(`enter ${data}`), update(data + 10)), x: () => next('a', 1), y: () => repeat(2) },
    }))
    one.machine.send('x')
    expect(await one.machine.getData()).toBe(1)
    one.machine.send('y')
    expect(await one.machine.getData()).toBe(12)
    expect(await one.machine.getLog()).toEqual(['enter 0', 'enter 2'])
  })

  test('events that were inserted go first, in their order, before those that are retried', async () => {
    await using one = await toy(({ next, keep, insert, postpone }, say) => ({
      a: {
        x: () => postpone(),
        y: () => next('b', 0, insert('z', 1), insert('z', 2)),
      },
      b: { x: () => say('x'), z: (_, n) => (n === 1 ? keep(insert('y')) : say('z')), y: () => say('y') },
    }))
    one.machine.burst('x', 'x', 'y', 'x')
    await one.kit.settle()
    expect(await one.machine.getLog()).toEqual(['y', 'z', 'x', 'x', 'x'])
  })

  test('a machine that finishes ends normally, with its detail; nothing follows, and what waits is refused', async () => {
    const said: string[] = []
    await using one = await toy(({ finish, reply, insert }) => ({
      a: { x: () => finish('done', reply(7), insert('y')), y: () => void said.push('y') },
    }))
    const [first, second] = [one.machine.ask('x'), one.machine.ask('y')]
    expect(await answered(first)).toBe(7)
    await expect(second).rejects.toMatchObject({ code: 'exited' })
    expect(await one.machine.exited).toEqual({ type: 'stopped', detail: 'done' })
    expect(said).toEqual([])
  })

  test('what is unhandled is for the override of a subclass to decide', async () => {
    await using test = await startTestSystem()
    const Door = doorClass()
    @actor({ version: '1.0.0' })
    class PoliteDoor extends Door {
      override unhandled(event: string, args: readonly unknown[], { keep, reply }: Moves<States, Events>) {
        return keep(reply(`no ${event} with ${args.length}`))
      }
    }
    const door = await test.system.spawn(PoliteDoor)
    expect(await answered(door.ask('repair'))).toBe('no repair with 0')
  })

  test('a subclass changes single handlers of its superclass', async () => {
    await using test = await startTestSystem()
    const Door = doorClass()
    @actor({ version: '1.0.0' })
    class EasyDoor extends Door {
      override states(to: Moves<States, Events>): StateTable<States, Events> {
        const table = super.states(to)
        const unlock = () => to.next('open', { guests: [], waiting: null }, to.reply(true))
        return { ...table, locked: { ...table.locked, unlock } }
      }
    }
    const door = await test.system.spawn(EasyDoor)
    expect(await answered(door.unlock('whatever'))).toBe(true)
    expect(await door.getLog()).toEqual(['locked after null', 'open after locked'])
  })
})

describe('postponed events', () => {
  test('are retried in the order of their arrival when the state changes, before what comes later', async () => {
    await using test = await startTestSystem()
    const door = await test.system.spawn(doorClass())
    for (const name of ['Ada', 'Bob', 'Cid']) door.send('enterBy', name)
    expect(await door.whatWaits()).toEqual({ postponed: ['enterBy', 'enterBy', 'enterBy'], timeouts: [] })
    void door.unlock('1234')
    door.send('enterBy', 'Dot')
    expect(await door.getData()).toEqual({ guests: ['Ada', 'Bob', 'Cid', 'Dot'], waiting: null })
    expect((await door.whatWaits()).postponed).toEqual([])
  })

  test('stay aside while only the data changes', async () => {
    await using test = await startTestSystem()
    const door = await test.system.spawn(doorClass())
    door.send('enterBy', 'Ada')
    await answered(door.unlock('0'))
    expect((await door.whatWaits()).postponed).toEqual(['enterBy'])
  })

  test('an event can change the state and be postponed into it', async () => {
    await using one = await toy(({ next, postpone }, say) => ({
      a: { x: () => next('b', 0, postpone()) },
      b: { x: () => say('x in b') },
    }))
    one.machine.send('x')
    expect(await one.machine.getLog()).toEqual(['x in b'])
  })

  test('however events are postponed, retried and inserted, their order is that of the model', async () => {
    for (let seed = 0; seed < 300; seed++) await followModel(seed)
  })
})

// gen_statem's rules on lists, written for one reader: what runs, what was put aside, what follows.
type Rule = 'keep' | 'postpone' | 'go' | 'go and postpone' | 'insert y' | 'go and insert z'
const rules: Rule[] = ['keep', 'postpone', 'go', 'go and postpone', 'insert y', 'go and insert z']
type Plan = Record<'a' | 'b', Record<'x' | 'y' | 'z', Rule>>

function modelRun(plan: Plan, events: readonly ('x' | 'y' | 'z')[]): { log: string[]; aside: string[]; state: string } {
  let state: 'a' | 'b' = 'a'
  let aside: { event: 'x' | 'y' | 'z'; n: number }[] = []
  const log: string[] = []
  for (const [n, each] of events.entries()) {
    let queue = [{ event: each, n }]
    while (queue.length > 0) {
      const [now, ...rest] = queue
      const rule = plan[state][now!.event]
      log.push(`${state}${now!.event}${now!.n}`)
      if (rule.includes('postpone')) aside.push(now!)
      queue = rest
      if (rule.startsWith('go')) {
        state = state === 'a' ? 'b' : 'a'
        queue = [...aside, ...queue]
        aside = []
      }
      if (rule === 'insert y') queue = [{ event: 'y', n: now!.n }, ...queue]
      if (rule === 'go and insert z') queue = [{ event: 'z', n: now!.n }, ...queue]
    }
  }
  return { log, aside: aside.map(({ event }) => event), state }
}

/** Random rules that come to an end: what is inserted inserts nothing, and y and z go nowhere that they come back from. */
function planBy(random: SeededRandom): Plan {
  const any = (from: readonly Rule[]): Rule => from[Math.floor(random.next() * from.length)]!
  const calm = rules.slice(0, 2)
  const of = () => ({ x: any(rules), y: any(calm), z: any(calm) })
  const plan = { a: of(), b: of() }
  // Both states sending x on would send it on for ever.
  if (plan.a.x === 'go and postpone' && plan.b.x === 'go and postpone') plan.b.x = 'keep'
  return plan
}

async function followModel(seed: number): Promise<void> {
  const random = new SeededRandom(seed)
  const plan = planBy(random)
  const events = Array.from({ length: 20 }, () => (['x', 'y', 'z'] as const)[Math.floor(random.next() * 3)]!)
  await using one = await toy(({ keep, next, insert, postpone }, say) => {
    const handlersOf = (state: 'a' | 'b') => {
      const handler = (event: 'x' | 'y' | 'z') => (data: number, n: unknown) => {
        say(`${state}${event}${String(n)}`)
        const rule = plan[state][event]
        const actions = [
          ...(rule.includes('postpone') ? [postpone()] : []),
          ...(rule === 'insert y' ? [insert('y', n)] : []),
          ...(rule === 'go and insert z' ? [insert('z', n)] : []),
        ]
        return rule.startsWith('go') ? next(state === 'a' ? 'b' : 'a', data, ...actions) : keep(...actions)
      }
      return { x: handler('x'), y: handler('y'), z: handler('z') }
    }
    return { a: handlersOf('a'), b: handlersOf('b') }
  })
  for (const [n, event] of events.entries()) one.machine.send(event, n)
  const expected = modelRun(plan, events)
  const found = {
    log: await one.machine.getLog(),
    aside: (await one.machine.whatWaits()).postponed,
    state: await one.machine.currentState(),
  }
  expect(found, `with the seed ${seed}`).toEqual(expected)
}

describe('answers', () => {
  test('a postponed question is answered by the event that it becomes', async () => {
    await using test = await startTestSystem()
    const door = await test.system.spawn(doorClass())
    const place = answered(door.ask('enterBy', 'Ada'))
    await answered(door.unlock('1234'))
    expect(await place).toBe(1)
    await test.settle()
    expect(test.system.countInstances(Ticket)).toBe(0)
  })

  test('who asked an earlier event is answered by a later one', async () => {
    await using test = await startTestSystem()
    const door = await test.system.spawn(doorClass())
    await answered(door.unlock('1234'))
    const guest = answered(door.ask('call'))
    await test.settle()
    door.send('enterBy', 'Ada')
    expect(await guest).toBe('Ada')
  })

  test('who asked an earlier event can be refused', async () => {
    await using test = await startTestSystem()
    const door = await test.system.spawn(doorClass())
    await answered(door.unlock('1234'))
    const guest = answered(door.ask('call'))
    await test.settle()
    door.smash()
    await expect(guest).rejects.toThrow('the door is broken')
  })

  test('an answer has a time limit: five seconds, or what answered is told', async () => {
    await using test = await startTestSystem()
    const door = await test.system.spawn(doorClass())
    const usual = answered(door.ask('enterBy', 'Ada')).catch((error: unknown) => error)
    const short = answered(door.ask('enterBy', 'Bob'), { timeout: 100 }).catch((error: unknown) => error)
    const patient = answered(door.ask('enterBy', 'Cid'), { timeout: Infinity })
    await test.advance(99)
    expect(test.system.countInstances(Ticket)).toBe(3)
    await test.advance(1)
    expect(await short).toMatchObject({ code: 'late-answer', facts: { event: 'enterBy', ms: 100 } })
    await test.advance(4900)
    expect(await usual).toMatchObject({ code: 'late-answer', facts: { ms: 5000 } })
    await test.advance(60_000)
    expect(test.clock.pending).toBe(0)
    void door.unlock('1234')
    expect(await patient).toBe(3)
    await expect(answered(5, { timeout: -1 })).rejects.toMatchObject({ code: 'bad-timeout' })
  })

  test('who waits learns of the end of the machine, however it ends', async () => {
    for (const end of ['stop', 'kill'] as const) {
      await using test = await startTestSystem()
      const door = await test.system.spawn(doorClass())
      const place = answered(door.ask('enterBy', 'Ada'))
      await test.settle()
      await door[end]()
      await expect(place).rejects.toMatchObject({ code: 'lost-answer' })
    }
  })

  test('a question that a handler neither answers nor keeps is told so at once', async () => {
    await using one = await toy(() => ({ a: { x: () => {} } }))
    await expect(one.machine.ask('x')).rejects.toMatchObject({ code: 'unanswered-event', facts: { event: 'x' } })
  })

  test('the first reply counts', async () => {
    await using one = await toy(({ keep, reply }) => ({ a: { x: () => keep(reply(1), reply(2)) } }))
    expect(await answered(one.machine.ask('x'))).toBe(1)
  })
})

describe('time-outs', () => {
  test('a state time-out happens in its time, and is cancelled by a change of state', async () => {
    await using test = await startTestSystem()
    const door = await test.system.spawn(doorClass())
    await answered(door.unlock('1234'))
    await test.advance(2999)
    door.send('enterBy', 'Ada')
    expect(await door.currentState()).toBe('open')
    await test.advance(1)
    expect(await door.currentState()).toBe('locked')
    await answered(door.unlock('1234'))
    door.smash()
    expect(await door.whatWaits()).toEqual({ postponed: [], timeouts: [] })
    await test.advance(10_000)
    expect(await door.currentState()).toBe('broken')
  })

  test('an event time-out is cancelled by any event, one that is retried or inserted as well', async () => {
    await using one = await toy(({ next, keep, eventTimeout, insert, postpone }, say) => ({
      a: {
        x: () => eventTimeout(100, 'z'),
        y: (_, n) => (n === 'put aside' ? postpone() : n === 'go' ? next('b', 0, eventTimeout(100, 'z')) : say('y')),
        z: (_, n) => (n === 'twice' ? keep(eventTimeout(100, 'z'), insert('y')) : say('idle')),
      },
      b: { y: () => say('y in b'), z: () => say('never') },
    }))
    one.machine.send('x')
    await one.kit.advance(99)
    one.machine.send('y')
    await one.kit.advance(200)
    expect(await one.machine.getLog()).toEqual(['y'])
    one.machine.send('x')
    await one.kit.advance(100)
    expect(await one.machine.getLog()).toEqual(['y', 'idle'])
    one.machine.send('z', 'twice')
    await one.kit.advance(200)
    expect(await one.machine.getLog()).toEqual(['y', 'idle', 'y'])
    one.machine.send('y', 'put aside')
    one.machine.send('y', 'go')
    await one.kit.advance(200)
    expect(await one.machine.getLog()).toEqual(['y', 'idle', 'y', 'y in b'])
  })

  test('named time-outs go on through all changes, begin anew when they are started again, and are cancelled by name', async () => {
    await using one = await toy(({ next, keep, timeout, cancel }, say) => ({
      a: {
        x: () => next('b', 0, timeout('one', 100, 'z', 1), timeout('two', 100, 'z', 2), timeout('three', 50, 'z', 3)),
      },
      b: { x: () => keep(timeout('one', 100, 'z', 'one again'), cancel('two'), cancel('unknown')) },
      '*': { z: (_, n) => say(String(n)) },
    }))
    one.machine.send('x')
    await one.kit.advance(60)
    one.machine.send('x')
    expect((await one.machine.whatWaits()).timeouts).toEqual(['one'])
    await one.kit.advance(99)
    expect(await one.machine.getLog()).toEqual(['3'])
    await one.kit.advance(1)
    expect(await one.machine.getLog()).toEqual(['3', 'one again'])
  })

  test.each(['cancelled', 'started again'])(
    'a time-out that is %s while its message waits does not happen then',
    async (how) => {
      await using one = await toy(({ cancel, timeout }, say) => ({
        a: {
          x: () => timeout('one', 100, 'z'),
          y: () => (how === 'cancelled' ? cancel('one') : timeout('one', 100, 'z')),
          z: () => say('z'),
        },
      }))
      let release!: () => void
      one.machine.send('x')
      void one.machine.hold(new Promise<void>((resolve) => (release = resolve)))
      one.machine.send('y')
      await one.kit.advance(100)
      release()
      expect(await one.machine.getLog()).toEqual([])
      await one.kit.advance(100)
      expect(await one.machine.getLog()).toEqual(how === 'cancelled' ? [] : ['z'])
    },
  )

  test('Infinity is never, and cancels what ran; what is no time is refused', async () => {
    await using one = await toy(({ keep, timeout, stateTimeout }, say) => ({
      a: {
        x: (_, ms) => keep(timeout('one', ms as number, 'z'), stateTimeout(ms as number, 'z')),
        y: (_, name) => timeout(name as string, 1, 'z'),
        z: () => say('z'),
      },
    }))
    one.machine.send('x', 100)
    await one.kit.settle()
    const running = one.kit.clock.pending
    one.machine.send('x', Infinity)
    await one.kit.settle()
    expect(one.kit.clock.pending).toBe(running - 2)
    await one.kit.advance(1000)
    expect(await one.machine.getLog()).toEqual([])
    for (const ms of [-1, Number.NaN, '5']) {
      await expect(one.machine.ask('x', ms)).rejects.toMatchObject({ code: 'bad-timeout' })
    }
    await expect(one.machine.ask('y', 'state')).rejects.toMatchObject({ code: 'taken-timeout' })
  })

  test('a machine that is brought back with its attributes alone does not begin again, and its time-outs run their whole time', async () => {
    await using test = await startTestSystem()
    const Door = doorClass()
    @actor({ version: '1.0.0' })
    class OldDoor extends Door {
      constructor() {
        super()
        this.state = 'open'
        this.data = { guests: ['Ada'], waiting: null }
        this.hasBegun = true
        this.timeoutStarts = 4
        this.timeouts = new Map([['state', { event: 'relock', args: [], ms: 3000, start: 4 }]])
      }
    }
    const door = await test.system.spawn(OldDoor)
    await test.advance(2999)
    expect(await door.currentState()).toBe('open')
    await test.advance(1)
    expect(await door.getLog()).toEqual(['locked after open'])
  })
})

describe('failures', () => {
  test('a handler that throws ends the machine when its event was sent', async () => {
    await using test = await startTestSystem()
    const door = await test.system.spawn(doorClass())
    door.send('repair')
    expect(await door.exited).toMatchObject({ type: 'crashed', method: 'send', error: { code: 'no-handler' } })
  })

  test('it changes nothing when its event was asked: the asker is told, and the machine goes on', async () => {
    await using one = await toy(({ next }, say) => ({
      a: { x: () => next('b', 5) },
      b: {
        enter: () => {
          throw new Error('closed')
        },
        y: () => say('never'),
      },
    }))
    await expect(one.machine.ask('x')).rejects.toThrow('closed')
    expect(await one.machine.currentState()).toBe('a')
    expect(await one.machine.getData()).toBe(0)
  })

  test('who asked what is retried in vain is told, and what is behind it is retried', async () => {
    await using one = await toy(({ next, postpone, reply }, say) => ({
      a: { x: () => postpone(), y: () => next('b', 0) },
      b: {
        x: (_, n) => {
          if (n === 1) throw new Error('not this one')
          say(`x ${String(n)}`)
          return reply(n)
        },
      },
    }))
    const [one1, two] = [answered(one.machine.ask('x', 1)), answered(one.machine.ask('x', 2))]
    const failed = expect(one1).rejects.toThrow('not this one')
    one.machine.send('y')
    expect(await two).toBe(2)
    await failed
  })

  test('an event that nobody asked ends the machine also when it follows one that was: that is answered first', async () => {
    const said: string[] = []
    await using one = await toy(({ keep, reply, insert }) => ({
      a: {
        x: () => keep(reply('fine'), insert('y'), insert('z')),
        y: () => {
          throw new Error('broken')
        },
        z: () => void said.push('z'),
      },
    }))
    const [first, second] = [one.machine.ask('x'), one.machine.ask('z')]
    expect(await answered(first)).toBe('fine')
    await expect(second).rejects.toThrow('broken')
    expect(await one.machine.exited).toMatchObject({ type: 'crashed', error: { message: 'broken' } })
    expect(said).toEqual([])
  })

  test('a time-out whose handler throws ends the machine', async () => {
    await using one = await toy(({ timeout }) => ({
      a: { x: () => timeout('t', 10, 'y') },
    }))
    one.machine.send('x')
    await one.kit.advance(10)
    expect(await one.machine.exited).toMatchObject({ type: 'crashed', method: 'timeoutDue' })
  })

  test('a first state that does not exist, or whose enter action throws, refuses the birth', async () => {
    await using test = await startTestSystem()
    const Failing = toyClass(() => ({ a: { enter: () => void JSON.parse('{') } }))
    await expect(test.system.spawn(Failing)).rejects.toMatchObject({ code: 'start-failed' })
    const Door = doorClass()
    @actor({ version: '1.0.0' })
    class NoDoor extends Door {
      override state = 'ajar' as keyof States
    }
    await expect(test.system.spawn(NoDoor)).rejects.toMatchObject({ cause: { code: 'no-state' } })
  })

  test.each([
    ['a promise', 'asynchronous-handler', Promise.resolve()],
    ['a word', 'bad-outcome', 'next'],
    ['an object of another make', 'bad-outcome', { kind: 'toString' }],
    ['null', 'bad-outcome', null],
    ['a state that does not exist', 'no-state', { kind: 'next', state: 'c', data: 0, actions: [] }],
    ['the state that serves all', 'no-state', { kind: 'next', state: '*', data: 0, actions: [] }],
  ])('a handler that returns %s is told what is wrong', async (_, code, outcome) => {
    await using one = await toy(() => ({ a: { x: () => outcome as never }, '*': {} }))
    await expect(one.machine.ask('x')).rejects.toMatchObject({ code })
    expect(await one.machine.currentState()).toBe('a')
  })

  test.each(['next', 'postpone', 'insert'] as const)('an enter action does not %s', async (what) => {
    await using one = await toy(({ next, postpone, insert }) => ({
      a: { x: () => next('b', 0) },
      b: { enter: () => ({ next: next('a', 0), postpone: postpone(), insert: insert('x') })[what] as never },
    }))
    await expect(one.machine.ask('x')).rejects.toMatchObject({ code: 'bad-enter' })
  })

  test('names that objects inherit are no events, and enter is none', async () => {
    await using one = await toy(() => ({ '*': {} }))
    for (const event of ['toString', 'constructor', '__proto__']) {
      await expect(one.machine.ask(event as 'x')).rejects.toMatchObject({ code: 'no-handler' })
    }
    await expect(one.machine.ask('enter' as 'x')).rejects.toMatchObject({ code: 'bad-event' })
  })

  test('a handler that handles an event itself, and asker() outside of one, are refused', async () => {
    await using test = await startTestSystem()
    const Door = doorClass()
    @actor({ version: '1.0.0' })
    class BadDoor extends Door {
      @request() who() {
        return this.asker()
      }
      override states(to: Moves<States, Events>): StateTable<States, Events> {
        return { ...super.states(to), '*': { repair: () => this.send('smash') as void } }
      }
    }
    const door = await test.system.spawn(BadDoor)
    await expect(door.ask('repair')).rejects.toMatchObject({ code: 'nested-event', facts: { event: 'smash' } })
    await expect(door.who()).rejects.toMatchObject({ code: 'no-event' })
  })
})

describe('upgrades', () => {
  /** Locked is closed, guests are counted, a time-out and an event that wait mean something new. */
  function nextDoorClass() {
    interface NextStates {
      closed: { tries: number }
      open: { count: number }
      broken: undefined
    }
    type AnyData = { tries?: number; guests?: string[]; count?: number } | undefined
    const step = migration('1.0.0', {
      up: ({ state, data }) => ({
        state: state === 'locked' ? 'closed' : state,
        data: state === 'open' ? { count: (data as AnyData)!.guests!.length } : data,
      }),
      down: ({ state, data }) => ({
        state: state === 'closed' ? 'locked' : state,
        data: state === 'open' ? { guests: Array((data as AnyData)!.count!).fill('?'), waiting: null } : data,
      }),
    })
    @actor({ name: 'Door', version: '2.0.0', migrations: [step] })
    class Door extends StateMachine<NextStates, Events> {
      @attribute() state: keyof NextStates = 'closed'
      @attribute() data: NextStates[keyof NextStates] = { tries: 0 }
      @attribute() code: string
      @attribute() log: Log = []
      constructor(code = '1234') {
        super()
        this.code = code
      }
      @request() unlock(code: string) {
        return this.ask('unlock', code)
      }
      @oneway() smash(): Oneway {
        this.send('smash')
      }
      @request({ const: true }) getLog(): Log {
        return this.log
      }
      @request({ const: true }) getData() {
        return this.data
      }
      states({ next, update, reply, postpone }: Moves<NextStates, Events>): StateTable<NextStates, Events> {
        return {
          closed: {
            unlock: () => next('open', { count: 0 }, reply(true)),
            enterBy: () => postpone(),
          },
          open: {
            enterBy: ({ count }) => update({ count: count + 1 }, reply(100 + count)),
            relock: () => {
              this.log = [...this.log, 'closed by the new code']
              return next('closed', { tries: 0 })
            },
          },
          broken: {},
        }
      }
    }
    return Door
  }

  test('state and data go through the migrations of the machine, up and down', async () => {
    await using test = await startTestSystem()
    const Door = doorClass()
    const door = await test.system.spawn(Door)
    await answered(door.unlock('1234'))
    door.send('enterBy', 'Ada')

    expect(await test.system.upgrade(nextDoorClass())).toMatchObject({ outcome: 'committed', migrated: 1 })
    expect(await door.getData()).toEqual({ count: 1 })
    door.send('enterBy', 'Bob')
    expect(await door.getData()).toEqual({ count: 2 })
    expect(await test.system.upgrade(Door)).toMatchObject({ outcome: 'committed', migrated: 1 })
    expect(await door.currentState()).toBe('open')
    expect(await door.getData()).toEqual({ guests: ['?', '?'], waiting: null })
  })

  test('postponed events, their askers and running time-outs wait through an upgrade, and meet the new code', async () => {
    await using test = await startTestSystem()
    const door = await test.system.spawn(doorClass())
    const place = answered(door.ask('enterBy', 'Ada'))
    door.send('enterBy', 'Bob')
    await test.settle()
    await test.system.upgrade(nextDoorClass(), { purge: 'soft' })
    assertPurged(test.system, 'Door')

    expect(await answered(door.unlock(''))).toBe(true)
    expect(await place).toBe(100)
    expect(await door.getData()).toEqual({ count: 2 })
  })

  test('a time-out that was started by the old code leads to the event of the new', async () => {
    await using test = await startTestSystem()
    const Door = doorClass()
    const door = await test.system.spawn(Door)
    await answered(door.unlock('1234'))
    await test.advance(1000)
    await test.system.upgrade(nextDoorClass())
    await test.advance(1999)
    expect(await door.currentState()).toBe('open')
    await test.advance(1)
    expect(await door.currentState()).toBe('closed')
    expect((await door.getLog()).at(-1)).toBe('closed by the new code')
    await test.system.upgrade(Door)
    expect(await door.currentState()).toBe('locked')
  })

  test('a time-out that was started by the old code can be cancelled by the new', async () => {
    await using test = await startTestSystem()
    const door = await test.system.spawn(doorClass())
    await answered(door.unlock('1234'))
    await test.system.upgrade(nextDoorClass())
    door.send('relock')
    await answered(door.unlock(''))
    await test.advance(10_000)
    expect(await door.currentState()).toBe('open')
  })

  test('an asker that is kept in the data is answered after an upgrade', async () => {
    await using test = await startTestSystem()
    const Door = doorClass()
    const door = await test.system.spawn(Door)
    await answered(door.unlock('1234'))
    const guest = answered(door.ask('call'))
    await test.settle()
    expect(await test.system.upgrade(patchOf(Door))).toMatchObject({ outcome: 'committed' })
    door.send('enterBy', 'Ada')
    expect(await guest).toBe('Ada')
  })

  /** The same door, whose methods are found anew. */
  function patchOf(Door: ReturnType<typeof doorClass>) {
    void Door
    const Next = doorClass()
    actor({ name: 'Door', version: '1.0.1' })(Next)
    return Next
  }

  test('an upgrade of StateMachine itself leaves the machine where it is, with all that waits, and so does the way back', async () => {
    await using test = await startTestSystem()
    const door: Ref<InstanceType<ReturnType<typeof doorClass>>> = await test.system.spawn(doorClass())
    const place = answered(door.ask('enterBy', 'Ada'))
    await answered(door.unlock('0'))
    const next = await evaluateAgain<{ StateMachine: typeof StateMachine }>('state-machine/state-machine.ts', {
      "@actor({ version: '1.0.0'": "@actor({ version: '2.0.0', migrations: [migration('1.0.0', add('sent', () => 0))]",
      'import { Actor, actor,': 'import { Actor, actor, add, migration,',
      '  @attribute({ initial: false': '  @attribute() sent!: number\n  @attribute({ initial: false',
      '    handleSent(asMachine(this), event, args)':
        '    this.sent += 1\n    handleSent(asMachine(this), event, args)',
    })
    expect(await test.system.upgrade(next.StateMachine)).toMatchObject({ outcome: 'committed', migrated: 1 })
    expect(await door.getData()).toEqual({ tries: 1 })
    door.send('enterBy', 'Bob')
    await answered(door.unlock('1234'))
    expect(await place).toBe(1)
    expect(test.system.getState(door)).toMatchObject({ sent: 1, data: { guests: ['Ada', 'Bob'] } })

    expect(await test.system.upgrade(StateMachine)).toMatchObject({ outcome: 'committed', migrated: 1 })
    expect(test.system.getState(door)).not.toHaveProperty('sent')
    await test.advance(3000)
    expect(await door.currentState()).toBe('locked')
  })

  test('an upgrade of the tickets keeps who waits waiting', async () => {
    await using test = await startTestSystem()
    const door = await test.system.spawn(doorClass())
    const place = answered(door.ask('enterBy', 'Ada'))
    await test.settle()
    const next = await evaluateAgain<{ Ticket: typeof Ticket }>('state-machine/answer.ts', {
      "name: 'StateMachine.Ticket', version: '1.0.0'": "name: 'StateMachine.Ticket', version: '1.1.0'",
      'this.stop({ ...ending,': 'this.stop({ isNew: true, ...ending,',
    })
    expect(await test.system.upgrade(next.Ticket)).toMatchObject({ outcome: 'committed' })
    const late = answered(door.ask('enterBy', 'Bob'), { timeout: 50 }).catch((error: unknown) => error)
    await test.advance(50)
    expect(await late).toMatchObject({ code: 'late-answer', facts: { isNew: true } })
    await answered(door.unlock('1234'))
    expect(await place).toBe(1)
    expect(await test.system.upgrade(Ticket)).toMatchObject({ outcome: 'committed' })
  })

  test('what is sent while a machine is frozen is handled afterwards, in its order', async () => {
    await using test = await startTestSystem()
    const door = await test.system.spawn(doorClass())
    await answered(door.unlock('1234'))
    const upgrade = test.system.upgrade(nextDoorClass())
    for (const name of ['Ada', 'Bob']) door.send('enterBy', name)
    door.send('relock')
    door.send('enterBy', 'Cid')
    await upgrade
    expect(await door.currentState()).toBe('closed')
    expect((await door.whatWaits()).postponed).toEqual(['enterBy'])
  })
})

test('the compiler knows states, data, events, arguments and replies', () => {
  void function (
    this: InstanceType<ReturnType<typeof doorClass>>,
    door: Ref<InstanceType<ReturnType<typeof doorClass>>>,
  ) {
    const unlocked: Promise<boolean> = answered(door.unlock('1234'))
    const state: Promise<keyof States> = door.currentState()
    door.send('enterBy', 'Ada')
    // @ts-expect-error there is no such event
    door.send('fly')
    // @ts-expect-error the event has another argument
    door.send('enterBy', 5)
    // @ts-expect-error the argument is missing
    this.send('unlock')
    const table: Partial<StateTable<States, Events>> = {
      locked: {
        // @ts-expect-error the reply is of another type
        unlock: (_data, _code) => moves.reply('yes'),
        // @ts-expect-error the data are those of another state
        relock: () => moves.update({ guests: [] }),
        // @ts-expect-error the data of the next state are missing
        smash: () => moves.next('open'),
        // @ts-expect-error there is no such state
        repair: () => moves.next('ajar', {}),
        // @ts-expect-error the event has no such argument
        call: () => moves.insert('enterBy', 1),
      },
      // @ts-expect-error an enter action stays
      broken: { enter: () => moves.next('broken') },
    }
    return [unlocked, state, table]
  }
  const moves = {} as Moves<States, Events>
  expect(moves).toBeDefined()
})

test('the example of the page runs, and prints what the page says', async () => {
  expect(await runPage('state-machine')).toEqual(printedBy('state-machine'))
})

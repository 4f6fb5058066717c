import { expect, test } from 'vitest'
import {
  Actor,
  actor,
  ActorSystem,
  attribute,
  type MailboxBound,
  MailboxOrder,
  type MessageInfo,
  oneway,
  type Oneway,
  type Reference,
  request,
} from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { eventsOf, failureOf, makeDoor } from '../still.js'

const ORDER = Symbol('order of the ward')

/** The first number says it; what has none is usual. */
class ByFirst extends MailboxOrder {
  readonly seen: MessageInfo[] = []
  override priorityOf(message: MessageInfo): number {
    this.seen.push(message)
    const [first, second] = message.args
    return typeof first === 'number' ? first : typeof second === 'number' ? second : 0
  }
}

function makeWard(bound: Partial<MailboxBound> = {}, version = '1.0.0', order: symbol | null = ORDER) {
  const mailbox = (order === null ? bound : { order, ...bound }) as MailboxBound
  @actor({ name: 'Ward', version, ...(order === null && bound.capacity === undefined ? {} : { mailbox }) })
  class Ward extends Actor {
    @attribute({ initial: () => [] }) seen!: unknown[]
    @attribute({ initial: version }) edition!: string
    @oneway() async block(door: Promise<void>, _priority = 0): Promise<Oneway> {
      await door
    }
    @oneway() note(priority: number, text: string): Oneway {
      this.seen.push(text ?? priority)
    }
    @request() ask(priority: number, text: string) {
      this.seen.push(text)
      return priority
    }
    @request({ const: true }) look(_priority: number) {
      return [...this.seen]
    }
    @oneway() noteLater(ms: number, priority: number, text: string): Oneway {
      this.after(ms, Ward).note(priority, text)
    }
  }
  return Ward
}

/** What a ward has noted, in its order. */
function seenBy(system: ActorSystem, ward: Reference): unknown {
  return system.getState(ward)?.['seen']
}

/** A ward that is blocked until `open`, in a system with an order by the first argument. */
async function blockedWard(bound: Partial<MailboxBound> = {}, order: unknown = new ByFirst()) {
  const system = await ActorSystem.start({
    configure: (container) => {
      if (order !== null) container.bind(ORDER).toConstantValue(order)
    },
  })
  const events: Parameters<typeof eventsOf>[0][number][] = []
  system.events$.subscribe((event) => events.push(event))
  const ward = await system.spawn(makeWard(bound))
  const door = makeDoor()
  if (order instanceof ByFirst) {
    ward.block(door.opened)
    await settle()
  }
  return { system, ward, door, order, events, [Symbol.asyncDispose]: () => (door.open(), system.stop()) }
}

test('the more urgent goes first; those of one priority keep their order, requests and oneways alike', async () => {
  await using stage = await blockedWard()
  const { system, ward, door } = stage
  ward.note(0, 'a')
  const asked = [ward.ask(5, 'b'), ward.ask(0, 'c')]
  ward.note(5, 'd')
  ward.note(-1, 'e')
  ward.note(9, 'f')
  door.open()
  expect(await Promise.all(asked)).toEqual([5, 0])
  await settle()
  expect(seenBy(system, ward)).toEqual(['f', 'b', 'd', 'a', 'c', 'e'])
})

test('the message that runs is finished first, however urgent the others are', async () => {
  await using stage = await blockedWard()
  const { system, ward, door } = stage
  ward.note(9, 'urgent')
  await settle()
  expect(seenBy(system, ward)).toEqual([])
  door.open()
  await settle()
  expect(seenBy(system, ward)).toEqual(['urgent'])
})

test('what an instance sends itself in a turn is put in its place in the same turn', async () => {
  @actor({ version: '1.0.0', mailbox: { order: ORDER } })
  class Chain extends Actor {
    @attribute({ initial: () => [] }) seen!: number[]
    @oneway() step(priority: number): Oneway {
      this.seen.push(priority)
      if (priority === 0) for (const next of [1, 3, 2]) this.self(Chain).step(next)
    }
  }
  await using system = await ActorSystem.start({
    configure: (container) => container.bind(ORDER).toConstantValue(new ByFirst()),
  })
  const chain = await system.spawn(Chain)
  chain.step(0)
  chain.step(0)
  chain.step(-1)
  await settle()
  expect(system.getState(chain)).toEqual({ seen: [0, 3, 2, 1, 0, 3, 2, 1, -1] })
})

test('an order is shown method, kind, arguments and sender, once for each message, when it arrives', async () => {
  await using stage = await blockedWard()
  const { system, ward, door, order } = stage
  @actor({ version: '1.0.0' })
  class Nurse extends Actor {
    @oneway() report(): Oneway {
      ward.note(3, 'all is well')
    }
  }
  const nurse = await system.spawn(Nurse)
  nurse.report()
  void ward.ask(4, 'x')
  await settle()
  expect((order as ByFirst).seen.slice(1)).toEqual([
    { method: 'ask', kind: 'request', args: [4, 'x'], sender: null, senderClass: null },
    { method: 'note', kind: 'oneway', args: [3, 'all is well'], sender: nurse.pid, senderClass: 'Nurse' },
  ])
  door.open()
  await settle()
  expect((order as ByFirst).seen).toHaveLength(3)
})

test('a stop and a kill go before all messages', async () => {
  for (const way of ['stop', 'kill'] as const) {
    const { system, ward, door } = await blockedWard()
    const urgent = failureOf(ward.ask(Infinity, 'never'))
    const ended = ward[way]()
    door.open()
    expect((await ended).type).toBe(way === 'stop' ? 'stopped' : 'killed')
    expect((await urgent).code).toBe('exited')
    await system.stop()
  }
})

test('a main loop has the priority 0, whatever the order thinks: the more urgent goes before its next step, the rest behind it', async () => {
  class Strict extends ByFirst {
    override priorityOf(message: MessageInfo): number {
      if (message.method === 'main') throw new Error('nobody sends this')
      return super.priorityOf(message)
    }
  }
  const door = makeDoor()
  @actor({ version: '1.0.0', mailbox: { order: ORDER } })
  class Looped extends Actor {
    @attribute({ initial: () => [] }) seen!: unknown[];
    *main(): Generator<unknown, void> {
      this.seen.push('waits')
      yield door.opened
      this.seen.push('goes on')
      yield new Promise(() => {})
    }
    @oneway() async block(_priority: number, until: Promise<void>): Promise<Oneway> {
      await until
    }
    @oneway() note(priority: number): Oneway {
      this.seen.push(priority)
    }
  }
  await using system = await ActorSystem.start({
    configure: (container) => container.bind(ORDER).toConstantValue(new Strict()),
  })
  const looped = await system.spawn(Looped)
  await settle()
  const block = makeDoor()
  looped.block(0, block.opened)
  await settle()
  door.open()
  await settle()
  for (const priority of [0, 1, -1]) looped.note(priority)
  block.open()
  await settle()
  expect(system.getState(looped)).toEqual({ seen: ['waits', 1, 'goes on', 0, -1] })
})

test('heirs have the order of their ancestor, and may have another one; a bound is inherited by itself', async () => {
  class Backwards extends MailboxOrder {
    override priorityOf({ args }: MessageInfo): number {
      return -Number(args[0])
    }
  }
  const Ward = makeWard({ capacity: 2, overflow: 'reject' })
  @actor({ version: '1.0.0' })
  class Heir extends Ward {}
  @actor({ version: '1.0.0', mailbox: { order: 'backwards' } })
  class Rebel extends Ward {}
  await using system = await ActorSystem.start({
    configure: (container) => {
      container.bind(ORDER).toConstantValue(new ByFirst())
      container.bind('backwards').toConstantValue(new Backwards())
    },
  })
  for (const [Class, seen] of [
    [Heir, ['b', 'a']],
    [Rebel, ['a', 'b']],
  ] as const) {
    const ward = await system.spawn(Class)
    ward.note(1, 'a')
    ward.note(2, 'b')
    expect(() => ward.note(3, 'c')).toThrow('is full (2 messages)')
    await settle()
    expect(seenBy(system, ward)).toEqual(seen)
  }
})

test('an order that is rebound judges what comes from then on, under living instances', async () => {
  const bound: { order: MailboxOrder } = { order: new ByFirst() }
  await using system = await ActorSystem.start({
    configure: (container) =>
      container
        .bind(ORDER)
        .toDynamicValue(() => bound.order)
        .inTransientScope(),
  })
  const ward = await system.spawn(makeWard())
  const door = makeDoor()
  ward.block(door.opened)
  await settle()
  ward.note(1, 'a')
  ward.note(2, 'b')
  bound.order = new (class extends MailboxOrder {
    override priorityOf(): number {
      return 1.5
    }
  })()
  ward.note(9, 'c')
  door.open()
  await settle()
  expect(seenBy(system, ward)).toEqual(['b', 'c', 'a'])
})

for (const [overflow, sent, kept] of [
  ['drop-newest', [0, 0, 5, 0], ['5: 2', '0: 0']],
  ['drop-newest', [5, 5, 0], ['5: 0', '5: 1']],
  ['drop-newest', [5, 5, 9], ['9: 2', '5: 0']],
  ['drop-oldest', [0, 0, 5, 0], ['5: 2', '0: 3']],
  ['drop-oldest', [5, 5, 0], ['5: 0', '5: 1']],
  ['drop-oldest', [5, 5, 9], ['9: 2', '5: 1']],
] as const) {
  test(`with ${overflow} a full mailbox drops of the lowest priority: ${sent.join(', ')} leaves ${kept.join(', ')}`, async () => {
    await using stage = await blockedWard({ capacity: 2, overflow })
    const { system, ward, door, events } = stage
    sent.forEach((priority, i) => ward.note(priority, `${priority}: ${i}`))
    const dropped = eventsOf(events, 'dead-letter').map(({ reason }) => reason)
    expect(dropped).toEqual(sent.slice(2).map(() => 'mailbox-full'))
    door.open()
    await settle()
    expect(seenBy(system, ward)).toEqual(kept)
  })
}

test('of the lowest priority the oldest or the newest is dropped, as the class says', async () => {
  for (const [overflow, seen] of [
    ['drop-newest', ['9', 'old', 'middle']],
    ['drop-oldest', ['9', 'middle', 'new']],
  ] as const) {
    const { system, ward, door } = await blockedWard({ capacity: 3, overflow })
    for (const text of ['old', 'middle', 'new']) ward.note(0, text)
    ward.note(9, '9')
    door.open()
    await settle()
    expect(seenBy(system, ward)).toEqual(seen)
    await system.stop()
  }
})

test('a full mailbox that rejects tells the sender, however urgent the message is', async () => {
  await using stage = await blockedWard({ capacity: 1, overflow: 'reject' })
  const { ward } = stage
  ward.note(0, 'a')
  expect(() => ward.note(9, 'b')).toThrow('is full (1 messages)')
  expect((await failureOf(ward.ask(9, 'c'))).code).toBe('mailbox-full')
})

test('a step of a main loop enters a full mailbox, and nobody is dropped for its sake', async () => {
  await using stage = await blockedWard({ capacity: 2, overflow: 'drop-oldest' })
  const { system, events } = stage
  const [input, block] = [makeDoor(), makeDoor()]
  @actor({ version: '1.0.0' })
  class Looped extends makeWard({ capacity: 2, overflow: 'drop-oldest' }) {
    *main(): Generator<unknown, void> {
      yield input.opened
      this.seen.push('loop')
      yield new Promise(() => {})
    }
  }
  const looped = await system.spawn(Looped)
  await settle()
  looped.block(block.opened)
  await settle()
  for (const priority of [1, -1]) looped.note(priority, `${priority}`)
  input.open()
  await settle()
  block.open()
  await settle()
  expect(seenBy(system, looped)).toEqual(['1', 'loop', '-1'])
  expect(eventsOf(events, 'dead-letter')).toEqual([])
})

test('a step of a main loop is never dropped, nor an urgent message for its sake', async () => {
  const door = makeDoor()
  const written: unknown[] = []
  @actor({ version: '1.0.0', mailbox: { order: ORDER, capacity: 2, overflow: 'drop-oldest' } })
  class Looped extends Actor {
    *main(): Generator<unknown, void> {
      yield door.opened
      written.push('loop')
    }
    @oneway() async block(_priority: number, until: Promise<void>): Promise<Oneway> {
      await until
    }
    @oneway() note(priority: number): Oneway {
      written.push(priority)
    }
  }
  await using system = await ActorSystem.start({
    configure: (container) => container.bind(ORDER).toConstantValue(new ByFirst()),
  })
  const looped = await system.spawn(Looped)
  await settle()
  const block = makeDoor()
  looped.block(0, block.opened)
  await settle()
  door.open()
  await settle()
  for (const priority of [7, 5, 8]) looped.note(priority)
  block.open()
  expect(await looped.exited).toEqual({ type: 'stopped' })
  expect(written).toEqual([8, 'loop'])
})

for (const [what, order, problem] of [
  ['nothing is bound', null, 'asks for the service Symbol(order of the ward), which nothing is bound to'],
  ['something else is bound', { priority: 1 }, 'is no MailboxOrder'],
  ['the order throws', { priorityOf: () => fallOver() }, 'threw it fell over'],
  ['the order gives NaN', { priorityOf: () => Number.NaN }, 'gave the priority NaN, which is no number'],
  [
    'the order gives a promise',
    { priorityOf: async () => 1 },
    'gave the priority [object Promise], which is no number',
  ],
] as const) {
  test(`when ${what}, a request is rejected and a oneway is a dead letter, and both say why`, async () => {
    await using stage = await blockedWard({}, order)
    const { ward, events } = stage
    expect((await failureOf(ward.ask(1, 'a'))).message).toContain(problem)
    ward.note(1, 'b')
    expect(eventsOf(events, 'dead-letter')).toMatchObject([
      { method: 'note', reason: 'bad-order', count: 1, error: { message: expect.stringContaining(problem) } },
    ])
    stage.door.open()
    await settle()
    expect(seenBy(stage.system, ward)).toEqual([])
  })
}

function fallOver(): number {
  throw new Error('it fell over')
}

test('what an order has thrown is the cause of what the sender is told', async () => {
  await using stage = await blockedWard({}, { priorityOf: () => fallOver() })
  const failure = await failureOf(stage.ward.ask(1, 'a'))
  expect(failure.code).toBe('bad-order')
  expect(failure.facts).toMatchObject({ class: 'Ward', pid: stage.ward.pid, method: 'ask', order: ORDER })
  expect(failure.cause).toEqual(new Error('it fell over'))
})

test('a timer whose message has no priority harms nobody', async () => {
  const order = new (class extends ByFirst {
    override priorityOf(message: MessageInfo): number {
      return message.method === 'note' ? fallOver() : super.priorityOf(message)
    }
  })()
  await using stage = await blockedWard({}, order)
  const { ward, door, events, system } = stage
  door.open()
  ward.noteLater(0, 1, 'x')
  await ward.ask(0, 'y')
  await new Promise<void>((resolve) => system.clock.setTimer(resolve, 5))
  expect(eventsOf(events, 'dead-letter')).toMatchObject([{ method: 'note', sender: ward.pid, reason: 'bad-order' }])
  expect(system.find(ward.pid)).toBe(ward)
})

test('frozen messages keep their places, and those that come meanwhile take theirs; after the upgrade they run in that order', async () => {
  await using stage = await blockedWard()
  const { system, ward, door } = stage
  ward.note(0, 'a')
  ward.note(5, 'b')
  const upgrade = system.upgrade(makeWard({}, '2.0.0'))
  await settle()
  ward.note(9, 'c')
  ward.note(0, 'd')
  door.open()
  expect((await upgrade).outcome).toBe('committed')
  await settle()
  expect(seenBy(system, ward)).toEqual(['c', 'b', 'a', 'd'])
})

test('a frozen instance answers a const request when its place is before what its sender sent, and not otherwise', async () => {
  await using stage = await blockedWard()
  const { system, ward, door } = stage
  const hold = await system.spawn(makeHolder())
  const released = makeDoor()
  ward.note(1, 'a')
  door.open()
  hold.wait(released.opened)
  await settle()
  const upgrade = system.upgrade([makeWard({}, '2.0.0'), makeHolder('2.0.0')])
  await settle()
  ward.note(1, 'b')
  const [early, late] = [ward.look(2), ward.look(0)]
  expect(await early).toEqual(['a'])
  ward.note(3, 'c')
  released.open()
  await upgrade
  expect(await late).toEqual(['a', 'c', 'b'])
})

function makeHolder(version = '1.0.0') {
  @actor({ name: 'Holder', version })
  class Holder extends Actor {
    @attribute({ initial: version }) edition!: string
    @oneway() async wait(door: Promise<void>): Promise<Oneway> {
      await door
    }
  }
  return Holder
}

test('an order that comes by an upgrade overtakes nobody who waits; one that goes leaves those that wait where they are', async () => {
  await using system = await ActorSystem.start({
    configure: (container) => container.bind(ORDER).toConstantValue(new ByFirst()),
  })
  const ward = await system.spawn(makeWard({}, '1.0.0', null))
  const play = async (next: ReturnType<typeof makeWard>): Promise<unknown> => {
    const [door, again] = [makeDoor(), makeDoor()]
    ward.block(door.opened)
    await settle()
    ward.block(again.opened, Infinity)
    ward.note(0, 'a')
    ward.note(9, 'b')
    const upgrade = system.upgrade(next)
    await settle()
    door.open()
    expect((await upgrade).outcome).toBe('committed')
    // The first that was frozen holds the instance again; the others wait for it, and these come behind them.
    ward.note(0, 'c')
    ward.note(9, 'd')
    again.open()
    await settle()
    const seen = seenBy(system, ward)
    await system.replaceState(ward, () => ({ seen: [] }))
    return seen
  }
  expect(await play(makeWard({}, '2.0.0'))).toEqual(['a', 'b', 'd', 'c'])
  expect(await play(makeWard({}, '3.0.0', null))).toEqual(['b', 'a', 'c', 'd'])
})

test('a lazy upgrade leaves the order as it is', async () => {
  await using stage = await blockedWard()
  const { system, ward, door } = stage
  ward.note(0, 'a')
  ward.note(5, 'b')
  const upgrade = system.upgrade(makeWard({}, '2.0.0'), { strategy: 'lazy' })
  await settle()
  ward.note(9, 'c')
  door.open()
  expect((await upgrade).outcome).toBe('committed')
  await settle()
  expect(seenBy(system, ward)).toEqual(['c', 'b', 'a'])
})

test('thousands that wait keep their places, and each is judged in time that does not grow with them', async () => {
  await using stage = await blockedWard()
  const { system, ward, door, order } = stage
  for (let i = 0; i < 6000; i++) ward.note(i % 3, `${i}`)
  expect((order as ByFirst).seen).toHaveLength(6001)
  door.open()
  await ward.look(-1)
  const seen = seenBy(system, ward) as string[]
  const sorted = seen.toSorted((a, b) => (Number(b) % 3) - (Number(a) % 3) || Number(a) - Number(b))
  expect(seen).toEqual(sorted)
  expect(seen).toHaveLength(6000)
})

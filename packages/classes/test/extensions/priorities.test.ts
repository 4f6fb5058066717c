// A mailbox with priorities, as a user writes it: an order by urgency, and one by deadline.

import {
  Actor,
  actor,
  ActorSystem,
  attribute,
  type Clock,
  MailboxOrder,
  type MessageInfo,
  migration,
  oneway,
  type Oneway,
  type Ref,
  rename,
  request,
} from '@instar/core'
import {
  describeContract,
  mailboxOrderContract,
  settle,
  startTestSystem,
  type TestSystem,
  type TestSystemOptions,
  VirtualClock,
} from '@instar/core/testing'
import { describe, expect, test } from 'vitest'
import { Describable } from '../../src/index.js'

const TRIAGE = Symbol('triage')

/** Alarms first, then what is marked as urgent, then the rest. */
class Triage extends MailboxOrder {
  override priorityOf({ method, args: [letter] }: MessageInfo): number {
    if (method === 'alarm') return 2
    return typeof letter === 'object' && letter !== null && 'isUrgent' in letter && letter.isUrgent === true ? 1 : 0
  }
}

interface Letter {
  readonly from: number
  readonly number: number
  readonly isUrgent: boolean
}

function makeDesk(version = '1.0.0') {
  @actor({ name: 'Desk', version, traits: [Describable], mailbox: { order: TRIAGE } })
  class Desk extends Actor {
    @attribute({ initial: () => [] }) read!: Letter[]
    @attribute({ initial: version }) edition!: string
    @oneway() put(letter: Letter): Oneway {
      this.read.push(letter)
    }
    @oneway() alarm(): Oneway {
      this.read.push({ from: -1, number: -1, isUrgent: true })
    }
    @oneway() async putSlowly(letter: Letter): Promise<Oneway> {
      await Promise.resolve()
      this.read.push(letter)
    }
    @oneway() async pause(until: Promise<void>): Promise<Oneway> {
      await until
    }
    @request() all() {
      return [...this.read]
    }
  }
  interface Desk extends Describable {}
  return Desk
}

@actor({ version: '1.0.0' })
class Writer extends Actor {
  constructor(
    private readonly desk: Ref<InstanceType<ReturnType<typeof makeDesk>>>,
    private readonly me: number,
  ) {
    super()
  }
  @oneway() write(count: number): Oneway {
    for (let number = 0; number < count; number++) {
      const letter = { from: this.me, number, isUrgent: number % 3 === 0 }
      if (number % 5 === 0) this.desk.putSlowly(letter)
      else this.desk.put(letter)
    }
  }
}

const triaged: TestSystemOptions = {
  configure: (container) => container.bind(TRIAGE).toConstantValue(new Triage()),
}

/** A desk and writers, all of whose letters are on their way. */
async function office({ system }: TestSystem, letters: number) {
  const desk = await system.spawn(makeDesk())
  const writers = await Promise.all([0, 1, 2].map((me) => system.spawn(Writer, [desk, me])))
  for (const writer of writers) writer.write(letters)
  return { desk, writers }
}

/** That every letter has been read once, and that those of one writer with one priority are in their order. */
function expectInOrder(read: readonly Letter[], letters: number): void {
  expect(read).toHaveLength(3 * letters)
  for (const from of [0, 1, 2]) {
    for (const isUrgent of [true, false]) {
      const numbers = read.filter((letter) => letter.from === from && letter.isUrgent === isUrgent)
      expect(numbers.map(({ number }) => number)).toEqual(numbers.map(({ number }) => number).toSorted((a, b) => a - b))
    }
  }
}

test('the urgent goes first, and an alarm before it', async () => {
  await using kit = await startTestSystem(triaged)
  const desk = await kit.system.spawn(makeDesk())
  for (const number of [1, 2, 3, 4]) desk.put({ from: 0, number, isUrgent: number > 2 })
  desk.alarm()
  expect((await desk.all()).map(({ number }) => number)).toEqual([-1, 3, 4, 1, 2])
})

test('under a hundred seeds letters of one writer and one priority keep their order, and none is lost', async () => {
  for (let seed = 0; seed < 100; seed++) {
    await using kit = await startTestSystem({ ...triaged, seed })
    const { desk } = await office(kit, 20)
    await kit.settle()
    expectInOrder(await desk.all(), 20)
  }
})

test('so it is when the class is upgraded and downgraded while letters wait and come', async () => {
  for (let seed = 0; seed < 30; seed++) {
    await using kit = await startTestSystem({ ...triaged, seed })
    const { desk } = await office(kit, 20)
    const reports = [kit.system.upgrade(makeDesk('2.0.0')), kit.system.upgrade(makeDesk('1.0.0'))]
    for (const report of reports) expect((await report).outcome).toBe('committed')
    await kit.settle()
    expectInOrder(await desk.all(), 20)
  }
})

test('what waits at a freeze is read by priority on the new code, with what came during the freeze among it', async () => {
  await using kit = await startTestSystem(triaged)
  const { system } = kit
  const migrations = [migration('1.0.0', rename('read', 'seen'))]
  @actor({ name: 'Desk', version: '2.0.0', traits: [Describable], mailbox: { order: TRIAGE }, migrations })
  class NextDesk extends Actor {
    @attribute({ initial: () => [] }) seen!: unknown[]
    @attribute({ initial: '' }) edition!: string
    @oneway() put({ number }: Letter): Oneway {
      this.seen.push(`${number} in 2.0.0`)
    }
    @oneway() alarm(): Oneway {
      this.seen.push('alarm in 2.0.0')
    }
    @request() all(): never[] {
      return this.seen as never[]
    }
  }
  const desk = await system.spawn(makeDesk())
  let goOn!: () => void
  desk.pause(new Promise((resolve) => (goOn = resolve)))
  desk.put({ from: 0, number: 1, isUrgent: false })
  await kit.settle()
  const upgrade = system.upgrade(NextDesk)
  await kit.settle()
  desk.put({ from: 0, number: 2, isUrgent: true })
  desk.alarm()
  goOn()
  expect((await upgrade).outcome).toBe('committed')
  expect(await desk.all()).toEqual(['alarm in 2.0.0', '2 in 2.0.0', '1 in 2.0.0'])
})

test('a bounded desk that is full throws away what is not urgent', async () => {
  const makeSmall = (overflow: 'drop-newest' | 'drop-oldest') => {
    @actor({ version: '1.0.0', mailbox: { order: TRIAGE, capacity: 3, overflow } })
    class SmallDesk extends makeDesk() {}
    return SmallDesk
  }
  for (const [overflow, left] of [
    ['drop-newest', [4, 5, 1]],
    ['drop-oldest', [4, 5, 3]],
  ] as const) {
    await using kit = await startTestSystem(triaged)
    const desk = await kit.system.spawn(makeSmall(overflow))
    for (const number of [1, 2, 3, 4, 5]) desk.put({ from: 0, number, isUrgent: number > 3 })
    await kit.settle()
    expect((await desk.all()).map(({ number }) => number)).toEqual(left)
    expect(kit.events.of('dead-letter').map(({ reason }) => reason)).toEqual(['mailbox-full', 'mailbox-full'])
  }
})

/** What is due first goes first; what has no deadline is due in a second. */
class EarliestFirst extends MailboxOrder {
  constructor(private readonly clock: Pick<Clock, 'now'>) {
    super()
  }
  override priorityOf({ args: [letter] }: MessageInfo): number {
    const dueIn: unknown = typeof letter === 'object' && letter !== null && 'dueIn' in letter ? letter.dueIn : undefined
    return -(this.clock.now() + (typeof dueIn === 'number' && !Number.isNaN(dueIn) ? dueIn : 1000))
  }
}

test('an order may count time in, so that whatever waits has its turn in the end', async () => {
  let time = 0
  await using kit = await startTestSystem({
    configure: (container) => container.bind(TRIAGE).toConstantValue(new EarliestFirst({ now: () => time })),
  })
  const desk = await kit.system.spawn(makeDesk())
  const put = (number: number, dueIn?: number): void => desk.put({ from: 0, number, isUrgent: false, dueIn } as Letter)
  put(1)
  put(2, 10)
  time = 995
  put(3, 10)
  put(4, 0)
  expect((await desk.all()).map(({ number }) => number)).toEqual([2, 4, 1, 3])
})

test('a class of the library is ordered as any other, by whoever extends it', async () => {
  @actor({ version: '1.0.0', mailbox: { order: 'descriptions last' } })
  class Sign extends Describable {
    @request() say() {
      return this.description
    }
  }
  await using system = await ActorSystem.start({
    configure: (container) =>
      container.bind('descriptions last').toConstantValue({
        priorityOf: ({ method }: MessageInfo) => (method === 'setDescription' ? -1 : 0),
      } satisfies MailboxOrder),
  })
  const sign = await system.spawn(Sign)
  sign.setDescription('new')
  expect(await sign.say()).toBe('')
  await settle()
  expect(await sign.say()).toBe('new')
})

test('without its order a class is of no use, and says so to whoever sends', async () => {
  await using kit = await startTestSystem()
  const desk = await kit.system.spawn(makeDesk())
  await expect(desk.all()).rejects.toThrow('Desk asks for the service Symbol(triage), which nothing is bound to.')
})

const runner = { describe, test }
const letters = [{ from: 1, number: 1, isUrgent: true }, { dueIn: Number.NaN }, { dueIn: 5 }].map(
  (letter): MessageInfo => ({ method: 'put', kind: 'oneway', args: [letter], sender: null, senderClass: null }),
)

describe('triage', () =>
  describeContract(
    mailboxOrderContract(() => new Triage(), letters),
    runner,
  ))
describe('the earliest first', () =>
  describeContract(
    mailboxOrderContract(() => new EarliestFirst(new VirtualClock()), letters),
    runner,
  ))

import {
  Actor,
  actor,
  attribute,
  isInstarError,
  oneway,
  type Oneway,
  type Ref,
  type Reference,
  request,
} from '@instar/core'
import { startTestSystem } from '@instar/core/testing'
import { from, map, Subject, toArray } from 'rxjs'
import { expect, test } from 'vitest'
import { fromActor, paced, requestThrough, type StreamOutcome, tellTo } from '../src/index.js'
import { printedBy, runPage } from './page.js'

/** A counter of any version, which tells what runs in it. */
function counterClass(version = '1.0.0', factor = 1) {
  @actor({ name: 'Counter', version })
  class Counter extends Actor {
    @attribute() count = 0
    @attribute({ initial: () => [] }) seen!: number[]
    private readonly doors = new Map<number, () => void>()
    @oneway() add(n: number): Oneway {
      this.count += n * factor
    }
    @request({ const: true }) get(): number {
      return this.count
    }
    @request() scaled(n: number): number {
      this.seen = [...this.seen, n]
      if (n < 0) throw new RangeError(`${n} is too small`)
      return n * 10 * factor
    }
    @oneway() crash(): Oneway {
      throw new Error('no more')
    }
  }
  if (version !== '1.0.0') attribute({ initial: 0 })(Counter.prototype, 'more')
  return Counter
}

/** What answers by hand: each request waits until the test answers it. */
class Desk {
  readonly waiting = new Map<number, (answer: string) => void>()
  asked: number[] = []
  most = 0

  answer(...items: number[]): void {
    for (const item of items) {
      this.waiting.get(item)!(`answer ${item}`)
      this.waiting.delete(item)
    }
  }
}

/** A class whose request the test answers; each holds its instance until then. */
function gateClass(desk: Desk) {
  @actor({ version: '1.0.0' })
  class Gate extends Actor {
    @request() async pass(item: number): Promise<string> {
      desk.asked.push(item)
      return new Promise((resolve) => {
        desk.waiting.set(item, resolve)
        desk.most = Math.max(desk.most, desk.waiting.size)
      })
    }
  }
  return Gate
}

interface Taken<T> {
  items: T[]
  end: unknown
}

/** What a subscription has been given so far; `end` is 'open', 'complete' or the error. */
function take<T>(source: { subscribe(observer: object): { unsubscribe(): void } }): Taken<T> & { unsubscribe(): void } {
  const taken: Taken<T> = { items: [], end: 'open' }
  const subscription = source.subscribe({
    next: (item: T) => taken.items.push(item),
    error: (error: unknown) => (taken.end = error),
    complete: () => (taken.end = 'complete'),
  })
  return Object.assign(taken, { unsubscribe: () => subscription.unsubscribe() })
}

// ---- fromActor -----------------------------------------------------------------------------------------------------------

test('fromActor asks at once, and then at its pace, by the clock that it is given', async () => {
  await using kit = await startTestSystem()
  const counter = await kit.system.spawn(counterClass())
  const taken = take<number>(fromActor(counter, 'get', { every: 100, clock: kit.clock }))
  await kit.settle()
  counter.add(1)
  await kit.advance(250)
  expect(taken.items).toEqual([0, 1, 1])
  taken.unsubscribe()
  await kit.advance(500)
  expect(taken.items).toHaveLength(3)
  expect(kit.clock.pending).toBe(0)
})

test('fromActor leaves times out while an answer is late, and keeps its pace', async () => {
  await using kit = await startTestSystem()
  const desk = new Desk()
  const gate = await kit.system.spawn(gateClass(desk))
  const taken = take<string>(fromActor(gate, 'pass', { every: 100, args: [1], clock: kit.clock }))
  await kit.advance(250)
  expect(desk.asked).toEqual([1])
  desk.answer(1)
  await kit.advance(49)
  expect(desk.asked).toEqual([1])
  await kit.advance(1)
  expect(desk.asked).toEqual([1, 1])
  taken.unsubscribe()
})

test('fromActor without a pace follows the changes, and tells the last state of several', async () => {
  await using kit = await startTestSystem()
  const counter = await kit.system.spawn(counterClass())
  const taken = take<number>(fromActor(counter, 'get'))
  await kit.settle()
  for (let i = 0; i < 20; i++) counter.add(1)
  await kit.settle()
  counter.add(5)
  await kit.settle()
  expect(taken.items[0]).toBe(0)
  expect(taken.items.at(-1)).toBe(25)
  expect(taken.items.length).toBeLessThan(10)
  await counter.stop()
  await kit.settle()
  expect(taken.end).toBe('complete')
})

test('fromActor goes through an upgrade and back, and tells what the new code answers', async () => {
  await using kit = await startTestSystem()
  const counter = await kit.system.spawn(counterClass())
  const taken = take<number>(fromActor(counter, 'scaled', { every: 100, args: [1], clock: kit.clock }))
  await kit.settle()
  await kit.system.upgrade(counterClass('2.0.0', 2))
  await kit.advance(100)
  await kit.system.rollback()
  await kit.advance(100)
  expect(taken.items).toEqual([10, 20, 10])
  taken.unsubscribe()
})

test('fromActor fails with the error of a request, and with a time limit; the end of the instance completes it', async () => {
  await using kit = await startTestSystem()
  const counter = await kit.system.spawn(counterClass())
  const failed = take(fromActor(counter, 'scaled', { every: 10, args: [-1], clock: kit.clock }))
  const desk = new Desk()
  const gate = await kit.system.spawn(gateClass(desk))
  const late = take(fromActor(gate, 'pass', { every: 10, args: [1], clock: kit.clock, timeout: 50 }))
  const ended = take(fromActor(counter, 'get', { every: 1000, clock: kit.clock }))
  await kit.advance(200)
  expect(failed.end).toBeInstanceOf(RangeError)
  expect(isInstarError(late.end, 'timeout')).toBe(true)
  counter.crash()
  await kit.settle()
  expect(ended.end).toBe('complete')
  const after = take(fromActor(counter, 'get'))
  await kit.settle()
  expect(after).toMatchObject({ items: [], end: 'complete' })
})

test('fromActor completes when the instance ends in the midst of a request, and fails when that found another one ended', async () => {
  await using kit = await startTestSystem()
  const desk = new Desk()
  const gate = await kit.system.spawn(gateClass(desk))
  const [running, waiting] = [1, 2].map((item) => take(fromActor(gate, 'pass', { args: [item] })))
  await kit.settle()
  await gate.kill()
  await kit.settle()
  expect([running!.end, waiting!.end]).toEqual(['complete', 'complete'])
  @actor({ version: '1.0.0' })
  class Asking extends Actor {
    @request() async askGate(): Promise<string> {
      return gate.pass(2)
    }
  }
  const failed = take(fromActor(await kit.system.spawn(Asking), 'askGate'))
  await kit.settle()
  expect(failed.end).toMatchObject({ code: 'no-such-instance', facts: { pid: gate.pid } })
})

test('fromActor asks once more after changes that come while a request is under way', async () => {
  await using kit = await startTestSystem()
  const answers: ((n: number) => void)[] = []
  const changes$ = new Subject<never>()
  const far = {
    pid: '<0.1>',
    className: 'Far',
    exited: new Promise<never>(() => {}),
    changes$,
    with: () => far,
    get: () => new Promise<number>((resolve) => answers.push(resolve)),
  }
  const taken = take<number>(fromActor(far as unknown as Reference & { get(): Promise<number> }, 'get'))
  changes$.next(undefined as never)
  changes$.next(undefined as never)
  expect(answers).toHaveLength(1)
  answers[0]!(1)
  await kit.settle()
  expect(answers).toHaveLength(2)
  answers[1]!(2)
  await kit.settle()
  expect([taken.items, answers.length]).toEqual([[1, 2], 2])
  taken.unsubscribe()
  expect(changes$.observed).toBe(false)
})

// ---- tellTo --------------------------------------------------------------------------------------------------------------

test('tellTo sends each item in its order and hands it on', async () => {
  await using kit = await startTestSystem()
  const counter = await kit.system.spawn(counterClass())
  const taken = take<number>(from([1, 2, 3]).pipe(tellTo(counter, 'add')))
  expect(taken).toMatchObject({ items: [1, 2, 3], end: 'complete' })
  expect(await counter.get()).toBe(6)
})

test('tellTo sends to whatever code is current', async () => {
  await using kit = await startTestSystem()
  const counter = await kit.system.spawn(counterClass())
  const source = new Subject<number>()
  const taken = take(source.pipe(tellTo(counter, 'add')))
  source.next(1)
  await kit.system.upgrade(counterClass('2.0.0', 100))
  source.next(1)
  expect(await counter.get()).toBe(101)
  await kit.system.rollback()
  source.next(1)
  expect(await counter.get()).toBe(102)
  taken.unsubscribe()
})

test('tellTo fails when the instance ends, and lets go of the source; the error of the source passes through', async () => {
  await using kit = await startTestSystem()
  const counter = await kit.system.spawn(counterClass())
  const source = new Subject<number>()
  const taken = take(source.pipe(tellTo(counter, 'add')))
  counter.crash()
  await kit.settle()
  expect(isInstarError(taken.end, 'target-ended')).toBe(true)
  expect((taken.end as Error).message).toContain('which add was sent to, crashed in crash: no more')
  expect(source.observed).toBe(false)
  const other = await kit.system.spawn(counterClass())
  const torn = new Subject<number>()
  const second = take(torn.pipe(tellTo(other, 'add')))
  torn.error('torn')
  expect(second.end).toBe('torn')
})

test('tellTo fails where the mailbox refuses what is too much', async () => {
  await using kit = await startTestSystem()
  @actor({ version: '1.0.0', mailbox: { capacity: 3, overflow: 'reject' } })
  class Narrow extends Actor {
    @oneway() put(_item: number): Oneway {}
  }
  const narrow = await kit.system.spawn(Narrow)
  const taken = take<number>(from([1, 2, 3, 4, 5]).pipe(tellTo(narrow, 'put')))
  expect(taken.items).toEqual([1, 2, 3])
  expect(isInstarError(taken.end, 'mailbox-full')).toBe(true)
})

// ---- requestThrough ------------------------------------------------------------------------------------------------------

/** Several that answer by hand. */
async function spawnGates(kit: Awaited<ReturnType<typeof startTestSystem>>, count: number) {
  const desk = new Desk()
  const Gate = gateClass(desk)
  const gates = await Promise.all(Array.from({ length: count }, () => kit.system.spawn(Gate)))
  return { desk, gates }
}

test('requestThrough gives the answers in the order of the items', async () => {
  await using kit = await startTestSystem()
  const counter = await kit.system.spawn(counterClass())
  const taken = take<number>(from([3, 1, 2]).pipe(requestThrough(counter, 'scaled')))
  await kit.settle()
  expect(taken).toMatchObject({ items: [30, 10, 20], end: 'complete' })
  expect(take(from([]).pipe(requestThrough(counter, 'scaled'))).end).toBe('complete')
})

test('requestThrough asks for as many at once as it is told, and the others wait in their order', async () => {
  await using kit = await startTestSystem()
  const { desk, gates } = await spawnGates(kit, 2)
  const taken = take<string>(from([1, 2, 3, 4, 5]).pipe(requestThrough(gates, 'pass')))
  await kit.settle()
  expect(desk.asked.toSorted()).toEqual([1, 2])
  desk.answer(2)
  await kit.settle()
  // The answer of 1 is still to come: that of 2 waits for it, and keeps its place.
  expect([taken.items, desk.asked.length]).toEqual([[], 2])
  desk.answer(1)
  await kit.settle()
  expect([taken.items, desk.asked.slice(2).toSorted()]).toEqual([
    ['answer 1', 'answer 2'],
    [3, 4],
  ])
  desk.answer(4, 3)
  await kit.settle()
  desk.answer(5)
  await kit.settle()
  expect(taken).toMatchObject({ items: [1, 2, 3, 4, 5].map((n) => `answer ${n}`), end: 'complete' })
  expect(desk.most).toBe(2)
})

test('requestThrough gives answers as they come, when it is told so', async () => {
  await using kit = await startTestSystem()
  const { desk, gates } = await spawnGates(kit, 2)
  const taken = take<string>(from([1, 2, 3]).pipe(requestThrough(gates, 'pass', { order: 'as-answered' })))
  await kit.settle()
  desk.answer(2)
  await kit.settle()
  expect(taken.items).toEqual(['answer 2'])
  expect(desk.asked.toSorted()).toEqual([1, 2, 3])
  desk.answer(3, 1)
  await kit.settle()
  expect(taken.items.toSorted()).toEqual(['answer 1', 'answer 2', 'answer 3'])
  expect(taken.end).toBe('complete')
})

test('requestThrough takes from a paced source no more than it has room for, and closes it', async () => {
  await using kit = await startTestSystem()
  const { desk, gates } = await spawnGates(kit, 2)
  const log: string[] = []
  async function* rows() {
    try {
      for (let i = 1; ; i++) {
        log.push(`row ${i}`)
        yield i
      }
    } finally {
      log.push('closed')
    }
  }
  const taken = take<string>(paced(rows()).pipe(requestThrough(gates, 'pass')))
  await kit.settle()
  expect(log).toEqual(['row 1', 'row 2'])
  desk.answer(1)
  await kit.settle()
  expect(log).toEqual(['row 1', 'row 2', 'row 3'])
  taken.unsubscribe()
  await kit.settle()
  expect(log.at(-1)).toBe('closed')
})

test('a paced source that ends completes the stream, one that throws fails it; subscribed to plainly it gives all', async () => {
  await using kit = await startTestSystem()
  const counter = await kit.system.spawn(counterClass())
  const taken = take<number>(paced([1, 2, 3]).pipe(requestThrough(counter, 'scaled')))
  await kit.settle()
  expect(taken).toMatchObject({ items: [10, 20, 30], end: 'complete' })
  function* torn() {
    yield 1
    throw new Error('torn')
  }
  const failed = take<number>(paced(torn()).pipe(requestThrough(counter, 'scaled')))
  await kit.settle()
  expect(failed).toMatchObject({ end: { message: 'torn' } })
  const plain = take<number[]>(
    paced([1, 2]).pipe(
      map((n) => n + 1),
      toArray(),
    ),
  )
  const broken = take<number>(paced(torn()).pipe(map((n) => n)))
  await kit.settle()
  expect(plain).toMatchObject({ items: [[2, 3]], end: 'complete' })
  expect(broken).toMatchObject({ items: [1], end: { message: 'torn' } })
})

test('requestThrough fails when a source that cannot wait is too fast, and says so', async () => {
  await using kit = await startTestSystem()
  const { desk, gates } = await spawnGates(kit, 1)
  const source = new Subject<number>()
  const taken = take<string>(source.pipe(requestThrough(gates, 'pass', { buffer: 2 })))
  for (const n of [1, 2, 3]) source.next(n)
  expect(taken.end).toBe('open')
  source.next(4)
  expect(isInstarError(taken.end, 'stream-overrun')).toBe(true)
  expect(source.observed).toBe(false)
  await kit.settle()
  expect(desk.asked).toEqual([])
})

test('a request that fails ends the stream with its item and cause, in the order of the items', async () => {
  await using kit = await startTestSystem()
  const counter = await kit.system.spawn(counterClass())
  const taken = take<number>(from([1, -2, 3]).pipe(requestThrough(counter, 'scaled', { concurrency: 3 })))
  await kit.settle()
  expect(taken.items).toEqual([10])
  const error = taken.end
  if (!isInstarError(error, 'request-failed')) throw new Error('another end', { cause: error })
  expect(error.facts).toMatchObject({ item: -2, index: 1, method: 'scaled', pid: counter.pid })
  expect(error.cause).toBeInstanceOf(RangeError)
  expect(error.message).toContain('for the item 1 of the stream failed: -2 is too small')
})

test('with failures as items the stream goes on, and each outcome has its item', async () => {
  await using kit = await startTestSystem()
  const counter = await kit.system.spawn(counterClass())
  const stream = from([1, -2, 3]).pipe(requestThrough(counter, 'scaled', { failures: 'as-items' }))
  const taken = take<StreamOutcome<number, number>>(stream)
  await kit.settle()
  expect(taken).toMatchObject({
    items: [
      { type: 'answered', item: 1, index: 0, answer: 10 },
      { type: 'failed', item: -2, index: 1, error: { message: '-2 is too small' } },
      { type: 'answered', item: 3, index: 2, answer: 30 },
    ],
    end: 'complete',
  })
})

test('each request has its time limit, and the end of the instance fails those that wait', async () => {
  await using kit = await startTestSystem()
  const { gates } = await spawnGates(kit, 1)
  const late = take(from([1]).pipe(requestThrough(gates, 'pass', { timeout: 100 })))
  await kit.advance(300)
  expect(late.end).toMatchObject({ code: 'request-failed', cause: { code: 'timeout' } })
  const second = await spawnGates(kit, 1)
  const ended = take(from([1]).pipe(requestThrough(second.gates, 'pass')))
  await kit.settle()
  await second.gates[0]!.kill()
  await kit.settle()
  expect(ended.end).toMatchObject({ code: 'request-failed', cause: { code: 'exited' } })
})

test('unsubscribing aborts what is under way, and what has not begun is never run', async () => {
  await using kit = await startTestSystem()
  const { desk, gates } = await spawnGates(kit, 1)
  const taken = take(from([1, 2, 3, 4]).pipe(requestThrough(gates, 'pass', { concurrency: 2 })))
  await kit.settle()
  expect(desk.asked).toEqual([1])
  taken.unsubscribe()
  desk.answer(1)
  await kit.settle()
  expect(desk.asked).toEqual([1])
  expect(taken).toMatchObject({ items: [], end: 'open' })
})

test('an upgrade in the midst of a stream loses no item and asks none twice, there and back', async () => {
  await using kit = await startTestSystem()
  const counter = await kit.system.spawn(counterClass())
  const source = new Subject<number>()
  const taken = take<number>(source.pipe(requestThrough(counter, 'scaled', { concurrency: 4 })))
  const feed = (first: number, last: number) => {
    for (let n = first; n <= last; n++) source.next(n)
  }
  feed(1, 100)
  const upgrade = kit.system.upgrade(counterClass('2.0.0', 2))
  feed(101, 200)
  await upgrade
  feed(201, 300)
  await kit.system.rollback()
  feed(301, 400)
  source.complete()
  await kit.settle()
  expect(taken.end).toBe('complete')
  expect(taken.items).toHaveLength(400)
  expect(taken.items.every((answer, i) => answer === (i + 1) * 10 || answer === (i + 1) * 20)).toBe(true)
  expect(kit.system.getState(counter)!['seen']).toEqual(Array.from({ length: 400 }, (_, i) => i + 1))
})

test('many streams by chance answer each item once, in order, with no more under way than allowed', async () => {
  for (let seed = 0; seed < 30; seed++) {
    await using kit = await startTestSystem({ seed })
    const chance = (n: number) => Math.floor(kit.random.next() * n)
    const { desk, gates } = await spawnGates(kit, 1 + chance(3))
    const concurrency = 1 + chance(gates.length)
    const items = Array.from({ length: 20 }, (_, i) => i)
    const source = chance(2) === 0 ? paced(items) : from(items)
    const taken = take<string>(source.pipe(requestThrough(gates, 'pass', { concurrency })))
    for (let turn = 0; turn < 200 && taken.end === 'open'; turn++) {
      await kit.settle()
      const waiting = [...desk.waiting.keys()]
      if (waiting.length > 0) desk.answer(waiting[chance(waiting.length)]!)
    }
    expect(taken).toMatchObject({ items: items.map((item) => `answer ${item}`), end: 'complete' })
    expect(desk.most).toBeLessThanOrEqual(concurrency)
    expect(desk.asked.toSorted((a, b) => a - b)).toEqual(items)
  }
})

test.each<[string, () => unknown, string]>([
  ['no pace', () => fromActor(null as never, 'x' as never, { every: 0 }), 'The option every is 0'],
  [
    'no concurrency',
    () => requestThrough([null] as never, 'x' as never, { concurrency: 0 }),
    'The option concurrency is 0',
  ],
  ['no instance', () => requestThrough([], 'x' as never), 'The option refs is 0'],
  ['half a place', () => requestThrough([null] as never, 'x' as never, { buffer: 0.5 }), 'The option buffer is 0.5'],
  ['no time', () => requestThrough([null] as never, 'x' as never, { timeout: -1 }), 'The option timeout is -1'],
  [
    'another order',
    () => requestThrough([null] as never, 'x' as never, { order: 'any' as never }),
    'say kept or as-answered',
  ],
])('%s is refused at once, with what would do', (_, make, problem) => {
  expect(make).toThrow(problem)
})

test('the compiler knows the items and the answers, and which method is which', () => {
  const unfit = (counter: Ref<InstanceType<ReturnType<typeof counterClass>>>) => {
    from([1])
      .pipe(requestThrough(counter, 'scaled'))
      .subscribe((answer: number) => answer)
    fromActor(counter, 'scaled', { args: [1] }).subscribe((answer: number) => answer)
    // @ts-expect-error the item is no text
    from(['a']).pipe(requestThrough(counter, 'scaled'))
    // @ts-expect-error a oneway gives no answers
    from([1]).pipe(requestThrough(counter, 'add'))
    // @ts-expect-error a request is asked, not told
    from([1]).pipe(tellTo(counter, 'scaled'))
    // @ts-expect-error the item is no text
    from(['a']).pipe(tellTo(counter, 'add'))
    // @ts-expect-error there is no such method
    fromActor(counter, 'gett')
    // @ts-expect-error the argument is a number
    fromActor(counter, 'scaled', { args: ['a'] })
  }
  expect(unfit).toBeDefined()
})

test('the example of the page runs, and prints what the page says', async () => {
  expect(await runPage('streams')).toEqual(printedBy('streams'))
})

// Orders by chance: the same seed gives the same run, seeds together reach the orders that a system may have, and no seed
// one that it may not.

import { expect, test } from 'vitest'
import { actor, Actor, attribute, oneway, type Oneway, type Ref, request } from '../../src/index.js'
import type { Runnable } from '../../src/mailbox/ready.js'
import { SeededDispatcher, SeededRandom, SeededScheduler, settle, startTestSystem } from '../../src/testing/index.js'
import { VirtualClock } from '../../src/testing/virtual-clock.js'

const seeds = Array.from({ length: 60 }, (_, seed) => seed)

/** Notes what it does in a log that it shares with others. */
function makeWriter(log: string[]) {
  @actor({ name: 'Writer', version: '1.0.0' })
  class Writer extends Actor {
    constructor(readonly id: string) {
      super()
    }
    @oneway() write(text: string): Oneway {
      log.push(`${this.id}${text}`)
    }
    @request() async copy(text: string, to: Ref<Writer>) {
      this.write(text)
      await to.note(text)
      this.write(`${text}!`)
    }
    @request() note(text: string) {
      this.write(text)
    }
  }
  return Writer
}

/** What some writers write, when they are asked all at once. */
async function storyBy(seed: number): Promise<string> {
  const log: string[] = []
  await using test = await startTestSystem({ seed })
  const Writer = makeWriter(log)
  const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((id) => test.system.spawn(Writer, [id])))
  for (const writer of [a!, b!, c!]) for (const text of ['1', '2', '3']) writer.write(text)
  await Promise.all([a!.copy('x', c!), b!.copy('y', c!), test.system.spawn(Writer, ['d']).then((d) => d.note('0'))])
  return log.join(' ')
}

test('the same seed gives the same run, and seeds differ', async () => {
  const stories = await Promise.all(seeds.map(storyBy))
  // Alone as well as among others.
  for (const seed of seeds) expect(await storyBy(seed)).toBe(stories[seed])
  expect(new Set(stories).size).toBeGreaterThan(seeds.length / 2)
})

test('messages from one sender to one receiver keep their order under all seeds', async () => {
  for (const seed of seeds) {
    const story = (await storyBy(seed)).split(' ')
    for (const id of ['a', 'b', 'c']) {
      expect(story.filter((entry) => entry.startsWith(id)).filter((entry) => /\d/.test(entry))).toEqual([
        `${id}1`,
        `${id}2`,
        `${id}3`,
      ])
    }
  }
})

test('any ready instance may be the first, whoever was asked first', async () => {
  const firsts = new Set<string>()
  for (const seed of seeds) firsts.add((await storyBy(seed)).slice(0, 1))
  expect([...firsts].toSorted()).toEqual(['a', 'b', 'c'])
})

test('an instance may have one message in a turn, or all that wait', async () => {
  const inARow = new Set<string>()
  for (const seed of seeds) {
    const story = await storyBy(seed)
    inARow.add(story.includes('a1 a2 a3') ? 'together' : 'apart')
  }
  expect(inARow.size).toBe(2)
})

test('an answer may arrive before the next instance has its turn, and after it', async () => {
  const order = new Set<string>()
  for (const seed of seeds) {
    const log: string[] = []
    await using test = await startTestSystem({ seed })
    const Writer = makeWriter(log)
    const [a, b] = [await test.system.spawn(Writer, ['a']), await test.system.spawn(Writer, ['b'])]
    const answered = a.note('1').then(() => log.push('answer'))
    b.write('1')
    await answered
    await test.settle()
    order.add(log.join(' '))
  }
  expect(order).toEqual(new Set(['a1 answer b1', 'a1 b1 answer', 'b1 a1 answer']))
})

test('who is made ready in a turn may have its own turn before promises go on, and after', async () => {
  const order = new Set<string>()
  for (const seed of seeds) {
    const log: string[] = []
    await using test = await startTestSystem({ seed })
    @actor({ version: '1.0.0' })
    class Relay extends Actor {
      constructor(readonly next: Ref<Relay> | null) {
        super()
      }
      @request() pass(hops: number) {
        log.push(`${hops}`)
        this.next?.drop(hops + 1)
      }
      @oneway() drop(hops: number): Oneway {
        this.pass(hops)
      }
    }
    const third = await test.system.spawn(Relay, [null])
    const second = await test.system.spawn(Relay, [third])
    const first = await test.system.spawn(Relay, [second])
    await first.pass(1).then(() => log.push('answer'))
    await test.settle()
    order.add(log.join(' '))
  }
  expect(order).toEqual(new Set(['1 answer 2 3', '1 2 answer 3', '1 2 3 answer']))
})

test('the event loop may go first, and need not', async () => {
  const order = new Set<string>()
  for (const seed of seeds) {
    const log: string[] = []
    await using test = await startTestSystem({ seed })
    const a = await test.system.spawn(makeWriter(log), ['a'])
    await test.settle()
    setImmediate(() => log.push('event loop'))
    a.write('1')
    await test.settle()
    order.add(log.join(' '))
  }
  expect(order).toEqual(new Set(['a1 event loop', 'event loop a1']))
})

/** Has messages without end. */
class Busy implements Runnable {
  nextReady: Runnable | null = null
  constructor(
    private readonly dispatcher: SeededDispatcher,
    private readonly name: string,
    private readonly log: string[],
    private left = 3000,
  ) {}
  run(limit: number): number {
    const handled = Math.min(limit, this.left)
    this.left -= handled
    for (let i = 0; i < handled; i++) this.log.push(this.name)
    if (this.left > 0) this.dispatcher.enqueue(this)
    return handled
  }
}

test('an instance never gets more than sixty-four messages before another one that waits has its turn', async () => {
  for (const seed of seeds.slice(0, 20)) {
    const random = new SeededRandom(seed)
    const dispatcher = new SeededDispatcher(new VirtualClock(), new SeededScheduler(random), random)
    const log: string[] = []
    const names = ['a', 'b', 'c', 'd', 'e']
    for (const name of names) dispatcher.enqueue(new Busy(dispatcher, name, log))
    while (log.length < 15_000) await settle()
    for (const waiting of names) expect(mostBefore(log, waiting)).toBeLessThanOrEqual(64)
  }
})

/** The most messages that one of the others had between two turns of one that always waited. */
function mostBefore(log: readonly string[], waiting: string): number {
  let most = 0
  let since: Record<string, number> = {}
  for (const name of log.slice(0, log.lastIndexOf(waiting))) {
    if (name === waiting) since = {}
    else most = Math.max(most, (since[name] = (since[name] ?? 0) + 1))
  }
  return most
}

test('an upgrade under load loses nothing, repeats nothing and keeps the order, under all seeds', async () => {
  const versionOf = (version: string, log: string[]) => {
    @actor({ name: 'Counter', version })
    class Counter extends Actor {
      // Equal code under another version would freeze nobody.
      @attribute({ initial: version }) born!: string
      @oneway() count(n: number): Oneway {
        log.push(`count ${n}`)
      }
      @request() async slow(gate: Promise<void>) {
        await gate
        return version
      }
    }
    return Counter
  }
  const ends = new Set<string>()
  for (const seed of seeds.slice(0, 20)) {
    const log: string[] = []
    await using test = await startTestSystem({ seed })
    const counter = await test.system.spawn(versionOf('1.0.0', log))
    const held = counter.slow(test.settle())
    for (let n = 0; n < 20; n++) counter.count(n)
    const upgraded = test.system.upgrade(versionOf('2.0.0', log))
    for (let n = 20; n < 40; n++) counter.count(n)
    expect((await upgraded).outcome).toBe('committed')
    ends.add(await held)
    await test.settle()
    expect(log).toEqual(Array.from({ length: 40 }, (_, n) => `count ${n}`))
  }
  // What was sent before the upgrade was asked for may have begun by then, or not.
  expect(ends).toEqual(new Set(['1.0.0', '2.0.0']))
})

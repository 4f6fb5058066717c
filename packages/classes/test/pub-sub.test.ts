import { Actor, actor, attribute, oneway, type Oneway, request } from '@instar/core'
import { SeededRandom, startTestSystem } from '@instar/core/testing'
import { expect, test } from 'vitest'
import { PubSub } from '../src/index.js'
import { asVersion, versionOf } from './next.js'
import { evaluateAgain, printedBy, runPage } from './page.js'

type Module = { PubSub: typeof PubSub }

@actor({ version: '1.0.0' })
class Reader extends Actor {
  @attribute({ initial: () => [] }) heard!: string[]
  @oneway() note(message: unknown, topic: string): Oneway {
    if (message === 'bomb') throw new Error('boom')
    this.heard = [...this.heard, `${topic}: ${String(message)}`]
  }
  @oneway() shout(message: unknown): Oneway {
    this.heard = [...this.heard, String(message).toUpperCase()]
  }
  @request() read() {
    return this.heard
  }
}
@actor({ version: '1.0.0' })
class FastReader extends Reader {}

@actor({ version: '1.0.0', mailbox: { capacity: 2, overflow: 'reject' } })
class SmallReader extends Actor {
  @attribute({ initial: 0 }) heard!: number
  @oneway() async note(): Promise<Oneway> {
    this.heard += 1
    await new Promise(() => {})
  }
}

test('a message reaches those who subscribe to its topic, and nobody else', async () => {
  await using kit = await startTestSystem()
  const hub = await kit.system.spawn(PubSub)
  const [one, other] = [await kit.system.spawn(Reader), await kit.system.spawn(Reader)]
  await hub.subscribe(one, 'news.eu', 'note')
  await hub.subscribe(other, 'news.us', 'shout')
  hub.publish('news.eu', 'hello')
  hub.publish('news.us', 'bye')
  hub.publish('news', 'nobody')
  await kit.settle()
  expect(await one.read()).toEqual(['news.eu: hello'])
  expect(await other.read()).toEqual(['BYE'])
  expect(await hub.statistics()).toEqual({
    subscriptions: 2,
    subscribers: 2,
    published: 3,
    unheard: 1,
    told: 2,
    refused: 0,
  })
})

/** By the letter: `*` is one segment, `>` at the end one or more. */
function matches(pattern: string, topic: string): boolean {
  const [wanted, given] = [pattern.split('.'), topic.split('.')]
  for (const [i, segment] of wanted.entries()) {
    if (segment === '>') return given.length > i
    if (given.length <= i || (segment !== '*' && segment !== given[i])) return false
  }
  return wanted.length === given.length
}

test('patterns of segments match as a simple reading of them says, whatever comes and goes', async () => {
  for (let seed = 1; seed <= 8; seed++) {
    await using kit = await startTestSystem({ seed })
    const random = new SeededRandom(seed)
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random.next() * list.length)]!
    const hub = await kit.system.spawn(PubSub)
    const readers = await Promise.all(Array.from({ length: 4 }, () => kit.system.spawn(Reader)))
    const topicOf = (segments: readonly string[]): string =>
      Array.from({ length: 1 + Math.floor(random.next() * 3) }, () => pick(segments)).join('.')
    let model: { reader: (typeof readers)[number]; pattern: string }[] = []
    for (let step = 0; step < 150; step++) {
      const reader = pick(readers)
      const pattern = topicOf(['a', 'b', '*']) + pick(['', '', '.>'])
      const chance = random.next()
      if (chance < 0.5) {
        await hub.subscribe(reader, pattern, 'note')
        if (!model.some((each) => each.reader === reader && each.pattern === pattern)) model.push({ reader, pattern })
      } else if (chance < 0.65) {
        const gone = model.filter((each) => each.reader === reader && each.pattern === pattern)
        expect(await hub.unsubscribe(reader, pattern)).toBe(gone.length)
        model = model.filter((each) => !gone.includes(each))
      } else if (chance < 0.7) {
        await reader.kill()
        model = model.filter((each) => each.reader !== reader)
        readers[readers.indexOf(reader)] = await kit.system.spawn(Reader)
      }
      const topic = topicOf(['a', 'b', 'c'])
      const expected = readers.filter((each) =>
        model.some((entry) => entry.reader === each && matches(entry.pattern, topic)),
      )
      const before = await Promise.all(readers.map((each) => each.read()))
      hub.publish(topic, step)
      const listeners = await hub.listeners(topic)
      expect(new Set(listeners)).toEqual(new Set(expected))
      await kit.settle()
      for (const [i, each] of readers.entries()) {
        const news = (await each.read()).slice(before[i]!.length)
        expect(news).toEqual(expected.includes(each) ? [`${topic}: ${step}`] : [])
      }
    }
    expect((await hub.statistics()).subscriptions).toBe(model.length)
    for (const each of readers) await hub.unsubscribe(each)
    expect(kit.system.getState(hub)!['topics']).toEqual({ here: new Map(), below: new Map() })
  }
})

test('a subscriber is told once for each method, however many of its subscriptions match', async () => {
  await using kit = await startTestSystem()
  const hub = await kit.system.spawn(PubSub)
  const reader = await kit.system.spawn(Reader)
  await hub.subscribe(reader, 'a.*', 'note')
  await hub.subscribe(reader, 'a.*', 'note')
  await hub.subscribe(reader, '>', 'note')
  await hub.subscribe(reader, 'a.b', 'shout')
  await hub.subscribe(Reader, 'a.b', 'note')
  hub.publish('a.b', 'x')
  await kit.settle()
  expect((await reader.read()).toSorted()).toEqual(['X', 'a.b: x'])
  expect(await hub.topicsOf(reader)).toEqual(['a.*', '>', 'a.b'])
})

test('a class subscribes for all its instances and heirs; who is born later is in by itself', async () => {
  await using kit = await startTestSystem()
  const hub = await kit.system.spawn(PubSub)
  kit.system.register(FastReader)
  await hub.subscribe('Reader', 'news', 'note')
  hub.publish('news', 0)
  await kit.settle()
  const early = await kit.system.spawn(Reader)
  hub.publish('news', 1)
  await kit.settle()
  const late = await kit.system.spawn(FastReader)
  hub.publish('news', 2)
  await kit.settle()
  await early.stop()
  hub.publish('news', 3)
  await kit.settle()
  expect(await late.read()).toEqual(['news: 2', 'news: 3'])
  expect(await hub.listeners('news')).toEqual([late])
  expect(await hub.statistics()).toMatchObject({ published: 4, unheard: 1, told: 4, refused: 0 })
  expect(await hub.unsubscribe(Reader)).toBe(1)
  expect(await hub.listeners('news')).toEqual([])
})

test('a class that was removed gets nothing, and harms nobody', async () => {
  await using kit = await startTestSystem()
  const hub = await kit.system.spawn(PubSub)
  const reader = await kit.system.spawn(Reader)
  kit.system.register(SmallReader)
  await hub.subscribe(SmallReader, 'news', 'note')
  await hub.subscribe(reader, 'news', 'note')
  await kit.system.remove(SmallReader)
  hub.publish('news', 1)
  await kit.settle()
  expect(await reader.read()).toEqual(['news: 1'])
})

test('the messages of one publisher arrive in their order, under any order of work', async () => {
  @actor({ name: 'Writer', version: '1.0.0' })
  class Writer extends Actor {
    @oneway() write(hub: { publish(topic: string, message: unknown): void }, name: string): Oneway {
      for (let i = 0; i < 20; i++) hub.publish(`from.${name}`, i)
    }
  }
  for (let seed = 0; seed < 20; seed++) {
    await using kit = await startTestSystem({ seed })
    const hub = await kit.system.spawn(PubSub)
    const reader = await kit.system.spawn(Reader)
    await hub.subscribe(reader, 'from.*', 'note')
    const writers = await Promise.all(['a', 'b', 'c'].map(() => kit.system.spawn(Writer)))
    for (const [i, writer] of writers.entries()) writer.write(hub, 'abc'[i]!)
    await kit.settle()
    const heard = await reader.read()
    for (const name of ['a', 'b', 'c'])
      expect(heard.filter((line) => line.startsWith(`from.${name}`))).toEqual(
        Array.from({ length: 20 }, (_, i) => `from.${name}: ${i}`),
      )
  }
})

test('slow, full, crashing and ended subscribers harm neither the hub nor the others', async () => {
  await using kit = await startTestSystem()
  const hub = await kit.system.spawn(PubSub)
  const [small, frail, sound, ended] = [
    await kit.system.spawn(SmallReader),
    await kit.system.spawn(Reader),
    await kit.system.spawn(Reader),
    await kit.system.spawn(Reader),
  ]
  for (const each of [small, frail, ended]) await hub.subscribe(each, 'news', 'note')
  await hub.subscribe(sound, 'news', 'shout')
  await ended.kill()
  for (const message of ['a', 'bomb', 'b', 'c', 'd']) {
    hub.publish('news', message)
    await kit.settle()
  }
  expect(await sound.read()).toEqual(['A', 'BOMB', 'B', 'C', 'D'])
  expect(await frail.exited).toMatchObject({ type: 'crashed', method: 'note' })
  // One is under way, two wait, two did not fit.
  expect(await hub.statistics()).toMatchObject({ subscribers: 2, refused: 2, told: 5 + 2 + 3 })
  expect(kit.events.of('crashed')).toHaveLength(1)
  await small.kill()
})

test('a subscription that cannot be is refused with all that is wrong', async () => {
  await using kit = await startTestSystem()
  const hub = await kit.system.spawn(PubSub)
  const reader = await kit.system.spawn(Reader)
  const refusal = (await hub.subscribe(reader, 'a..b', 'read').catch((error: unknown) => error)) as Error
  expect(refusal).toMatchObject({ code: 'bad-subscription' })
  expect(refusal.message).toContain('- the topic is "a..b": it has an empty segment')
  expect(refusal.message).toContain('- read is no oneway of Reader: it has note, shout')
  await expect(hub.subscribe(reader, 'a.>.b', 'note')).rejects.toThrow('it has a > that is not its last segment')
  await expect(hub.subscribe(reader, '', 'note')).rejects.toThrow('it is no text')
  await expect(hub.subscribe('Nobody', 'a', 'note')).rejects.toThrow('no class Nobody is known')
  await expect(hub.subscribe(7 as never, 'a', 'note')).rejects.toThrow('it is neither a ref nor a class')
  expect(await hub.statistics()).toMatchObject({ subscriptions: 0, subscribers: 0 })
})

test('who ends is out of the hub, with the watch over it', async () => {
  await using kit = await startTestSystem()
  const hub = await kit.system.spawn(PubSub)
  const [one, other] = [await kit.system.spawn(Reader), await kit.system.spawn(Reader)]
  for (const each of [one, other]) await hub.subscribe(each, 'a', 'note')
  await one.stop()
  expect(await hub.statistics()).toMatchObject({ subscribers: 1 })
  expect(await hub.unsubscribe(other)).toBe(1)
  const before = kit.system.inspect(hub)!.statistics.handled
  await other.stop()
  await kit.settle()
  expect(kit.system.inspect(hub)!.statistics.handled).toBe(before)
  expect(kit.events.of('dead-letter')).toEqual([])
})

test('an upgrade of the library class loses no subscription and no message, up and down', async () => {
  await using kit = await startTestSystem()
  const { PubSub: Next } = await evaluateAgain<Module>('pub-sub/pub-sub.ts', {
    pubSubCounts: 'tally',
    "@actor({ version: '1.0.0'":
      "@actor({ version: '2.0.0', migrations: [migration('1.0.0', rename('pubSubCounts', 'tally'))]",
    "from './delivery.js'": "from './delivery.js'\nimport { migration, rename } from '@instar/core'",
  })
  const hub = await kit.system.spawn(PubSub)
  const [reader, mortal] = [await kit.system.spawn(Reader), await kit.system.spawn(Reader)]
  await hub.subscribe(reader, 'n.*', 'note')
  await hub.subscribe(mortal, 'n.*', 'note')
  let sent = 0
  for (const version of [Next, PubSub]) {
    hub.publish('n.x', sent++)
    const upgrade = kit.system.upgrade(version)
    hub.publish('n.x', sent++)
    if (version === PubSub) void mortal.kill()
    expect(await upgrade).toMatchObject({ outcome: 'committed', migrated: 1 })
    hub.publish('n.x', sent++)
  }
  await kit.settle()
  expect(await reader.read()).toEqual(Array.from({ length: sent }, (_, i) => `n.x: ${i}`))
  expect(await hub.statistics()).toMatchObject({ subscribers: 1, published: sent })
  expect(await kit.system.purge('PubSub', 'soft')).toMatchObject({ outcome: 'purged' })
})

test('a subclass can filter, and filters otherwise after an upgrade', async () => {
  function quietClass(version: string, limit: number) {
    @actor(versionOf('QuietHub', version))
    class QuietHub extends PubSub {
      override accepts(_: unknown, message: unknown): boolean {
        return String(message).length <= limit
      }
    }
    return asVersion(version, QuietHub)
  }
  await using kit = await startTestSystem()
  const hub = await kit.system.spawn(quietClass('1.0.0', 3))
  const reader = await kit.system.spawn(Reader)
  await hub.subscribe(reader, 'a', 'note')
  for (const version of [null, quietClass('2.0.0', 5), quietClass('1.0.0', 3)]) {
    if (version !== null) expect(await kit.system.upgrade(version)).toMatchObject({ outcome: 'committed', migrated: 1 })
    for (const message of ['abc', 'abcde', 'abcdefg']) hub.publish('a', message)
    await kit.settle()
  }
  expect(await reader.read()).toEqual(['a: abc', 'a: abc', 'a: abcde', 'a: abc'])
})

test('a subscriber whose method goes with an upgrade is a dead letter, and a method that answers harms nobody', async () => {
  function readerClass(version: string, kind: 'oneway' | 'request' | 'none') {
    if (kind === 'none') {
      @actor({ name: 'Fickle', version })
      class Fickle extends Actor {}
      return Fickle
    }
    if (kind === 'request') {
      @actor({ name: 'Fickle', version })
      class Fickle extends Actor {
        @request() note(): number {
          throw new Error('a failure that nobody waits for')
        }
      }
      return Fickle
    }
    @actor({ name: 'Fickle', version })
    class Fickle extends Actor {
      @oneway() note(): Oneway {}
    }
    return Fickle
  }
  await using kit = await startTestSystem()
  const hub = await kit.system.spawn(PubSub)
  const fickle = await kit.system.spawn(readerClass('1.0.0', 'oneway') as new () => Actor)
  await hub.subscribe(fickle, 'a', 'note')
  for (const [version, kind] of [
    ['2.0.0', 'request'],
    ['3.0.0', 'none'],
  ] as const) {
    expect(await kit.system.upgrade(readerClass(version, kind))).toMatchObject({ outcome: 'committed' })
    hub.publish('a', kind)
    await kit.settle()
  }
  expect(await hub.statistics()).toMatchObject({ published: 2, told: 2 })
})

test('the example of the page prints what the page says', async () => {
  expect(await runPage('pub-sub')).toEqual(printedBy('pub-sub'))
})

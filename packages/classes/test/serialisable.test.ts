import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import {
  Actor,
  actor,
  type ActorSystem,
  attribute,
  convert,
  drop,
  isInstarError,
  migration,
  oneway,
  type Oneway,
  type Reference,
  type Ref,
  rename,
  request,
  type Revival,
} from '@instar/core'
import { startTestSystem, type TestSystem } from '@instar/core/testing'
import { afterAll, describe, expect, test } from 'vitest'
import {
  answered,
  type Arrival,
  Describable,
  deserialise,
  Identifiable,
  type Moves,
  type ReadOptions,
  readInstances,
  Registry,
  Serialisable,
  StateMachine,
  type StateTable,
  Ticker,
  type Trait,
  transformAttribute,
  transformType,
  Upgradable,
  writeInstances,
} from '../src/index.js'
import { asVersion, versionOf } from './next.js'
import { evaluateAgain, printedBy, runPage } from './page.js'

type Module = { Serialisable: typeof Serialisable }

const folder = mkdtempSync(join(tmpdir(), 'instar-serialisable-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A creature whose age is counted in years, and, from version 2.0.0 on, in months. */
function creatureClass(version = '1.0.0') {
  const inMonths = migration(
    '1.0.0',
    rename('years', 'months'),
    convert(
      'months',
      (n: number) => n * 12,
      (n: number) => n / 12,
    ),
  )
  @actor({ name: 'Creature', version, migrations: version === '1.0.0' ? [] : [inMonths] })
  class Creature extends Actor {
    @request({ const: true }) getAge(): string {
      const { years, months } = this as unknown as Record<string, number>
      return years === undefined ? `${months} months` : `${years} years`
    }
  }
  attribute({ initial: 3 })(Creature.prototype, version === '1.0.0' ? 'years' : 'months')
  return Creature
}

/** A cat, with all the traits; a friend may be another instance. */
function catClass(Creature = creatureClass(), log: string[] = []) {
  @actor({ name: 'Cat', version: '1.0.0', traits: [Serialisable, Identifiable, Describable, Upgradable] })
  class Cat extends Creature {
    @attribute() name: string
    @attribute({ initial: null }) friend!: Reference | null
    constructor(name: string) {
      super()
      this.name = name
      log.push(`${name} constructed`)
    }
    start(): void {
      log.push(`${this.name} started`)
    }
    afterDeserialise({ versions }: Revival): void {
      log.push(`${this.name} read back from ${versions['Creature']}`)
    }
    @request({ const: true }) getName(): string {
      return this.name
    }
    @request() async nameOfFriend(): Promise<string | null> {
      return this.friend === null ? null : (this.friend as Ref<Cat>).getName()
    }
    @oneway() befriend(friend: Reference): Oneway {
      this.friend = friend
    }
  }
  interface Cat extends Serialisable, Identifiable, Describable, Upgradable {}
  return Cat
}
type Cat = InstanceType<ReturnType<typeof catClass>>

/** Anything in one attribute. */
function boxClass(name = 'Box') {
  @actor({ name, version: '1.0.0', traits: [Serialisable] })
  class Box extends Actor {
    @attribute() content: unknown
    @attribute({ initial: null }) more!: unknown
    constructor(content: unknown, more: unknown = null) {
      super()
      this.content = content
      this.more = more
    }
  }
  interface Box extends Serialisable {}
  return Box
}

/** What comes back when a value goes to bytes and back as the attribute of an instance. */
async function roundTrip(content: unknown, more?: unknown, options: ReadOptions = {}) {
  await using kit = await startTestSystem()
  const box = await kit.system.spawn(boxClass(), [content, more])
  const bytes = await box.serialise(options.transformers)
  const again = await deserialise(kit.system, bytes, options)
  return kit.system.getState(again) as { content: any; more: any }
}

async function readAll(system: ActorSystem, bytes: Parameters<typeof readInstances>[1], options?: ReadOptions) {
  const arrivals: Arrival[] = []
  for await (const arrival of readInstances(system, bytes, options)) arrivals.push(arrival)
  return arrivals
}

async function bytesOf(refs: Iterable<Reference>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of writeInstances(refs)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function failureOf(promise: Promise<unknown>) {
  const error: unknown = await promise.then(
    () => 'nothing',
    (reason: unknown) => reason,
  )
  if (!isInstarError(error)) throw new Error('an error of the framework was expected', { cause: error })
  if (error.message.includes('undefined')) throw new Error(`a hole was left open: ${error.message}`)
  return error
}

/** Another run, in which classes are known. */
async function otherRun(...classes: Parameters<ActorSystem['register']>): Promise<TestSystem> {
  const kit = await startTestSystem({ seed: 99 })
  kit.system.register(...classes)
  return kit
}

describe('one instance', () => {
  test('comes back in another run with its whole state; constructors do not run again, the hook and start do', async () => {
    await using one = await startTestSystem()
    const tom = await one.system.spawn(catClass(), ['Tom'])
    tom.setDescription('the cat of the house')
    const bytes = await tom.serialise()
    const log: string[] = []
    await using other = await otherRun(catClass(creatureClass(), log))
    const again = await deserialise<Cat>(other.system, bytes, { birth: () => ({ name: 'tom' }) })
    expect(log).toEqual(['Tom read back from 1.0.0', 'Tom started'])
    expect(other.system.getState(again)).toEqual(one.system.getState(tom))
    expect([await again.getAge(), await again.getDescription()]).toEqual(['3 years', 'the cat of the house'])
    expect(other.system.whereis('tom')).toBe(again)
  })

  test('is migrated on the way in, up, when its class has moved on', async () => {
    await using one = await startTestSystem()
    const bytes = await (await one.system.spawn(catClass(), ['Tom'])).serialise()
    const log: string[] = []
    await using other = await otherRun(catClass(creatureClass('2.0.0'), log))
    const again = await deserialise<Cat>(other.system, bytes)
    expect(await again.getAge()).toBe('36 months')
    expect(log).toEqual(['Tom read back from 1.0.0', 'Tom started'])
  })

  test('is migrated down where somebody knows the way back, and is refused with the reason where nobody does', async () => {
    await using one = await startTestSystem()
    const Cat = catClass(creatureClass('2.0.0'))
    const tom = await one.system.spawn(Cat, ['Tom'])
    await one.system.replaceState(tom, () => ({ months: 60 }))
    const bytes = await tom.serialise()
    await using other = await otherRun(catClass())
    const error = await failureOf(deserialise(other.system, bytes))
    expect(error.code).toBe('unrevived-entry')
    expect(error.message).toContain(`Entry 1, Cat ${tom.pid}, could not be revived`)
    expect(error.message).toContain('nobody here knows the way back from 2.0.0 to 1.0.0')
    expect(other.system.countInstances('Cat')).toBe(0)

    await other.system.upgrade(creatureClass('2.0.0'))
    await other.system.rollback()
    expect(await (await deserialise<Cat>(other.system, bytes)).getAge()).toBe('5 years')
  })

  test('is read under another version of the trait itself, which has an attribute more', async () => {
    await using one = await startTestSystem()
    const bytes = await (await one.system.spawn(catClass(), ['Tom'])).serialise()
    const next = await evaluateAgain<Module>('serialisable/serialisable.ts', {
      "version: '1.0.0'": "version: '2.0.0'",
      'Actor, actor, request,': 'Actor, actor, attribute, request,',
      '  /** Of one that is read back': '  @attribute({ initial: 0 }) reads!: number\n  /** Of one that is read back',
      'undefined : this.afterDeserialise(revival)': 'undefined : (this.reads++, this.afterDeserialise(revival))',
    })
    await using other = await otherRun(catClass())
    expect(await other.system.upgrade(next.Serialisable)).toMatchObject({ outcome: 'committed' })
    const again = await deserialise<Cat>(other.system, bytes)
    expect(other.system.getState(again)).toMatchObject({ name: 'Tom', reads: 1 })
    await other.system.rollback()
    expect(other.system.getState(again)).not.toHaveProperty('reads')
    expect(await again.getName()).toBe('Tom')
  })

  test('whose state a callback or a request changes meanwhile is written as of one moment', async () => {
    await using kit = await startTestSystem()
    @actor({ version: '1.0.0', traits: [Serialisable] })
    class Pair extends Actor {
      @attribute() left = 0
      @attribute() right = 0
      @oneway() add(): Oneway {
        this.left += 1
        this.right += 1
      }
      async beforeSerialise(): Promise<void> {
        await Promise.resolve()
      }
    }
    interface Pair extends Serialisable {}
    const pair = await kit.system.spawn(Pair)
    pair.add()
    const written = pair.serialise()
    pair.add()
    const again = await deserialise(kit.system, await written)
    expect(kit.system.getState(again)).toEqual({ left: 1, right: 1 })
    expect(kit.system.getState(pair)).toEqual({ left: 2, right: 2 })
  })

  test('waits for an upgrade of its class, and is migrated to what runs then', async () => {
    await using one = await startTestSystem()
    const bytes = await (await one.system.spawn(catClass(), ['Tom'])).serialise()
    await using other = await otherRun(catClass())
    const upgrade = other.system.upgrade(creatureClass('2.0.0'))
    const reading = deserialise<Cat>(other.system, bytes)
    await upgrade
    expect(await (await reading).getAge()).toBe('36 months')
  })
})

describe('values', () => {
  const shared = { shared: true }
  const cyclic: { self?: unknown; list: unknown[] } = { list: [1] }
  cyclic.self = cyclic
  cyclic.list.push(cyclic)

  test.each([
    ['numbers', [0, 1.5, -3, 1e300, Number.MIN_VALUE, NaN, Infinity, -Infinity, -0]],
    ['big numbers', [10n ** 40n, -1n, 0n]],
    ['texts', ['', 'ä€😀', 'line\nbreak', '\u0000', '\ud800']],
    ['nothing of any kind', [null, undefined, { a: undefined }]],
    ['dates', [new Date(0), new Date(8.64e15), new Date(NaN)]],
    ['expressions', [/a+/giu]],
    [
      'maps',
      new Map<unknown, unknown>([
        ['a', 1],
        [{ key: 1 }, new Map([[1, [2]]])],
        [NaN, undefined],
      ]),
    ],
    ['sets', new Set<unknown>([1, 'a', new Set([null])])],
    ['buffers', [Buffer.from('abc'), Buffer.alloc(0), new Uint8Array([1, 2]).buffer]],
    [
      'typed arrays',
      [
        new Uint8Array([1, 255]),
        new Uint8ClampedArray([3]),
        new Int8Array([-1]),
        new Uint16Array([65535]),
        new Int16Array([-2]),
        new Uint32Array([2 ** 32 - 1]),
        new Int32Array([-3]),
        new Float32Array([1.5, -0, NaN]),
        new Float64Array([Math.PI, -Infinity]),
        new BigInt64Array([-5n]),
        new BigUint64Array([5n]),
      ],
    ],
    ['objects with odd names', { $: 'part', 'a.b': 1, '': 2, constructor: 3, 1: 'one' }],
    ['objects that look like tags', { $: 'Map', of: [1] }],
    ['cycles', cyclic],
  ])('%s come back as they were', async (_, value) => {
    const { content } = await roundTrip(value)
    expect(content).toEqual(value)
  })

  test('what JSON forgets is not forgotten: -0, a property that is undefined, __proto__, no prototype, holes', async () => {
    const odd = JSON.parse('{"__proto__": {"a": 1}}') as object
    const bare = Object.assign(Object.create(null) as object, { a: 1 })
    const sparse = [1, , 3, ,] // oxlint-disable-line no-sparse-arrays -- that is what is written
    const { content } = await roundTrip([-0, { a: undefined }, odd, bare, sparse])
    expect(Object.is(content[0], -0)).toBe(true)
    expect(Object.keys(content[1])).toEqual(['a'])
    expect(Object.hasOwn(content[2], '__proto__')).toBe(true)
    expect(content[2].a).toBeUndefined()
    expect(Object.getPrototypeOf(content[3])).toBeNull()
    expect([content[4].length, 1 in content[4], content[4][2]]).toEqual([4, false, 3])
  })

  test('what is shared is shared afterwards, between attributes too, and cycles close', async () => {
    const { content, more } = await roundTrip([shared, shared, new Map([[shared, shared]])], { shared, cyclic })
    expect(content[0]).toBe(content[1])
    expect(more.shared).toBe(content[0])
    expect(content[2].get(content[0])).toBe(content[0])
    expect(more.cyclic.self).toBe(more.cyclic)
    expect(more.cyclic.list[1]).toBe(more.cyclic)
  })

  test('a chain may be of any length, and a list of any size', async () => {
    let chain: { next: unknown } | null = null
    for (let i = 0; i < 200_000; i++) chain = { next: chain }
    const { content, more } = await roundTrip(
      chain,
      Array.from({ length: 300_000 }, (_, i) => i),
    )
    let length = 0
    for (let at = content as typeof chain; at !== null; at = at.next as typeof chain) length++
    expect(length).toBe(200_000)
    expect(more).toHaveLength(300_000)
  })

  test('a view is written with the bytes that it sees, and no others of its buffer', async () => {
    const whole = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8])
    const { content } = await roundTrip([
      new Uint16Array(whole.buffer, 2, 2),
      whole.subarray(6),
      new DataView(whole.buffer, 1, 2),
    ])
    expect(content[0]).toEqual(new Uint16Array([0x0403, 0x0605]))
    expect(content[1].buffer.byteLength).toBe(2)
    expect(content[2].getUint8(1)).toBe(3)
  })

  test('what cannot be written is told with its places, all of it at once', async () => {
    await using kit = await startTestSystem()
    class Money {}
    const content = {
      run: () => {},
      list: [Symbol('a'), new Money()],
      deep: { [Symbol('b')]: 1 },
      'm.n': new WeakMap(),
    }
    const extra = Object.assign([1], { length2: 1 })
    const box = await kit.system.spawn(boxClass(), [content, extra])
    const error = await failureOf(box.serialise())
    expect(error.code).toBe('unwritable')
    expect((error.facts['problems'] as string[]).toSorted()).toEqual([
      'Box.content.deep has a property that is named by a symbol',
      'Box.content.list[0] is a symbol',
      'Box.content.list[1] is an instance of Money, which only a transformer could write',
      'Box.content.m.n is an instance of WeakMap, which only a transformer could write',
      'Box.content.run is a function',
      'Box.more is an array that has a property length2',
    ])
    expect(kit.system.getState(box)).toBeDefined()
  })

  test('states by chance come back as they were, and write the same bytes again', async () => {
    await using kit = await startTestSystem({ seed: 5 })
    const Box = boxClass()
    const chance = (n: number) => Math.floor(kit.random.next() * n)
    const leaves = [
      () => chance(1000) - 500,
      () => kit.random.next(),
      () => -0,
      () => NaN,
      () => undefined,
      () => null,
      () => chance(2) === 0,
      () => String.fromCharCode(...Array.from({ length: chance(9) }, () => chance(0xffff))),
      () => BigInt(chance(1e9)) ** 3n,
      () => new Date(chance(1e12)),
      () => Buffer.from([chance(256), chance(256)]),
      () => new Float64Array([kit.random.next(), NaN]),
    ]
    const any = (depth: number, known: unknown[]): unknown => {
      if (known.length > 0 && chance(8) === 0) return known[chance(known.length)]
      if (depth === 0 || chance(3) === 0) return leaves[chance(leaves.length)]!()
      const n = chance(5)
      const key = () => ['a', '$', '__proto', 'of', `k${chance(99)}`][chance(5)]!
      const made: any = [[], {}, new Map(), new Set()][chance(4)]
      known.push(made)
      for (let i = 0; i < n; i++) {
        const part = any(depth - 1, known)
        if (Array.isArray(made)) made.push(part)
        else if (made instanceof Map) made.set(chance(2) === 0 ? key() : any(depth - 1, known), part)
        else if (made instanceof Set) made.add(part)
        else made[key()] = part
      }
      return made
    }
    for (let i = 0; i < 300; i++) {
      const known: unknown[] = []
      const box = await kit.system.spawn(Box, [any(5, known), any(5, known)])
      const bytes = await box.serialise()
      const again = await deserialise<InstanceType<typeof Box>>(kit.system, bytes)
      // What is compared is what is written: pids apart, the same text, so the same values, identities and order.
      const text = (raw: Uint8Array, pid: string) => entryIn(raw).replace(`"pid":"${pid}"`, '')
      expect(text(await again.serialise(), again.pid)).toBe(text(bytes, box.pid))
      expect(Object.keys(kit.system.getState(again)!)).toEqual(Object.keys(kit.system.getState(box)!))
      await Promise.all([box.stop(), again.stop()])
    }
  })
})

function entryIn(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString().split('\n')[0]!.slice(34, -1)
}

describe('refs', () => {
  test('a ref is the living instance again in the run that wrote it, and a tuned one is a plain one', async () => {
    await using kit = await startTestSystem()
    const friend = await kit.system.spawn(boxClass('Other'), [1])
    const box = await kit.system.spawn(boxClass(), [friend, friend.with({ timeout: 5 })])
    const again = await deserialise(kit.system, await box.serialise())
    expect(kit.system.getState(again)).toMatchObject({ content: friend, more: friend })
    expect(kit.system.getState(again)!['more']).toBe(friend)
  })

  test('in another run it is no living instance that happens to have the pid, but one whose instance has ended', async () => {
    await using one = await startTestSystem()
    const friend = await one.system.spawn(catClass(), ['Tim'])
    const tom = await one.system.spawn<ReturnType<typeof catClass>>('Cat', ['Tom'])
    tom.befriend(friend)
    const bytes = await tom.serialise()
    const Cat = catClass()
    await using other = await otherRun(Cat)
    const stranger = await other.system.spawn(Cat, ['Stranger'])
    expect(stranger.pid).toBe(friend.pid)
    const again = await deserialise<Cat>(other.system, bytes)
    const { friend: found } = other.system.getState(again) as { friend: Ref<Cat> }
    expect(found).not.toBe(stranger)
    expect(found.className).toBe('Cat')
    expect((await failureOf(found.getName())).code).toBe('no-such-instance')
    expect(await found.exited).toMatchObject({ type: 'stopped', detail: 'it was not among those that were read' })
  })

  test('instances of one stream find one another, those that come later and those in a circle too', async () => {
    await using one = await startTestSystem()
    const Cat = catClass()
    const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((name) => one.system.spawn(Cat, [name])))
    a!.befriend(b!)
    b!.befriend(c!)
    c!.befriend(a!)
    const bytes = await bytesOf([a!, b!, c!])
    await using other = await otherRun(catClass(creatureClass('2.0.0')))
    const refs = (await readAll(other.system, bytes)).map(({ ref }) => ref as Ref<Cat>)
    expect(await Promise.all(refs.map((ref) => ref.getName()))).toEqual(['a', 'b', 'c'])
    const friends = [await refs[0]!.nameOfFriend(), await refs[1]!.nameOfFriend(), await refs[2]!.nameOfFriend()]
    expect(friends).toEqual(['b', 'c', 'a'])
  })

  test('a ref of a class that the reader does not know is null, and the reader may say what any ref is to be', async () => {
    await using one = await startTestSystem()
    const friend = await one.system.spawn(boxClass('Stranger'), [1])
    const bytes = await (await one.system.spawn(boxClass(), [friend])).serialise()
    await using other = await otherRun(boxClass())
    const known = await other.system.spawn(boxClass('Known'), [2])
    const plain = await deserialise(other.system, bytes)
    expect(other.system.getState(plain)!['content']).toBeNull()
    const said = await deserialise(other.system, bytes, {
      refs: (pid, className) => (className === 'Stranger' && pid === friend.pid ? known : undefined),
    })
    expect(other.system.getState(said)!['content']).toBe(known)
  })

  test('refs to whoever does not come are of ended instances once the reading is over, also when it is left early', async () => {
    await using one = await startTestSystem()
    const Cat = catClass()
    const [a, b] = [await one.system.spawn(Cat, ['a']), await one.system.spawn(Cat, ['b'])]
    a.befriend(b)
    const bytes = await bytesOf([a, b])
    await using other = await otherRun(catClass())
    let first: Ref<Cat> | undefined
    for await (const { ref } of readInstances(other.system, bytes)) {
      first = ref as Ref<Cat>
      break
    }
    expect((await failureOf(first!.nameOfFriend())).code).toBe('no-such-instance')
    expect(other.system.countInstances('Cat')).toBe(1)
  })
})

describe('transformers and hooks', () => {
  class Money {
    constructor(readonly cents: number) {}
  }
  const money = transformType('money', Money, {
    write: ({ cents }) => ({ cents }),
    read: ({ cents }: { cents: number }) => new Money(cents),
  })

  test('a type is written by its transformer wherever it occurs, and is shared where it was', async () => {
    const price = new Money(5)
    const { content, more } = await roundTrip([price, { deep: [price] }], new Map([[price, new Money(7)]]), {
      transformers: [money],
    })
    expect(content[0]).toBeInstanceOf(Money)
    expect(content[1].deep[0]).toBe(content[0])
    expect(more.get(content[0])).toEqual(new Money(7))
  })

  test('an attribute is written by its transformer, whatever it holds', async () => {
    const transformers = [
      transformAttribute('Box.content', { write: () => null, read: () => 'connected again' }),
      transformAttribute('Box.more', { write: (n: number) => n + 1, read: (n: number) => n * 2 }),
    ]
    expect(await roundTrip(() => {}, 4, { transformers })).toEqual({ content: 'connected again', more: 10 })
  })

  test('a transformer is given a whole value, with everything in it', async () => {
    class Tree {
      constructor(readonly leaves: unknown[]) {}
    }
    const tree = transformType('tree', Tree, {
      write: ({ leaves }) => leaves,
      read: (leaves: unknown[]) => new Tree(structuredClone(leaves)),
    })
    const inner = { a: [1, { b: 2 }] }
    const { content } = await roundTrip(new Tree([inner, inner]), null, { transformers: [tree] })
    expect(content).toEqual(new Tree([inner, inner]))
  })

  test('what was written by a transformer is not read without it, and one that throws names its place', async () => {
    await using kit = await startTestSystem()
    const box = await kit.system.spawn(boxClass(), [new Money(5)])
    const bytes = await box.serialise([money])
    const error = await failureOf(deserialise(kit.system, bytes))
    expect(error.message).toContain('Entry 1 is not written as an entry is: it needs the transformer money')
    const torn = { ...money, write: () => { throw new Error('torn') } } // prettier-ignore
    expect((await failureOf(box.serialise([torn]))).message).toContain('Box.content could not be read: torn')
    const worn = { ...money, read: () => { throw new Error('worn') } } // prettier-ignore
    const late = await failureOf(deserialise(kit.system, bytes, { transformers: [worn] }))
    expect(late.message).toContain('could not be read: worn')
    expect(kit.system.countInstances('Box')).toBe(1)
  })

  /** A class that holds what cannot be written. */
  function lineClass(instead: object | undefined, after: () => unknown = () => {}) {
    @actor({ name: 'Line', version: '1.0.0', traits: [Serialisable] })
    class Line extends Actor {
      @attribute() socket: unknown = () => 'a socket'
      @attribute() address = 'here'
      async beforeSerialise() {
        return instead as Record<string, unknown>
      }
      async afterDeserialise(): Promise<void> {
        await after()
        this.socket = `connected to ${this.address}`
      }
    }
    interface Line extends Serialisable {}
    return Line
  }

  test('a class says what is written in place of its attributes, and what becomes of that; the instance keeps its own', async () => {
    await using kit = await startTestSystem()
    const line = await kit.system.spawn(lineClass({ socket: null, address: 'there' }))
    const again = await deserialise(kit.system, await line.serialise())
    expect(kit.system.getState(again)).toEqual({ socket: 'connected to there', address: 'there' })
    expect(kit.system.getState(line)).toMatchObject({ address: 'here' })
  })

  test('what beforeSerialise names and is no attribute is refused; a hook that fails fails its request, not the instance', async () => {
    await using kit = await startTestSystem()
    const line = await kit.system.spawn(lineClass({ sockett: null, socket: null }))
    expect((await failureOf(line.serialise())).message).toContain(
      'beforeSerialise returned sockett, which is no attribute',
    )
    expect(kit.system.countInstances('Line')).toBe(1)
  })

  test.each([
    ['throws', () => { throw new Error('no line') }], // prettier-ignore
    ['rejects', () => Promise.reject(new Error('no line'))],
  ])('an afterDeserialise that %s refuses the entry, with its number', async (_, after) => {
    await using kit = await startTestSystem()
    const line = await kit.system.spawn(lineClass({ socket: null }, after))
    const error = await failureOf(deserialise(kit.system, await line.serialise()))
    expect(error.message).toContain('Entry 1, Line')
    expect(error.message).toContain('no line')
    expect(kit.system.countInstances('Line')).toBe(1)
  })

  test('an afterDeserialise that does not end is ended by the time limit of the birth', async () => {
    await using kit = await startTestSystem()
    const line = await kit.system.spawn(lineClass({ socket: null }, () => new Promise(() => {})))
    const reading = deserialise(kit.system, await line.serialise(), { birth: () => ({ timeout: 500 }) })
    expect((await failureOf(kit.within(600, reading))).message).toContain('was not started within 500 ms')
    expect(kit.system.countInstances('Line')).toBe(1)
  })
})

describe('a stream through a file', () => {
  test('takes instances of many classes from one version to the next, and back', async () => {
    const file = join(folder, 'cats.jsonl')
    await using one = await startTestSystem()
    const Cat = catClass()
    const refs: Reference[] = []
    for (let i = 0; i < 50; i++) refs.push(await one.system.spawn(Cat, [`cat ${i}`]))
    refs.push(await one.system.spawn(boxClass(), [refs[0]]))
    await pipeline(writeInstances(refs), createWriteStream(file))

    await using other = await otherRun(catClass(creatureClass()), boxClass())
    await other.system.upgrade(creatureClass('2.0.0'))
    const arrivals = await readAll(other.system, createReadStream(file, { highWaterMark: 100 }))
    expect(arrivals).toHaveLength(51)
    expect(arrivals[50]).toMatchObject({ entry: 51, class: 'Box', pid: refs[50]!.pid, versions: { Box: '1.0.0' } })
    expect(await (arrivals[7]!.ref as Ref<Cat>).getAge()).toBe('36 months')
    expect(other.system.getState(arrivals[50]!.ref)!['content']).toBe(arrivals[0]!.ref)

    await pipeline(writeInstances(arrivals.map(({ ref }) => ref)), createWriteStream(file))
    await using third = await otherRun(catClass(), boxClass())
    await third.system.upgrade(creatureClass('2.0.0'))
    await third.system.rollback()
    const back = await readAll(third.system, createReadStream(file))
    expect(await (back[7]!.ref as Ref<Cat>).getAge()).toBe('3 years')
    expect(third.system.getState(back[7]!.ref)).toEqual(one.system.getState(refs[7]!))
  })

  test('is read with the migrations that are handed over, and with `extra`', async () => {
    await using one = await startTestSystem()
    const tom = await one.system.spawn(catClass(), ['Tom'])
    const bytes = await bytesOf([tom])
    @actor({ name: 'Creature', version: '3.0.0' })
    class Creature extends Actor {
      @attribute() weight = 0
    }
    await using other = await otherRun(catClass(Creature as never))
    const weigh = migration('1.0.0', drop('years'), {
      up: (_slice, _dropped, { extra }) => ({ weight: extra }),
      down: () => {},
    })
    const [arrival] = await readAll(other.system, bytes, { migrations: { Creature: [weigh] }, extra: 4 })
    expect(other.system.getState(arrival!.ref)).toMatchObject({ name: 'Tom', weight: 4 })
  })

  test('of none is a stream too', async () => {
    await using kit = await startTestSystem()
    expect(await readAll(kit.system, await bytesOf([]))).toEqual([])
  })

  test('is lines of JSON that any tool can read', async () => {
    await using kit = await startTestSystem()
    const box = await kit.system.spawn(boxClass(), [{ a: [1, new Date(0)] }])
    const lines = (await bytesOf([box])).toString().trimEnd().split('\n')
    const [first, last] = lines.map((line) => JSON.parse(line) as { sum: string; entry: object })
    expect(first!.entry).toEqual({
      instar: 'instance',
      format: 1,
      n: 1,
      class: 'Box',
      pid: box.pid,
      run: kit.system.incarnation,
      levels: [
        { class: 'Serialisable', version: '1.0.0', passed: [], slice: {} },
        {
          class: 'Box',
          version: '1.0.0',
          passed: [],
          slice: { content: { a: [1, { $: 'Date', at: '1970-01-01T00:00:00.000Z' }] }, more: null },
        },
      ],
      parts: [],
    })
    expect(last!.entry).toEqual({ instar: 'end', format: 1, n: 1 })
  })

  test('takes one instance at a time: nothing is read, and nobody born, before it is asked for', async () => {
    await using kit = await startTestSystem()
    const Box = boxClass()
    const boxes = await Promise.all([1, 2, 3].map((n) => kit.system.spawn(Box, [n])))
    let taken = 0
    const refs = function* () {
      for (const box of boxes) {
        taken++
        yield box
      }
    }
    const writing = writeInstances(refs())
    await writing.next()
    expect(taken).toBe(1)
    const reading = readInstances(kit.system, await bytesOf(boxes))
    await reading.next()
    expect(kit.system.countInstances(Box)).toBe(4)
    await reading.return(undefined)
  })

  test('of an instance without the trait, or of one that has ended, fails', async () => {
    await using kit = await startTestSystem()
    @actor({ version: '1.0.0' })
    class Plain extends Actor {}
    const plain = await kit.system.spawn(Plain)
    expect((await failureOf(bytesOf([plain]))).code).toBe('not-serialisable')
    const box = await kit.system.spawn(boxClass(), [1])
    await box.stop()
    expect((await failureOf(bytesOf([box]))).code).toBe('no-such-instance')
  })
})

describe('bad bytes', () => {
  /** Three boxes as bytes, and what becomes of them when they are read after a change. */
  async function readAltered(alter: (text: string) => string | Uint8Array) {
    const kit = await startTestSystem()
    const Box = boxClass()
    const refs = [
      await kit.system.spawn(Box, ['one']),
      await kit.system.spawn(Box, ['two']),
      await kit.system.spawn(Box, ['three']),
    ]
    const altered = alter((await bytesOf(refs)).toString())
    const born = kit.system.countInstances(Box)
    const bytes = typeof altered === 'string' ? Buffer.from(altered) : altered
    const error = await failureOf(readAll(kit.system, bytes))
    const arrived = kit.system.countInstances(Box) - born
    await kit.stop()
    return { error, arrived }
  }

  test('are refused wherever they break off: the entries before are whole, and are told', async () => {
    await using kit = await startTestSystem()
    const Box = boxClass()
    const bytes = await bytesOf([await kit.system.spawn(Box, ['one']), await kit.system.spawn(Box, ['two'])])
    const ends = [...bytes.entries()].filter(([, byte]) => byte === 10).map(([at]) => at + 1)
    for (let length = 0; length < bytes.length; length += 7) {
      const read = ends.filter((end) => end <= length).length
      const error = await failureOf(readAll(kit.system, bytes.subarray(0, length)))
      expect([length, error.code, error.facts['read']]).toEqual([length, 'truncated-stream', Math.min(read, 2)])
    }
  })

  test('are refused wherever a byte was altered, at that entry', async () => {
    await using kit = await startTestSystem()
    const Box = boxClass()
    const bytes = await bytesOf([await kit.system.spawn(Box, ['one']), await kit.system.spawn(Box, ['two'])])
    const firstEnd = bytes.indexOf(10)
    for (let at = 0; at < bytes.length - 1; at += 5) {
      const altered = Buffer.from(bytes)
      altered[at]! ^= 0x21
      const error = await failureOf(readAll(kit.system, altered))
      expect(['altered-entry', 'malformed-entry', 'truncated-stream']).toContain(error.code)
      if (at < firstEnd && altered[at] !== 10) expect(error.facts['entry'] ?? 1).toBe(1)
    }
  })

  test.each<[string, (lines: string[]) => string[], string, number]>([
    ['an entry that is missing', ([a, , c, end]) => [a!, c!, end!], 'is the entry 3 of its stream', 1],
    ['an entry twice', ([a, b, c, end]) => [a!, a!, b!, c!, end!], 'is the entry 1 of its stream', 1],
    ['entries in another order', ([a, b, c, end]) => [b!, a!, c!, end!], 'is the entry 2 of its stream', 0],
    ['the last entries missing', ([a, b, , end]) => [a!, b!, end!], '3 were written, and 2 are here', 2],
    ['something after the end', (lines) => [...lines, lines[0]!], 'comes after the end', 3],
    ['a line of something else', ([a, , , end]) => [a!, 'hello', end!], 'has no sum', 1],
    ['an empty line', ([a, ...rest]) => [a!, '', ...rest], 'has no sum', 1],
  ])('with %s are refused', async (_, alter, problem, read) => {
    const { error, arrived } = await readAltered((text) => `${alter(text.trimEnd().split('\n')).join('\n')}\n`)
    expect(error.message).toContain(problem)
    expect([error.facts['read'], arrived]).toEqual([read, read])
  })

  test('that are no text are refused, and so is nothing at all', async () => {
    const { error } = await readAltered((text) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text)]))
    expect(error.code).toBe('altered-entry')
    expect((await readAltered(() => '')).error.code).toBe('truncated-stream')
  })

  test.each<[string, (entry: Record<string, any>) => void, string]>([
    ['a later format', (entry) => (entry['format'] = 2), 'has the format 2; the format 1 is read here'],
    ['an unknown kind', (entry) => (entry['instar'] = 'thing'), 'is of the kind thing'],
    ['no class', (entry) => delete entry['class'], 'lacks its class, pid or run'],
    ['no levels', (entry) => delete entry['levels'], 'lacks its levels'],
    ['a level without slice', (entry) => delete entry['levels'][0].slice, 'has a level without a slice'],
    ['an unknown class', (entry) => (entry['class'] = 'Crate'), 'No actor class Crate is known'],
    ['a version that is none', (entry) => (entry['levels'][1].version = 'x'), 'its level 1 is no'],
    ['a part that is missing', (entry) => (entry['levels'][1].slice.content = { $: 'part', n: 7 }), 'has no part 7'],
    ['an unknown tag', (entry) => (entry['levels'][1].slice.content = { $: 'Teapot' }), 'of the kind Teapot'],
    [
      'bytes that are none',
      (entry) => (entry['levels'][1].slice.content = { $: 'bytes', kind: 'Buffer', base64: '!' }),
      'of the kind bytes',
    ],
    [
      'bytes of another kind',
      (entry) => (entry['levels'][1].slice.content = { $: 'bytes', kind: 'Function', base64: '' }),
      'of the kind bytes',
    ],
    [
      'a date that is none',
      (entry) => (entry['levels'][1].slice.content = { $: 'Date', at: 'soon' }),
      'of the kind Date',
    ],
    [
      'a list that is none',
      (entry) => (entry['levels'][1].slice.content = { $: 'Map', of: 3 }),
      'has a list that is none',
    ],
    [
      'an array that is too long',
      (entry) => (entry['levels'][1].slice.content = { $: 'sparse', length: 1e12, at: [], of: [] }),
      'cannot be',
    ],
    ['an attribute more', (entry) => (entry['levels'][1].slice.lid = 1), 'it drops the attribute lid'],
  ])('that were made with %s are refused with what is wrong', async (_, change, problem) => {
    const { lineOf } = await import('../src/serialisable/line.js')
    const { error, arrived } = await readAltered((text) => {
      const { entry } = JSON.parse(text.split('\n')[0]!) as { entry: Record<string, unknown> }
      change(entry)
      const { instar, format, n, ...fields } = entry
      const line = lineOf(instar as 'instance', n as number, JSON.stringify(fields).slice(1, -1))
      if (format === 1) return line
      return resum(
        Buffer.from(line)
          .toString()
          .replace('"format":1', `"format":${String(format)}`),
      )
    })
    expect(error.message).toContain(problem)
    expect(arrived).toBe(0)
  })

  test('a part that a transformer would have to read before itself is refused', async () => {
    const { lineOf } = await import('../src/serialisable/line.js')
    const { error } = await readAltered((text) => {
      const { entry } = JSON.parse(text.split('\n')[0]!) as { entry: Record<string, any> }
      const { instar: _kind, format: _format, n: _n, ...fields } = entry
      fields['levels'][1].slice.content = { $: 'part', n: 0 }
      fields['parts'] = [{ $: 'part', n: 0 }]
      return lineOf('instance', 1, JSON.stringify(fields).slice(1, -1))
    })
    expect(error.message).toContain('would have to read before itself')
  })

  test('with other than one instance are refused by deserialise before anybody is born', async () => {
    await using kit = await startTestSystem()
    const Box = boxClass()
    const boxes = [await kit.system.spawn(Box, [1]), await kit.system.spawn(Box, [2])]
    expect((await failureOf(deserialise(kit.system, await bytesOf(boxes)))).message).toContain('there are more')
    expect((await failureOf(deserialise(kit.system, await bytesOf([])))).message).toContain('there is none')
    expect(kit.system.countInstances(Box)).toBe(2)
  })

  test('with the same instance twice, and with one that refs take for another class, are refused', async () => {
    await using kit = await startTestSystem()
    const Box = boxClass()
    const box = await kit.system.spawn(Box, [1])
    const twice = await failureOf(readAll(kit.system, await bytesOf([box, box])))
    expect(twice.message).toContain(`Entry 2 is not written as an entry is: it is of ${box.pid}, which has come before`)
  })

  test('a file on a disk that was cut is refused', async () => {
    const file = join(folder, 'cut.jsonl')
    await using kit = await startTestSystem()
    const box = await kit.system.spawn(boxClass(), ['x'.repeat(1000)])
    await pipeline(writeInstances([box]), createWriteStream(file))
    writeFileSync(file, readFileSync(file).subarray(0, 500))
    expect((await failureOf(readAll(kit.system, createReadStream(file)))).message).toContain(
      'entry 1 breaks off after 500 bytes',
    )
  })
})

function resum(line: string): Uint8Array {
  const entry = line.trimEnd().slice(34, -1)
  // As an author of a later format would have written it.
  const { createHash } = process.getBuiltinModule('node:crypto')
  const sum = createHash('sha256').update(entry).digest('hex').slice(0, 16)
  return Buffer.from(`{"sum":"${sum}","entry":${entry}}\n`)
}

describe('library classes', () => {
  function doorClass(version = '1.0.0') {
    interface States {
      locked: { tries: number }
      open: { guests: number }
    }
    interface Events {
      unlock(code: string): boolean
      relock(): void
    }
    @actor({ ...versionOf('Door', version), traits: [Serialisable] })
    class Door extends StateMachine<States, Events> {
      @attribute() state: keyof States = 'locked'
      @attribute() data: States[keyof States] = { tries: 0 }
      states({ next, update, reply }: Moves<States, Events>): StateTable<States, Events> {
        return {
          locked: {
            unlock: ({ tries }, code) =>
              code === '1234'
                ? next('open', { guests: tries }, reply(true))
                : update({ tries: tries + 1 }, reply(false)),
          },
          open: { relock: () => next('locked', { tries: 0 }) },
        }
      }
    }
    interface Door extends Trait<Serialisable> {}
    return asVersion(version, Door)
  }

  test('a state machine goes on in the state that it was written in, under its next version too', async () => {
    await using one = await startTestSystem()
    const door = await one.system.spawn(doorClass())
    expect(await answered(door.ask('unlock', '0000'))).toBe(false)
    expect(await answered(door.ask('unlock', '1234'))).toBe(true)
    const bytes = await door.serialise()
    for (const version of ['1.0.0', '2.0.0']) {
      await using other = await otherRun(doorClass(version))
      const again = await deserialise<InstanceType<ReturnType<typeof doorClass>>>(other.system, bytes)
      expect(await again.currentState()).toBe('open')
      expect(other.system.getState(again)).toMatchObject({ data: { guests: 1 } })
      again.send('relock')
      expect(await again.currentState()).toBe('locked')
    }
  })

  test('a ticker goes on counting where it was written, by the clock of its new run', async () => {
    @actor({ name: 'Beat', version: '1.0.0', traits: [Serialisable] })
    class Beat extends Ticker {
      @attribute({ initial: () => [] }) told!: number[]
      tick(n: number): void {
        this.told = [...this.told, n]
      }
    }
    interface Beat extends Trait<Serialisable> {}
    await using one = await startTestSystem()
    const beat = await one.system.spawn(Beat, [100])
    await one.advance(350)
    const bytes = await beat.serialise()
    await one.stop()
    await using other = await otherRun(Beat)
    const again = await deserialise<Beat>(other.system, bytes)
    await other.advance(200)
    expect(other.system.getState(again)).toMatchObject({ told: [1, 2, 3, 4, 5] })
  })

  test('a ticker that was paused is paused in its new run, until it is resumed', async () => {
    @actor({ name: 'Beat', version: '1.0.0', traits: [Serialisable] })
    class Beat extends Ticker {
      tick(): void {}
    }
    interface Beat extends Trait<Serialisable> {}
    await using one = await startTestSystem()
    const beat = await one.system.spawn(Beat, [100])
    await one.advance(250)
    await beat.pause()
    const bytes = await beat.serialise()
    await using other = await otherRun(Beat)
    const again = await deserialise<Beat>(other.system, bytes)
    await other.advance(500)
    expect(other.system.getState(again)).toMatchObject({ ticks: 2 })
    await again.resume()
    await other.advance(100)
    expect(other.system.getState(again)).toMatchObject({ ticks: 3 })
  })

  test('a registry is written with its holders, has them under their keys again, and sees them end', async () => {
    @actor({ name: 'Book', version: '1.0.0', traits: [Serialisable] })
    class Book extends Registry<string> {}
    interface Book extends Trait<Serialisable> {}
    @actor({ name: 'Cat', version: '1.0.0', traits: [Serialisable] })
    class Cat extends Actor {
      @attribute() name = 'Tom'
    }
    interface Cat extends Trait<Serialisable> {}
    await using one = await startTestSystem()
    const book = await one.system.spawn(Book, ['duplicate'])
    const [tom, tim, stranger] = [await one.system.spawn(Cat), await one.system.spawn(Cat), await one.system.spawn(Cat)]
    for (const [key, cat] of [
      ['hunters', tim],
      ['hunters', tom],
      ['lazy', stranger],
    ] as const)
      await book.register(key, cat)
    const bytes = await bytesOf([book, tom, tim])
    await one.stop()

    await using other = await otherRun(Book, Cat)
    const [again, newTom, newTim] = (await readAll(other.system, bytes)).map(({ ref }) => ref) as [
      Ref<Book>,
      Ref<Cat>,
      Ref<Cat>,
    ]
    await other.settle()
    expect(await again.lookup('hunters')).toEqual([newTim, newTom])
    expect(await again.lookup('lazy')).toEqual([])
    await newTim.kill()
    expect(await again.lookup('hunters')).toEqual([newTom])
  })
})

test('an upgrade of the trait itself, up and down, reaches who has it, and what was written before is read after', async () => {
  await using kit = await startTestSystem()
  const box = await kit.system.spawn(boxClass(), [[1]])
  const before = await box.serialise()
  const next = await evaluateAgain<Module>('serialisable/serialisable.ts', {
    "version: '1.0.0'": "version: '2.0.0'",
    'Actor, actor, request,': 'Actor, actor, attribute, request,',
    '  /** Of one that is read back': '  @attribute({ initial: 0 }) written!: number\n  /** Of one that is read back',
    'const instead =': 'this.written += 1\n    const instead =',
  })
  expect(await kit.system.upgrade(next.Serialisable)).toMatchObject({ outcome: 'committed', migrated: 1 })
  const after = await box.serialise()
  expect(kit.system.getState(box)).toMatchObject({ written: 1, content: [1] })
  expect(kit.system.getState(await deserialise(kit.system, before))).toMatchObject({ written: 0, content: [1] })
  await kit.system.rollback()
  expect(kit.system.getState(await deserialise(kit.system, before))).toEqual({ content: [1], more: null })
  expect(kit.system.getState(await deserialise(kit.system, after))).toEqual({ content: [1], more: null })
  kit.system.purge('Serialisable')
  const error = await failureOf(deserialise(kit.system, after))
  expect(error.message).toContain('nobody here knows the way back from 2.0.0 to 1.0.0: upgrade Serialisable first')
})

test('the example of the page runs, and prints what the page says', async () => {
  expect(await runPage('serialisable')).toEqual(printedBy('serialisable'))
})

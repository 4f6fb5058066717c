import { Actor, actor, attribute, isInstarError, oneway, type Oneway, type Ref, request } from '@instar/core'
import { SeededRandom, startTestSystem } from '@instar/core/testing'
import { expect, expectTypeOf, test } from 'vitest'
import { Registry } from '../src/index.js'
import { asVersion, versionOf } from './next.js'
import { evaluateAgain, printedBy, runPage } from './page.js'

type Module = { Registry: typeof Registry }

@actor({ version: '1.0.0' })
class Room extends Actor {
  @attribute() registry: Ref<Registry<string, Room>> | null
  constructor(registry: Ref<Registry<string, Room>> | null = null) {
    super()
    this.registry = registry
  }
  @request() async enterAs(key: string) {
    await this.registry!.register(key)
  }
  @request() async leave(key: string) {
    return this.registry!.unregister(key)
  }
  @request() async keys() {
    return this.registry!.keysOf()
  }
  @oneway() burn(): Oneway {
    throw new Error('fire')
  }
}

/** A user's registry that remembers what has happened in it; `mark` tells its versions apart. */
function diaryClass(version: string, mark = '') {
  @actor(versionOf('Diary', version))
  class Diary extends Registry<string, Room> {
    @attribute({ initial: () => [] }) lines!: string[]
    override entered(key: string, room: Ref<Room>): void {
      this.lines = [...this.lines, `${mark}+${key} ${room.pid}`]
    }
    override struck(key: string, room: Ref<Room>): void {
      this.lines = [...this.lines, `${mark}-${key} ${room.pid}`]
    }
    @request() read() {
      return this.lines
    }
  }
  return asVersion(version, Diary)
}

test('a key leads to the instance that was registered under it, and to nobody before and after', async () => {
  await using kit = await startTestSystem()
  const registry = await kit.system.spawn(Registry<string, Room>)
  const room = await kit.system.spawn(Room)
  expect(await registry.whereis('lobby')).toBeUndefined()
  await registry.register('lobby', room)
  expect(await registry.whereis('lobby')).toBe(room)
  expectTypeOf(registry.whereis).toEqualTypeOf<(key: string) => Promise<Ref<Room> | undefined>>()
  expect(await registry.unregister('lobby', room)).toBe(true)
  expect(await registry.unregister('lobby', room)).toBe(false)
  expect(await registry.whereis('lobby')).toBeUndefined()
})

test('an instance registers itself when it names nobody', async () => {
  await using kit = await startTestSystem()
  const registry = await kit.system.spawn(Registry<string, Room>)
  const room = await kit.system.spawn(Room, [registry])
  await room.enterAs('lobby')
  await room.enterAs('hall')
  expect(await registry.whereis('lobby')).toBe(room)
  expect(await room.keys()).toEqual(['lobby', 'hall'])
  expect(await room.leave('lobby')).toBe(true)
  expect(await room.keys()).toEqual(['hall'])
})

test('a unique key that is held is refused with its holder, and stays with it', async () => {
  await using kit = await startTestSystem()
  const registry = await kit.system.spawn(Registry<string, Room>)
  const [one, other] = [await kit.system.spawn(Room), await kit.system.spawn(Room)]
  await registry.register('lobby', one)
  const refused: unknown = await registry.register('lobby', other).catch((error: unknown) => error)
  expect(isInstarError(refused, 'key-taken')).toBe(true)
  expect((refused as Error).message).toContain(`The key lobby is held by Room ${one.pid}.`)
  expect(await registry.whereis('lobby')).toBe(one)
  await registry.register('lobby', one)
  expect(await registry.statistics()).toEqual({ keys: 1, entries: 1, instances: 1 })
})

test('a duplicate key has all its holders in their order', async () => {
  await using kit = await startTestSystem()
  const registry = await kit.system.spawn(Registry<number, Room>, ['duplicate'])
  const rooms = await Promise.all([1, 2, 3].map(() => kit.system.spawn(Room)))
  for (const room of rooms) await registry.register(7, room)
  expect(await registry.lookup(7)).toEqual(rooms)
  await rooms[0]!.stop()
  expect(await registry.lookup(7)).toEqual(rooms.slice(1))
  expect(await registry.whereis(7)).toBe(rooms[1])
  await registry.unregister(7, rooms[1]!)
  await registry.register(7, rooms[1]!)
  expect(await registry.lookup(7)).toEqual([rooms[2], rooms[1]])
})

for (const end of ['stop', 'kill', 'crash'] as const) {
  test(`an instance that has ended by ${end} is out of the registry before anything that is asked afterwards`, async () => {
    for (let seed = 0; seed < 20; seed++) {
      await using kit = await startTestSystem({ seed })
      const registry = await kit.system.spawn(Registry<string, Room>)
      const [room, heir] = [await kit.system.spawn(Room), await kit.system.spawn(Room)]
      await registry.register('lobby', room)
      await registry.register('hall', room)
      if (end === 'crash') room.burn()
      else void room[end]()
      await room.exited
      await registry.register('lobby', heir)
      expect(await registry.whereis('lobby')).toBe(heir)
      expect(await registry.whereis('hall')).toBeUndefined()
      expect(await registry.statistics()).toEqual({ keys: 1, entries: 1, instances: 1 })
    }
  })
}

test('who had ended before it was registered is out with the next message', async () => {
  await using kit = await startTestSystem()
  const registry = await kit.system.spawn(Registry<string, Room>)
  const room = await kit.system.spawn(Room)
  await room.stop()
  await registry.register('lobby', room)
  expect(await registry.whereis('lobby')).toBeUndefined()
})

test('keys, registrants and kinds that are none are refused', async () => {
  await using kit = await startTestSystem()
  const registry = await kit.system.spawn(Registry)
  const room = await kit.system.spawn(Room)
  await expect(registry.register('', room)).rejects.toMatchObject({ code: 'bad-key' })
  await expect(registry.register(Number.NaN as never, room)).rejects.toMatchObject({ code: 'bad-key' })
  await expect(registry.register({} as never, room)).rejects.toMatchObject({ code: 'bad-key' })
  await expect(registry.register('lobby')).rejects.toMatchObject({ code: 'no-registrant' })
  await expect(registry.register('lobby', 'me' as never)).rejects.toMatchObject({ code: 'no-registrant' })
  await expect(kit.system.spawn(Registry, ['both' as never])).rejects.toThrow("say 'unique' or 'duplicate'")
})

test('a registry forgets its watch over who has no key any more', async () => {
  await using kit = await startTestSystem()
  const registry = await kit.system.spawn(diaryClass('1.0.0'))
  const room = await kit.system.spawn(Room)
  await registry.register('lobby', room)
  await registry.unregister('lobby', room)
  const before = kit.system.inspect(registry)!.statistics.handled
  await room.stop()
  await kit.settle()
  expect(kit.system.inspect(registry)!.statistics.handled).toBe(before)
})

test('what a registry says agrees with a simple model, whatever comes', async () => {
  for (const kind of ['unique', 'duplicate'] as const) {
    for (let seed = 1; seed <= 10; seed++) {
      await using kit = await startTestSystem({ seed })
      const random = new SeededRandom(seed)
      const pick = <T>(list: readonly T[]): T => list[Math.floor(random.next() * list.length)]!
      const registry = await kit.system.spawn(Registry<string, Room>, [kind])
      const rooms = await Promise.all(Array.from({ length: 6 }, () => kit.system.spawn(Room)))
      let model: [key: string, room: Ref<Room>][] = []
      for (let step = 0; step < 120; step++) {
        const [key, room] = [pick(['a', 'b', 'c', 'd']), pick(rooms)]
        const chance = random.next()
        if (chance < 0.6) {
          const holder = model.find((each) => each[0] === key)?.[1]
          const isTaken = kind === 'unique' && holder !== undefined && holder !== room
          const outcome = await registry.register(key, room).then(
            () => 'in',
            (error: { code: string }) => error.code,
          )
          expect(outcome).toBe(isTaken ? 'key-taken' : 'in')
          if (!isTaken && !model.some((each) => each[0] === key && each[1] === room)) model.push([key, room])
        } else if (chance < 0.9) {
          const isIn = model.some((each) => each[0] === key && each[1] === room)
          expect(await registry.unregister(key, room)).toBe(isIn)
          model = model.filter((each) => each[0] !== key || each[1] !== room)
        } else {
          await room.kill()
          model = model.filter((each) => each[1] !== room)
          rooms[rooms.indexOf(room)] = await kit.system.spawn(Room)
        }
        const holders = model.filter((each) => each[0] === key).map((each) => each[1])
        expect(await registry.lookup(key)).toEqual(holders)
        expect(await registry.whereis(key)).toBe(holders[0])
        expect(await registry.keysOf(room)).toEqual(model.filter((each) => each[1] === room).map((each) => each[0]))
      }
      const instances = new Set(model.map((each) => each[1])).size
      const keys = new Set(model.map((each) => each[0])).size
      expect(await registry.statistics()).toEqual({ keys, entries: model.length, instances })
    }
  }
})

test('100,000 entries come, are found and go, each as fast as with few', async () => {
  await using kit = await startTestSystem()
  const registry = kit.system.passive(Registry<number, Room>)
  const shared = kit.system.passive(Registry<number, Room>, ['duplicate'])
  const rooms = await Promise.all(Array.from({ length: 1000 }, () => kit.system.spawn(Room)))
  // A look through all entries for each operation would take 10^10 steps, far beyond the time limit of a test.
  for (let key = 0; key < 100_000; key++) {
    registry.register(key, rooms[key % 1000]!)
    shared.register(key % 2, rooms[key % 1000]!)
  }
  expect(registry.statistics()).toEqual({ keys: 100_000, entries: 100_000, instances: 1000 })
  for (let key = 0; key < 100_000; key++) expect(registry.whereis(key)).toBe(rooms[key % 1000])
  for (let key = 0; key < 100_000; key++) registry.unregister(key, rooms[key % 1000]!)
  expect(registry.statistics()).toEqual({ keys: 0, entries: 0, instances: 0 })
})

test('an upgrade of the library class keeps entries and watches, up and down', async () => {
  await using kit = await startTestSystem()
  const { Registry: Next } = await evaluateAgain<Module>('registry/registry.ts', {
    registryKind: 'kindOfKeys',
    "version: '1.0.0'":
      "version: '2.0.0', migrations: [migration('1.0.0', rename('registryKind', 'kindOfKeys'), add('changes', () => 0))]",
    "@attribute({ description: 'unique or duplicate' })": '@attribute({ initial: 0 }) changes!: number\n@attribute()',
    '    demandKey(key)': '    this.changes += 1\n    demandKey(key)',
    "from '../failures.js'": "from '../failures.js'\nimport { migration, rename, add } from '@instar/core'",
  })
  const registry = await kit.system.spawn(Registry<string, Room>)
  const rooms = await Promise.all([1, 2, 3].map(() => kit.system.spawn(Room)))
  await registry.register('a', rooms[0]!)
  await registry.register('b', rooms[1]!)

  const taken = registry.register('a', rooms[1]!)
  taken.catch(() => {})
  expect(await kit.system.upgrade(Next)).toMatchObject({ outcome: 'committed', migrated: 1 })
  await expect(taken).rejects.toMatchObject({ code: 'key-taken' })
  await rooms[0]!.stop()
  await registry.register('a', rooms[2]!)
  expect(kit.system.getState(registry)).toMatchObject({ kindOfKeys: 'unique' })
  await expect(registry.register('a', rooms[1]!)).rejects.toMatchObject({ code: 'key-taken' })

  expect(await kit.system.upgrade(Registry)).toMatchObject({ outcome: 'committed', migrated: 1 })
  expect(await kit.system.purge('Registry', 'soft')).toMatchObject({ outcome: 'purged' })
  expect(await registry.whereis('a')).toBe(rooms[2])
  await rooms[1]!.kill()
  await rooms[2]!.kill()
  expect(await registry.statistics()).toEqual({ keys: 0, entries: 0, instances: 0 })
})

test('what happens while a registry is frozen is in it afterwards, in its order', async () => {
  await using kit = await startTestSystem()
  const registry = await kit.system.spawn(diaryClass('1.0.0'))
  const [one, other] = [await kit.system.spawn(Room), await kit.system.spawn(Room)]
  await registry.register('lobby', one)
  const upgrade = kit.system.upgrade(diaryClass('2.0.0', 'v2 '))
  await one.kill()
  const heir = registry.register('lobby', other)
  expect(await upgrade).toMatchObject({ outcome: 'committed' })
  await heir
  expect(await registry.whereis('lobby')).toBe(other)
  const lines = await registry.read()
  expect(lines[0]).toBe(`+lobby ${one.pid}`)
  expect(lines.slice(1).map((line) => line.replace('v2 ', ''))).toEqual([`-lobby ${one.pid}`, `+lobby ${other.pid}`])

  expect(await kit.system.upgrade(diaryClass('1.0.0'))).toMatchObject({ outcome: 'committed' })
  await other.kill()
  expect((await registry.read()).at(-1)).toBe(`-lobby ${other.pid}`)
  expect(await registry.statistics()).toEqual({ keys: 0, entries: 0, instances: 0 })
})

test('the example of the page prints what the page says', async () => {
  expect(await runPage('registry')).toEqual(printedBy('registry'))
})

import { expect, test } from 'vitest'
import { actor, Actor, attribute, convert, migration, oneway, type Oneway, request } from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { eventsOf, failureOf, makeDoor, startStill, stateOf } from '../still.js'

function makeCat(log: unknown[] = []) {
  @actor({ name: 'Cat', version: '1.0.0' })
  class Cat extends Actor {
    @attribute() name: string
    constructor(name: string) {
      super()
      if (name === '') throw new Error('no name')
      this.name = name
      log.push(`born ${name}`)
    }
    async start() {
      await null
    }
    destruct() {
      log.push(`gone ${this.name}`)
    }
    @oneway() meow(): Oneway {
      log.push('meow')
    }
    @request() whoSpawned() {
      return this.name
    }
    @request() kitten() {
      const ref = this.spawnNow(Cat, ['Kit'], { link: true })
      ref.meow()
      return ref
    }
  }
  return Cat
}

test('a ref is there before the constructor runs; what is sent waits for start, in order', async () => {
  const { system } = await startStill()
  const log: unknown[] = []
  const tom = system.spawnNow(makeCat(log), ['Tom'], { name: 'tom' })
  expect(log).toEqual([])
  expect(system.whereis('tom')).toBe(tom)
  tom.meow()
  const answer = tom.whoSpawned()
  expect(await answer).toBe('Tom')
  expect(log).toEqual(['born Tom', 'meow'])
})

test('a birth that fails is a crash of the instance, tells who waits, and frees the name', async () => {
  const { system, events } = await startStill()
  const Cat = makeCat()
  const bad = system.spawnNow(Cat, [''], { name: 'tom' })
  const error = await failureOf(bad.whoSpawned())
  expect(error.code).toBe('exited')
  expect(await bad.exited).toMatchObject({ type: 'crashed', method: 'constructor', error: { message: 'no name' } })
  expect(eventsOf(events, 'crashed')).toMatchObject([{ class: 'Cat', method: 'constructor' }])
  expect(system.whereis('tom')).toBeUndefined()
  expect(system.countInstances(Cat)).toBe(0)
})

test('a stop or a kill before the birth leaves it out', async () => {
  for (const way of ['stop', 'kill'] as const) {
    const { system, events } = await startStill()
    const log: unknown[] = []
    const tom = system.spawnNow(makeCat(log), ['Tom'])
    expect((await tom[way]()).type).toBe(way === 'stop' ? 'stopped' : 'killed')
    await settle()
    expect(log).toEqual([])
    expect(eventsOf(events, 'destruct-failed')).toEqual([])
  }
})

test('a name that is taken is an error at once', async () => {
  const { system } = await startStill()
  const Cat = makeCat()
  await system.spawn(Cat, ['Tom'], { name: 'tom' })
  expect(() => system.spawnNow(Cat, ['Tim'], { name: 'tom' })).toThrow('The name tom is taken')
})

test('an instance can spawn so, with a link, from inside a method', async () => {
  const { system } = await startStill()
  const log: unknown[] = []
  const tom = await system.spawn(makeCat(log), ['Tom'])
  const kit = await tom.kitten()
  await settle()
  expect(log).toEqual(['born Tom', 'born Kit', 'meow'])
  await tom.kill()
  expect(await kit.exited).toMatchObject({ type: 'linked', pid: tom.pid })
})

test('a stopped system bears nothing, however it is asked', async () => {
  const { system } = await startStill()
  const Cat = makeCat()
  const tom = system.spawnNow(Cat, ['Tom'])
  const stopped = system.stop()
  await stopped
  expect(await stateOf(tom.exited)).toBe('resolved')
  expect(() => system.spawnNow(Cat, ['Tim'])).toThrow('has been stopped')
  expect(() => system.passive(Cat, ['Tim'])).toThrow('has been stopped')
})

test('a birth that waits longer than its time limit is refused, at a gate as well as in start', async () => {
  const { system, clock } = await startStill()
  const door = makeDoor()
  @actor({ name: 'Slow', version: '1.0.0' })
  class Slow extends Actor {
    async start() {
      await door.opened
    }
  }
  const late = failureOf(system.spawn(Slow, [], { timeout: 100, name: 'slow' }))
  const patient = system.spawn(Slow)
  await clock.advance(99)
  expect(await stateOf(late)).toBe('pending')
  await clock.advance(1)
  const error = await late
  expect([error.code, error.facts.ms, error.facts.step]).toEqual(['start-timeout', 100, 'start()'])
  expect(system.whereis('slow')).toBeUndefined()
  @actor({ name: 'Slow', version: '2.0.0' })
  class Next extends Actor {
    @attribute({ initial: 1 }) speed = 1
    async start() {}
  }
  const upgraded = system.upgrade(Next)
  await settle()
  const held = failureOf(system.spawn(Slow, [], { timeout: 100 }))
  await clock.advance(100)
  expect((await held).code).toBe('start-timeout')
  door.open()
  await patient
  expect((await upgraded).outcome).toBe('committed')
  await settle()
  expect(system.countInstances('Slow')).toBe(1)
})

test('I3: a birth that waits for the end of a lazy upgrade is one on the new version: nothing migrates it', async () => {
  const { system } = await startStill()
  const door = makeDoor()
  @actor({ name: 'Post', version: '1.0.0' })
  class Post extends Actor {
    @attribute() letters = 1
    @request() async wait() {
      await door.opened
    }
    @request() count() {
      return this.letters
    }
  }
  @actor({
    name: 'Post',
    version: '2.0.0',
    migrations: [
      migration(
        '1.0.0',
        convert('letters', (n: number) => n * 100),
      ),
    ],
  })
  class Next extends Actor {
    @attribute() letters = 7
    @request() count() {
      return this.letters
    }
  }
  const busy = await system.spawn(Post)
  const waiting = busy.wait()
  const upgrade = system.upgrade(Next, { strategy: 'lazy' })
  await settle()
  const late = system.spawnNow<typeof Next>('Post')
  const count = late.count()
  door.open()
  await waiting
  expect((await upgrade).outcome).toBe('committed')
  expect(await count).toBe(7)
  expect(await busy.count()).toBe(100)
  expect(await late.count()).toBe(7)
})

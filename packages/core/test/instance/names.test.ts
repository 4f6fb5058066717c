import { expect, test } from 'vitest'
import { actor, Actor, oneway, type Oneway, request } from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { failureOf, makeDoor, startStill, stateOf } from '../still.js'

function makeCat(until: Promise<void> = Promise.resolve()) {
  @actor({ name: 'Cat', version: '1.0.0' })
  class Cat extends Actor {
    @request() isNamed(name: string) {
      return this.system.whereis(name) === this.self(Cat)
    }
    @oneway() choke(): Oneway {
      throw new Error('hairball')
    }
    async destruct() {
      await until
    }
  }
  return Cat
}

test('a named instance is found by its name, as the very ref that spawn gave', async () => {
  const { system } = await startStill()
  const Cat = makeCat()
  const tom = await system.spawn(Cat, [], { name: 'tom' })
  expect(system.whereis('tom')).toBe(tom)
  expect(system.whereis('tom', Cat)).toBe(tom)
  expect(await tom.isNamed('tom')).toBe(true)
  expect(system.whereis('tim')).toBeUndefined()
})

test('a name that is taken refuses the birth before the constructor runs, and names the owner', async () => {
  const { system } = await startStill()
  let constructed = 0
  @actor({ version: '1.0.0' })
  class Dog extends Actor {
    constructor() {
      super()
      constructed += 1
    }
  }
  const tom = await system.spawn(makeCat(), [], { name: 'tom' })
  const error = await failureOf(system.spawn(Dog, [], { name: 'tom' }))
  expect(error.code).toBe('name-taken')
  expect(error.facts).toEqual({ name: 'tom', class: 'Cat', pid: tom.pid })
  expect(constructed).toBe(0)
  expect(system.whereis('tom')).toBe(tom)
})

for (const end of ['stop', 'kill', 'crash'] as const) {
  test(`a name is free as soon as its owner has ended by a ${end}`, async () => {
    const { system } = await startStill()
    const Cat = makeCat()
    const tom = await system.spawn(Cat, [], { name: 'tom' })
    if (end === 'crash') tom.choke()
    else void tom[end]()
    await tom.exited
    expect(system.whereis('tom')).toBeUndefined()
    const next = await system.spawn(Cat, [], { name: 'tom' })
    expect(system.whereis('tom')).toBe(next)
  })
}

test('a name stays taken while the destructors of its owner are under way', async () => {
  const { system } = await startStill()
  const door = makeDoor()
  const Cat = makeCat(door.opened)
  const tom = await system.spawn(Cat, [], { name: 'tom' })
  const stopped = tom.stop()
  expect(await stateOf(stopped)).toBe('pending')
  expect((await failureOf(system.spawn(Cat, [], { name: 'tom' }))).code).toBe('name-taken')
  door.open()
  await stopped
  expect(await system.spawn(Cat, [], { name: 'tom' })).toBeDefined()
})

test('an exit is awaited by any number of holders, before and after it', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCat())
  const before = [tom.exited, tom.exited]
  await settle()
  await tom.stop('done')
  const reasons = await Promise.all([...before, tom.exited])
  expect(reasons).toEqual(Array.from({ length: 3 }, () => ({ type: 'stopped', detail: 'done' })))
})

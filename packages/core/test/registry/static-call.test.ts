import { expect, test } from 'vitest'
import { actor, Actor, attribute, PurgedError, request, staticMethod } from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { makeDoor, startStill, stateOf } from '../still.js'

function makeCreature(version: string, until: Promise<unknown> = Promise.resolve()) {
  @actor({ name: 'Creature', version })
  class Creature extends Actor {
    // Makes the content of each version another one.
    @attribute({ initial: version }) version = version
    @staticMethod() static kind() {
      return `creature ${version}`
    }
    @staticMethod() static generation() {
      return this as unknown
    }
    @staticMethod() static async wait() {
      await until
      return `waited in ${version}`
    }
    @staticMethod() static async waitAndAsk() {
      await until
      return [`waited in ${version}`, this.kind()]
    }
    @staticMethod() static fail() {
      throw new Error(`failed in ${version}`)
    }
    @staticMethod() static async failLater() {
      await until
      throw new Error(`failed in ${version}`)
    }
  }
  return Creature
}

function makeFamily(until?: Promise<unknown>) {
  const Creature = makeCreature('1.0.0', until)
  @actor({ name: 'Cat', version: '1.0.0' })
  class Cat extends Creature {
    @staticMethod() static override kind() {
      return `cat, ${super.kind()}`
    }
  }
  return { Creature, Cat }
}

test('a static method runs the current generation, asked of a class value of any version', async () => {
  const { system } = await startStill()
  const One = makeCreature('1.0.0')
  const Two = makeCreature('2.0.0')
  system.register(One)
  expect(One.kind()).toBe('creature 1.0.0')
  await system.upgrade(Two)
  expect([One.kind(), Two.kind()]).toEqual(['creature 2.0.0', 'creature 2.0.0'])
  expect(One.generation()).toBe(Two)
  await system.upgrade(One)
  expect([One.kind(), Two.kind()]).toEqual(['creature 1.0.0', 'creature 1.0.0'])
})

test('an inherited static method is asked of the heir, and follows an upgrade of its owner', async () => {
  const { system } = await startStill()
  const { Cat } = makeFamily()
  system.register(Cat)
  expect(Cat.generation()).toBe(Cat)
  await system.upgrade(makeCreature('2.0.0'))
  expect(await Cat.wait()).toBe('waited in 2.0.0')
})

test('super.x() in a static method calls the current version of the superclass', async () => {
  const { system } = await startStill()
  const { Cat } = makeFamily()
  system.register(Cat)
  expect(Cat.kind()).toBe('cat, creature 1.0.0')
  await system.upgrade(makeCreature('2.0.0'))
  expect(Cat.kind()).toBe('cat, creature 2.0.0')
})

test('super.x() in a static method that lingers never reaches an override of its own class', async () => {
  const { system } = await startStill()
  const door = makeDoor()
  const Creature = makeCreature('1.0.0')
  const makeCat = (version: string) => {
    @actor({ name: 'Cat', version })
    class Cat extends Creature {
      @attribute({ initial: version }) cats = version
      @staticMethod() static override kind() {
        return `cat ${version}`
      }
      @staticMethod() static async superKind() {
        await door.opened
        return super.kind()
      }
    }
    return Cat
  }
  const One = makeCat('1.0.0')
  system.register(One)
  const pending = One.superKind()
  await system.upgrade(makeCat('2.0.0'))
  door.open()
  expect(await pending).toBe('creature 1.0.0')
})

test('who called before an upgrade finishes in old code, and finds new code from there', async () => {
  const { system } = await startStill()
  const door = makeDoor()
  const One = makeCreature('1.0.0', door.opened)
  system.register(One)
  const pending = One.waitAndAsk()
  await system.upgrade(makeCreature('2.0.0', door.opened))
  door.open()
  expect(await pending).toEqual(['waited in 1.0.0', 'creature 2.0.0'])
})

test('a call that waits is counted in the generation that it entered; one that has ended, well or not, is not', async () => {
  const { system, clock } = await startStill()
  const door = makeDoor()
  const Creature = makeCreature('1.0.0', door.opened)
  system.register(Creature)
  const calls = [Creature.wait(), Creature.failLater()]
  Creature.kind()
  expect(() => Creature.fail()).toThrow('failed in 1.0.0')
  await clock.advance(300)
  await system.upgrade(makeCreature('2.0.0'))
  await Creature.wait()
  const lingerer = { class: 'Creature', version: '1.0.0', kind: 'static', pid: null, forMs: 300 }
  expect(system.lingering('Creature')).toEqual([
    { ...lingerer, method: 'wait' },
    { ...lingerer, method: 'failLater' },
  ])
  door.open()
  await Promise.allSettled(calls)
  expect(system.lingering('Creature')).toEqual([])
})

test('a static call made by an instance is told with its pid', async () => {
  const { system } = await startStill()
  const door = makeDoor()
  const Creature = makeCreature('1.0.0', door.opened)
  @actor({ version: '1.0.0' })
  class Keeper extends Actor {
    @request() async ask() {
      await null
      return Creature.wait()
    }
  }
  system.register(Creature)
  const keeper = await system.spawn(Keeper)
  const asked = keeper.ask()
  await settle()
  await system.upgrade(makeCreature('2.0.0'))
  expect(system.lingering('Creature')).toMatchObject([{ method: 'wait', pid: keeper.pid }])
  door.open()
  expect(await asked).toBe('waited in 1.0.0')
})

test('a soft purge refuses while a static call lingers; a hard one rejects it with PurgedError', async () => {
  const { system } = await startStill()
  const door = makeDoor()
  const One = makeCreature('1.0.0', door.opened)
  system.register(One)
  const pending = One.wait()
  await system.upgrade(makeCreature('2.0.0'))
  expect(system.purge('Creature').outcome).toBe('refused')
  expect(await stateOf(pending)).toBe('pending')
  const report = system.purge('Creature', 'hard')
  expect(report).toMatchObject({ outcome: 'purged', versions: ['1.0.0'], lingering: [{ method: 'wait' }] })
  const error = await pending.catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(PurgedError)
  expect((error as PurgedError).facts).toEqual({ class: 'Creature', version: '1.0.0', method: 'wait' })
  expect(One.kind()).toBe('creature 2.0.0')
  door.open()
})

test('a static method that the current generation lacks is an error that names it', async () => {
  const { system } = await startStill()
  const One = makeCreature('1.0.0')
  system.register(One)
  @actor({ name: 'Creature', version: '2.0.0' })
  class Bare extends Actor {
    @attribute({ initial: '' }) version = ''
  }
  expect((await system.upgrade(Bare)).outcome).toBe('committed')
  expect(() => One.kind()).toThrow('Creature 2.0.0 has no method static kind.')
})

test('a class value that inherits a static method reaches the override that its newer version has', async () => {
  const { system } = await startStill()
  const { Creature } = makeFamily()
  @actor({ name: 'Dog', version: '1.0.0' })
  class Dog extends Creature {}
  @actor({ name: 'Dog', version: '2.0.0' })
  class NextDog extends Creature {
    @staticMethod() static override kind() {
      return `dog, ${super.kind()}`
    }
  }
  system.register(Dog)
  expect(Dog.kind()).toBe('creature 1.0.0')
  expect((await system.upgrade(NextDog)).outcome).toBe('committed')
  expect(Dog.kind()).toBe('dog, creature 1.0.0')
})

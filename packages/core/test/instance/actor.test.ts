import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { actor, Actor, type ActorSystem, attribute, request } from '../../src/index.js'
import { startStill } from '../still.js'

function makeCat(version = '1.0.0') {
  @actor({ name: 'Cat', version })
  class Cat extends Actor {
    @attribute({ initial: version }) version = version
    @request() self1() {
      return this.self(Cat)
    }
    @request() where(): ActorSystem {
      return this.system
    }
    @request() look() {
      return inspect(this)
    }
    @request() itself() {
      return { instance: this as object }
    }
  }
  return Cat
}

test('an instance knows its own ref, its system, and prints as class and pid', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCat())
  expect(await tom.self1()).toBe(tom)
  expect(await tom.where()).toBe(system)
  expect(await tom.look()).toBe(`Cat ${tom.pid}`)
})

test('the prototype and the class can be printed as well', async () => {
  const { system } = await startStill()
  const Cat = makeCat()
  await system.spawn(Cat)
  expect(() => [inspect(Cat), inspect(Cat.prototype), inspect(Actor.prototype)]).not.toThrow()
})

test('instanceof goes by lineage: any version of a class, its superclasses, Actor, and no other class', async () => {
  const { system } = await startStill()
  const [One, Two] = [makeCat(), makeCat('2.0.0')]
  @actor({ version: '1.0.0' })
  class Dog extends Actor {}
  const { instance } = await (await system.spawn(One)).itself()
  await system.upgrade(Two)
  const later = await (await system.spawn(Two)).itself()
  for (const each of [instance, later.instance]) {
    expect([One, Two, Actor, Dog].map((value) => each instanceof value)).toEqual([true, true, true, false])
  }
})

test('what is no instance is none: a ref, a prototype, a plain object, a value', async () => {
  const { system } = await startStill()
  const Cat = makeCat()
  const tom = await system.spawn(Cat)
  for (const value of [tom, {}, null, undefined, 1, 'Cat', Cat]) {
    expect((value as unknown) instanceof Cat).toBe(false)
    expect((value as unknown) instanceof Actor).toBe(false)
  }
})

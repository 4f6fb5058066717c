// Const requests: what they promise, and what they get for it.

import { expect, test } from 'vitest'
import { actor, Actor, attribute, oneway, type Oneway, request } from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { failureOf, makeDoor, startStill, stateOf } from '../still.js'

function makeCat(until: Promise<void> = Promise.resolve()) {
  @actor({ name: 'Creature', version: '1.0.0' })
  class Creature extends Actor {
    @attribute() age = 4
    @request() setAge(age: number) {
      return (this.age = age)
    }
  }
  @actor({ name: 'Cat', version: '1.0.0' })
  class Cat extends Creature {
    @attribute() lives = 9
    cache: number | undefined
    @request({ const: true }) die() {
      this.lives -= 1
    }
    @request({ const: true }) async dieLater() {
      await until
      this.lives -= 1
    }
    @request({ const: true }) ageByOwnMethod() {
      this.setAge(5)
    }
    @request({ const: true }) ageBySuperclass() {
      this.as(Creature).setAge(5)
    }
    @request({ const: true }) getLives() {
      return (this.cache ??= this.lives)
    }
    @request({ const: true }) async look() {
      await until
      return this.lives
    }
    @oneway() lose(): Oneway {
      this.lives -= 1
      this.cache = undefined
    }
    @request() all() {
      return [this.age, this.lives]
    }
    @oneway() async doze(): Promise<Oneway> {
      await until
    }
  }
  return Cat
}

test('a const request that writes an attribute is refused, and the attribute is as it was', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCat())
  for (const method of ['die', 'dieLater'] as const) {
    const error = await failureOf(tom[method]())
    expect(error.code).toBe('const-write')
    expect(error.facts).toMatchObject({ class: 'Cat', pid: tom.pid, method, attribute: 'lives' })
  }
  expect(await tom.all()).toEqual([4, 9])
})

test('a const request cannot write by way of another method or of a superclass', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCat())
  for (const method of ['ageByOwnMethod', 'ageBySuperclass'] as const) {
    expect((await failureOf(tom[method]())).facts).toMatchObject({ method, attribute: 'age' })
  }
  expect(await tom.all()).toEqual([4, 9])
})

test('a const request may write transient fields', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCat())
  expect(await tom.getLives()).toBe(9)
})

test('while one instance waits in a const request, others of its class may write, and so may itself afterwards', async () => {
  const { system } = await startStill()
  const door = makeDoor()
  const Cat = makeCat(door.opened)
  const [tom, tim] = await Promise.all([system.spawn(Cat), system.spawn(Cat)])
  const looked = tom.look()
  await settle()
  tim.lose()
  expect(await tim.all()).toEqual([4, 8])
  door.open()
  expect(await looked).toBe(9)
  tom.lose()
  expect(await tom.all()).toEqual([4, 8])
})

test('an instance that is killed in a const request leaves its class writable', async () => {
  const { system } = await startStill()
  const door = makeDoor()
  const Cat = makeCat(door.opened)
  const [tom, tim] = await Promise.all([system.spawn(Cat), system.spawn(Cat)])
  const looked = failureOf(tom.look())
  await settle()
  await tom.kill()
  expect((await looked).code).toBe('exited')
  tim.lose()
  expect(await tim.all()).toEqual([4, 8])
  door.open()
  await settle()
  tim.lose()
  expect(await tim.all()).toEqual([4, 7])
})

test('const requests are answered while their class is frozen, by the old code; others wait for the new', async () => {
  const { system } = await startStill()
  const door = makeDoor()
  const Cat = makeCat(door.opened)
  const [tom, tim] = await Promise.all([system.spawn(Cat), system.spawn(Cat)])
  @actor({ name: 'Creature', version: '2.0.0' })
  class NextCreature extends Actor {
    @attribute() age = 4
    @request() setAge(age: number) {
      return (this.age = age)
    }
    @request() all() {
      return 'new'
    }
  }
  @actor({ name: 'Cat', version: '2.0.0' })
  class NextCat extends NextCreature {
    @attribute() lives = 9
    @request({ const: true }) getLives() {
      return -this.lives
    }
  }
  tom.doze()
  await settle()
  const upgraded = system.upgrade([NextCreature, NextCat])
  await settle()
  expect(await tim.getLives()).toBe(9)
  const all = tim.all()
  expect(await stateOf(all)).toBe('pending')
  door.open()
  expect((await upgraded).outcome).toBe('committed')
  expect(await all).toBe('new')
  expect(await tim.getLives()).toBe(-9)
})

test('an instance that is killed while it waits leaves the const requests of its class as strict as they were', async () => {
  const { system } = await startStill()
  const Cat = makeCat(makeDoor().opened)
  const [tom, tim] = await Promise.all([system.spawn(Cat), system.spawn(Cat)])
  tom.doze()
  await settle()
  await tom.kill()
  expect((await failureOf(tim.die())).code).toBe('const-write')
  expect(await tim.all()).toEqual([4, 9])
})

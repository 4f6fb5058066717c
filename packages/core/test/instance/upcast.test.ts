import { expect, test } from 'vitest'
import { actor, Actor, attribute, isInstarError, request } from '../../src/index.js'
import { startStill } from '../still.js'

function makeLineage(version = '1.0.0') {
  @actor({ name: 'Creature', version })
  class Creature extends Actor {
    @attribute({ initial: version }) version = version
    @attribute() age = 4
    @request() describe() {
      return `creature of ${this.age} (${version})`
    }
    @request() greet() {
      return `${this.describe()} says hello`
    }
  }
  @actor({ name: 'Swimmer', version: '1.0.0' })
  class Swimmer extends Actor {
    @attribute() depth = 2
    @request() swim() {
      return `swims ${this.depth} deep`
    }
  }
  @actor({ name: 'Mammal', version: '1.0.0' })
  class Mammal extends Creature {
    @request() override describe() {
      return `mammal, a ${super.describe()}`
    }
  }
  @actor({ name: 'Stone', version: '1.0.0' })
  class Stone extends Actor {}
  @actor({ name: 'Otter', version: '1.0.0', traits: [Swimmer] })
  class Otter extends Mammal {
    @request() override describe() {
      return 'otter'
    }
    @request() swim() {
      return 'floats'
    }
    @request() asCreature() {
      return [this.as(Creature).describe(), this.as(Mammal).describe(), this.as(Otter).describe()]
    }
    @request() greetAsCreature() {
      return this.as(Creature).greet()
    }
    @request() asSwimmer() {
      return this.as(Swimmer).swim()
    }
    @request() ageAsCreature() {
      return this.as(Creature).age
    }
    @request() growAsCreature(age: number) {
      this.as(Creature).age = age
      return this.age
    }
    @request() asStone() {
      try {
        this.as(Stone)
      } catch (error) {
        return isInstarError(error, 'not-an-ancestor') ? error.facts : String(error)
      }
      return undefined
    }
    @request() asWhole() {
      const upcast = this.as(Creature) as unknown as Record<string, unknown>
      return ['swim', 'asStone'].map((name) => typeof upcast[name])
    }
  }
  return { Creature, Mammal, Swimmer, Otter }
}

test('this.as gives an ancestor its own version of a method, called on the instance', async () => {
  const { system } = await startStill()
  const otter = await system.spawn(makeLineage().Otter)
  expect(await otter.asCreature()).toEqual(['creature of 4 (1.0.0)', 'mammal, a creature of 4 (1.0.0)', 'otter'])
})

test('what such a method calls on `this` is the instance again, as with super', async () => {
  const { system } = await startStill()
  const otter = await system.spawn(makeLineage().Otter)
  expect(await otter.greetAsCreature()).toBe('otter says hello')
})

test('this.as takes a trait', async () => {
  const { system } = await startStill()
  const otter = await system.spawn(makeLineage().Otter)
  expect(await otter.swim()).toBe('floats')
  expect(await otter.asSwimmer()).toBe('swims 2 deep')
})

test('an attribute reads through this.as as the types say', async () => {
  const { system } = await startStill()
  const otter = await system.spawn(makeLineage().Otter)
  expect(await otter.ageAsCreature()).toBe(4)
})

test('an attribute is written through this.as, on the instance', async () => {
  const { system } = await startStill()
  const otter = await system.spawn(makeLineage().Otter)
  expect(await otter.growAsCreature(5)).toBe(5)
  expect(system.getState(otter)).toMatchObject({ age: 5 })
})

test('this.as offers what the ancestor has, and nothing of the classes below it', async () => {
  const { system } = await startStill()
  const otter = await system.spawn(makeLineage().Otter)
  expect(await otter.asWhole()).toEqual(['undefined', 'undefined'])
})

test('this.as of a class that is no ancestor is an error that names both', async () => {
  const { system } = await startStill()
  const otter = await system.spawn(makeLineage().Otter)
  expect(await otter.asStone()).toEqual({ class: 'Otter', ancestor: 'Stone' })
})

test('this.as follows an upgrade of the ancestor, with the class value of the old version', async () => {
  const { system } = await startStill()
  const otter = await system.spawn(makeLineage().Otter)
  await otter.asCreature()
  expect((await system.upgrade(makeLineage('2.0.0').Creature)).outcome).toBe('committed')
  expect(await otter.asCreature()).toEqual(['creature of 4 (2.0.0)', 'mammal, a creature of 4 (2.0.0)', 'otter'])
})

import { expect, test } from 'vitest'
import { actor, Actor, attribute, isInstarError, oneway, type Oneway, request } from '../../src/index.js'
import { startStill } from '../still.js'

/** What the registration of a class is refused for. */
async function defectsOf(value: abstract new (...args: never[]) => Actor): Promise<string[]> {
  const { system } = await startStill()
  try {
    system.register(value)
  } catch (error) {
    if (!isInstarError(error, 'bad-class')) throw error
    return String(error.facts.defects)
      .split('\n')
      .map((line) => line.replace(/^ *- /, ''))
  }
  return []
}

test('two levels that declare one attribute are refused, and both are named', async () => {
  @actor({ version: '1.0.0' })
  class Creature extends Actor {
    @attribute() age = 1
  }
  @actor({ version: '1.0.0' })
  class Mammal extends Creature {}
  @actor({ version: '1.0.0' })
  class Cat extends Mammal {
    @attribute() override age = 2
  }
  expect(await defectsOf(Cat)).toEqual([
    'Cat: Cat declares the attribute age, which Creature declares already: rename one of them',
  ])
})

test('a trait and a superclass that declare one attribute are refused', async () => {
  @actor({ version: '1.0.0' })
  class Swimmer extends Actor {
    @attribute() depth = 1
  }
  @actor({ version: '1.0.0' })
  class Mammal extends Actor {
    @attribute() depth = 1
  }
  @actor({ version: '1.0.0', traits: [Swimmer] })
  class Otter extends Mammal {}
  expect(await defectsOf(Otter)).toEqual([
    'Otter: Mammal declares the attribute depth, which Swimmer declares already: rename one of them',
  ])
})

test('a method that hides an inherited attribute is refused', async () => {
  @actor({ version: '1.0.0' })
  class Creature extends Actor {
    @attribute() age: unknown = 1
  }
  @actor({ version: '1.0.0' })
  class Cat extends Creature {}
  Object.defineProperty(Cat.prototype, 'age', { value: () => 4, configurable: true, writable: true })
  expect(await defectsOf(Cat)).toEqual([
    'Cat: Cat has a method age, which is an attribute of Creature: rename one of them',
  ])
})

test('an attribute that hides an inherited method is refused, whether the method can be sent or not', async () => {
  @actor({ version: '1.0.0' })
  class Creature extends Actor {
    @request() age(): unknown {
      return 1
    }
    size(): unknown {
      return 1
    }
  }
  @actor({ version: '1.0.0' })
  class Cat extends Creature {}
  for (const name of ['age', 'size']) (attribute() as (target: object, name: string) => void)(Cat.prototype, name)
  const defects = await defectsOf(Cat)
  expect(defects).toHaveLength(2)
  expect(defects[0]).toMatch(/age.*Creature|Creature.*age/)
  expect(defects[1]).toMatch(/size.*Creature|Creature.*size/)
})

test('a method that is a oneway on one level and a request on another is refused', async () => {
  @actor({ version: '1.0.0' })
  class Creature extends Actor {
    @request() greet(): unknown {
      return 'hello'
    }
  }
  @actor({ version: '1.0.0' })
  class Cat extends Creature {
    @oneway() override greet(): Oneway {}
  }
  expect(await defectsOf(Cat)).toEqual([
    'Cat: Cat declares greet as a oneway, but Creature as a request: callers could not know',
  ])
})

test('two traits that both have a method are refused, and so are hidden ones', async () => {
  @actor({ version: '1.0.0' })
  class Swimmer extends Actor {
    @request() move() {
      return 'swim'
    }
    rest() {}
    start() {}
    destruct() {}
  }
  @actor({ version: '1.0.0' })
  class Flyer extends Actor {
    @request() move() {
      return 'fly'
    }
    rest() {}
    start() {}
    destruct() {}
  }
  @actor({ version: '1.0.0', traits: [Swimmer, Flyer] })
  class Duck extends Actor {}
  expect(await defectsOf(Duck)).toEqual([
    'Duck: its traits Swimmer and Flyer both have a method move: define move in Duck to settle it',
    'Duck: its traits Swimmer and Flyer both have a method rest: define rest in Duck to settle it',
  ])
})

test('the class, or its superclass, settles a conflict of its traits', async () => {
  @actor({ version: '1.0.0' })
  class Swimmer extends Actor {
    @request() move() {
      return 'swim'
    }
  }
  @actor({ version: '1.0.0' })
  class Flyer extends Actor {
    @request() move() {
      return 'fly'
    }
  }
  @actor({ version: '1.0.0', traits: [Swimmer, Flyer] })
  class Duck extends Actor {
    @request() move() {
      return 'waddle'
    }
  }
  @actor({ version: '1.0.0' })
  class Bird extends Actor {
    @request() move() {
      return 'hop'
    }
  }
  @actor({ version: '1.0.0', traits: [Swimmer, Flyer] })
  class Gull extends Bird {}
  expect(await defectsOf(Duck)).toEqual([])
  const { system } = await startStill()
  expect(await (await system.spawn(Gull)).move()).toBe('hop')
})

test('a trait that inherits from the other overrides it, which is no conflict', async () => {
  @actor({ version: '1.0.0' })
  class Swimmer extends Actor {
    @request() move() {
      return 'swim'
    }
  }
  @actor({ version: '1.0.0' })
  class Diver extends Swimmer {
    @request() override move() {
      return 'dive'
    }
  }
  @actor({ version: '1.0.0', traits: [Diver, Swimmer] })
  class Duck extends Actor {}
  expect(await defectsOf(Duck)).toEqual([])
})

test('a lineage without an order is refused', async () => {
  @actor({ version: '1.0.0' })
  class A extends Actor {}
  @actor({ version: '1.0.0' })
  class B extends Actor {}
  @actor({ version: '1.0.0', traits: [A, B] })
  class First extends Actor {}
  @actor({ version: '1.0.0', traits: [B, A] })
  class Second extends Actor {}
  @actor({ version: '1.0.0', traits: [Second] })
  class Both extends First {}
  expect(await defectsOf(Both)).toEqual([
    'Both: no order of its superclass and traits respects all of them: change their order',
  ])
})

test('all conflicts of a lineage are told at once', async () => {
  @actor({ version: '1.0.0' })
  class Swimmer extends Actor {
    @attribute() depth = 1
    @oneway() move(): Oneway {}
  }
  @actor({ version: '1.0.0' })
  class Flyer extends Actor {
    @attribute() depth = 1
    @request() move() {}
  }
  @actor({ version: '1.0.0', traits: [Swimmer, Flyer] })
  class Duck extends Actor {}
  expect(await defectsOf(Duck)).toEqual([
    'Duck: Swimmer declares the attribute depth, which Flyer declares already: rename one of them',
    'Duck: Swimmer declares move as a oneway, but Flyer as a request: callers could not know',
    'Duck: its traits Swimmer and Flyer both have a method move: define move in Duck to settle it',
  ])
})

// A class that reaches its base by its superclass and by a trait.

import { expect, test } from 'vitest'
import { actor, Actor, attribute, request } from '../../src/index.js'
import { startStill } from '../still.js'

/** Platypus is a mammal and lays eggs; both come from Creature, the eggs by `depth` classes in between. */
function makeDiamond(log: string[], depth: number) {
  @actor({ name: 'Creature', version: '1.0.0' })
  class Creature extends Actor {
    @attribute() age: number
    constructor(age = -1) {
      super()
      log.push(`construct Creature ${age}`)
      this.age = age
    }
    start() {
      log.push('start Creature')
    }
    destruct() {
      log.push('destruct Creature')
    }
    @request() getAge() {
      return this.age
    }
  }
  let between: typeof Creature = Creature
  for (let i = 1; i < depth; i++) {
    @actor({ name: `Between${i}`, version: '1.0.0' })
    class Between extends between {
      constructor() {
        super()
        log.push(`construct Between${i}`)
      }
    }
    between = Between as typeof Creature
  }
  @actor({ name: 'Layer', version: '1.0.0' })
  class Layer extends between {
    @attribute() eggs = 2
    constructor() {
      super()
      log.push('construct Layer')
    }
    override start() {
      log.push('start Layer')
    }
    override destruct() {
      log.push('destruct Layer')
    }
  }
  @actor({ name: 'Mammal', version: '1.0.0' })
  class Mammal extends Creature {
    override start() {
      log.push('start Mammal')
    }
    override destruct() {
      log.push('destruct Mammal')
    }
  }
  @actor({ name: 'Platypus', version: '1.0.0', traits: [Layer] })
  class Platypus extends Mammal {
    override start() {
      log.push('start Platypus')
    }
    override destruct() {
      log.push('destruct Platypus')
    }
    @request() getEggs() {
      return (this as unknown as Layer).eggs
    }
  }
  return { Creature, Layer, Platypus }
}

for (const depth of [1, 2, 3]) {
  test(`the base of a diamond is constructed once, with the arguments of the class, when the trait is ${depth} below it`, async () => {
    const { system } = await startStill()
    const log: string[] = []
    const { Platypus } = makeDiamond(log, depth)
    const perry = await system.spawn(Platypus, [5])
    expect(log.filter((entry) => entry.includes('construct Creature'))).toEqual(['construct Creature 5'])
    expect(log.filter((entry) => entry.includes('construct Layer'))).toHaveLength(1)
    for (let i = 1; i < depth; i++) expect(log.filter((entry) => entry === `construct Between${i}`)).toHaveLength(1)
    expect(await perry.getAge()).toBe(5)
    expect(await perry.getEggs()).toBe(2)
  })
}

test('the hooks of all levels of a diamond run once each: start base first and traits after superclasses, destruct in reverse', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const perry = await system.spawn(makeDiamond(log, 1).Platypus, [5])
  expect(log.filter((entry) => entry.startsWith('start'))).toEqual([
    'start Creature',
    'start Mammal',
    'start Layer',
    'start Platypus',
  ])
  log.length = 0
  await perry.stop()
  expect(log).toEqual(['destruct Platypus', 'destruct Layer', 'destruct Mammal', 'destruct Creature'])
})

test('a trait can still be born as a class of its own', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const { Layer, Platypus } = makeDiamond(log, 1)
  await system.spawn(Platypus, [5])
  log.length = 0
  const hen = await system.spawn(Layer)
  expect(log.slice(0, 2)).toEqual(['construct Creature -1', 'construct Layer'])
  expect(await hen.getAge()).toBe(-1)
})

test('instances of a class with a trait are instances of the trait', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const { Creature, Layer, Platypus } = makeDiamond(log, 1)
  @actor({ version: '1.0.0' })
  class Zoo extends Platypus {
    @request() kinds() {
      return [Creature, Layer, Platypus, Zoo].map((each) => (this as object) instanceof each)
    }
  }
  expect(await (await system.spawn(Zoo, [1])).kinds()).toEqual([true, true, true, true])
  expect([...system.instancesOf(Layer)]).toHaveLength(1)
})

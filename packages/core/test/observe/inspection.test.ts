import { expect, test } from 'vitest'
import { actor, Actor, attribute, oneway, type Oneway, request, staticMethod } from '../../src/index.js'
import { startStill } from '../still.js'
import { expectPlain } from './plain.js'

function makeFamily() {
  @actor({ name: 'Creature', version: '1.2.0', description: 'Any kind of creature.' })
  class Creature extends Actor {
    @attribute({ description: 'in years' }) age = 0
    @request({ const: true }) getAge() {
      return this.age
    }
    @request() greet() {
      return 'hello'
    }
    @staticMethod() static kind() {
      return 'creature'
    }
  }
  @actor({ name: 'Swimmer', version: '3.0.0' })
  class Swimmer extends Actor {
    @attribute() depth = 0
    @oneway() dive(): Oneway {}
  }
  @actor({ name: 'Otter', version: '2.0.0', traits: [Swimmer] })
  class Otter extends Creature {
    @attribute() stones = 0
    @request() override greet() {
      return 'hi'
    }
    @staticMethod() static override kind() {
      return 'otter'
    }
    helper() {}
  }
  return { Creature, Otter }
}

test('a class is described as plain data, with everything that it inherits and from whom', async () => {
  const { system } = await startStill()
  const { Otter } = makeFamily()
  await system.spawn(Otter)
  const info = system.describe(Otter)
  expect(info).toEqual({
    name: 'Otter',
    version: '2.0.0',
    description: undefined,
    superclass: 'Creature',
    traits: ['Swimmer'],
    lineage: ['Otter', 'Creature', 'Swimmer'],
    versions: { Otter: '2.0.0', Creature: '1.2.0', Swimmer: '3.0.0' },
    attributes: [
      { name: 'depth', owner: 'Swimmer', description: undefined },
      { name: 'age', owner: 'Creature', description: 'in years' },
      { name: 'stones', owner: 'Otter', description: undefined },
    ],
    methods: [
      { name: 'greet', kind: 'request', isConst: false, owner: 'Otter' },
      { name: 'kind', kind: 'static', isConst: false, owner: 'Otter' },
      { name: 'getAge', kind: 'request', isConst: true, owner: 'Creature' },
      { name: 'dive', kind: 'oneway', isConst: false, owner: 'Swimmer' },
    ],
    instances: { direct: 1, total: 1 },
    older: [],
  })
  expectPlain(info)
  expectPlain(system.classes[0])
})

test('all known classes are described, base first; instances are counted direct and in all', async () => {
  const { system } = await startStill()
  const { Creature, Otter } = makeFamily()
  await system.spawn(Otter)
  await system.spawn(Creature)
  expect(system.classes.map(({ name, instances }) => [name, instances])).toEqual([
    ['Creature', { direct: 1, total: 2 }],
    ['Swimmer', { direct: 0, total: 1 }],
    ['Otter', { direct: 1, total: 1 }],
  ])
  expect(system.describe('Creature').description).toBe('Any kind of creature.')
})

test('an upgrade shows in the descriptions of all heirs: versions, attributes, methods, older generations', async () => {
  const { system } = await startStill()
  const { Otter } = makeFamily()
  await system.spawn(Otter)
  @actor({ name: 'Creature', version: '1.3.0' })
  class Next extends Actor {
    @attribute() age = 0
    @attribute({ initial: 1 }) weight = 1
    @request() greet() {
      return 'hello'
    }
  }
  expect((await system.upgrade(Next)).outcome).toBe('committed')
  const info = system.describe(Otter)
  expect(info.versions.Creature).toBe('1.3.0')
  expect(info.attributes.map(({ name }) => name)).toEqual(['depth', 'age', 'weight', 'stones'])
  expect(info.methods.map(({ name }) => name)).toEqual(['greet', 'kind', 'dive'])
  expect([info.older, system.describe('Creature').older]).toEqual([[], ['1.2.0']])
  expect([system.hasOldCode('Creature'), system.hasOldCode(Otter)]).toEqual([true, false])
  expect(system.purge('Creature').versions).toEqual(['1.2.0'])
  expect([system.describe('Creature').older, system.hasOldCode('Creature')]).toEqual([[], false])
})

test('a description is a picture of its moment', async () => {
  const { system } = await startStill()
  const { Otter } = makeFamily()
  system.register(Otter)
  const before = system.describe(Otter)
  await system.spawn(Otter)
  expect(before.instances.direct).toBe(0)
})

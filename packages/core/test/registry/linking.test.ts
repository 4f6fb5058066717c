import { expect, test } from 'vitest'
import { actor, Actor, ActorSystem, attribute, request } from '../../src/index.js'
import { failureOf } from '../still.js'

function makeCreature(version: string) {
  @actor({ name: 'Creature', version })
  class Creature extends Actor {
    @attribute({ initial: version }) note = `born by ${version}`
    @request() describe() {
      return `creature ${version}`
    }
  }
  return Creature
}

function makeFamily() {
  const Creature = makeCreature('1.0.0')
  @actor({ name: 'Mammal', version: '1.0.0' })
  class Mammal extends Creature {}
  @actor({ name: 'Cat', version: '1.0.0' })
  class Cat extends Mammal {
    @request() override describe() {
      return `cat, ${super.describe()}`
    }
    @request() getNote() {
      return this.note
    }
  }
  return { Creature, Mammal, Cat }
}

/** What class values inherit from: the values and their prototypes. By identity, for prototypes look alike. */
class Parents {
  private readonly parents: readonly unknown[]
  constructor(private readonly values: readonly Function[]) {
    this.parents = this.now()
  }
  /** Which of the values, by their place, inherit from something else than before. */
  get moved(): number[] {
    const now = this.now()
    const places = now.flatMap((parent, i) => (parent === this.parents[i] ? [] : [i % this.values.length]))
    return [...new Set(places)]
  }
  private now(): unknown[] {
    return [this.values, this.values.map(({ prototype }) => prototype as object)].flat().map(Object.getPrototypeOf)
  }
}

test('super.method() in an untouched class follows an upgrade of its superclass, forth and back', async () => {
  await using system = await ActorSystem.start()
  const { Cat, Creature } = makeFamily()
  const tom = await system.spawn(Cat)
  expect(await tom.describe()).toBe('cat, creature 1.0.0')
  await system.upgrade(makeCreature('2.0.0'))
  expect(await tom.describe()).toBe('cat, creature 2.0.0')
  await system.upgrade(Creature)
  expect(await tom.describe()).toBe('cat, creature 1.0.0')
})

test('super(...) in an untouched class follows an upgrade of its superclass', async () => {
  await using system = await ActorSystem.start()
  const { Cat } = makeFamily()
  await system.spawn(Cat)
  await system.upgrade(makeCreature('2.0.0'))
  expect(await (await system.spawn(Cat)).getNote()).toBe('born by 2.0.0')
})

test('when a system stops, its class values inherit again from what they were written to extend', async () => {
  const { Creature, Mammal, Cat } = makeFamily()
  const parents = new Parents([Creature, Mammal, Cat])
  const keys = [Creature, Mammal, Cat].map((value) => Reflect.ownKeys(value))
  const system = await ActorSystem.start()
  await system.spawn(Cat)
  expect(parents.moved).toEqual([1, 2])
  await system.stop()
  expect(parents.moved).toEqual([])
  expect([Creature, Mammal, Cat].map((value) => Reflect.ownKeys(value))).toEqual(keys)
})

test('when a system stops, old and purged generations are released as well as current ones', async () => {
  const first = makeFamily()
  const NextCreature = makeCreature('2.0.0')
  const LastCreature = makeCreature('3.0.0')
  @actor({ name: 'Cat', version: '2.0.0' })
  class NextCat extends first.Mammal {}
  const parents = new Parents([first.Creature, first.Mammal, first.Cat, NextCat, NextCreature, LastCreature])
  const system = await ActorSystem.start()
  await system.spawn(first.Cat)
  await system.upgrade([NextCreature, NextCat])
  expect(system.purge('Cat').outcome).toBe('purged')
  expect(system.purge('Creature').outcome).toBe('purged')
  await system.upgrade(LastCreature)
  await system.stop()
  expect(parents.moved).toEqual([])
})

test('two systems of one process run the same class values side by side', async () => {
  const { Cat } = makeFamily()
  await using one = await ActorSystem.start({ node: 'one' })
  await using two = await ActorSystem.start({ node: 'two' })
  const [a, b] = [await one.spawn(Cat), await two.spawn(Cat)]
  expect(await Promise.all([a.describe(), b.describe()])).toEqual(['cat, creature 1.0.0', 'cat, creature 1.0.0'])
  expect([a.pid, b.pid]).toEqual(['<one.1>', '<two.1>'])
  expect([one.countInstances(Cat), two.countInstances(Cat)]).toEqual([1, 1])
})

test('what stops one of two systems leaves the other running', async () => {
  const { Cat } = makeFamily()
  const one = await ActorSystem.start()
  await using two = await ActorSystem.start()
  await one.spawn(Cat)
  const tom = await two.spawn(Cat)
  await one.stop()
  expect(await tom.describe()).toBe('cat, creature 1.0.0')
  expect(await (await two.spawn(Cat)).describe()).toBe('cat, creature 1.0.0')
})

test('an upgrade of a superclass whose heir another system runs is refused at check, with the way out; both run on', async () => {
  const { Cat } = makeFamily()
  await using one = await ActorSystem.start()
  await using two = await ActorSystem.start()
  const [a, b] = [await one.spawn(Cat), await two.spawn(Cat)]
  const report = await one.upgrade(makeCreature('2.0.0'))
  expect(report.outcome).toBe('refused')
  expect(report.defects.join()).toContain('Mammal is used by another system of this process')
  expect(report.defects.join()).toContain('factory function')
  expect(await Promise.all([a.describe(), b.describe()])).toEqual(['cat, creature 1.0.0', 'cat, creature 1.0.0'])
  expect(one.describe('Creature').version).toBe('1.0.0')
})

test('the same upgrade is accepted when the other system has stopped, or brings heirs of its own', async () => {
  const { Cat } = makeFamily()
  await using one = await ActorSystem.start()
  const two = await ActorSystem.start()
  await one.spawn(Cat)
  await two.spawn(Cat)
  await two.stop()
  expect((await one.upgrade(makeCreature('2.0.0'))).outcome).toBe('committed')
  await using three = await ActorSystem.start()
  await three.spawn(makeFamily().Cat)
  expect((await three.upgrade(makeCreature('3.0.0'))).outcome).toBe('committed')
})

test('a leaf class is upgraded in one system while another keeps the old one', async () => {
  const { Cat, Mammal } = makeFamily()
  await using one = await ActorSystem.start()
  await using two = await ActorSystem.start()
  const [a, b] = [await one.spawn(Cat), await two.spawn(Cat)]
  @actor({ name: 'Cat', version: '2.0.0' })
  class Next extends Mammal {
    @request() override describe() {
      return `new cat, ${super.describe()}`
    }
  }
  expect((await one.upgrade(Next)).outcome).toBe('committed')
  expect(await Promise.all([a.describe(), b.describe()])).toEqual(['new cat, creature 1.0.0', 'cat, creature 1.0.0'])
})

test('a class that another system runs over another generation of its superclass is refused, and nothing is registered', async () => {
  const { Cat, Creature } = makeFamily()
  await using one = await ActorSystem.start()
  await using two = await ActorSystem.start()
  await two.spawn(Creature)
  await two.upgrade(makeCreature('2.0.0'))
  await one.spawn(Cat)
  const error = await failureOf(two.spawn(Cat))
  expect(error.code).toBe('shared-class')
  expect(error.facts).toMatchObject({ class: 'Mammal', parent: 'Creature' })
  expect(two.classes.map(({ name }) => name)).toEqual(['Creature'])
})

test('an upgrade that brings a class which another system runs over another superclass is refused at check', async () => {
  const { Cat, Mammal, Creature } = makeFamily()
  await using one = await ActorSystem.start()
  await using two = await ActorSystem.start()
  await one.spawn(Cat)
  const creature = await two.spawn(Creature)
  const report = await two.upgrade([makeCreature('2.0.0'), Mammal, Cat])
  expect(report.outcome).toBe('refused')
  expect(two.classes.map(({ name, version }) => [name, version])).toEqual([['Creature', '1.0.0']])
  expect(await creature.describe()).toBe('creature 1.0.0')
})

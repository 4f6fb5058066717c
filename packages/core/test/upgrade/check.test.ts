// Every reason to refuse a plan, each with its cure.

import { expect, test } from 'vitest'
import {
  actor,
  Actor,
  type ActorClass,
  attribute,
  oneway,
  type Oneway,
  type Reference,
  request,
} from '../../src/index.js'
import { eventsOf, startStill } from '../still.js'

test('code that changed under its old version is refused', async () => {
  const { system } = await startStill()
  @actor({ name: 'Cat', version: '1.0.0' })
  class Cat extends Actor {
    meow() {
      return 'meow'
    }
  }
  @actor({ name: 'Cat', version: '1.0.0' })
  class Other extends Actor {
    meow() {
      return 'MEOW'
    }
  }
  system.register(Cat)
  expect(system.plan(Other).defects).toEqual([
    'Cat 1.0.0: its code has changed, but not its version: give the new code a new version',
  ])
})

test('a class cannot change its superclass or its traits', async () => {
  const { system } = await startStill()
  @actor({ version: '1.0.0' })
  class Creature extends Actor {}
  @actor({ version: '1.0.0' })
  class Swimmer extends Actor {}
  @actor({ name: 'Cat', version: '1.0.0' })
  class Cat extends Actor {}
  @actor({ name: 'Cat', version: '2.0.0', traits: [Swimmer] })
  class Next extends Creature {}
  system.register(Cat, Creature, Swimmer)
  expect(system.plan(Next).defects).toEqual([
    'Cat 2.0.0: its superclass changes from Actor to Creature: a living instance cannot change its lineage; make it a new class',
    'Cat 2.0.0: its traits change from [] to [Swimmer]: a living instance cannot change its lineage; make it a new class',
  ])
})

test('a class written against a newer superclass than runs is refused, and accepted together with it', async () => {
  const { system } = await startStill()
  @actor({ name: 'Creature', version: '1.0.0' })
  class Creature extends Actor {}
  @actor({ name: 'Cat', version: '1.0.0' })
  class Cat extends Creature {}
  @actor({ name: 'Creature', version: '2.0.0' })
  class NextCreature extends Actor {
    grow() {}
  }
  @actor({ name: 'Cat', version: '2.0.0' })
  class NextCat extends NextCreature {
    override grow() {}
  }
  system.register(Cat)
  expect(system.plan(NextCat).defects).toEqual([
    'Cat 2.0.0: it was written against Creature 2.0.0, but 1.0.0 runs: upgrade Creature in the same set',
  ])
  expect(system.plan([NextCat, NextCreature]).defects).toEqual([])
})

test('conflicts that the new versions bring into lineages are found, in those of untouched heirs too', async () => {
  const { system } = await startStill()
  @actor({ name: 'Creature', version: '1.0.0' })
  class Creature extends Actor {}
  @actor({ version: '1.0.0' })
  class Cat extends Creature {
    @attribute() lives = 9
    @request() greet() {}
  }
  @actor({ name: 'Creature', version: '2.0.0' })
  class Next extends Actor {
    @attribute({ initial: 1 }) lives = 1
    @oneway() greet(): Oneway {}
  }
  system.register(Cat)
  expect(system.plan(Next).defects).toEqual([
    'Cat: Cat declares the attribute lives, which Creature declares already: rename one of them',
    'Cat: Cat declares greet as a request, but Creature as a oneway: callers could not know',
  ])
})

test('two classes of one name in a set, what is no class, and the defects of a class itself are found together', async () => {
  const { system } = await startStill()
  @actor({ name: 'Cat', version: '2.0.0' })
  class One extends Actor {}
  @actor({ name: 'Cat', version: '3.0.0' })
  class Two extends Actor {
    two() {}
  }
  @actor({ version: 'x' })
  class Dog extends Actor {}
  const defects = system.plan([One, Two, Dog, 'Cow' as never, (() => {}) as never]).defects
  expect(defects.slice(0, 2)).toEqual([
    'Cat is defined by two classes of the set: keep one',
    `Dog: its version is "x": write it as major.minor.patch, such as '1.0.0'`,
  ])
  expect(defects).toContain('Cow is not a class')
  expect(defects).toHaveLength(4)
})

test('the defects of a class itself and those of another in what runs are found together', async () => {
  const { system } = await startStill()
  @actor({ name: 'Cat', version: '1.0.0' })
  class Cat extends Actor {}
  @actor({ name: 'Cat', version: '2.0.0' })
  class Next extends Actor {
    @attribute() lives = 9
  }
  @actor({ version: 'x' })
  class Dog extends Actor {}
  system.register(Cat)
  expect(system.plan([Next, Dog]).defects).toHaveLength(2)
})

test('a refused upgrade is a report with all defects; nothing has happened', async () => {
  const { system, events } = await startStill()
  @actor({ name: 'Cat', version: '1.0.0' })
  class Cat extends Actor {
    @attribute() tail = 1
  }
  @actor({ name: 'Cat', version: '2.0.0' })
  class Next extends Actor {
    @attribute() lives = 9
  }
  await system.spawn(Cat)
  events.length = 0
  const report = await system.upgrade(Next)
  expect(report.outcome).toBe('refused')
  expect(report.defects).toEqual(report.plan.defects)
  expect(report.defects).toHaveLength(2)
  expect(system.describe('Cat').version).toBe('1.0.0')
  expect(eventsOf(events, 'upgrade').map(({ progress }) => progress.phase)).toEqual(['plan', 'check'])
  expect(events.filter(({ type }) => !type.startsWith('upgrade'))).toEqual([])
})

test('a method may wait for the upgrade of another class, and not for one of its own, nor of who waits for it', async () => {
  const { system } = await startStill()
  const make = (name: string, version: string) => {
    @actor({ name, version })
    class Made extends Actor {
      @attribute({ initial: version }) version = version
      @request() async upgrade(Next: ActorClass) {
        const { outcome, defects } = await this.system.upgrade(Next)
        return [outcome, defects.length]
      }
      @request() async askTo(other: Reference, Next: ActorClass) {
        return await (other as unknown as { upgrade(Next: ActorClass): Promise<unknown> }).upgrade(Next)
      }
    }
    return Made
  }
  const cat = await system.spawn(make('Cat', '1.0.0'))
  const dog = await system.spawn(make('Dog', '1.0.0'))
  expect(await cat.upgrade(make('Dog', '2.0.0'))).toEqual(['committed', 0])
  expect(await cat.upgrade(make('Cat', '2.0.0'))).toEqual(['refused', 1])
  expect(await dog.askTo(cat, make('Dog', '3.0.0'))).toEqual(['refused', 1])
  expect(await dog.askTo(cat, make('Cat', '3.0.0'))).toEqual(['refused', 1])
})

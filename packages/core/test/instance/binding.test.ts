// Functions that others call back.

import { expect, test } from 'vitest'
import { actor, Actor, attribute, oneway, type Oneway, request } from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { eventsOf, failureOf, startStill } from '../still.js'

type Callback = (...args: unknown[]) => unknown

function makeCreature(version: string) {
  @actor({ name: 'Creature', version })
  class Creature extends Actor {
    @attribute({ initial: version }) version = version
    @attribute({ initial: () => [] }) heard!: unknown[]
    describe(): unknown {
      return `creature ${version}`
    }
    @oneway() hear(...sounds: unknown[]): Oneway {
      this.heard.push([version, ...sounds])
    }
    @request() all() {
      return this.heard
    }
    @request() give(): Record<string, Callback> {
      return {
        callback: this.callback('hear'),
        bound: this.bind(() => this.describe()),
        inherited: this.bind(this.describe),
      }
    }
  }
  return Creature
}

function makeCat(Creature: ReturnType<typeof makeCreature>, version = '1.0.0') {
  @actor({ name: 'Cat', version })
  class Cat extends Creature {
    @attribute({ initial: version }) cats = version
    purr() {
      return `purr ${version} ${this.heard.length}`
    }
    @request() giveOwn(): Callback {
      return this.bind(this.purr)
    }
  }
  return Cat
}

test('a callback sends a message, with its arguments, which runs the code that is current when its turn comes', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCreature('1.0.0'))
  const { callback } = await tom.give()
  expect(callback!('a', 1)).toBeUndefined()
  await settle()
  await system.upgrade(makeCreature('2.0.0'))
  expect(system.purge('Creature').outcome).toBe('purged')
  callback!('b')
  expect(await tom.all()).toEqual([
    ['1.0.0', 'a', 1],
    ['2.0.0', 'b'],
  ])
})

test('a callback of an instance that has ended is a dead letter', async () => {
  const { system, events } = await startStill()
  const tom = await system.spawn(makeCreature('1.0.0'))
  const { callback } = await tom.give()
  await tom.stop()
  callback!('a')
  expect(eventsOf(events, 'dead-letter')).toMatchObject([{ method: 'hear', reason: 'no-such-instance' }])
})

test('a bound function runs the code that it was made of, on the instance, until its generation is purged', async () => {
  const { system } = await startStill()
  const Creature = makeCreature('1.0.0')
  const tom = await system.spawn(makeCat(Creature))
  const purr = await tom.giveOwn()
  await system.upgrade(makeCat(Creature, '2.0.0'))
  tom.hear('x')
  await settle()
  expect(purr()).toBe('purr 1.0.0 1')
  expect(system.purge('Cat').outcome).toBe('purged')
  expect(() => purr()).toThrow('purr')
  try {
    purr()
  } catch (error) {
    expect(error).toMatchObject({ code: 'purged-binding', facts: { class: 'Cat', version: '1.0.0', method: 'purr' } })
  }
})

test('a bound function of an inherited method ends with the generation that the method is of', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCat(makeCreature('1.0.0')))
  const { inherited } = await tom.give()
  expect(inherited!()).toBe('creature 1.0.0')
  await system.upgrade(makeCreature('2.0.0'))
  expect(inherited!()).toBe('creature 1.0.0')
  expect(system.purge('Creature').outcome).toBe('purged')
  expect(() => inherited!()).toThrow('1.0.0')
})

test('a callback of a method that an upgrade has taken away is an error for who calls it', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCreature('1.0.0'))
  const { callback } = await tom.give()
  @actor({ name: 'Creature', version: '2.0.0' })
  class Deaf extends Actor {
    @attribute({ initial: '2.0.0' }) version!: string
    @attribute({ initial: () => [] }) heard!: unknown[]
  }
  expect((await system.upgrade(Deaf)).outcome).toBe('committed')
  expect(() => callback!('a')).toThrow(
    expect.objectContaining({
      code: 'no-such-method',
      facts: expect.objectContaining({ class: 'Creature', version: '2.0.0', method: 'hear' }),
    }),
  )
})

test('what is no function is refused where it is bound, by its name', async () => {
  const { system } = await startStill()
  @actor({ version: '1.0.0' })
  class Careless extends Actor {
    @request() give() {
      return this.bind('purr' as never)
    }
  }
  const careless = await system.spawn(Careless)
  const error = await failureOf(careless.give())
  expect([error.code, error.facts]).toEqual(['no-such-method', { class: 'Careless', version: '1.0.0', method: 'purr' }])
})

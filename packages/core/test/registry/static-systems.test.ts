// To which system a static call goes.

import { expect, test } from 'vitest'
import { actor, Actor, ActorSystem, isInstarError, request, staticMethod } from '../../src/index.js'
import { startStill } from '../still.js'

function makeFamily() {
  @actor({ name: 'Creature', version: '1.0.0' })
  class Creature extends Actor {
    @staticMethod() static kind() {
      return 'creature'
    }
    @staticMethod() static async wait() {
      await null
      return this.kind()
    }
  }
  @actor({ name: 'Cat', version: '1.0.0' })
  class Cat extends Creature {
    @staticMethod() static override kind() {
      return `cat, ${super.kind()}`
    }
    @request() askKind() {
      return Cat.kind()
    }
    @request() async askKindLater() {
      await null
      return Cat.kind()
    }
  }
  return { Creature, Cat }
}

test('without a living system that has the class a static call is refused', async () => {
  const { Creature } = makeFamily()
  const codeOf = (): unknown => {
    try {
      return Creature.kind()
    } catch (error) {
      return isInstarError(error) && error.code
    }
  }
  expect(codeOf()).toBe('no-system')
  const system = await ActorSystem.start()
  expect(codeOf()).toBe('no-system')
  system.register(Creature)
  expect(codeOf()).toBe('creature')
  await system.stop()
  expect(codeOf()).toBe('no-system')
})

test('with two systems that have the class a static call goes to that of the instance that calls, and else is refused', async () => {
  const { Creature, Cat } = makeFamily()
  await using one = await ActorSystem.start()
  await using two = await ActorSystem.start()
  const [a, b] = [await one.spawn(Cat), await two.spawn(Cat)]
  const Next = (() => {
    @actor({ name: 'Cat', version: '2.0.0' })
    class Next extends Creature {
      @staticMethod() static override kind() {
        return 'new cat'
      }
      @request() askKind() {
        return Cat.kind()
      }
      @request() async askKindLater() {
        await null
        return Cat.kind()
      }
    }
    return Next
  })()
  expect((await two.upgrade(Next)).outcome).toBe('committed')
  expect(await Promise.all([a.askKind(), b.askKind()])).toEqual(['cat, creature', 'new cat'])
  expect(await Promise.all([a.askKindLater(), b.askKindLater()])).toEqual(['cat, creature', 'new cat'])
  expect(() => Cat.kind()).toThrow('Say which one: `system.static(Cat).kind(...)`')
  expect([one.static(Cat).kind(), two.static(Cat).kind()]).toEqual(['cat, creature', 'new cat'])
  expect(await one.static(Cat).wait()).toBe('cat, creature')
})

test('system.static of a class that the system does not know is refused', async () => {
  const { system } = await startStill()
  expect(() => system.static(makeFamily().Creature).kind()).toThrow('No actor class Creature is known to this system.')
})

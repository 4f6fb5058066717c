import { expect, test } from 'vitest'
import { actor, Actor, attribute, drop, migration, staticMethod } from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { makeDoor, startStill } from '../still.js'
import { expectPlain } from './plain.js'

function makeCat(version: string, opened: Promise<unknown>) {
  @actor({ name: 'Cat', version })
  class Cat extends Actor {
    @attribute({ initial: 9 }) lives = 9
    @staticMethod() static async wait() {
      await opened
      return version
    }
  }
  return Cat
}

function makeLifeless() {
  @actor({
    name: 'Cat',
    version: '3.0.0',
    migrations: [migration('1.0.0', drop('lives'))],
  })
  class Cat extends Actor {}
  return Cat
}

test('generations are listed oldest first, with who lingers, what is kept, and what is current', async () => {
  const { system } = await startStill()
  const door = makeDoor()
  const First = makeCat('1.0.0', door.opened)
  await system.spawn(First)
  const hash = system.generations('Cat')[0]!.hash
  expect(system.generations(First)).toEqual([
    { version: '1.0.0', hash, state: 'current', lingering: 0, hasKeepsake: false, isInMemory: true },
  ])
  const calls = [system.static(First).wait(), system.static(First).wait()]
  expect(system.generations('Cat')[0]!.lingering).toBe(2)
  await system.upgrade(makeCat('2.0.0', door.opened))
  await system.upgrade(makeLifeless())
  const generations = system.generations('Cat')
  expectPlain(generations)
  expect(generations).toMatchObject([
    { version: '1.0.0', hash, state: 'old', lingering: 2, hasKeepsake: false },
    { version: '2.0.0', state: 'old', lingering: 0, hasKeepsake: true },
    { version: '3.0.0', state: 'current', lingering: 0, hasKeepsake: false },
  ])
  // A new number alone is no new code.
  expect([generations[1]!.hash === hash, generations[2]!.hash === hash]).toEqual([true, false])
  expect(generations.every(({ isInMemory }) => isInMemory)).toBe(true)
  door.open()
  await Promise.all(calls)
  await settle()
  expect(system.purge('Cat').outcome).toBe('purged')
  expect(system.generations('Cat').map(({ version, state }) => [version, state])).toEqual([['3.0.0', 'current']])
})

test('a generation that is gone back to is current again', async () => {
  const { system } = await startStill()
  const never = new Promise(() => {})
  await system.spawn(makeCat('1.0.0', never))
  await system.upgrade(makeCat('2.0.0', never))
  await system.rollback()
  expect(system.generations('Cat').map(({ version, state }) => [version, state])).toEqual([
    ['2.0.0', 'old'],
    ['1.0.0', 'current'],
  ])
})

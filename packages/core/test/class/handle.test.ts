// The way to a class that modules import from one another.

import { expect, test } from 'vitest'
import { actor, Actor, attribute } from '../../src/index.js'
import { handleOf } from '../../src/class/handle.js'
import { startStill } from '../still.js'

function makeCat(version: string) {
  @actor({ name: 'Cat', version })
  class Cat extends Actor {
    @attribute({ initial: version }) version = version
  }
  return Cat
}

test('a handle leads to the class itself until that is registered, then to what is current', async () => {
  const { system } = await startStill()
  const [One, Two] = [makeCat('1.0.0'), makeCat('2.0.0')]
  const handle = handleOf(One)
  expect(handle()).toBe(One)
  system.register(One)
  expect(handle()).toBe(One)
  await system.upgrade(Two)
  expect(handle()).toBe(Two)
  await system.rollback()
  expect(handle()).toBe(One)
})

test('outside of all systems it leads to the first that goes on, and to the class itself when none does', async () => {
  const [one, two] = [await startStill(), await startStill()]
  const [First, Second] = [makeCat('1.0.0'), makeCat('2.0.0')]
  const handle = handleOf(First)
  for (const { system } of [one, two]) system.register(First)
  await two.system.upgrade(Second)
  expect(handle()).toBe(First)
  await one.system.stop()
  expect(handle()).toBe(Second)
  await two.system.stop()
  expect(handle()).toBe(First)
})

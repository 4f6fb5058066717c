import { AssertionError } from 'node:assert'
import { expect, test } from 'vitest'
import { actor, Actor, oneway, request, staticMethod, type Oneway } from '../../src/index.js'
import { assertPurged, startTestSystem } from '../../src/testing/index.js'

function makeCat(version: string) {
  @actor({ name: 'Cat', version })
  class Cat extends Actor {
    @request() look() {
      return version
    }
    @oneway() meow(): Oneway {}
    @staticMethod() static async find(until: Promise<void>) {
      await until
      return version
    }
  }
  return Cat
}

test('a class that was never upgraded has nothing that could be purged', async () => {
  await using started = await startTestSystem()
  await started.system.spawn(makeCat('1.0.0'))
  expect(() => assertPurged(started.system, 'Cat')).not.toThrow()
})

test('old generations are told by version until they are purged', async () => {
  await using started = await startTestSystem()
  const { system } = started
  const [First, Second, Third] = ['1.0.0', '2.0.0', '3.0.0'].map(makeCat)
  system.register(First!)
  await system.upgrade(Second!)
  await system.upgrade(Third!)
  let thrown: unknown
  try {
    assertPurged(system, Third!)
  } catch (error) {
    thrown = error
  }
  expect(thrown).toBeInstanceOf(AssertionError)
  expect(thrown).toMatchObject({
    message: 'Cat 3.0.0 was to run alone, but 1.0.0, 2.0.0 have not been purged.',
    actual: ['1.0.0', '2.0.0'],
    expected: [],
  })
  system.purge('Cat')
  expect(() => assertPurged(system, Third!)).not.toThrow()
  expect(() => assertPurged(system, 'Cat')).not.toThrow()
})

test('who lingers is told by name', async () => {
  await using started = await startTestSystem()
  const { system } = started
  const First = makeCat('1.0.0')
  system.register(First)
  const found = system.static(First).find(started.settle())
  await system.upgrade(makeCat('2.0.0'))
  expect(system.purge('Cat').outcome).toBe('refused')
  expect(() => assertPurged(system, 'Cat')).toThrow(
    'Cat 2.0.0 was to run alone, but 1.0.0 has not been purged.\n' +
      '  lingering: the static call Cat.find, in Cat 1.0.0 for 0 ms',
  )
  expect(await found).toBe('1.0.0')
  system.purge('Cat')
  assertPurged(system, 'Cat')
})

test('a class that is not known is an error of its own', async () => {
  await using started = await startTestSystem()
  expect(() => assertPurged(started.system, 'Dog')).toThrow('No actor class Dog is known')
})

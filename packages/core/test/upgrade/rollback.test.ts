// The way back leads to what has run, also where an upgrade would not have gone there.

import { expect, test } from 'vitest'
import { Actor, type ActorClass, actor, attribute, request } from '../../src/index.js'
import { startStill } from '../still.js'

function makeCreature(version: string) {
  @actor({ name: 'Creature', version })
  class Creature extends Actor {
    @attribute() age = 0
    @request() getCreature(): string {
      return version
    }
  }
  return Creature
}

function makeCat(version: string, Creature: ReturnType<typeof makeCreature>) {
  @actor({ name: 'Cat', version })
  class Cat extends Creature {
    @request() getCat(): string {
      return version
    }
  }
  return Cat
}

test('U31: a class goes back over the superclass that it ran over, although it was written against a newer one', async () => {
  const { system } = await startStill()
  await using _ = system
  const Two = makeCreature('2.0.0')
  const tom = await system.spawn(makeCat('2.0.0', Two))
  const One = makeCreature('1.0.0')
  // Its superclass goes down under it, as it may: it is untouched.
  expect((await system.upgrade(One)).outcome).toBe('committed')
  expect((await system.upgrade(makeCat('3.0.0', One))).outcome).toBe('committed')
  const report = await system.rollback()
  expect([report.outcome, ...report.defects]).toEqual(['committed'])
  expect([await tom.getCreature(), await tom.getCat()]).toEqual(['1.0.0', '2.0.0'])
})

test('a class that has never run over so old a superclass is refused all the same', async () => {
  const { system } = await startStill()
  await using _ = system
  const Two = makeCreature('2.0.0')
  system.register(makeCat('2.0.0', Two))
  await system.upgrade(makeCat('3.0.0', Two))
  await system.upgrade(makeCreature('1.0.0'))
  const older: ActorClass = makeCat('2.0.0', Two)
  expect(system.plan(older).defects).toEqual([
    'Cat 2.0.0: it was written against Creature 2.0.0, but 1.0.0 runs: upgrade Creature in the same set',
  ])
})

test.each(['upgrade', 'rollback'] as const)(
  'a purge while load hooks are asked leaves what the %s goes back to alone',
  async (way) => {
    const { system } = await startStill()
    await using _ = system
    const One = makeCreature('1.0.0')
    const creature = await system.spawn(One)
    await system.upgrade(makeCreature('2.0.0'))
    const handle = way === 'upgrade' ? system.upgrade(One) : system.rollback()
    handle.progress$.subscribe(({ phase }) => {
      if (phase === 'check') system.purge('Creature', 'hard')
    })
    expect((await handle).outcome).toBe('committed')
    expect(await creature.getCreature()).toBe('1.0.0')
  },
)

test('a class goes back over the oldest superclass that it ran over, also when it has run over newer ones since', async () => {
  const { system } = await startStill()
  await using _ = system
  const Old = makeCat('2.0.0', makeCreature('3.0.0'))
  const tom = await system.spawn(Old)
  const One = makeCreature('1.0.0')
  for (const next of [One, makeCreature('2.0.0'), makeCat('3.0.0', One), One])
    expect((await system.upgrade(next as ActorClass)).outcome).toBe('committed')
  expect(system.plan(Old).defects).toEqual([])
  expect((await system.upgrade(Old)).outcome).toBe('committed')
  expect([await tom.getCreature(), await tom.getCat()]).toEqual(['1.0.0', '2.0.0'])
})

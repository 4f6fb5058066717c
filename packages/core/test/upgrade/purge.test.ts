// Old generations: those beyond the number to keep, and those that somebody is still in.

import { expect, test } from 'vitest'
import { actor, Actor, attribute, staticMethod } from '../../src/index.js'
import { makeDoor, startStill } from '../still.js'

function makeMill(version: string, until: Promise<void>) {
  @actor({ name: 'Mill', version })
  class Mill extends Actor {
    @attribute({ initial: version }) version = version
    @staticMethod() static async grind() {
      await until
      return version
    }
  }
  return Mill
}

test('of the generations beyond the number to keep, one that a call lingers in stays until the next upgrade after that', async () => {
  const { system } = await startStill({ keepGenerations: 1 })
  const door = makeDoor()
  const make = (n: number) => makeMill(`${n}.0.0`, door.opened)
  const First = make(1)
  system.register(First)
  const ground = First.grind()
  const purged: unknown[] = []
  system.events$.subscribe((event) => event.type === 'purged' && purged.push(event.version))
  for (const n of [2, 3, 4]) await system.upgrade(make(n))
  expect(purged).toEqual(['2.0.0'])
  expect(system.lingering('Mill')).toMatchObject([{ version: '1.0.0', kind: 'static', method: 'grind' }])
  door.open()
  expect(await ground).toBe('1.0.0')
  await system.upgrade(make(5))
  expect(purged).toEqual(['2.0.0', '1.0.0', '3.0.0'])
})

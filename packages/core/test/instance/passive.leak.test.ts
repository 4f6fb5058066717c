// The system knows passive instances weakly: what its owner has let go is forgotten, and upgrades go past the place it had.

import { expect, test } from 'vitest'
import { Actor, actor, ActorSystem, attribute } from '../../src/index.js'
import { settle } from '../../src/testing/index.js'

/** A point of some version; each has an attribute more than the last one. */
function makePoint(version: number) {
  @actor({ name: 'Point', version: `${version}.0.0` })
  class Point extends Actor {
    @attribute({ initial: 0 }) x!: number
  }
  for (let i = 2; i <= version; i++) attribute({ initial: i })(Point.prototype, `y${i}`)
  return Point
}

test('passive instances that nobody holds are forgotten, and an upgrade migrates those that somebody does', async () => {
  await using system = await ActorSystem.start()
  const Point = makePoint(1)
  const kept = system.passive(Point, [])
  const dropped = Array.from({ length: 20 }, () => new WeakRef<object>(system.passive(Point, [])))
  for (let turn = 0; turn < 5; turn++) {
    await settle()
    globalThis.gc!()
  }
  expect(dropped.filter((each) => each.deref() !== undefined)).toEqual([])
  const [atomic, lazy] = [system.upgrade(makePoint(2)), system.upgrade(makePoint(3), { strategy: 'lazy' })]
  expect(await atomic).toMatchObject({ outcome: 'committed', migrated: 1 })
  expect(await lazy.settled).toEqual({ migrated: 1, quarantined: [] })
  expect(kept).toMatchObject({ x: 0, y2: 2, y3: 3 })
})

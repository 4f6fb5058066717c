// The rest of the doors: births at once, passive instances, asking many, states, aliases, callbacks.

import {
  actor,
  Actor,
  type ActorSystem,
  attribute,
  type ClassInfo,
  type Lingerer,
  oneway,
  type Oneway,
  type PurgeReport,
  type Ref,
  request,
  type UpgradeHandle,
} from '../../src/index.js'
import { assert, type Equal, type IsNotAny } from './assert.js'

@actor({ version: '1.0.0', mailbox: { capacity: 10, overflow: 'reject' } })
class Point extends Actor {
  @attribute() x = 0
  constructor(x: number) {
    super()
    this.x = x
  }
  @request({ aliases: ['x'], const: true }) getX() {
    return this.x
  }
  @oneway({ aliases: { shift: (by: number) => [by] } }) move(by: number): Oneway {
    this.x += by
  }
  start() {
    const move = this.callback('move')
    move(1)
    // @ts-expect-error -- no such method
    this.callback('jump')
    const bound = this.bind(this.distance)
    assert<Equal<ReturnType<typeof bound>, number>>()
    // @ts-expect-error -- a bound function checks its arguments
    bound('1')
    const kitten = this.spawnNow(Point, [1])
    assert<Equal<typeof kitten, Ref<Point>>>()
  }
  distance(to: number) {
    return to - this.x
  }
}
@actor({ version: '1.0.0' })
abstract class Shape extends Actor {}

export async function births(system: ActorSystem): Promise<void> {
  const soon = system.spawnNow(Point, [1], { name: 'p' })
  assert<Equal<typeof soon, Ref<Point>>>()
  await system.spawn(Point, [1], { timeout: 100 })
  // @ts-expect-error -- arguments are missing
  system.spawnNow(Point)
  // @ts-expect-error -- an abstract class has no instances
  system.spawnNow(Shape)
  // @ts-expect-error -- milliseconds are a number
  await system.spawn(Point, [1], { timeout: '100' })
}

export function passive(system: ActorSystem): void {
  const point = system.passive(Point, [1])
  assert<Equal<typeof point, Point>>()
  // Called directly: no promise.
  assert<Equal<ReturnType<typeof point.getX>, number>>()
  system.release(point)
  // @ts-expect-error -- arguments are missing
  system.passive(Point)
  // @ts-expect-error -- an abstract class has no instances
  system.passive(Shape)
  // @ts-expect-error -- a text is no instance
  system.release('point')
}

export async function many(system: ActorSystem, points: readonly Ref<Point>[]): Promise<void> {
  const answers = await system.requestAll(points, (point) => point.getX(), { timeout: 100 })
  assert<Equal<typeof answers.results, readonly (number | undefined)[]>>()
  assert<Equal<typeof answers.late, readonly Ref<Point>[]>>()
  assert<Equal<(typeof answers.failed)[number]['error'], unknown>>()
  // @ts-expect-error -- a oneway gives no answer
  await system.requestAll(points, (point) => point.move(1))
}

export async function states(system: ActorSystem, point: Ref<Point>): Promise<void> {
  const state = system.getState(point)
  assert<Equal<typeof state, Readonly<Record<string, unknown>> | undefined>>()
  const replaced = await system.replaceState(point, ({ x }) => ({ x: Number(x) + 1 }))
  assert<IsNotAny<(typeof replaced)[string]>>()
  // @ts-expect-error -- a class is no ref
  system.getState(Point)
}

export async function generations(system: ActorSystem): Promise<void> {
  const handle = system.rollback({ deadline: 10 })
  assert<Equal<typeof handle, UpgradeHandle>>()
  assert<Equal<ReturnType<typeof system.confirm>, boolean>>()
  assert<Equal<ReturnType<typeof system.purge>, PurgeReport>>()
  assert<Equal<ReturnType<typeof system.lingering>, readonly Lingerer[]>>()
  assert<Equal<typeof system.classes, readonly ClassInfo[]>>()
  const removal = await system.remove(Point, { instances: 'stop' })
  assert<Equal<typeof removal.outcome, 'removed' | 'refused'>>()
  // @ts-expect-error -- no such rule
  await system.remove(Point, { instances: 'keep' })
  // @ts-expect-error -- neither soft nor hard
  system.purge(Point, 'later')
  // @ts-expect-error -- neither atomic nor lazy
  system.upgrade(Point, { strategy: 'eager' })
}

// @ts-expect-error -- no such rule for what is too much
@actor({ version: '1.0.0', mailbox: { capacity: 1, overflow: 'explode' } })
export class Explosive extends Actor {}

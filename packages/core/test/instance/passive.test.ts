import { expect, test } from 'vitest'
import { actor, Actor, attribute, migration, oneway, type Oneway, request } from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { eventsOf, failureOf, startStill } from '../still.js'

function makePoint(log: string[] = []) {
  @actor({ name: 'Point', version: '1.0.0' })
  class Point extends Actor {
    @attribute() x: number
    constructor(x: number) {
      super()
      this.x = x
      log.push('construct')
    }
    start() {
      log.push('start')
    }
    destruct() {
      log.push(`destruct ${this.x}`)
    }
    @request({ const: true }) getX() {
      return this.x
    }
    @request({ const: true }) cheat() {
      this.x = -1
    }
    @oneway() move(by: number): Oneway {
      this.x += by
    }
    @request() me() {
      return this.self(Point)
    }
    @request() moveLater(ms: number) {
      this.after(ms, Point).move(1)
    }
  }
  return Point
}

test('a passive instance is the object itself: constructed, started, called directly, counted nowhere', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const Point = makePoint(log)
  const point = system.passive(Point, [3])
  expect(log).toEqual(['construct', 'start'])
  point.move(2)
  expect(point.getX()).toBe(5)
  expect(point).toBeInstanceOf(Point)
  expect(system.countInstances(Point)).toBe(0)
  expect([...system.instancesOf(Point)]).toEqual([])
})

test('releasing a passive instance runs its destructors, once', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const point = system.passive(makePoint(log), [3])
  system.release(point)
  expect(log.at(-1)).toBe('destruct 3')
  expect(() => system.release(point)).toThrow('no passive instance that is in use')
  expect(log).toHaveLength(3)
})

test('only passive instances can be released', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makePoint(), [1])
  for (const value of [tom, {}, null, undefined, 5, 'point']) {
    expect(() => system.release(value as never), String(value)).toThrow('is no passive instance that is in use')
  }
})

test('a constructor that throws, and a start that throws or waits, give no passive instance', async () => {
  const { system } = await startStill()
  @actor({ version: '1.0.0' })
  class Bad extends Actor {
    constructor(private readonly when: string) {
      super()
      if (when === 'constructor') throw new RangeError('no')
    }
    start(): unknown {
      if (this.when === 'start') throw new RangeError('no')
      return this.when === 'wait' ? Promise.resolve() : undefined
    }
  }
  expect(() => system.passive(Bad, ['constructor'])).toThrow('no')
  expect(() => system.passive(Bad, ['start'])).toThrow('no')
  expect(() => system.passive(Bad, ['wait'])).toThrow(
    expect.objectContaining({ code: 'start-failed', message: expect.stringContaining('nobody could wait for') }),
  )
  expect(system.passive(Bad, [''])).toBeInstanceOf(Bad)
})

test('nothing can be sent to a passive instance: a request is rejected, a oneway and a timer are dead letters', async () => {
  const { system, clock, events } = await startStill()
  const point = system.passive(makePoint(), [3])
  const ref = point.me()
  const error = await failureOf(ref.getX())
  expect([error.code, error.facts.method]).toEqual(['passive', 'getX'])
  ref.move(1)
  point.moveLater(10)
  await clock.advance(10)
  expect(point.getX()).toBe(3)
  expect(eventsOf(events, 'dead-letter').map(({ method, count }) => [method, count])).toEqual([
    ['move', 1],
    ['move', 2],
  ])
})

test('a passive instance lives through upgrades, and keeps its data', async () => {
  const { system } = await startStill()
  const point = system.passive(makePoint(), [3])
  @actor({ name: 'Point', version: '2.0.0' })
  class Next extends Actor {
    @attribute() x = 0
    @attribute({ initial: 7 }) y = 7
    @request() getX() {
      return this.x * 10 + this.y
    }
  }
  expect((await system.upgrade(Next)).migrated).toBe(1)
  expect(point.getX()).toBe(37)
  await settle()
})

test('a passive instance that was released is no concern of an upgrade', async () => {
  const { system } = await startStill()
  const [kept, released] = [system.passive(makePoint(), [3]), system.passive('Point', [4] as never)]
  system.release(released)
  const seen: unknown[] = []
  @actor({
    name: 'Point',
    version: '2.0.0',
    migrations: [migration('1.0.0', { up: ({ x }) => (seen.push(x), { x: Number(x) + 1 }), down: () => {} })],
  })
  class Next extends Actor {
    @attribute() x = 0
    @request() getX() {
      return this.x
    }
  }
  expect(await system.upgrade(Next)).toMatchObject({ outcome: 'committed', migrated: 1 })
  expect([seen, kept.getX()]).toEqual([[3], 4])
})

test('an instance makes passive instances too', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const Point = makePoint(log)
  @actor({ version: '1.0.0' })
  class Shape extends Actor {
    @request() measure(x: number) {
      const point = this.passive(Point, [x])
      point.move(1)
      return point.getX()
    }
  }
  const shape = await system.spawn(Shape)
  expect(await shape.measure(3)).toBe(4)
  expect(log).toEqual(['construct', 'start'])
})

test.each(['stop', 'kill'] as const)('a %s by the ref of a passive instance releases it', async (end) => {
  const { system } = await startStill()
  const log: string[] = []
  const point = system.passive(makePoint(log), [3])
  const ref = await point.me()
  expect(await ref[end]()).toEqual({ type: 'stopped' })
  expect(log.at(-1)).toBe('destruct 3')
  expect(() => system.release(point)).toThrow('no passive instance that is in use')
})

import { expect, test } from 'vitest'
import { actor, Actor, ActorSystem, attribute, formatPid, oneway, type Oneway, request } from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { eventsOf, failureOf, makeDoor, startStill, stateOf } from '../still.js'

function makeFamily() {
  @actor({ name: 'Creature', version: '1.0.0' })
  class Creature extends Actor {
    @request() async sleep(until: Promise<void>) {
      await until
    }
    @oneway() meow(): Oneway {}
  }
  @actor({ name: 'Cat', version: '1.0.0' })
  class Cat extends Creature {}
  return { Creature, Cat }
}

test('instances are found by class, with those of descendants or without, by pid, and counted', async () => {
  const { system } = await startStill()
  const { Creature, Cat } = makeFamily()
  const [a, b, c] = [await system.spawn(Creature), await system.spawn(Cat), await system.spawn(Cat)]
  expect(new Set(system.instancesOf(Creature))).toEqual(new Set([a, b, c]))
  expect([...system.instancesOf(Creature, { direct: true })]).toEqual([a])
  expect([system.countInstances(Creature), system.countInstances('Creature', { direct: true })]).toEqual([3, 1])
  expect(system.countInstances('Cat')).toBe(2)
  expect(system.find(b.pid)).toBe(b)
  await b.stop()
  expect(system.find(b.pid)).toBeUndefined()
  expect(system.find(formatPid('elsewhere', 1))).toBeUndefined()
  expect(system.find('nonsense' as never)).toBeUndefined()
  expect([...system.instancesOf(Cat)]).toEqual([c])
})

test('instances are listed as they were when the listing began; who has ended meanwhile is left out', async () => {
  const { system } = await startStill()
  const { Cat } = makeFamily()
  const cats = [await system.spawn(Cat), await system.spawn(Cat), await system.spawn(Cat)]
  const listed: unknown[] = []
  for (const cat of system.instancesOf(Cat)) {
    listed.push(cat)
    if (cat === cats[0]) await Promise.all([cats[1]!.kill(), system.spawn(Cat)])
  }
  expect(listed).toEqual([cats[0], cats[2]])
})

test('a class that is not known is an error that says how it becomes so', async () => {
  const { system } = await startStill()
  const { Cat } = makeFamily()
  for (const ask of [() => system.describe(Cat), () => system.countInstances('Cat'), () => system.purge(Cat)]) {
    expect(ask).toThrow('No actor class Cat is known to this system.')
  }
  await expect(system.spawn<typeof Cat>('Cat')).rejects.toThrow('No actor class Cat')
})

test('what is no actor class is refused by spawn and register, and never half registered', async () => {
  const { system } = await startStill()
  class Plain {}
  class Undecorated extends Actor {}
  for (const value of [Plain, Undecorated, Map, 'x', undefined, {}, () => {}]) {
    await expect(system.spawn(value as typeof Undecorated), String(value)).rejects.toThrow()
    expect(() => system.register(value as never), String(value)).toThrow()
  }
  expect(system.classes).toEqual([])
})

test('registering is announced once per class, base first; spawning registers what is not known', async () => {
  const { system, events } = await startStill()
  const { Creature, Cat } = makeFamily()
  system.register(Cat)
  system.register(Cat, Creature)
  await system.spawn(Cat)
  expect(eventsOf(events, 'class-registered')).toEqual([
    { type: 'class-registered', class: 'Creature', version: '1.0.0' },
    { type: 'class-registered', class: 'Cat', version: '1.0.0' },
  ])
  expect(eventsOf(events, 'spawned')).toHaveLength(1)
})

test('another version than runs is not spawned or registered; the same content is, whatever value it comes in', async () => {
  const { system } = await startStill()
  @actor({ name: 'Cat', version: '2.0.0' })
  class Next extends Actor {
    @attribute() lives = 9
  }
  await system.spawn(makeFamily().Cat)
  await system.spawn(makeFamily().Cat)
  const error = await failureOf(system.spawn(Next))
  expect([error.code, error.facts]).toEqual(['stale-class', { class: 'Cat', version: '2.0.0', current: '1.0.0' }])
  expect(() => system.register(Next)).toThrow('Upgrade with `await system.upgrade(Cat)` first')
})

test('stop ends all instances with their timers and calls, and lets nothing more be born', async () => {
  const { system, clock, events } = await startStill()
  const { Cat } = makeFamily()
  const door = makeDoor()
  const [tom, tim] = [await system.spawn(Cat), await system.spawn(Cat)]
  const calls = [failureOf(tom.sleep(door.opened)), failureOf(tom.sleep(door.opened))]
  await settle()
  const stopped = system.stop()
  expect(system.stop()).toBe(stopped)
  expect((await failureOf(system.spawn(Cat))).code).toBe('system-stopped')
  await settle()
  expect(await stateOf(stopped)).toBe('pending')
  await clock.advance(5000)
  await stopped
  expect(await tim.exited).toEqual({ type: 'shutdown' })
  expect((await tom.exited).type).toBe('killed')
  expect((await Promise.all(calls)).map(({ code }) => code)).toEqual(['exited', 'exited'])
  await clock.advance(100)
  expect(clock.pending).toBe(0)
  expect(eventsOf(events, 'exited')).toHaveLength(2)
  door.open()
})

test('the stream of events is completed when the system has stopped', async () => {
  const { system } = await startStill()
  let isComplete = false
  system.events$.subscribe({ complete: () => (isComplete = true) })
  await system.stop()
  expect(isComplete).toBe(true)
})

test('after its stop a system registers and upgrades nothing', async () => {
  const { system } = await startStill()
  const { Cat, Creature } = makeFamily()
  await system.spawn(Creature)
  await system.stop()
  const parent = Object.getPrototypeOf(Cat.prototype)
  expect(() => system.register(Cat)).toThrow('has been stopped')
  @actor({ name: 'Creature', version: '2.0.0' })
  class Next extends Actor {
    @attribute() lives = 9
  }
  expect((await failureOf(system.upgrade(Next))).code).toBe('system-stopped')
  expect(Object.getPrototypeOf(Cat.prototype)).toBe(parent)
})

test('a birth that waits at the gate of an upgrade is refused when the system has stopped meanwhile', async () => {
  const { system } = await startStill()
  const { Cat } = makeFamily()
  const door = makeDoor()
  const tom = await system.spawn(Cat)
  const slept = tom.sleep(door.opened)
  await settle()
  @actor({ name: 'Cat', version: '2.0.0' })
  class Next extends makeFamily().Creature {
    @attribute({ initial: 9 }) lives = 9
  }
  const upgraded = system.upgrade(Next).then(
    () => {},
    () => {},
  )
  await settle()
  const birth = failureOf(system.spawn(Cat))
  const stopped = system.stop()
  door.open()
  await Promise.all([slept, upgraded, stopped])
  expect((await birth).code).toBe('system-stopped')
  expect(system.countInstances('Cat')).toBe(0)
})

test('an upgrade that is under way when its system stops leaves no class linked', async () => {
  const { Cat, Creature } = makeFamily()
  const system = await ActorSystem.start()
  const door = makeDoor()
  const tom = await system.spawn(Cat)
  const slept = tom.sleep(door.opened)
  await settle()
  @actor({ name: 'Cat', version: '2.0.0' })
  class Next extends Creature {
    @attribute({ initial: 9 }) lives = 9
  }
  const upgraded = Promise.allSettled([system.upgrade(Next)])
  await settle()
  const stopped = system.stop()
  door.open()
  await Promise.all([slept, upgraded, stopped])
  const parents = [Cat, Next].map((value) => Object.getPrototypeOf(value.prototype) as unknown)
  expect(parents.map((parent) => parent === Creature.prototype)).toEqual([true, true])
})

test('the end of a system is told to who waits for it, whoever stops it', async () => {
  const system = await ActorSystem.start()
  let isStopped = false
  const stopped = system.stopped.then(() => (isStopped = true))
  expect(isStopped).toBe(false)
  await system.stop()
  await stopped
  expect(isStopped).toBe(true)
})

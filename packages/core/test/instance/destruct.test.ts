import { expect, test } from 'vitest'
import { actor, Actor, attribute, oneway, type Oneway } from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { type Door, eventsOf, makeDoor, startStill, stateOf } from '../still.js'

/** Three levels with a trait each has its destructor; those named in `doors` are asynchronous. */
function makeLevels(log: string[], doors: Partial<Record<'Cat' | 'Mammal' | 'Creature', Door<void>>> = {}) {
  const end = (name: 'Cat' | 'Mammal' | 'Creature'): unknown => {
    log.push(name)
    return doors[name]?.opened.then(() => void log.push(`${name} ended`))
  }
  @actor({ version: '1.0.0' })
  class Creature extends Actor {
    destruct(): unknown {
      return end('Creature')
    }
  }
  @actor({ version: '1.0.0' })
  class Mammal extends Creature {
    override destruct(): unknown {
      return end('Mammal')
    }
  }
  @actor({ version: '1.0.0' })
  class Cat extends Mammal {
    @attribute() lives = 9
    override destruct(): unknown {
      return end('Cat')
    }
    @oneway() async sleep(until: Promise<void>): Promise<Oneway> {
      await until
    }
  }
  return Cat
}

test('destructors run derived first, each once', async () => {
  const { system } = await startStill()
  const log: string[] = []
  await (await system.spawn(makeLevels(log))).stop()
  expect(log).toEqual(['Cat', 'Mammal', 'Creature'])
})

test('a stop waits for asynchronous destructors, each after the last one has settled', async () => {
  const { system, clock } = await startStill()
  const log: string[] = []
  const doors = { Cat: makeDoor(), Creature: makeDoor() }
  const tom = await system.spawn(makeLevels(log, doors))
  const stopped = tom.stop()
  expect(await stateOf(stopped)).toBe('pending')
  expect(log).toEqual(['Cat'])
  doors.Cat.open()
  expect(await stateOf(stopped)).toBe('pending')
  expect(log).toEqual(['Cat', 'Cat ended', 'Mammal', 'Creature'])
  doors.Creature.open()
  expect(await stopped).toEqual({ type: 'stopped' })
  expect(clock.pending).toBe(0)
})

test('a destructor that takes too long is reported, and the instance ends all the same', async () => {
  const { system, clock, events } = await startStill()
  const tom = await system.spawn(makeLevels([], { Cat: makeDoor() }))
  const stopped = tom.stop()
  await settle()
  await clock.advance(4999)
  expect(await stateOf(stopped)).toBe('pending')
  await clock.advance(1)
  expect(await stopped).toEqual({ type: 'stopped' })
  const [report] = eventsOf(events, 'destruct-failed')
  expect(report).toMatchObject({ class: 'Cat', pid: tom.pid })
  expect(String(report!.error)).toContain('5000 ms')
})

test('the time limit holds for all destructors of an instance together', async () => {
  const { system, clock } = await startStill()
  const log: string[] = []
  const doors = { Cat: makeDoor(), Mammal: makeDoor() }
  const tom = await system.spawn(makeLevels(log, doors))
  const stopped = tom.stop()
  await settle()
  await clock.advance(4000)
  doors.Cat.open()
  await settle()
  await clock.advance(1000)
  expect(await stateOf(stopped)).toBe('resolved')
  expect(log).toEqual(['Cat', 'Cat ended', 'Mammal'])
})

test('a destructor that fails is reported, and the others run', async () => {
  const { system, events } = await startStill()
  const log: string[] = []
  const door = makeDoor()
  const tom = await system.spawn(makeLevels(log, { Mammal: door }))
  const stopped = tom.stop()
  await settle()
  const error = new Error('stuck')
  door.break(error)
  expect(await stopped).toEqual({ type: 'stopped' })
  expect(log).toEqual(['Cat', 'Mammal', 'Creature'])
  expect(eventsOf(events, 'destruct-failed')).toMatchObject([{ pid: tom.pid, error }])
})

test('a kill runs all destructors too, without waiting for those that are asynchronous', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const doors = { Cat: makeDoor(), Mammal: makeDoor() }
  const tom = await system.spawn(makeLevels(log, doors))
  expect(await stateOf(tom.kill())).toBe('resolved')
  doors.Cat.open()
  doors.Mammal.open()
  await settle()
  expect(log.filter((entry) => !entry.includes('ended'))).toEqual(['Cat', 'Mammal', 'Creature'])
})

test('a failing start runs all destructors, though the first of them is asynchronous', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const door = makeDoor()
  @actor({ version: '1.0.0' })
  class Kitten extends makeLevels(log, { Cat: door }) {
    start() {
      throw new Error('no milk')
    }
  }
  await expect(system.spawn(Kitten)).rejects.toThrow('no milk')
  door.open()
  await settle()
  expect(log.filter((entry) => !entry.includes('ended'))).toEqual(['Cat', 'Mammal', 'Creature'])
})

test('a kill while destructors are under way ends the instance at once, with the reason of the stop', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeLevels([], { Cat: makeDoor() }))
  const stopped = tom.stop('tired')
  expect(await stateOf(stopped)).toBe('pending')
  await tom.kill()
  expect(await stopped).toEqual({ type: 'stopped', detail: 'tired' })
  expect(system.countInstances('Cat')).toBe(0)
})

test('a destructor still sees the attributes', async () => {
  const { system } = await startStill()
  const seen: number[] = []
  const door = makeDoor()
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    @attribute() lives = 9
    @oneway() async sleep(): Promise<Oneway> {
      await door.opened
    }
    destruct() {
      seen.push(this.lives)
    }
  }
  await (await system.spawn(Cat)).stop()
  const tim = await system.spawn(Cat)
  tim.sleep()
  await settle()
  await tim.kill()
  expect(seen).toEqual([9, 9])
  door.open()
})

test('a destructor can send a farewell, and is its sender', async () => {
  const { system } = await startStill()
  const gone: string[] = []
  @actor({ version: '1.0.0' })
  class Owner extends Actor {
    @oneway() onGone(who: string): Oneway {
      gone.push(`${who} ${this.sender?.pid}`)
    }
  }
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    constructor(private readonly owner: { onGone(who: string): void }) {
      super()
    }
    destruct() {
      this.owner.onGone('Tom')
    }
  }
  const tom = await system.spawn(Cat, [await system.spawn(Owner)])
  await tom.stop()
  await settle()
  expect(gone).toEqual([`Tom ${tom.pid}`])
})

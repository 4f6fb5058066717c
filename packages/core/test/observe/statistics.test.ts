import { expect, test } from 'vitest'
import { actor, Actor, attribute, oneway, type Oneway, type Reference, request } from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { eventsOf, failureOf, makeDoor, startStill } from '../still.js'
import { expectPlain } from './plain.js'

function makeCat(version = '1.0.0') {
  @actor({ name: 'Cat', version })
  class Cat extends Actor {
    @attribute({ initial: version }) note = version
    @oneway() meow(): Oneway {}
    @oneway() fall(): Oneway {
      throw new Error('splash')
    }
    @oneway() tie(other: Reference): Oneway {
      this.link(other)
    }
    @request() ask() {
      return 'meow'
    }
    @request() async wait(opened: Promise<unknown>) {
      await opened
    }
  }
  return Cat
}

const noExits = { stopped: 0, crashed: 0, killed: 0, linked: 0, upgrade: 0, purged: 0, shutdown: 0 }

test('a system counts births, exits by reason, crashes, messages and dead letters, in all and by class', async () => {
  const { system, clock, events } = await startStill()
  const Cat = makeCat()
  @actor({ version: '1.0.0' })
  class Lion extends Cat {}
  const cats = []
  for (let i = 0; i < 5; i++) cats.push(await system.spawn(Cat))
  const leo = await system.spawn(Lion)
  await clock.advance(1000)
  for (let i = 0; i < 150; i++) leo.meow()
  expect(await leo.ask()).toBe('meow')
  cats[0]!.tie(cats[1]!)
  await settle()
  cats[0]!.fall()
  cats[0]!.meow()
  await cats[1]!.exited
  await cats[2]!.stop()
  await cats[3]!.kill()
  cats[3]!.meow()
  await settle()
  const statistics = system.statistics()
  expectPlain(statistics)
  expect(statistics).toEqual({
    node: '0',
    uptimeMs: 1000,
    instances: 2,
    births: 6,
    exits: { ...noExits, crashed: 1, linked: 1, stopped: 1, killed: 1 },
    crashes: 1,
    handled: 153,
    deadLetters: 2,
    classes: {
      Cat: {
        instances: 1,
        births: 5,
        exits: { ...noExits, crashed: 1, linked: 1, stopped: 1, killed: 1 },
        crashes: 1,
        handled: 2,
        deadLetters: 2,
      },
      Lion: { instances: 1, births: 1, exits: noExits, crashes: 0, handled: 151, deadLetters: 0 },
    },
  })
  expect(eventsOf(events, 'dead-letter').at(-1)!.count).toBe(2)
})

test('numbers go on through upgrades; who was killed for one, and who ended with the system, is counted apart', async () => {
  const { system, clock } = await startStill()
  const [tom, tim] = [await system.spawn(makeCat()), await system.spawn(makeCat())]
  await tim.ask()
  tom.wait(new Promise(() => {})).catch(() => {})
  await settle()
  const upgrade = system.upgrade(makeCat('1.1.0'), { deadline: 100, onDeadline: 'kill' })
  await clock.advance(100)
  expect((await upgrade).outcome).toBe('committed')
  await tim.ask()
  expect(system.statistics()).toMatchObject({ births: 2, exits: { upgrade: 1 }, handled: 3, instances: 1 })
  await system.stop()
  expect(system.statistics()).toMatchObject({ instances: 0, exits: { ...noExits, upgrade: 1, shutdown: 1 } })
})

test('who was never born and who is passive is in no number; one whose start fails is born, and crashed', async () => {
  const { system } = await startStill()
  @actor({ version: '1.0.0' })
  class Weak extends Actor {
    constructor(isBorn: boolean) {
      super()
      if (!isBorn) throw new Error('no')
    }
    start() {
      throw new Error('no legs')
    }
  }
  @actor({ version: '1.0.0' })
  class Point extends Actor {}
  await failureOf(system.spawn(Weak, [false]))
  await system.spawnNow(Weak, [false]).exited
  await failureOf(system.spawn(Weak, [true]))
  system.release(system.passive(Point))
  const { classes } = system.statistics()
  expect(classes.Weak).toMatchObject({ instances: 0, births: 1, exits: { ...noExits, crashed: 1 }, crashes: 1 })
  expect(classes.Point).toMatchObject({ instances: 0, births: 0, exits: noExits })
})

test('births are, at every moment, as many as the living and the exits', async () => {
  const { system } = await startStill()
  const Cat = makeCat()
  const check = (): void => {
    const { births, instances, exits } = system.statistics()
    expect(births).toBe(instances + Object.values(exits).reduce((sum, each) => sum + each, 0))
  }
  system.events$.subscribe(check)
  const cats = await Promise.all([1, 2, 3].map(() => system.spawn(Cat)))
  cats[0]!.fall()
  await Promise.all([cats[0]!.exited, cats[1]!.stop(), cats[2]!.kill()])
  check()
  // A class, three births, a crash, three exits, and at the end.
  expect.assertions(9)
})

test('a class that is removed takes its numbers with it', async () => {
  const { system } = await startStill()
  await (await system.spawn(makeCat())).ask()
  await system.remove('Cat', { instances: 'stop' })
  expect(system.statistics()).toMatchObject({ births: 0, handled: 0, classes: {} })
})

test('an instance counts its own messages, those of an asynchronous method when it begins', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCat())
  const door = makeDoor()
  const waiting = tom.wait(door.opened)
  tom.meow()
  await settle()
  expect(system.inspect(tom)!.statistics.handled).toBe(1)
  door.open()
  await waiting
  await settle()
  expect(system.inspect(tom)!.statistics.handled).toBe(2)
  await tom.stop()
  expect(system.inspect(tom)!.statistics.handled).toBe(2)
})

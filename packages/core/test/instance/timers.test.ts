import { expect, test } from 'vitest'
import { actor, Actor, attribute, oneway, type Oneway, request, type Timer } from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { eventsOf, failureOf, makeDoor, startStill } from '../still.js'

/** A clockwork whose ticks wait for `until` when they are told to; it notes when each began. */
function makeClockwork(version: string, seen: unknown[], until: Promise<void> = Promise.resolve()) {
  @actor({ name: 'Clockwork', version })
  class Clockwork extends Actor {
    timers: Timer[] = []
    @attribute({ initial: version }) version = version
    @attribute() ticks = 0
    @request() tickAfter(ms: number, label: string) {
      this.timers.push(this.after(ms, Clockwork).tick(label))
    }
    @request() tickEvery(ms: number) {
      this.timers.push(this.every(ms, Clockwork).tick('every'))
    }
    @request() sleepEvery(ms: number) {
      this.timers.push(this.every(ms, Clockwork).sleep())
    }
    @request() cancel(which: number) {
      this.timers[which]!.cancel()
      this.timers[which]!.cancel()
    }
    @oneway() tick(label: string): Oneway {
      this.ticks += 1
      seen.push(`${label} ${version}`)
    }
    @oneway() async sleep(): Promise<Oneway> {
      seen.push('sleep')
      await until
    }
    @request() whoTicks() {
      seen.push(this.sender?.pid ?? null)
      throw new Error('a request that nobody waits for')
    }
    @request() askAfter(ms: number) {
      this.after(ms, Clockwork).whoTicks()
    }
  }
  return Clockwork
}

test('after sends once, when its time has come, with its arguments', async () => {
  const { system, clock } = await startStill()
  const seen: unknown[] = []
  const clockwork = await system.spawn(makeClockwork('1.0.0', seen))
  await clockwork.tickAfter(100, 'late')
  await clockwork.tickAfter(50, 'soon')
  await clock.advance(49)
  expect(seen).toEqual([])
  await clock.advance(1)
  expect(seen).toEqual(['soon 1.0.0'])
  await clock.advance(1000)
  expect(seen).toEqual(['soon 1.0.0', 'late 1.0.0'])
})

test('a cancelled timer sends nothing; cancelling twice, or one that has fired, does nothing', async () => {
  const { system, clock } = await startStill()
  const seen: unknown[] = []
  const clockwork = await system.spawn(makeClockwork('1.0.0', seen))
  await clockwork.tickAfter(10, 'first')
  await clockwork.tickAfter(10, 'second')
  await clockwork.cancel(0)
  await clock.advance(10)
  await clockwork.cancel(1)
  expect(seen).toEqual(['second 1.0.0'])
})

test('every sends again and again until it is cancelled', async () => {
  const { system, clock } = await startStill()
  const seen: unknown[] = []
  const clockwork = await system.spawn(makeClockwork('1.0.0', seen))
  await clockwork.tickEvery(10)
  await clock.advance(35)
  expect(seen).toHaveLength(3)
  await clockwork.cancel(0)
  await clock.advance(100)
  expect(seen).toHaveLength(3)
})

test('a tick is left out while the last one still waits', async () => {
  const { system, clock } = await startStill()
  const seen: unknown[] = []
  const door = makeDoor()
  const clockwork = await system.spawn(makeClockwork('1.0.0', seen, door.opened))
  await clockwork.sleepEvery(10)
  // The first tick sleeps, the second waits, the other eight are left out.
  await clock.advance(100)
  expect(seen).toEqual(['sleep'])
  door.open()
  await settle()
  expect(seen).toEqual(['sleep', 'sleep'])
  await clock.advance(10)
  expect(seen).toEqual(['sleep', 'sleep', 'sleep'])
})

test('a tick is not left out because of the messages of others', async () => {
  const { system, clock } = await startStill()
  const seen: unknown[] = []
  const door = makeDoor()
  const clockwork = await system.spawn(makeClockwork('1.0.0', seen, door.opened))
  await clockwork.tickEvery(10)
  clockwork.sleep()
  clockwork.tick('other')
  await clock.advance(10)
  clockwork.tick('another')
  await clock.advance(10)
  door.open()
  await settle()
  expect(seen).toEqual(['sleep', 'other 1.0.0', 'every 1.0.0', 'another 1.0.0'])
})

test('timers end with their instance', async () => {
  const { system, clock, events } = await startStill()
  const seen: unknown[] = []
  const Clockwork = makeClockwork('1.0.0', seen)
  const [stopped, killed] = await Promise.all([system.spawn(Clockwork), system.spawn(Clockwork)])
  for (const each of [stopped, killed]) await Promise.all([each.tickEvery(10), each.tickAfter(10, 'once')])
  await stopped.stop()
  await killed.kill()
  await clock.advance(100)
  expect(clock.pending).toBe(0)
  expect(seen).toEqual([])
  expect(eventsOf(events, 'dead-letter')).toEqual([])
})

test('a timer that a destructor sets never fires', async () => {
  const { system, clock, events } = await startStill()
  const seen: unknown[] = []
  const Clockwork = makeClockwork('1.0.0', seen)
  @actor({ version: '1.0.0' })
  class Stubborn extends Clockwork {
    destruct() {
      this.after(10, Clockwork).tick('undead')
      this.every(10, Clockwork).tick('undead')
    }
  }
  await (await system.spawn(Stubborn)).stop()
  await clock.advance(100)
  expect(seen).toEqual([])
  expect(eventsOf(events, 'dead-letter')).toEqual([])
  expect(clock.pending).toBe(0)
})

test('timers survive an upgrade, run the code that is current when they are due, and can be cancelled then', async () => {
  const { system, clock } = await startStill()
  const seen: unknown[] = []
  const clockwork = await system.spawn(makeClockwork('1.0.0', seen))
  await clockwork.tickEvery(10)
  await clockwork.tickAfter(25, 'once')
  await clock.advance(10)
  await system.upgrade(makeClockwork('2.0.0', seen))
  await clock.advance(20)
  expect(seen).toEqual(['every 1.0.0', 'every 2.0.0', 'once 2.0.0', 'every 2.0.0'])
  await clockwork.cancel(0)
  await clock.advance(100)
  expect(seen).toHaveLength(4)
})

test('a timer sends as its own instance, a request too; what that request throws is a crash', async () => {
  const { system, clock, events } = await startStill()
  const seen: unknown[] = []
  const clockwork = await system.spawn(makeClockwork('1.0.0', seen))
  await clockwork.askAfter(10)
  await clock.advance(10)
  expect(seen).toEqual([clockwork.pid])
  expect(eventsOf(events, 'crashed')).toMatchObject([{ method: 'whoTicks', sender: clockwork.pid }])
})

test('a method that goes on after its instance was killed sets no timer', async () => {
  const { system, clock } = await startStill()
  const door = makeDoor()
  @actor({ version: '1.0.0' })
  class Zombie extends Actor {
    @oneway() async haunt(): Promise<Oneway> {
      await door.opened
      try {
        this.after(10, Zombie).haunt()
      } finally {
        this.every(10, Zombie).haunt()
      }
    }
  }
  const zombie = await system.spawn(Zombie)
  zombie.haunt()
  await settle()
  await zombie.kill()
  door.open()
  await settle()
  expect(clock.pending).toBe(0)
})

test('a time that is none is refused where the timer is made, by the name of the call', async () => {
  const { system } = await startStill()
  @actor({ version: '1.0.0' })
  class Careless extends Actor {
    @request() wait(ms: number, way: 'after' | 'every') {
      void this[way](ms, Careless)
    }
  }
  const careless = await system.spawn(Careless)
  for (const way of ['after', 'every'] as const) {
    for (const ms of [-1, Number.NaN, '5' as never]) {
      const error = await failureOf(careless.wait(ms, way))
      expect([error.code, error.facts['option']]).toEqual(['bad-option', way])
    }
  }
})

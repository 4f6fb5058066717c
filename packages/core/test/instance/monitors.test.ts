// Monitors: the end of another instance as a message.

import { expect, test } from 'vitest'
import {
  actor,
  Actor,
  attribute,
  type ExitReason,
  type Monitor,
  oneway,
  type Oneway,
  type Reference,
  request,
} from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { eventsOf, failureOf, makeDoor, startStill } from '../still.js'

function makeKeeper(version: string) {
  @actor({ name: 'Keeper', version })
  class Keeper extends Actor {
    @attribute({ initial: () => [] }) told!: string[]
    private readonly monitors: Monitor[] = []
    @request() keep(ref: Reference, word: string): void {
      this.monitors.push(this.monitor(ref, 'ended', word))
    }
    @request() misspell(ref: Reference): void {
      this.monitor(ref, 'enden' as never)
    }
    @oneway() forget(): Oneway {
      for (const monitor of this.monitors.splice(0)) monitor.cancel()
    }
    @oneway() ended(word: string, reason: ExitReason): Oneway {
      this.told.push(`${version} ${word} ${reason.type}`)
    }
    @request() all(): string[] {
      return this.told
    }
  }
  return Keeper
}

@actor({ version: '1.0.0' })
class Cat extends Actor {
  @oneway() crash(): Oneway {
    throw new Error('no more')
  }
}

test('the end of another instance is a message, with the arguments that were given and the reason', async () => {
  const { system } = await startStill()
  const keeper = await system.spawn(makeKeeper('1.0.0'))
  const [tom, tim] = [await system.spawn(Cat), await system.spawn(Cat)]
  await keeper.keep(tom, 'Tom')
  await keeper.keep(tim, 'Tim')
  tom.crash()
  await tim.stop()
  expect(await keeper.all()).toEqual(['1.0.0 Tom crashed', '1.0.0 Tim stopped'])
})

test('who has ended already is told at once, and a monitor that was cancelled tells nothing', async () => {
  const { system } = await startStill()
  const keeper = await system.spawn(makeKeeper('1.0.0'))
  const [tom, tim] = [await system.spawn(Cat), await system.spawn(Cat)]
  await tom.kill()
  await keeper.keep(tom, 'Tom')
  await keeper.keep(tim, 'Tim')
  keeper.forget()
  await keeper.all()
  await tim.stop()
  expect(await keeper.all()).toEqual(['1.0.0 Tom killed'])
})

test('an upgrade keeps monitors: the end is told to the code that is current by then', async () => {
  const { system } = await startStill()
  const keeper = await system.spawn(makeKeeper('1.0.0'))
  const tom = await system.spawn(Cat)
  await keeper.keep(tom, 'Tom')
  await system.upgrade(makeKeeper('2.0.0'))
  await tom.stop()
  expect(await keeper.all()).toEqual(['2.0.0 Tom stopped'])
})

test('a method that an upgrade has taken away makes a dead letter of the end', async () => {
  const { system, events } = await startStill()
  const keeper = await system.spawn(makeKeeper('1.0.0'))
  const tom = await system.spawn(Cat)
  await keeper.keep(tom, 'Tom')
  @actor({ name: 'Keeper', version: '2.0.0' })
  class Deaf extends Actor {
    @attribute({ initial: () => [] }) told!: string[]
  }
  await system.upgrade(Deaf)
  await tom.stop()
  expect(eventsOf(events, 'dead-letter')).toMatchObject([{ method: 'ended', reason: 'no-such-method' }])
})

test('the end of the one who watches leaves nothing behind on the other', async () => {
  const { system, events } = await startStill()
  const keeper = await system.spawn(makeKeeper('1.0.0'))
  const tom = await system.spawn(Cat)
  await keeper.keep(tom, 'Tom')
  await keeper.stop()
  await tom.stop()
  await settle()
  expect(eventsOf(events, 'dead-letter')).toEqual([])
})

test('a method that is none is refused when the monitor is set', async () => {
  const { system } = await startStill()
  const keeper = await system.spawn(makeKeeper('1.0.0'))
  expect((await failureOf(keeper.misspell(keeper))).code).toBe('no-such-method')
})

test('an end that finds the mailbox of the one who watches full is a dead letter', async () => {
  const { system, events } = await startStill()
  const door = makeDoor()
  @actor({ version: '1.0.0', mailbox: { capacity: 1, overflow: 'reject' } })
  class Keeper extends Actor {
    @oneway() async block(): Promise<Oneway> {
      await door.opened
    }
    @request() keep(ref: Reference): void {
      this.monitor(ref, 'ended')
    }
    @oneway() ended(_reason: ExitReason): Oneway {}
    @oneway() wait(): Oneway {}
  }
  const keeper = await system.spawn(Keeper)
  const tom = await system.spawn(Cat)
  await keeper.keep(tom)
  keeper.block()
  await settle()
  keeper.wait()
  expect(await tom.stop()).toEqual({ type: 'stopped' })
  expect(eventsOf(events, 'dead-letter')).toMatchObject([
    { class: 'Keeper', pid: keeper.pid, method: 'ended', reason: 'mailbox-full' },
  ])
  door.open()
})

// Messages that nobody takes.

import { expect, test } from 'vitest'
import { actor, Actor, oneway, type Oneway, request } from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { eventsOf, failureOf, makeDoor, startStill } from '../still.js'

test('a request of a method that the current generation lacks is rejected, a oneway of it is a dead letter', async () => {
  const { system, events } = await startStill()
  @actor({ name: 'Cat', version: '1.0.0' })
  class Cat extends Actor {
    @request() meow() {
      return 'meow'
    }
    @oneway() scratch(): Oneway {}
  }
  @actor({ name: 'Cat', version: '2.0.0' })
  class Tame extends Actor {}
  const tom = await system.spawn(Cat)
  await system.upgrade(Tame)
  const error = await failureOf(tom.meow())
  expect(error.code).toBe('no-such-method')
  expect(error.facts).toMatchObject({ class: 'Cat', version: '2.0.0', method: 'meow', pid: tom.pid })
  tom.scratch()
  await settle()
  const [letter] = eventsOf(events, 'dead-letter')
  expect(letter).toMatchObject({
    class: 'Cat',
    pid: tom.pid,
    method: 'scratch',
    sender: null,
    reason: 'no-such-method',
  })
})

test('oneways that nobody takes are dead letters with reason, sender and a running count', async () => {
  const { system, events } = await startStill()
  const door = makeDoor()
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    @oneway() async sleep(): Promise<Oneway> {
      await door.opened
    }
    @oneway() meow(): Oneway {}
    @oneway() call(other: { meow(): void }): Oneway {
      other.meow()
    }
  }
  const [tom, tim] = await Promise.all([system.spawn(Cat), system.spawn(Cat)])
  tom.sleep()
  tom.meow()
  await settle()
  await tom.kill()
  tim.call(tom)
  await settle()
  expect(
    eventsOf(events, 'dead-letter').map(({ method, reason, sender, count }) => [method, reason, sender, count]),
  ).toEqual([
    ['meow', 'exited', null, 1],
    ['sleep', 'exited', null, 2],
    ['meow', 'no-such-instance', tim.pid, 3],
  ])
  door.open()
})

test('dead letters are counted while nobody observes them', async () => {
  const { system } = await startStill()
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    @oneway() meow(): Oneway {}
  }
  const tom = await system.spawn(Cat)
  await tom.stop()
  tom.meow()
  const counts: number[] = []
  system.events$.subscribe((event) => event.type === 'dead-letter' && counts.push(event.count))
  tom.meow()
  expect(counts).toEqual([2])
})

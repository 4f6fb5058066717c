import { expect, test } from 'vitest'
import { actor, Actor, attribute, type MailboxBound, oneway, type Oneway, request } from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { eventsOf, failureOf, makeDoor, startStill } from '../still.js'

type Overflow = MailboxBound['overflow']

/** An instance that is blocked until `open`, with room for two messages. */
async function blockedBox(overflow: Overflow) {
  const still = await startStill()
  const door = makeDoor()
  @actor({ version: '1.0.0', mailbox: { capacity: 2, overflow } })
  class Box extends Actor {
    @attribute({ initial: () => [] }) seen!: unknown[]
    @oneway() async block(): Promise<Oneway> {
      await door.opened
    }
    @oneway() put(what: unknown): Oneway {
      this.seen.push(what)
    }
    @request() ask(what: unknown) {
      this.seen.push(what)
      return what
    }
    @request() remind(ms: number) {
      this.after(ms, Box).put('reminder')
    }
  }
  const box = await still.system.spawn(Box)
  return { ...still, box, Box, door }
}

test('a full mailbox that rejects tells the sender: a request by its promise, a oneway by its send', async () => {
  const { system, box, door } = await blockedBox('reject')
  box.block()
  await settle()
  const kept = [box.ask(1), box.ask(2)]
  const error = await failureOf(box.ask(3))
  expect([error.code, error.facts]).toEqual([
    'mailbox-full',
    { class: 'Box', version: '1.0.0', pid: box.pid, method: 'ask', capacity: 2 },
  ])
  expect(() => box.put(4)).toThrow(`The mailbox of Box ${box.pid} is full (2 messages): put was not taken.`)
  door.open()
  expect(await Promise.all(kept)).toEqual([1, 2])
  expect(system.getState(box)).toEqual({ seen: [1, 2] })
})

for (const [overflow, left] of [
  ['drop-newest', [1, 2]],
  ['drop-oldest', [3, 4]],
] as const) {
  test(`a full mailbox with ${overflow} keeps ${left.join(' and ')} of four; the others are dead letters`, async () => {
    const { system, box, door, events } = await blockedBox(overflow)
    box.block()
    await settle()
    for (const n of [1, 2, 3, 4]) box.put(n)
    expect(eventsOf(events, 'dead-letter')).toMatchObject([
      { method: 'put', reason: 'mailbox-full', count: 1 },
      { method: 'put', reason: 'mailbox-full', count: 2 },
    ])
    door.open()
    await settle()
    expect(system.getState(box)).toEqual({ seen: left })
  })
}

test('a request that is dropped is rejected', async () => {
  const { box, door } = await blockedBox('drop-oldest')
  box.block()
  await settle()
  const oldest = failureOf(box.ask(1))
  box.put(2)
  box.put(3)
  expect((await oldest).code).toBe('mailbox-full')
  door.open()
})

test('stop and kill pass a full mailbox', async () => {
  for (const way of ['stop', 'kill'] as const) {
    const { box, door } = await blockedBox('reject')
    box.block()
    await settle()
    box.put(1)
    box.put(2)
    const ended = box[way]()
    door.open()
    expect((await ended).type).toBe(way === 'stop' ? 'stopped' : 'killed')
  }
})

test('the message that runs takes no room, and what has been handled makes it', async () => {
  const { system, box } = await blockedBox('reject')
  for (let round = 0; round < 3; round++) {
    box.put(1)
    box.put(2)
    expect(() => box.put(3)).toThrow('is full')
    await settle()
  }
  expect(system.getState(box)).toEqual({ seen: [1, 2, 1, 2, 1, 2] })
})

test('a timer that comes to a full mailbox harms nobody: its message is a dead letter', async () => {
  const { box, door, clock, events } = await blockedBox('reject')
  await box.remind(10)
  box.block()
  await settle()
  box.put(1)
  box.put(2)
  await clock.advance(10)
  expect(eventsOf(events, 'dead-letter')).toMatchObject([{ method: 'put', reason: 'mailbox-full' }])
  door.open()
})

test('the bound holds for heirs, unless they have one of their own', async () => {
  const { system, Box } = await blockedBox('reject')
  @actor({ version: '1.0.0' })
  class Small extends Box {}
  @actor({ version: '1.0.0', mailbox: { capacity: 100, overflow: 'reject' } })
  class Large extends Box {}
  const [small, large] = [await system.spawn(Small), await system.spawn(Large)]
  for (let n = 0; n < 2; n++) small.put(n)
  for (let n = 0; n < 100; n++) large.put(n)
  expect(() => small.put(9)).toThrow('is full (2 messages)')
  expect(() => large.put(9)).toThrow('is full (100 messages)')
})

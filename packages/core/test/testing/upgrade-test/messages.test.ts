// What is promised of messages, held by whole tests of upgrades: a workload that tampers with mailboxes is found out.

import { expect, test } from 'vitest'
import { actor, Actor, attribute, oneway, type Oneway, type Reference, request } from '../../../src/index.js'
import type { Cell } from '../../../src/instance/cell.js'
import { pushMessage, takeMessage } from '../../../src/mailbox/queue.js'
import { Message } from '../../../src/protocol/message.js'
import { targetOf } from '../../../src/ref/ref.js'
import { call, upgradeTest, type UpgradeTestOptions } from '../../../src/testing/index.js'
import { failureOf } from './failure.js'

function makeClerk() {
  @actor({ version: '1.0.0' })
  class Clerk extends Actor {
    @attribute() notes = 0
    @oneway() note(): Oneway {
      this.notes += 1
    }
    @request() count(): number {
      return this.notes
    }
  }
  return Clerk
}

function makeNextClerk() {
  @actor({ version: '2.0.0' })
  class Clerk extends Actor {
    @attribute() notes = 0
    @oneway() note(): Oneway {
      this.notes += 2
    }
    @request() count(): number {
      return this.notes
    }
  }
  return Clerk
}

function tampering(tamper: (cell: Cell) => void): UpgradeTestOptions {
  const action = (ref: Reference): void => tamper(targetOf(ref) as unknown as Cell)
  return { from: makeClerk, to: makeNextClerk, workload: [call('note'), action], runs: 50 }
}

test('a oneway that is lost', async () => {
  const message = await failureOf(tampering((cell) => cell.mail !== null && takeMessage(cell, cell.mail.first, null)))
  expect(message).toContain('This does not hold: each oneway is handled, or is a dead letter.')
  expect(message).toMatch(/note\(\) to Clerk <[\w.]+> from outside\n/)
})

test('messages of one sender out of order', async () => {
  const swap = (cell: Cell): void => {
    if (cell.mail !== null && cell.mail.first !== cell.mail.last)
      pushMessage(cell, takeMessage(cell, cell.mail.first, null))
  }
  expect(await failureOf(tampering(swap))).toContain('This does not hold: messages of one sender keep their order.')
})

test('a message that is handled twice', async () => {
  const sent = new WeakMap<Cell, Message>()
  const repeat = (cell: Cell): void => {
    const known = sent.get(cell)
    const message = known ?? new Message(cell, cell.live.slots.get('note')!, [], null)
    sent.set(cell, message)
    if (message.next === null && cell.mail?.last !== message) cell.deliver(message)
  }
  expect(await failureOf(tampering(repeat))).toContain('This does not hold: each message is handled once.')
})

test('messages come while the set is frozen, and the upgrade is committed all the same', async () => {
  let whileFrozen = 0
  const look = (ref: Reference): void => {
    if ((targetOf(ref) as unknown as Cell).live.gate !== null) whileFrozen += 1
  }
  const { upgrades } = await upgradeTest({
    from: makeClerk,
    to: makeNextClerk,
    workload: [call('note'), look],
    runs: 30,
  })
  expect(whileFrozen).toBeGreaterThan(10)
  expect(upgrades.committed).toBeGreaterThan(25)
})

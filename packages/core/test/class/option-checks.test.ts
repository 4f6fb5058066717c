// The checks of what @actor and the method decorators are told beside names and versions.

import { expect, test } from 'vitest'
import { actor, Actor, attribute, type MailboxBound, oneway, type Oneway, request } from '../../src/index.js'
import { classDefects } from '../../src/class/checks.js'
import { ownRecord } from '../../src/class/reader.js'

function mailboxDefects(mailbox: unknown): string[] {
  @actor({ version: '1.0.0', mailbox: mailbox as MailboxBound })
  class Box extends Actor {}
  return classDefects(Box, ownRecord(Box))
}

test('a mailbox is bounded by a whole number from 1 on, and by one of three rules', () => {
  for (const overflow of ['reject', 'drop-newest', 'drop-oldest']) {
    expect(mailboxDefects({ capacity: 1, overflow })).toEqual([])
  }
  for (const capacity of [0, -1, 1.5, Number.NaN, Infinity, '3', undefined]) {
    expect(mailboxDefects({ capacity, overflow: 'reject' })).toEqual([
      `the capacity of its mailbox is ${capacity}: give a whole number from 1 on`,
    ])
  }
  expect(mailboxDefects({ capacity: 0, overflow: 'explode' })).toEqual([
    'the capacity of its mailbox is 0: give a whole number from 1 on',
    `the overflow of its mailbox is "explode": say 'reject', 'drop-newest' or 'drop-oldest'`,
  ])
})

test('a mailbox may have an order, with a bound or without one, by a token', () => {
  for (const order of [Symbol('order'), 'order']) {
    expect(mailboxDefects({ order })).toEqual([])
    expect(mailboxDefects({ order, capacity: 1, overflow: 'reject' })).toEqual([])
  }
  const noToken = 'the order of its mailbox is no token: name the symbol or the text that a MailboxOrder is bound to'
  for (const order of ['', 1, null, class {}]) expect(mailboxDefects({ order })).toEqual([noToken])
  expect(mailboxDefects({ order: 'order', capacity: 3 })).toEqual([
    "the overflow of its mailbox is undefined: say 'reject', 'drop-newest' or 'drop-oldest'",
  ])
  expect(mailboxDefects({ order: 'order', overflow: 'reject' })).toHaveLength(1)
  expect(mailboxDefects({ order: 1, capacity: 0, overflow: 'no' })).toHaveLength(3)
  expect(mailboxDefects({})).toHaveLength(2)
  expect(mailboxDefects('order')).toEqual([
    'its mailbox is no object: write `mailbox: { capacity, overflow }` or `mailbox: { order }`',
  ])
})

test('an alias is no reserved name and no member of the class itself', () => {
  @actor({ version: '1.0.0' })
  class Dog extends Actor {
    @attribute() age = 1
    @request({ aliases: ['then', 'start', 'age', 'bark', 'feed'] }) give() {}
    @oneway({ aliases: { pid: () => [] } }) bark(): Oneway {}
  }
  expect(classDefects(Dog, ownRecord(Dog))).toEqual([
    'give has the alias then, which is a reserved name: choose another',
    'give has the alias start, which is a reserved name: choose another',
    'give has the alias age, which is a member of the class itself: take the alias away',
    'give has the alias bark, which is a member of the class itself: take the alias away',
    'bark has the alias pid, which is a reserved name: choose another',
  ])
})

test('two methods that claim one alias are refused', () => {
  @actor({ version: '1.0.0' })
  class Dog extends Actor {
    @request({ aliases: ['feed'] }) give() {}
    @request({ aliases: ['feed'] }) hand() {}
  }
  expect(classDefects(Dog, ownRecord(Dog))).toHaveLength(1)
})

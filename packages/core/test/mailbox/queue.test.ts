import { expect, test } from 'vitest'
import {
  type MailboxOwner,
  pushMessage,
  shiftMessage,
  sizeOf,
  takeMessage,
  waitingMessages,
} from '../../src/mailbox/queue.js'
import { ReadyQueue, type Runnable } from '../../src/mailbox/ready.js'
import { Message, type Recipient } from '../../src/protocol/message.js'
import { MethodSlot } from '../../src/protocol/method.js'
import { SeededRandom } from '../../src/testing/index.js'

const slot = new MethodSlot('note', 'oneway')
const nobody = { running: null } as unknown as Recipient

function letter(n: number): Message {
  return new Message(nobody, slot, [n], null)
}

function contents(owner: MailboxOwner): unknown[] {
  return [...waitingMessages(owner)].map(({ args }) => args[0])
}

test('an empty mailbox gives nothing', () => {
  const owner: MailboxOwner = { mail: null }
  expect(shiftMessage(owner)).toBeNull()
  expect(contents(owner)).toEqual([])
})

test('messages come out in the order in which they came in, and are chained to nothing afterwards', () => {
  const owner: MailboxOwner = { mail: null }
  for (const n of [1, 2, 3]) pushMessage(owner, letter(n))
  expect(contents(owner)).toEqual([1, 2, 3])
  for (const n of [1, 2, 3]) {
    const message = shiftMessage(owner)!
    expect(message.args).toEqual([n])
    expect(message.next).toBeNull()
  }
  expect(shiftMessage(owner)).toBeNull()
  pushMessage(owner, letter(4))
  expect(contents(owner)).toEqual([4])
})

test('a mailbox does what a list does, over random pushes, shifts and takings from the middle', () => {
  const random = new SeededRandom(7)
  const owner: MailboxOwner = { mail: null }
  const model: Message[] = []
  for (let step = 0; step < 5000; step++) {
    const choice = random.next()
    if (choice < 0.5) {
      const message = letter(step)
      pushMessage(owner, message)
      model.push(message)
    } else if (choice < 0.75) {
      expect(shiftMessage(owner)).toBe(model.shift() ?? null)
    } else if (model.length > 0) {
      const at = Math.floor(random.next() * model.length)
      const [message] = model.splice(at, 1)
      expect(takeMessage(owner, message!, model[at - 1] ?? null)).toBe(message)
    }
    if (step % 50 === 0) expect([...waitingMessages(owner)]).toEqual(model)
    expect(owner.mail === null ? 0 : sizeOf(owner.mail)).toBe(model.length)
  }
})

test('the run queue gives its members back in the order in which they became ready, to be queued again', () => {
  const queue = new ReadyQueue()
  const members: Runnable[] = [1, 2, 3].map(() => ({ nextReady: null, run: () => 0 }))
  expect(queue.isEmpty).toBe(true)
  expect(queue.shift()).toBeNull()
  for (const member of members) queue.push(member)
  expect(queue.isEmpty).toBe(false)
  expect(queue.shift()).toBe(members[0])
  queue.push(members[0]!)
  expect([queue.shift(), queue.shift(), queue.shift()]).toEqual([members[1], members[2], members[0]])
  expect(queue.shift()).toBeNull()
  expect(queue.isEmpty).toBe(true)
  expect(members.map(({ nextReady }) => nextReady)).toEqual([null, null, null])
})

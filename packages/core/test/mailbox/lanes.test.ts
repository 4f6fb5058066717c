import { expect, test } from 'vitest'
import { Lanes } from '../../src/mailbox/lanes.js'
import {
  type Mail,
  type MailboxOwner,
  pushMessage,
  shiftMessage,
  takeMessage,
  waitingMessages,
  sizeOf,
} from '../../src/mailbox/queue.js'
import { Message, type Recipient } from '../../src/protocol/message.js'
import { MethodSlot } from '../../src/protocol/method.js'
import { SeededRandom } from '../../src/testing/index.js'

const slot = new MethodSlot('note', 'oneway')
const nobody = { running: null } as unknown as Recipient

function letter(n: number): Message {
  return new Message(nobody, slot, [n], null)
}

interface Box extends MailboxOwner {
  mail: Mail | null
  readonly lanes: Lanes
}

function makeBox(): Box {
  return { mail: null, lanes: new Lanes() }
}

/** Puts letters of these priorities, numbered from 0 on. */
function fill(box: Box, priorities: readonly number[]): Message[] {
  return priorities.map((priority, n) => {
    const message = letter(n)
    box.lanes.put(box, message, priority)
    return message
  })
}

function numbers(box: Box): unknown[] {
  return [...waitingMessages(box)].map(({ args }) => args[0])
}

/** Begins with the first message, as the loop of an instance does. */
function begin(box: Box): Message {
  const mail = box.mail!
  mail.running = mail.first
  if (mail.size > 0) mail.size -= 1
  return mail.first
}

/** Is done with the one that runs. */
function finish(box: Box): void {
  const mail = box.mail!
  const done = mail.running!
  mail.running = null
  if (done.next === null) box.mail = null
  else mail.first = done.next
  done.next = null
}

test('a message goes behind those of its priority and of higher ones', () => {
  const box = makeBox()
  fill(box, [0, 5, 0, 9, 5, -1, 9, Infinity, 0.5])
  expect(numbers(box)).toEqual([7, 3, 6, 1, 4, 8, 0, 2, 5])
  expect(sizeOf(box.mail!)).toBe(9)
})

test('the message that runs is not overtaken, and is no place for others of its priority', () => {
  const box = makeBox()
  fill(box, [5, 0])
  begin(box)
  box.lanes.put(box, letter(2), 9)
  box.lanes.put(box, letter(3), 5)
  box.lanes.put(box, letter(4), 9)
  expect(numbers(box)).toEqual([0, 2, 4, 3, 1])
  finish(box)
  expect(numbers(box)).toEqual([2, 4, 3, 1])
})

test('a lane that has emptied is opened anew', () => {
  const box = makeBox()
  fill(box, [9, 0])
  shiftMessage(box)
  box.lanes.put(box, letter(2), 9)
  box.lanes.put(box, letter(3), 9)
  expect(numbers(box)).toEqual([2, 3, 1])
})

test('what is taken from the midst of a lane leaves the others of its priority together', () => {
  const box = makeBox()
  const [first, second, third] = fill(box, [5, 5, 5, 0])
  takeMessage(box, third!, second!)
  box.lanes.put(box, letter(4), 5)
  expect(numbers(box)).toEqual([0, 1, 4, 3])
  takeMessage(box, second!, first!)
  takeMessage(box, first!, null)
  box.lanes.put(box, letter(5), 5)
  expect(numbers(box)).toEqual([4, 5, 3])
})

test('nobody overtakes what came before there was an order', () => {
  const box = makeBox()
  for (const n of [0, 1]) pushMessage(box, letter(n))
  box.lanes.put(box, letter(2), 0)
  box.lanes.put(box, letter(3), 9)
  expect(numbers(box)).toEqual([0, 1, 3, 2])
})

test('nobody overtakes what came while the order was away', () => {
  const box = makeBox()
  fill(box, [0, 0])
  pushMessage(box, letter(2))
  box.lanes.put(box, letter(3), 9)
  expect(numbers(box)).toEqual([0, 1, 2, 3])
})

test('lanes are told from the lowest priority up, with those that wait in them', () => {
  const box = makeBox()
  const [zero, five, nine] = fill(box, [0, 5, 9])
  expect([...box.lanes.upwards(box.mail!)]).toEqual([
    { priority: 0, ahead: five, last: zero },
    { priority: 5, ahead: nine, last: five },
    { priority: 9, ahead: null, last: nine },
  ])
  begin(box)
  expect([...box.lanes.upwards(box.mail!)].map(({ ahead }) => ahead)).toEqual([five, nine])
})

test('lanes do what sorting does, over random arrivals, turns and takings from anywhere, with the order gone at times', () => {
  for (let seed = 0; seed < 20; seed++) playAtRandom(new SeededRandom(seed))
})

interface Modelled {
  readonly message: Message
  priority: number
  isOrdered: boolean
}

function playAtRandom(random: SeededRandom): void {
  const box = makeBox()
  let model: Modelled[] = []
  const pick = (below: number): number => Math.floor(random.next() * below)
  const arrive = (step: number): void => {
    const arrived = { message: letter(step), priority: pick(4), isOrdered: random.next() < 0.97 }
    if (!arrived.isOrdered) {
      pushMessage(box, arrived.message)
      model.push(arrived)
      return
    }
    if (model.at(-1)?.isOrdered === false)
      model = model.map((each) => ({ ...each, priority: Infinity, isOrdered: true }))
    box.lanes.put(box, arrived.message, arrived.priority)
    const behind = model.findLastIndex(({ priority }) => priority >= arrived.priority)
    model.splice(behind + 1, 0, arrived)
  }
  for (let step = 0; step < 2000; step++) {
    const choice = random.next()
    if (choice < 0.5) arrive(step)
    else if (choice < 0.6) expect(shiftMessage(box)).toBe(model.shift()?.message ?? null)
    else if (model.length > 0 && choice < 0.75) {
      const at = pick(model.length)
      const [taken] = model.splice(at, 1)
      takeMessage(box, taken!.message, model[at - 1]?.message ?? null)
    } else if (model.length > 0) {
      expect(begin(box)).toBe(model.shift()!.message)
      for (let n = pick(3); n > 0; n--) arrive(step)
      finish(box)
    }
    expect([...waitingMessages(box)]).toEqual(model.map(({ message }) => message))
    expect(box.mail === null ? 0 : sizeOf(box.mail)).toBe(model.length)
  }
}

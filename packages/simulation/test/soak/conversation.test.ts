// The checker of the load is checked: each way in which an answer can be wrong is made on purpose, and noticed.

import { expect, test } from 'vitest'
import { Conversation } from '../../src/soak/load/conversation.js'
import { isSound } from '../../src/soak/load/tally.js'
import type { Answer, Asked, Op } from '../../src/soak/protocol.js'
import { gauss, linked } from '../../src/soak/sums.js'

const partners = { account: 3, room: 1, workers: 4 }

function begin(): Conversation {
  return new Conversation(
    partners,
    () => 0,
    () => {},
  )
}

/** What a sound server makes of it: a sum, and a chain of words. */
class SoundServer {
  private sum = 0
  private chain = 0

  answer({ n, op, word, at }: Asked): Answer | null {
    if (op === 'note' || op === 'deposit') this.sum += word
    if (op === 'chant' || op === 'say') this.chain = linked(this.chain, at, word)
    if (op === 'note' || op === 'chant') return null
    if (op === 'work') return { n, value: gauss(word) }
    return { n, value: op === 'say' || op === 'chain' ? this.chain : this.sum }
  }
}

/** Asks all of these, and gives the answers of a sound server; of what is not delivered it knows nothing. */
function ask(conversation: Conversation, ops: readonly Op[], undelivered?: Op): Answer[] {
  const server = new SoundServer()
  const asked = ops.map((op, i) => conversation.ask(op, i + 1))
  return asked.flatMap((each) => (each.op === undelivered ? [] : (server.answer(each) ?? [])))
}

test('what comes as foretold is answered, and nothing else is counted', () => {
  const conversation = begin()
  const answers = ask(conversation, ['deposit', 'note', 'say', 'chant', 'work', 'sum', 'chain'])
  for (const answer of answers) conversation.hear(answer)
  conversation.lose()
  expect(conversation.tally).toMatchObject({ requests: 5, oneways: 2, answered: 5 })
  expect(isSound(conversation.tally)).toBe(true)
  expect(conversation.complaints).toEqual([])
})

test('an answer that does not come is lost', () => {
  const conversation = begin()
  const answers = ask(conversation, ['deposit', 'deposit', 'deposit'])
  for (const answer of answers.toSpliced(1, 1)) conversation.hear(answer)
  conversation.lose()
  expect(conversation.tally).toMatchObject({ requests: 3, answered: 2, lost: 1 })
  expect(conversation.complaints).toContain('member-3: the answer to deposit, number 2, is lost')
  expect(isSound(conversation.tally)).toBe(false)
})

test('an answer that comes twice is doubled; one that nobody has asked for is wrong', () => {
  const conversation = begin()
  const [answer] = ask(conversation, ['deposit'])
  conversation.hear(answer!)
  conversation.hear(answer!)
  conversation.hear({ n: 9, value: 0 })
  expect(conversation.tally).toMatchObject({ answered: 1, doubled: 1, wrong: 1 })
  expect(isSound(conversation.tally)).toBe(false)
})

test('answers that change places are out of order', () => {
  const conversation = begin()
  for (const answer of ask(conversation, ['deposit', 'deposit']).toReversed()) conversation.hear(answer)
  expect(conversation.tally).toMatchObject({ answered: 2, outOfOrder: 1, lost: 0 })
  expect(isSound(conversation.tally)).toBe(false)
})

test.each(['note', 'chant'] as const)('a %s that has not arrived shows in what is read next', (op) => {
  const conversation = begin()
  for (const answer of ask(conversation, [op, 'sum', 'chain'], op)) conversation.hear(answer)
  expect(conversation.tally).toMatchObject({ oneways: 1, answered: 1, wrong: 1 })
})

test('a failure is an outcome where it may be one, and wrong elsewhere', () => {
  const conversation = begin()
  conversation.ask('work', 1)
  conversation.ask('deposit', 1)
  conversation.hear({ n: 1, failed: 'exited' })
  conversation.hear({ n: 2, failed: 'exited' })
  expect(conversation.tally).toMatchObject({ failed: 1, wrong: 1 })
})

test('a new connection counts from 1 again and keeps its sums; what the old one has not answered is lost', () => {
  const conversation = begin()
  conversation.ask('deposit', 5)
  conversation.reconnect()
  expect(conversation.ask('sum', 1).n).toBe(1)
  conversation.hear({ n: 1, value: 5 })
  expect(conversation.tally).toMatchObject({ answered: 1, lost: 1 })
})

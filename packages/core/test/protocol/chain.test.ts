// Call chains: who waits for whom, as far as the messages themselves know it.

import { expect, test } from 'vitest'
import { unfinishedOrigins, waitingCycle } from '../../src/protocol/chain.js'
import { Message, type Recipient, type Reply } from '../../src/protocol/message.js'
import { MethodSlot } from '../../src/protocol/method.js'

const slot = new MethodSlot('ask', 'request')

interface Actor extends Recipient {
  running: Message | null
}

function makeActor(name: string): Actor {
  const actor = { pid: name, className: name, system: {}, exit: null, running: null, deliver() {} }
  return actor as unknown as Actor
}

class Asked extends Message {
  constructor(
    target: Recipient,
    origin: Message | null,
    private readonly isAnswered: boolean,
  ) {
    super(target, slot, [], origin)
  }

  override get reply(): Reply {
    return { isEnded: this.isAnswered, resolve() {}, reject() {} }
  }
}

/** A message that its target runs right now; `isAnswered` tells whether its sender has given up. */
function run(target: Actor, origin: Message | null, kind: 'request' | 'oneway', isAnswered = false): Message {
  const message = kind === 'request' ? new Asked(target, origin, isAnswered) : new Message(target, slot, [], origin)
  target.running = message
  return message
}

function names(cycle: readonly Recipient[] | undefined): readonly string[] | undefined {
  return cycle?.map(({ className }) => className)
}

test('a request back to who waits is a cycle, told from its target to who asks', () => {
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(makeActor) as [Actor, Actor, Actor, Actor]
  const first = run(a, null, 'request')
  const second = run(b, first, 'request')
  const third = run(c, second, 'request')
  expect(names(waitingCycle(third, a))).toEqual(['a', 'b', 'c'])
  expect(names(waitingCycle(third, b))).toEqual(['b', 'c'])
  expect(names(waitingCycle(third, c))).toEqual(['c'])
  expect(waitingCycle(third, d)).toBeUndefined()
})

test('who sent a oneway, or has given up, does not wait', () => {
  const [a, b] = ['a', 'b'].map(makeActor) as [Actor, Actor]
  const first = run(a, null, 'request')
  expect(waitingCycle(run(b, first, 'oneway'), a)).toBeUndefined()
  expect(waitingCycle(run(b, first, 'request', true), a)).toBeUndefined()
  expect(names(waitingCycle(run(b, first, 'request'), a))).toEqual(['a', 'b'])
})

test('who has ended its method does not wait either', () => {
  const [a, b] = ['a', 'b'].map(makeActor) as [Actor, Actor]
  const first = run(a, null, 'request')
  const second = run(b, first, 'request')
  a.running = null
  expect(waitingCycle(second, a)).toBeUndefined()
})

test('the origins that have not ended are told, the latest first', () => {
  const [a, b, c] = ['a', 'b', 'c'].map(makeActor) as [Actor, Actor, Actor]
  const first = run(a, null, 'request')
  const second = run(b, first, 'oneway')
  const third = run(c, second, 'request')
  expect([...unfinishedOrigins(third)]).toEqual([second, first])
  b.running = null
  expect([...unfinishedOrigins(third)]).toEqual([first])
  expect([...unfinishedOrigins(first)]).toEqual([])
})

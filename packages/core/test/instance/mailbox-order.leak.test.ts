// A mailbox with priorities keeps nothing of the messages that have been handled.

import { expect, test } from 'vitest'
import {
  Actor,
  actor,
  ActorSystem,
  attribute,
  MailboxOrder,
  type MessageInfo,
  oneway,
  type Oneway,
  type Ref,
  request,
} from '../../src/index.js'
import { settle } from '../../src/testing/index.js'

class ByFirst extends MailboxOrder {
  override priorityOf({ args: [first] }: MessageInfo): number {
    return Number(first)
  }
}

function makeReader(version: string) {
  @actor({ name: 'Reader', version, mailbox: { order: 'by first' } })
  class Reader extends Actor {
    @attribute({ initial: version }) edition!: string
    @oneway() async pause(_priority: number, until: Promise<void>): Promise<Oneway> {
      await until
    }
    @oneway() read(_priority: number, _letter: object): Oneway {}
    @request() async readSlowly(_priority: number, _letter: object) {
      await Promise.resolve()
    }
  }
  return Reader
}

type Reader = InstanceType<ReturnType<typeof makeReader>>

/** Sends letters of many priorities, and holds none of them. */
function send(reader: Ref<Reader>): WeakRef<object>[] {
  return Array.from({ length: 50 }, (_, priority) => {
    const letter = { text: `letter ${priority}` }
    if (priority % 2 === 0) reader.read(priority, letter)
    else void reader.readSlowly(priority, letter)
    return new WeakRef(letter)
  })
}

async function leftOf(letters: readonly WeakRef<object>[]): Promise<unknown[]> {
  for (let turn = 0; turn < 5; turn++) {
    await settle()
    globalThis.gc!()
  }
  return letters.map((letter) => letter.deref()).filter((letter) => letter !== undefined)
}

function startOrdered(): Promise<ActorSystem> {
  return ActorSystem.start({
    configure: (container) => container.bind('by first').toConstantValue(new ByFirst()),
  })
}

test('letters of many priorities are forgotten as soon as they have been read, while the reader waits for others', async () => {
  await using system = await startOrdered()
  const reader = await system.spawn(makeReader('1.0.0'))
  const letters = send(reader)
  await reader.readSlowly(-1, {})
  expect(await leftOf(letters)).toEqual([])
})

test('so are those that a lazy upgrade hands out one by one', async () => {
  await using system = await startOrdered()
  const reader = await system.spawn(makeReader('1.0.0'))
  let goOn!: () => void
  reader.pause(0, new Promise((resolve) => (goOn = resolve)))
  await settle()
  const upgrade = system.upgrade(makeReader('2.0.0'), { strategy: 'lazy' })
  await settle()
  const letters = send(reader)
  goOn()
  expect((await upgrade).outcome).toBe('committed')
  expect(await leftOf(letters)).toEqual([])
})

import { expect, test } from 'vitest'
import { actor, Actor, attribute, MailboxOrder, oneway, type Oneway, type Ref, request } from '../../../src/index.js'
import type { Cell } from '../../../src/instance/cell.js'
import { pushMessage, takeMessage } from '../../../src/mailbox/queue.js'
import { Message } from '../../../src/protocol/message.js'
import { targetOf } from '../../../src/ref/ref.js'
import { startTestSystem, type TestSystem } from '../../../src/testing/index.js'
import { Witness } from '../../../src/testing/upgrade-test/witness.js'

interface Clerk extends Actor {
  note(what: string): Oneway
  hold(): Promise<void>
  read(): readonly string[]
}

function makeClerk(version: '1.0.0' | '2.0.0', mailbox = {}): new () => Clerk {
  @actor({ version, ...mailbox })
  class Clerk extends Actor {
    @attribute({ initial: () => [] }) notes!: readonly string[]
    private go: () => void = () => {}
    @oneway() note(what: string): Oneway {
      if (what === 'crash') throw new Error('no paper')
      this.notes = [...this.notes, version === '1.0.0' ? what : what.toUpperCase()]
    }
    @request() hold(): Promise<void> {
      return new Promise((resolve) => (this.go = resolve))
    }
    @request({ const: true }) read(): readonly string[] {
      return this.notes
    }
    release(): void {
      this.go()
    }
    start(): void {
      this.self(Clerk).note('started')
      this.after(100, Clerk).note('later')
    }
  }
  return Clerk
}

function cellOf(ref: Ref<Clerk>): Cell {
  return targetOf(ref) as unknown as Cell
}

/** Lets a held clerk go on. */
function release(ref: Ref<Clerk>): void {
  ;(cellOf(ref).instance as unknown as { release(): void }).release()
}

async function watched(): Promise<{ test: TestSystem; witness: Witness; clerk: Ref<Clerk> }> {
  const test = await startTestSystem()
  const witness = new Witness(test.system)
  // Between a commit and the thaw after it no message begins.
  test.system.events$.subscribe(({ type }) => type === 'upgrade' && witness.look())
  const clerk = await test.system.spawn(makeClerk('1.0.0'))
  await test.settle()
  return { test, witness, clerk }
}

test('what goes as it is promised is not blamed: starts, timers, calls, holds, upgrades, crashes, kills', async () => {
  const { test, witness, clerk } = await watched()
  await using _ = test
  clerk.note('a')
  const held = clerk.hold()
  clerk.note('b')
  await test.settle()
  const upgrade = test.system.upgrade(makeClerk('2.0.0'))
  await test.settle()
  clerk.note('c')
  release(clerk)
  await held
  await upgrade
  clerk.note('d')
  expect(await clerk.read()).toEqual(['started', 'a', 'B', 'C', 'D'])
  await test.advance(200)
  const early = test.system.spawnNow(makeClerk('2.0.0'))
  early.note('e')
  await test.settle()
  early.note('crash')
  early.note('dead letter')
  await test.settle()
  early.note('dead letter too')
  const abandoned = clerk.hold()
  clerk.note('waits')
  await test.settle()
  clerk.kill()
  await expect(abandoned).rejects.toThrow('it was killed')
  await test.settle()
  expect(witness.broken).toBeNull()
  expect(witness.crashes).toBe(1)
  witness.lookAtRest()
})

test('a message that begins a second time is seen', async () => {
  const { test, witness, clerk } = await watched()
  await using _ = test
  const cell = cellOf(clerk)
  const message = new Message(cell, cell.live.slots.get('note')!, ['twice'], null)
  cell.deliver(message)
  await test.settle()
  expect(witness.broken).toBeNull()
  cell.deliver(message)
  await test.settle()
  expect(witness.broken).toMatchObject({ promise: 'each message is handled once' })
  expect(witness.broken!.message).toBe(`note('twice') to Clerk ${clerk.pid} from outside began a second time`)
})

test('a message that begins before what its sender sent earlier is seen, also on new code', async () => {
  const { test, witness, clerk } = await watched()
  await using _ = test
  await test.system.upgrade(makeClerk('2.0.0'))
  const held = clerk.hold()
  clerk.note('first')
  clerk.note('second')
  await test.settle()
  const cell = cellOf(clerk)
  pushMessage(cell, takeMessage(cell, cell.mail!.first, null))
  release(clerk)
  await held
  await test.settle()
  expect(witness.broken).toMatchObject({ promise: 'messages of one sender keep their order' })
  expect(witness.broken!.message).toContain("note('first') to Clerk")
})

test('a oneway that is neither handled nor a dead letter is seen; one that waits is not lost', async () => {
  const { test, witness, clerk } = await watched()
  await using _ = test
  const held = clerk.hold()
  clerk.note('lost')
  await test.settle()
  witness.lookAtRest()
  const cell = cellOf(clerk)
  takeMessage(cell, cell.mail!.first, null)
  release(clerk)
  await held
  await test.settle()
  expect(() => witness.lookAtRest()).toThrow("note('lost') to Clerk")
})

test('a dead letter of one sender does not stand for a lost message of another', async () => {
  const { test, witness, clerk } = await watched()
  await using _ = test
  const probe = await test.probe()
  const held = clerk.hold()
  await test.settle()
  const cell = cellOf(clerk)
  const slot = cell.live.slots.get('note')!
  cell.deliver(new Message(cell, slot, ['of the probe'], targetOf(probe.ref) as unknown as Cell))
  takeMessage(cell, cell.mail!.first, null)
  clerk.note('of nobody')
  await test.settle()
  void held.catch(() => {})
  clerk.kill()
  await test.settle()
  expect(() => witness.lookAtRest()).toThrow(/note\('of the probe'\) to Clerk .* from .*Probe/)
})

test('who is told that a mailbox is full has not lost a message; what is dropped is a dead letter', async () => {
  await using test = await startTestSystem()
  const witness = new Witness(test.system)
  for (const overflow of ['reject', 'drop-newest', 'drop-oldest'] as const) {
    const Clerk = makeClerk('1.0.0', { name: `Clerk-${overflow}`, mailbox: { capacity: 1, overflow } })
    const clerk = await test.system.spawn(Clerk)
    await test.settle()
    const held = clerk.hold()
    await test.settle()
    clerk.note('a')
    if (overflow === 'reject') expect(() => clerk.note('b')).toThrow('is full')
    else clerk.note('b')
    release(clerk)
    await held
    await test.settle()
  }
  expect(witness.broken).toBeNull()
  witness.lookAtRest()
})

test('where the mailbox has an order of its own, the more urgent may go first', async () => {
  class Urgency extends MailboxOrder {
    priorityOf({ method }: { readonly method: string }): number {
      return method === 'read' ? 1 : 0
    }
  }
  const URGENCY = Symbol('urgency')
  await using test = await startTestSystem({
    configure: (container) => void container.bind(URGENCY).toConstantValue(new Urgency()),
  })
  const witness = new Witness(test.system)
  const clerk = await test.system.spawn(makeClerk('1.0.0', { mailbox: { order: URGENCY } }))
  await test.settle()
  const held = clerk.hold()
  await test.settle()
  clerk.note('later')
  const read = clerk.read()
  release(clerk)
  await held
  expect(await read).toEqual(['started'])
  await test.settle()
  expect(witness.broken).toBeNull()
})

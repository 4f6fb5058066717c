// The page of the testing kit. Each of its snippets stands in one of these tests, word for word.

import assert from 'node:assert'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test as vitestTest } from 'vitest'
import {
  actor,
  Actor,
  attribute,
  CLOCK,
  type Clock,
  oneway,
  type Oneway,
  type Ref,
  request,
  service,
  SystemClock,
  type TimerHandle,
} from '../../src/index.js'
import {
  assertPurged,
  call,
  clockContract,
  describeContract,
  startTestSystem,
  upgradeTest,
} from '../../src/testing/index.js'

@actor({ version: '1.0.0' })
class Bell extends Actor {
  @attribute() sound: string
  @attribute() rung = 0
  @service(CLOCK) clock!: Clock
  constructor(sound: string) {
    super()
    this.sound = sound
  }
  @request() ring() {
    this.rung += 1
    return this.sound
  }
  @request() count() {
    return this.rung
  }
  @oneway() ringEvery(ms: number): Oneway {
    this.every(ms, Bell).ring()
  }
  @request() async ringIn(ms: number) {
    await new Promise<void>((resolve) => void this.clock.setTimer(resolve, ms))
    return this.ring()
  }
}

function makeBell2() {
  @actor({ name: 'Bell', version: '2.0.0' })
  class Bell2 extends Actor {
    @attribute() sound = ''
    @attribute() rung = 0
    @request() ring() {
      return this.sound.toUpperCase()
    }
  }
  return Bell2
}

@actor({ version: '1.0.0' })
class Printer extends Actor {
  @oneway() print(text: string): Oneway {
    throw new Error(`no paper for ${text}`)
  }
  @request() status(): string {
    return 'out of paper'
  }
}

@actor({ version: '1.0.0' })
class Office extends Actor {
  constructor(readonly printer: Ref<Printer>) {
    super()
  }
  @oneway() write(text: string): Oneway {
    this.printer.print(text)
  }
  @oneway() writeIn(ms: number, text: string): Oneway {
    this.after(ms, Office).write(text)
  }
  @request() async isReady() {
    return (await this.printer.status()) === 'ready'
  }
  @oneway() tearUp(): Oneway {
    throw new Error('torn')
  }
}

@actor({ version: '1.0.0' })
class Tally extends Actor {
  @attribute() sum = 0
  @oneway() add(n: number): Oneway {
    this.sum += n
  }
  @request() total() {
    return this.sum
  }
}

@actor({ version: '1.0.0' })
class Clerk extends Actor {
  constructor(readonly tally: Ref<Tally>) {
    super()
  }
  @oneway() count(times: number): Oneway {
    for (let i = 0; i < times; i++) this.tally.add(1)
  }
}

vitestTest('a system for tests', async () => {
  await using test = await startTestSystem()
  const bell = await test.system.spawn(Bell, ['ding'])
  assert.equal(await bell.ring(), 'ding')
})

vitestTest('time', async () => {
  await using test = await startTestSystem()
  const bell = await test.system.spawn(Bell, ['ding'])
  bell.ringEvery(1000)
  await test.advance(3500)
  assert.equal(await bell.count(), 3)
})

vitestTest('what waits for the clock', async () => {
  await using test = await startTestSystem()
  const bell = await test.system.spawn(Bell, ['ding'])
  assert.equal(await test.within(5000, bell.ringIn(700)), 'ding')
  assert.equal(test.clock.now(), 700)
})

vitestTest('probes', async () => {
  await using test = await startTestSystem()
  const printer = await test.probe(Printer)
  const office = await test.system.spawn(Office, [printer.ref])

  office.write('hello')
  await printer.expect(['print', 'hello'])

  office.writeIn(500, 'later')
  await printer.expectNothing()
  await printer.expect('print', { within: 1000 })
  assert.equal(test.clock.now(), 500)
})

vitestTest('what a failed expectation says', async () => {
  await using test = await startTestSystem()
  const printer = await test.probe(Printer)
  const office = await test.system.spawn(Office, [printer.ref])
  office.write('hallo')
  const said: unknown = await printer.expect(['print', 'hello']).catch((error: Error) => error.message)
  expect(page).toContain(`\`\`\`\n${said as string}\n\`\`\``)
})

vitestTest('answers', async () => {
  await using test = await startTestSystem()
  const printer = await test.probe(Printer)
  const office = await test.system.spawn(Office, [printer.ref])

  const ready = office.isReady()
  const question = await printer.expect('status')
  question.answer('out of paper')
  assert.equal(await ready, false)

  printer.answerWith(() => 'ready')
  assert.equal(await office.isReady(), true)
})

vitestTest('events', async () => {
  await using test = await startTestSystem()
  const printer = await test.probe(Printer)
  const office = await test.system.spawn(Office, [printer.ref])
  office.tearUp()

  const crashed = await test.events.waitFor('crashed')
  assert.equal(crashed.method, 'tearUp')
  assert.deepEqual(
    test.events.of('exited').map(({ pid }) => pid),
    [office.pid],
  )
})

vitestTest('orders', async () => {
  for (let seed = 0; seed < 100; seed++) {
    await using test = await startTestSystem({ seed })
    const tally = await test.system.spawn(Tally)
    const clerks = await Promise.all([1, 2, 3].map(() => test.system.spawn(Clerk, [tally])))
    for (const clerk of clerks) clerk.count(5)
    await test.settle()
    assert.equal(await tally.total(), 15, `with the seed ${seed}`)
  }
})

vitestTest('old code', async () => {
  await using test = await startTestSystem()
  const bell = await test.system.spawn(Bell, ['ding'])
  await test.system.upgrade(makeBell2(), { purge: 'soft' })
  assertPurged(test.system, 'Bell')
  assert.equal(await bell.ring(), 'DING')
})

vitestTest('upgrades', async () => {
  const { upgrades } = await upgradeTest({
    from: Bell,
    to: makeBell2,
    spawn: (system) => [system.spawn(Bell, ['ding'])],
    workload: [{ ...call('ring'), weight: 5 }, call('ringIn', fc.nat(500))],
    runs: 20,
  })
  assert.equal(upgrades.committed + upgrades.refused, 20)
})

describe('contracts', () => {
  const test = vitestTest

  class HalfClock extends SystemClock {
    override now(): number {
      return super.now() / 2
    }
    override setTimer(callback: () => void, ms: number): TimerHandle {
      return super.setTimer(callback, ms * 2)
    }
  }

  const suite = clockContract(() => new HalfClock())
  describeContract(suite, { describe, test })
})

// ---- the page --------------------------------------------------------------------------------------------------------

const page = readFileSync(join(import.meta.dirname, '../../src/testing/README.md'), 'utf8')

/** A text as lines without indentation, blank lines and imports. */
function plain(text: string): string {
  const lines = text.split('\n').map((line) => line.trim())
  return lines.filter((line) => line !== '' && !line.startsWith('import ')).join('\n')
}

vitestTest('every snippet of the page stands in a test, word for word', () => {
  const tests = plain(readFileSync(import.meta.filename, 'utf8'))
  const snippets = [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, text]) => plain(text!))
  expect(snippets).toHaveLength(10)
  expect(snippets.filter((snippet) => !tests.includes(snippet))).toEqual([])
})

vitestTest('the page names everything that the kit gives out', async () => {
  const kit = await import('../../src/testing/index.js')
  // What nobody names to use it: the makers and methods of the kit give it.
  const given = ['TestSystem', 'Probe', 'ProbeHandle', 'Received', 'EventRecord', 'settle']
  expect(Object.keys(kit).filter((name) => !page.includes(name) && !given.includes(name))).toEqual([])
})

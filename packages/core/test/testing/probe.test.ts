import { AssertionError } from 'node:assert'
import { expect, test } from 'vitest'
import { actor, Actor, attribute, oneway, type Oneway, type Ref, request } from '../../src/index.js'
import {
  type Expected,
  type Probe,
  type ProbeHandle,
  Received,
  startTestSystem,
  type TestSystem,
} from '../../src/testing/index.js'

@actor({ version: '1.0.0' })
class Device extends Actor {
  @attribute() pages = 0
  @request({ const: true }) getPages() {
    return this.pages
  }
  @oneway() reset(): Oneway {
    this.pages = 0
  }
}

@actor({ version: '1.0.0' })
class Loud extends Actor {
  @oneway() beep(times: number): Oneway {
    void times
  }
}

/** Stands for what the code under test talks to. */
@actor({ version: '2.1.0-rc.1', traits: [Loud] })
class Printer extends Device {
  constructor(readonly port: number) {
    super()
    if (port < 1) throw new Error('no port')
  }
  @oneway() print(text: string, copies = 1): Oneway {
    this.pages += text.length * copies
  }
  @request() async status(paper: 'a4' | 'a5') {
    await null
    return { paper, ready: true }
  }
}
interface Printer extends Loud {}

/** The code under test. */
@actor({ version: '1.0.0' })
class Office extends Actor {
  constructor(readonly printer: Ref<Printer>) {
    super()
  }
  @oneway() work(texts: readonly string[]): Oneway {
    for (const text of texts) this.printer.print(text)
  }
  @oneway() workIn(ms: number, text: string): Oneway {
    this.after(ms, Office).work([text])
  }
  @request() async isReady() {
    return (await this.printer.status('a4')).ready
  }
}

async function openOffice(started: TestSystem): Promise<{ office: Ref<Office>; printer: ProbeHandle<Printer> }> {
  const printer = await started.probe(Printer)
  return { office: await started.system.spawn(Office, [printer.ref]), printer }
}

/** What an expectation that is not met says. */
async function complaintOf(expectation: Promise<unknown>): Promise<string> {
  const error: unknown = await expectation.then(
    () => expect.unreachable('the expectation was met'),
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(AssertionError)
  return (error as Error).message
}

// ---- receiving -------------------------------------------------------------------------------------------------------

test('a probe receives anything, with its sender and its time', async () => {
  await using started = await startTestSystem()
  const probe = await started.probe()
  @actor({ version: '1.0.0' })
  class Teller extends Actor {
    constructor(readonly to: Ref<Probe>) {
      super()
    }
    @oneway() tell(): Oneway {
      this.to.tell('one', { two: 2 })
      this.to.tell()
    }
  }
  const teller = await started.system.spawn(Teller, [probe.ref])
  await started.advance(40)
  teller.tell()
  const [first, second] = [await probe.next(), await probe.next()]
  expect(first).toBeInstanceOf(Received)
  expect(first).toMatchObject({ method: 'tell', args: ['one', { two: 2 }], at: 40 })
  expect(first.sender).toBe(teller)
  expect(second).toMatchObject({ method: 'tell', args: [] })
  expect(`${first}`).toBe("tell('one', { two: 2 }) from Teller <0.2>")
  probe.ref.tell(3)
  const third = await probe.next()
  expect([third.sender, `${third}`]).toEqual([null, 'tell(3) from outside'])
  expect(probe.received).toEqual([first, second, third])
})

test('a request that a probe receives is answered by the test, once', async () => {
  await using started = await startTestSystem()
  const probe = await started.probe()
  const asked = probe.ref.ask('how old?')
  const message = await probe.next()
  expect(message).toMatchObject({ method: 'ask', args: ['how old?'] })
  message.answer(4)
  expect(await asked).toBe(4)
  expect(() => message.answer(5)).toThrow(
    "Nobody waits for an answer to ask('how old?') from outside: it has been answered.",
  )
  expect(() => message.fail(new Error())).toThrow('it has been answered')
})

test('a request may be failed by the test', async () => {
  await using started = await startTestSystem()
  const probe = await started.probe()
  const asked = expect(probe.ref.ask()).rejects.toThrow('out of paper')
  ;(await probe.next()).fail(new Error('out of paper'))
  await asked
})

test('a oneway cannot be answered, and says so', async () => {
  await using started = await startTestSystem()
  const probe = await started.probe()
  probe.ref.tell(1)
  const message = await probe.next()
  expect(() => message.answer()).toThrow('Nobody waits for an answer to tell(1) from outside: it is a oneway.')
})

test('a request holds its probe until it is answered, as it does any instance', async () => {
  await using started = await startTestSystem()
  const probe = await started.probe()
  const asked = probe.ref.ask(1)
  probe.ref.tell(2)
  const question = await probe.expect(['ask', 1])
  await probe.expectNothing()
  question.answer()
  await probe.expect(['tell', 2])
  await asked
})

test('requests may be answered by a function, from the next one on', async () => {
  await using started = await startTestSystem()
  const { office, printer } = await openOffice(started)
  printer.answerWith(({ method, args }) => (method === 'status' ? { paper: args[0], ready: false } : 12))
  expect(await office.isReady()).toBe(false)
  expect(await printer.ref.getPages()).toBe(12)
  await printer.expect(['status', 'a4'])
  await printer.expect('getPages')
  printer.answerWith(async () => {
    throw new Error('jammed')
  })
  await expect(office.isReady()).rejects.toThrow('jammed')
  printer.answerWith(() => {
    throw new Error('burnt')
  })
  await expect(office.isReady()).rejects.toThrow('burnt')
})

test('a request that nobody answers is ended by its time limit, or by the end of the test', async () => {
  const started = await startTestSystem({ requestTimeout: 1000 })
  const { office, printer } = await openOffice(started)
  await expect(started.within(2000, office.isReady())).rejects.toMatchObject({ code: 'timeout' })
  await printer.next()
  await started.stop()
})

// ---- standing in -----------------------------------------------------------------------------------------------------

test('a probe stands in for a class: its own methods, those it inherits and those of its traits', async () => {
  await using started = await startTestSystem()
  const { office, printer } = await openOffice(started)
  office.work(['a', 'b'])
  await printer.expect(['print', 'a'])
  await printer.expect(['print', 'b'])
  printer.ref.reset()
  printer.ref.beep(3)
  await printer.expect(['reset'])
  await printer.expect(['beep', 3])
  const pages = printer.ref.getPages()
  ;(await printer.expect('getPages')).answer(9)
  expect(await pages).toBe(9)
  const ready = office.isReady()
  ;(await printer.expect(['status', 'a4'])).answer({ paper: 'a4', ready: true })
  expect(await ready).toBe(true)
})

test('a stand-in is none of the instances of the class, and no upgrade concerns it', async () => {
  await using started = await startTestSystem()
  const printer = await started.probe(Printer)
  expect(printer.ref.className).toBe('Probe/Printer-2.1.0-rc.1')
  expect(started.system.classes.map(({ name }) => name)).toEqual(['Probe/Printer-2.1.0-rc.1'])
  await started.system.spawn(Printer, [1])
  expect([...started.system.instancesOf(Printer)]).toHaveLength(1)
})

test('several probes may stand in for one class, and for several versions of it', async () => {
  await using started = await startTestSystem()
  const makePrinter = (version: string) => {
    @actor({ name: 'Printer', version })
    class Next extends Actor {
      @oneway() print(text: string): Oneway {
        void text
      }
    }
    if (version === '1.0.0') return Next
    @actor({ name: 'Printer', version })
    class Later extends Actor {
      @request() print(text: string) {
        return text.length
      }
    }
    return Later as unknown as typeof Next
  }
  const probes = await Promise.all([
    started.probe(makePrinter('1.0.0')),
    started.probe(makePrinter('1.0.0')),
    started.probe(makePrinter('2.0.0')),
  ])
  for (const probe of probes) probe.answerWith(() => 'answered')
  const sent = probes.map((probe, i) => probe.ref.print(`${i}`))
  for (const [i, probe] of probes.entries()) await probe.expect(['print', `${i}`])
  expect(await Promise.all(sent)).toEqual([undefined, undefined, 'answered'])
})

test('a stand-in answers what the class answers, and nothing else', async () => {
  await using started = await startTestSystem()
  const printer = await started.probe(Printer)
  printer.answerWith(() => 'answer')
  expect(printer.ref.print('a')).toBeUndefined()
  expect(await printer.ref.status('a5')).toBe('answer')
})

test('a probe may have a name by which the code under test finds it', async () => {
  await using started = await startTestSystem()
  const printer = await started.probe(Printer, { name: 'printer' })
  expect(started.system.whereis('printer')).toBe(printer.ref)
})

test('there is no stand-in for what is no actor class', async () => {
  await using started = await startTestSystem()
  class Plain extends Actor {}
  await expect(started.probe(Plain)).rejects.toThrow('Plain cannot be registered')
})

// ---- expecting -------------------------------------------------------------------------------------------------------

test('messages are taken in their order, each once, also when several wait for them', async () => {
  await using started = await startTestSystem()
  const { office, printer } = await openOffice(started)
  office.workIn(20, 'b')
  office.workIn(10, 'a')
  office.workIn(30, 'c')
  const taken = await Promise.all([1, 2, 3].map(() => printer.next({ within: 100 })))
  expect(taken.map(({ args, at }) => [args[0], at])).toEqual([
    ['a', 10],
    ['b', 20],
    ['c', 30],
  ])
})

test('waiting lets time go on to when the message comes, and no further', async () => {
  await using started = await startTestSystem()
  const { office, printer } = await openOffice(started)
  office.workIn(300, 'slowly')
  await printer.expect(['print', 'slowly'], { within: 1000 })
  expect(started.clock.now()).toBe(300)
})

test('what is expected may be a method, a method with its arguments, or a predicate', async () => {
  await using started = await startTestSystem()
  const { office, printer } = await openOffice(started)
  office.work(['a', 'b', 'c'])
  const wanted: Expected<Printer>[] = ['print', ['print', 'b'], ({ args }) => args[0] === 'c']
  for (const each of wanted) await printer.expect(each)
  await printer.expectNothing()
})

test('equal arguments of another method are not what is expected', async () => {
  await using started = await startTestSystem()
  const probe = await started.probe()
  probe.ref.tell(1)
  expect(await complaintOf(probe.expect(['ask', 1]))).toContain(
    'was to receive ask(1), but received tell(1) from outside',
  )
})

test('unless told, no expectation lets time go on', async () => {
  await using started = await startTestSystem()
  const { office, printer } = await openOffice(started)
  office.workIn(1, 'a')
  await complaintOf(printer.next())
  await complaintOf(printer.expect('print'))
  await printer.expectNothing()
  expect(started.clock.now()).toBe(0)
})

test('arguments are compared deeply', async () => {
  await using started = await startTestSystem()
  const probe = await started.probe()
  probe.ref.tell({ list: [1, new Date(0)] }, new Map([['a', 1]]))
  await probe.expect(['tell', { list: [1, new Date(0)] }, new Map([['a', 1]])])
  probe.ref.tell({ list: [1, new Date(0)] })
  await expect(probe.expect(['tell', { list: [1, new Date(1)] }])).rejects.toThrow()
})

test('a message that does not come is told, with what has come before and what the clock waits for', async () => {
  await using started = await startTestSystem()
  const { office, printer } = await openOffice(started)
  const { ref } = printer
  expect(await complaintOf(printer.next())).toBe(
    `${ref} was to receive a message within 0 ms, but received nothing. The clock stands at 0 ms, no timer is set.`,
  )
  office.work(['a'])
  office.workIn(500, 'b')
  await printer.next()
  expect(await complaintOf(printer.expect(['print', 'b'], { within: 200 }))).toBe(
    `${ref} was to receive print('b') within 200 ms, but received nothing after print('a') from ${office}. ` +
      'The clock stands at 200 ms, the next timer is due at 500 ms.',
  )
  // What was expected in vain can be expected again.
  await printer.expect(['print', 'b'], { within: 300 })
})

test('another message than was expected is told, with both', async () => {
  await using started = await startTestSystem()
  const { office, printer } = await openOffice(started)
  office.work(['a', 'b', 'c', 'd'])
  const got = (text: string): string => `but received print('${text}') from ${office}.`
  expect(await complaintOf(printer.expect(['print', 'b']))).toBe(
    `${printer.ref} was to receive print('b'), ${got('a')}`,
  )
  expect(await complaintOf(printer.expect('status'))).toBe(`${printer.ref} was to receive status(...), ${got('b')}`)
  expect(await complaintOf(printer.expect(({ args }) => args.length === 0))).toBe(
    `${printer.ref} was to receive a message for which ({ args }) => args.length === 0 holds, ${got('c')}`,
  )
  const compared = await printer.expect(['print', 'e']).catch((error: unknown) => error)
  expect(compared).toMatchObject({ actual: ['print', 'd'], expected: ['print', 'e'] })
})

test('nothing is expected after the system has come to rest, or for some time', async () => {
  await using started = await startTestSystem()
  const { office, printer } = await openOffice(started)
  await printer.expectNothing()
  office.workIn(100, 'late')
  await printer.expectNothing({ within: 99 })
  expect(started.clock.now()).toBe(99)
  await printer.expect(['print', 'late'], { within: 1 })
  await printer.expectNothing({ within: 1000 })
})

test('something where nothing was expected is told: all that has not been taken', async () => {
  await using started = await startTestSystem()
  const { office, printer } = await openOffice(started)
  office.work(['a', 'b', 'c'])
  await printer.next()
  expect(await complaintOf(printer.expectNothing())).toBe(
    `${printer.ref} was to receive nothing, but received print('b') from ${office}, print('c') from ${office}.`,
  )
})

test('something that comes while nothing was expected is told at its time', async () => {
  await using started = await startTestSystem()
  const { office, printer } = await openOffice(started)
  office.workIn(100, 'late')
  expect(await complaintOf(printer.expectNothing({ within: 1000 }))).toContain("but received print('late')")
  expect(started.clock.now()).toBe(100)
})

test('what cannot be printed is told as well', async () => {
  await using started = await startTestSystem()
  const probe = await started.probe()
  const unprintable = new Proxy(
    {},
    {
      get: () => {
        throw new Error('do not look')
      },
    },
  )
  probe.ref.tell({
    [Symbol.for('nodejs.util.inspect.custom')]: () => {
      throw new Error('do not look')
    },
  })
  probe.ref.tell(unprintable)
  expect(await complaintOf(probe.expectNothing())).toContain('tell((cannot be printed)) from outside')
})

/** Never called: only its types count. */
export async function typesOfExpectations(printer: ProbeHandle<Printer>, probe: ProbeHandle): Promise<void> {
  await printer.expect(['print', 'a', 2])
  await printer.expect('beep')
  await probe.expect(['tell', 1, 'b', {}])
  // @ts-expect-error -- no method of the class
  await printer.expect('scan')
  // @ts-expect-error -- no argument of the method
  await printer.expect(['print', 5])
  // @ts-expect-error -- what is no method to send
  await printer.expect('start')
  const ref: Ref<Printer> = printer.ref
  ref.print('a')
}

// Main loops under upgrades: what Erlang does by a fully qualified call in a hand-written `receive` loop. A loop is ended
// where it yields, however long it has waited there, and that of the new class begins; nothing that it was given is lost.

import { describe, expect, test } from 'vitest'
import {
  Actor,
  actor,
  attribute,
  convert,
  type Migration,
  migration,
  oneway,
  type Oneway,
  type Ref,
  rename,
  request,
} from '../../src/index.js'
import { SeededRandom, settle } from '../../src/testing/index.js'
import { type Door, eventsOf, makeDoor, startStill as startAnyStill, stateOf } from '../still.js'
import { HurryingClock, startAt } from './creatures.js'

const startStill = () => startAnyStill({ requestTimeout: Infinity })

/** Lines to come, each waited for by its number: a wait that was given up takes nothing with it. */
class Script {
  private readonly doors: Door<string>[] = []
  private said = 0

  line(number: number): Promise<string> {
    return this.door(number).opened
  }

  /** Says the next lines. */
  say(...texts: string[]): void {
    for (const text of texts) this.door(this.said++).open(text)
  }

  private door(number: number): Door<string> {
    return (this.doors[number] ??= makeDoor<string>())
  }
}

const never = new Promise<void>(() => {})

/** A class whose loop reads a script and notes what it does, with its version before it. */
function makeReader(major: number, script: Script, usualLog: string[] = [], migrations: readonly Migration[] = []) {
  @actor({ name: 'Reader', version: `${major}.0.0`, migrations })
  class Reader extends Actor {
    @attribute({ initial: major }) writtenIn!: number
    @attribute() lines = 0
    constructor(
      private readonly input = script,
      private readonly log = usualLog,
    ) {
      super()
    }
    private note(what: string): void {
      this.log.push(`${major}: ${what}`)
    }
    destruct(): void {
      this.note('destruct')
    }
    @oneway() tell(what: string): Oneway {
      this.note(`told ${what}`)
    }
    @request() count() {
      return { major, lines: this.lines }
    }
    @request() async hold(door: Door<void>) {
      this.note('holds')
      await door.opened
      return major
    }
    *main(): Generator<unknown, void, string> {
      this.note(`begins at ${this.lines}`)
      try {
        for (;;) {
          const text = yield this.input.line(this.lines)
          this.lines += 1
          this.note(text)
        }
      } finally {
        this.note('ends')
      }
    }
  }
  return Reader
}

/** The same as an asynchronous generator. */
function makeAsyncReader(
  major: number,
  script: Script,
  usualLog: string[] = [],
  migrations: readonly Migration[] = [],
) {
  @actor({ name: 'Reader', version: `${major}.0.0`, migrations })
  class Reader extends Actor {
    @attribute({ initial: major }) writtenIn!: number
    @attribute() lines = 0
    constructor(
      private readonly input = script,
      private readonly log = usualLog,
    ) {
      super()
    }
    private note(what: string): void {
      this.log.push(`${major}: ${what}`)
    }
    destruct(): void {
      this.note('destruct')
    }
    @oneway() tell(what: string): Oneway {
      this.note(`told ${what}`)
    }
    @request() count() {
      return { major, lines: this.lines }
    }
    @request() async hold(door: Door<void>) {
      this.note('holds')
      await door.opened
      return major
    }
    async *main(): AsyncGenerator<unknown, void, string> {
      this.note(`begins at ${this.lines}`)
      try {
        for (;;) {
          const text = yield () => this.input.line(this.lines)
          await null
          this.lines += 1
          this.note(text)
        }
      } finally {
        await null
        this.note('ends')
      }
    }
  }
  return Reader
}

/** Keeps an instance busy until the door opens, or the instance ends. */
function hold(busy: { hold(door: Door<void>): Promise<unknown> }, door: Door<void>): void {
  busy.hold(door).catch(() => {})
}

const makers = { plain: makeReader, async: makeAsyncReader }
const kinds = ['plain', 'async'] as const

// ---- a loop that waits -----------------------------------------------------------------------------------------------

describe.each(kinds)('a %s loop', (kind) => {
  const make = makers[kind]

  test('B1: that waits for hours is no lingerer: it is rebranched at once, and its finally has run once', async () => {
    const { system, clock } = await startStill()
    const [script, log] = [new Script(), [] as string[]]
    const reader = await system.spawn(make(1, script, log))
    await clock.advance(5 * 3_600_000)
    const report = await system.upgrade(make(2, script, log), { purge: 'soft' })

    expect(report).toMatchObject({ outcome: 'committed', stragglers: [], killed: [], lingering: [] })
    expect(report.purges).toMatchObject([{ outcome: 'purged', versions: ['1.0.0'] }])
    expect(report.pauseMs).toBe(0)
    await settle()
    expect(log).toEqual(['1: begins at 0', '1: ends', '2: begins at 0'])
    script.say('a')
    await settle()
    expect(log.slice(3)).toEqual(['2: a'])
    expect(await reader.count()).toEqual({ major: 2, lines: 1 })
  })

  test('I5: what arrived before the upgrade is handed to the old loop, which is ended at its next yield', async () => {
    const { system } = await startStill()
    const [script, log] = [new Script(), [] as string[]]
    const reader = await system.spawn(make(1, script, log))
    await settle()
    script.say('a')
    // One turn of the microtasks: the loop has been told, and has not gone on.
    await null
    const report = await system.upgrade(make(2, script, log))
    await settle()
    script.say('b')
    await settle()

    expect(report.outcome).toBe('committed')
    expect(log).toEqual(['1: begins at 0', '1: a', '1: ends', '2: begins at 1', '2: b'])
    expect(await reader.count()).toEqual({ major: 2, lines: 2 })
  })

  test('I5: what arrives while its instance is busy is handed to the old loop, and does not hold the upgrade up', async () => {
    const { system } = await startStill()
    const [script, log] = [new Script(), [] as string[]]
    const reader = await system.spawn(make(1, script, log))
    await settle()
    const door = makeDoor()
    const held = reader.hold(door)
    await settle()
    script.say('a')
    await settle()
    const upgrade = system.upgrade(make(2, script, log))
    await settle()
    expect(log).toEqual(['1: begins at 0', '1: holds'])
    door.open()

    // No time has to go by for it: the set is at rest as soon as the loop waits again.
    expect(await stateOf(upgrade)).toBe('resolved')
    expect((await upgrade).outcome).toBe('committed')
    expect(await held).toBe(1)
    await settle()
    expect(log).toEqual(['1: begins at 0', '1: holds', '1: a', '1: ends', '2: begins at 1'])
  })

  test('I5: what arrives while the set is frozen is handed to the old loop too', async () => {
    const { system } = await startStill()
    const [script, log] = [new Script(), [] as string[]]
    const Reader = make(1, script, log)
    const busy = await system.spawn(Reader, [new Script(), []])
    const reader = await system.spawn(Reader)
    const door = makeDoor()
    hold(busy, door)
    await settle()
    const upgrade = system.upgrade(make(2, script, log))
    await settle()
    script.say('a')
    reader.tell('later')
    await settle()
    expect(log).toEqual(['1: begins at 0', '1: a'])
    door.open()
    expect((await upgrade).outcome).toBe('committed')
    script.say('b')
    await settle()
    expect(log.slice(2)).toEqual(['1: ends', '2: told later', '2: begins at 1', '2: b'])
  })

  test('I5: an instance that is stopped while its line waits holds nothing up', async () => {
    const { system } = await startStill()
    const [script, log] = [new Script(), [] as string[]]
    const reader = await system.spawn(make(1, script, log))
    await settle()
    const door = makeDoor()
    hold(reader, door)
    await settle()
    script.say('a')
    await settle()
    const upgrade = system.upgrade(make(2, script, log))
    await settle()
    const exited = reader.stop()
    door.open()

    expect(await stateOf(upgrade)).toBe('resolved')
    expect(await exited).toEqual({ type: 'stopped' })
    expect(log.slice(-2)).toEqual(['1: ends', '1: destruct'])
  })

  test('C1: messages that came while it was frozen keep their order, and run on the new code', async () => {
    const { system } = await startStill()
    const [script, log] = [new Script(), [] as string[]]
    const Reader = make(1, script, log)
    const busy = await system.spawn(Reader, [new Script(), []])
    const reader = await system.spawn(Reader)
    const door = makeDoor()
    hold(busy, door)
    await settle()
    const upgrade = system.upgrade(make(2, script, log))
    await settle()
    for (const what of ['one', 'two', 'three']) {
      reader.tell(what)
      await settle()
    }
    door.open()
    await upgrade
    reader.tell('four')
    await settle()
    const told = log.filter((line) => line.includes('told'))
    expect(told).toEqual(['2: told one', '2: told two', '2: told three', '2: told four'])
  })

  test('C1: it is ended by a stop or a kill of its frozen instance: its finally and the destructors run once, on the old code', async () => {
    const { system } = await startStill()
    const [script, log] = [new Script(), [] as string[]]
    const Reader = make(1, script, log)
    const busy = await system.spawn(Reader, [new Script(), []])
    const [stopped, killed] = [await system.spawn(Reader), await system.spawn(Reader)]
    const door = makeDoor()
    hold(busy, door)
    await settle()
    const upgrade = system.upgrade(make(2, script, log))
    await settle()
    expect((await stopped.stop()).type).toBe('stopped')
    expect((await killed.kill()).type).toBe('killed')
    await settle()
    door.open()

    expect(await upgrade).toMatchObject({ outcome: 'committed', classes: [{ instances: 1 }] })
    await settle()
    expect(log.filter((line) => line === '1: ends')).toHaveLength(2)
    expect(log.filter((line) => line === '1: destruct')).toHaveLength(2)
    expect(log.filter((line) => line.startsWith('2:'))).toEqual([])
  })

  test('H7: it goes up and down again and again: each version reads on where the last one stopped', async () => {
    const { system } = await startStill()
    const [script, log] = [new Script(), [] as string[]]
    const reader = await system.spawn(make(1, script, log))
    const ways = [2, 1, 2, 3, 1, 3]
    for (const [i, major] of ways.entries()) {
      await settle()
      script.say(`line ${i}`)
      await settle()
      expect((await system.upgrade(make(major, script, log), { purge: 'soft' })).outcome).toBe('committed')
    }
    await settle()
    const read = log.filter((line) => line.includes('line'))
    expect(read).toEqual([1, ...ways.slice(0, -1)].map((major, i) => `${major}: line ${i}`))
    expect(log.filter((line) => line.includes('ends'))).toHaveLength(ways.length)
    expect(log.filter((line) => line.includes('begins'))).toHaveLength(ways.length + 1)
    expect(await reader.count()).toEqual({ major: 3, lines: ways.length })
  })

  test('H1: 1,000 instances with loops are rebranched together: none loses a line, none is left in old code', async () => {
    const { system } = await startStill()
    const scripts = Array.from({ length: 1000 }, () => new Script())
    const say = async (text: string) => {
      for (const script of scripts) script.say(text)
      await settle()
    }
    const Reader = make(1, new Script())
    const readers = await Promise.all(scripts.map((script) => system.spawn(Reader, [script])))
    await say('a')
    for (const script of scripts.filter((_, i) => i % 2 === 0)) script.say('b')
    const report = await system.upgrade(make(2, new Script()), { purge: 'soft' })
    for (const script of scripts.filter((_, i) => i % 2 === 1)) script.say('b')
    await settle()
    await say('c')

    expect(report).toMatchObject({ outcome: 'committed', classes: [{ instances: 1000 }], lingering: [] })
    expect(report.purges).toMatchObject([{ outcome: 'purged' }])
    const counts = await Promise.all(readers.map((reader) => reader.count()))
    expect(counts).toEqual(counts.map(() => ({ major: 2, lines: 3 })))
  })
})

test('I5: whatever the turn in which a line arrives, it is read once, and by the old loop if that has not been ended before', async () => {
  for (let turns = 0; turns < 16; turns++) {
    const { system } = await startStill()
    const [script, log] = [new Script(), [] as string[]]
    const Reader = makeReader(1, script, log)
    await system.spawn(Reader)
    await settle()
    void script.line(0).then(() => log.push('arrived'))
    // The line comes so many turns of the microtasks after the migration.
    let isCalled = false
    const saySoon = (writtenIn: number) => {
      // An instance that was written to after its migration is migrated again.
      if (isCalled) return writtenIn
      isCalled = true
      let soon = Promise.resolve()
      for (let turn = 0; turn < turns; turn++) soon = soon.then(() => {})
      void soon.then(() => script.say('a'))
      return writtenIn
    }
    const up = migration('1.0.0', convert('writtenIn', saySoon))
    expect((await system.upgrade(makeReader(2, script, log, [up]))).outcome).toBe('committed')
    await settle()

    const isInTime = log.indexOf('arrived') < log.indexOf('1: ends')
    expect(log.filter((line) => line.endsWith(': a'))).toEqual([isInTime ? '1: a' : '2: a'])
    await system.stop()
  }
})

test('I5: what a yielded function gives at once is not lost either', async () => {
  const { system } = await startStill()
  const log: string[] = []
  /** Gives the next line, or a promise that tells when there is one. What it gave is gone. */
  class Input {
    readonly lines: string[] = []
    private wake: () => void = () => {}
    say(...lines: string[]): void {
      this.lines.push(...lines)
      this.wake()
    }
    next(): string | Promise<undefined> {
      if (this.lines.length > 0) return this.lines.shift()!
      return new Promise((resolve) => (this.wake = () => resolve(undefined)))
    }
  }
  const input = new Input()
  const make = (major: number) => {
    @actor({ name: 'Reader', version: `${major}.0.0` })
    class Reader extends Actor {
      @attribute({ initial: major }) writtenIn!: number
      @request() async hold(door: Door<void>) {
        await door.opened
      }
      *main(): Generator<unknown, void, string | undefined> {
        for (;;) {
          const line = yield () => input.next()
          if (line !== undefined) log.push(line)
        }
      }
    }
    return Reader
  }
  const reader = await system.spawn(make(1))
  await settle()
  const [first, second] = [makeDoor(), makeDoor()]
  hold(reader, first)
  await settle()
  // While it is held, its loop gets a line; behind that another call waits that holds it, and then the next line.
  input.say('a', 'b', 'c')
  await settle()
  hold(reader, second)
  first.open()
  await settle()
  const upgrade = system.upgrade(make(2))
  await settle()
  second.open()
  expect(await stateOf(upgrade)).toBe('resolved')
  expect((await upgrade).outcome).toBe('committed')
  await settle()
  input.say('d')
  await settle()
  expect(log).toEqual(['a', 'b', 'c', 'd'])
})

// What a loop yields itself is no wait. A promise that is settled already is, and has to be handed over: not this test's.
const asking = {
  'a value': (line: number) => line,
  'a function': (line: number) => () => line,
  'a function of a promise': (line: number) => () => Promise.resolve(line),
}

/** A class whose loop is never without input, up to some number of lines: whatever it yields, it can go on at once. */
function makeBusyReader(major: number, last: number, form: (line: number) => unknown) {
  @actor({ name: 'Reader', version: `${major}.0.0` })
  class Reader extends Actor {
    @attribute({ initial: major }) writtenIn!: number
    @attribute() lines = 0
    @attribute({ initial: () => [] }) readBy!: number[]
    @request() history() {
      return this.readBy
    }
    *main(): Generator<unknown, void, number> {
      while (this.lines < last) {
        const line = yield form(this.lines)
        if (line !== this.lines) throw new Error(`line ${line} after ${this.lines}`)
        this.lines += 1
        this.readBy.push(major)
      }
      yield new Promise(() => {})
    }
  }
  return Reader
}

test.each(Object.entries(asking).flatMap(([name, form]) => [1, 20].map((size) => ({ name, form, size }))))(
  'H1: $size instances whose loops are never without input ($name) are upgraded all the same',
  async ({ form, size }) => {
    // Here every look at the clock lasts, so that the messages of many leave turns to the event loop.
    await using system = await startAt(new HurryingClock())
    const last = 1000
    const Reader = makeBusyReader(1, last, form)
    const readers = await Promise.all(Array.from({ length: size }, () => system.spawn(Reader)))
    const report = await system.upgrade(makeBusyReader(2, last, form), { deadline: Infinity })
    expect(report.outcome).toBe('committed')
    let histories = await Promise.all(readers.map((reader) => reader.history()))
    while (histories.some(({ length }) => length < last)) {
      await settle()
      histories = await Promise.all(readers.map((reader) => reader.history()))
    }
    for (const history of histories) {
      expect(history).toHaveLength(last)
      expect(history).toEqual(history.toSorted((a, b) => a - b))
      // It was not only when the input had ended that they came to rest.
      expect(history.at(-1)).toBe(2)
    }
  },
)

test('C11: a loop whose promises are always settled is upgraded, or named at the deadline; it loses nothing either way', async () => {
  const clock = new HurryingClock()
  await using system = await startAt(clock)
  const form = (line: number) => Promise.resolve(line)
  const reader = await system.spawn(makeBusyReader(1, 3000, form))
  const upgrade = system.upgrade(makeBusyReader(2, 3000, form), { deadline: 1000 })
  await settle()
  await clock.advance(1000)
  const { outcome, stragglers } = await upgrade
  const named = outcome === 'refused' ? [{ class: 'Reader', pid: reader.pid, method: 'main' }] : []
  expect(['committed', 'refused']).toContain(outcome)
  expect(stragglers).toMatchObject(named)
  let history = await reader.history()
  while (history.length < 3000) {
    await settle()
    history = await reader.history()
  }
  expect(history.at(-1)).toBe(outcome === 'committed' ? 2 : 1)
})

// ---- state -----------------------------------------------------------------------------------------------------------

test('B1: the finally of the old loop runs on the old state, before the migration; what it wrote is migrated', async () => {
  const { system } = await startStill()
  const log: unknown[] = []
  @actor({ name: 'Tank', version: '1.0.0' })
  class Tank1 extends Actor {
    @attribute() litres = 0
    @request() level() {
      return [1, this.litres]
    }
    *main(): Generator<unknown, void, unknown> {
      this.litres = 7
      try {
        yield new Promise(() => {})
      } finally {
        log.push(['ends at', this.litres])
        this.litres += 1
      }
    }
  }
  @actor({
    name: 'Tank',
    version: '2.0.0',
    migrations: [
      migration(
        '1.0.0',
        rename('litres', 'millilitres'),
        convert('millilitres', (n: number) => n * 1000),
      ),
    ],
  })
  class Tank2 extends Actor {
    @attribute() millilitres = 0
    @request() level() {
      return [2, this.millilitres]
    }
    *main(): Generator<unknown, void, unknown> {
      log.push(['begins at', this.millilitres])
      yield new Promise(() => {})
    }
  }
  const tank = await system.spawn(Tank1)
  await settle()
  expect(await tank.level()).toEqual([1, 7])
  expect((await system.upgrade(Tank2)).outcome).toBe('committed')
  await settle()
  expect(await tank.level()).toEqual([2, 8000])
  expect(log).toEqual([
    ['ends at', 7],
    ['begins at', 8000],
  ])
})

test.each(['synchronous', 'asynchronous'])('E3: a %s afterUpgrade has run before the new loop begins', async (way) => {
  const { system } = await startStill()
  const log: string[] = []
  const door = makeDoor()
  const make = (major: number) => {
    @actor({ name: 'Reader', version: `${major}.0.0` })
    class Reader extends Actor {
      @attribute({ initial: major }) writtenIn!: number
      afterUpgrade(): Promise<void> | undefined {
        log.push(`${major}: afterUpgrade`)
        return way === 'synchronous' ? undefined : door.opened.then(() => void log.push(`${major}: upgraded`))
      }
      @oneway() tell(): Oneway {
        log.push(`${major}: told`)
      }
      *main(): Generator<unknown, void, unknown> {
        log.push(`${major}: begins`)
        yield never
      }
    }
    return Reader
  }
  const reader = await system.spawn(make(1))
  await settle()
  expect((await system.upgrade(make(2))).outcome).toBe('committed')
  reader.tell()
  await settle()
  door.open()
  await settle()
  const hooks = way === 'synchronous' ? ['2: afterUpgrade'] : ['2: afterUpgrade', '2: upgraded']
  expect(log.slice(0, 1 + hooks.length)).toEqual(['1: begins', ...hooks])
  expect(log.slice(1 + hooks.length).toSorted()).toEqual(['2: begins', '2: told'])
})

// ---- a loop that does not come to rest -------------------------------------------------------------------------------

/** A class whose loop awaits, between two yields, whatever it is given to await; and cleans up behind another door. */
function makeDigger(major: number, log: string[] = []) {
  @actor({ name: 'Digger', version: `${major}.0.0` })
  class Digger extends Actor {
    @attribute({ initial: major }) writtenIn!: number
    @attribute() depth = 0
    constructor(
      private readonly work: Promise<void>,
      private readonly cleaning: Promise<void> = Promise.resolve(),
    ) {
      super()
    }
    @request() getDepth() {
      return [major, this.depth]
    }
    async *main(): AsyncGenerator<unknown, void> {
      log.push(`${major}: begins`)
      try {
        if (this.depth === 0) await this.work
        this.depth += 1
        log.push(`${major}: digs`)
        yield () => new Promise(() => {})
      } finally {
        await this.cleaning
        log.push(`${major}: ends`)
      }
    }
  }
  return Digger
}
test('C11: a loop in the midst of an await is waited for', async () => {
  const { system, clock } = await startStill()
  const log: string[] = []
  const work = makeDoor()
  const digger = await system.spawn(makeDigger(1, log), [work.opened])
  await settle()
  const upgrade = system.upgrade(makeDigger(2, log))
  await settle()
  await clock.advance(4000)
  expect(log).toEqual(['1: begins'])
  work.open()
  expect(await upgrade).toMatchObject({ outcome: 'committed', stragglers: [], pauseMs: 4000 })
  await settle()
  expect(log).toEqual(['1: begins', '1: digs', '1: ends', '2: begins', '2: digs'])
  expect(await digger.getDepth()).toEqual([2, 2])
})

test('C11: a loop that is still awaiting at the deadline is named, and goes on as before; nobody stays frozen', async () => {
  const { system, clock } = await startStill()
  const log: string[] = []
  const work = makeDoor()
  const Digger = makeDigger(1, log)
  const digger = await system.spawn(Digger, [work.opened])
  const idle = await system.spawn(Digger, [Promise.resolve()])
  await settle()
  await clock.advance(1000)
  const upgrade = system.upgrade(makeDigger(2, log), { deadline: 3000 })
  await settle()
  await clock.advance(3000)
  const report = await upgrade
  expect(report).toMatchObject({
    outcome: 'refused',
    stragglers: [{ class: 'Digger', pid: digger.pid, method: 'main', forMs: 4000 }],
  })
  expect(String(report)).toContain(`${digger.pid} has been in main for 4000 ms`)
  await settle()
  work.open()
  await settle()
  expect(await digger.getDepth()).toEqual([1, 1])
  expect(await idle.getDepth()).toEqual([1, 1])
  expect(log.toSorted()).toEqual(['1: begins', '1: begins', '1: digs', '1: digs'])

  expect((await system.upgrade(makeDigger(2, log))).outcome).toBe('committed')
  expect(await idle.getDepth()).toEqual([2, 2])
})

test('C11: or it is killed at the deadline; it is named among what lingers until its await and its finally have ended', async () => {
  const { system, clock } = await startStill()
  const log: string[] = []
  const [work, cleaning] = [makeDoor(), makeDoor()]
  const Digger = makeDigger(1, log)
  const digger = await system.spawn(Digger, [work.opened, cleaning.opened])
  const idle = await system.spawn(Digger, [Promise.resolve()])
  await settle()
  const upgrade = system.upgrade(makeDigger(2, log), { deadline: 3000, onDeadline: 'kill' })
  await settle()
  await clock.advance(3000)
  const report = await upgrade
  expect(report).toMatchObject({
    outcome: 'committed',
    killed: [digger.pid],
    classes: [{ instances: 1 }],
    lingering: [{ class: 'Digger', version: '1.0.0', kind: 'instance', method: 'main', pid: digger.pid }],
  })
  expect(await digger.exited).toEqual({ type: 'upgrade', class: 'Digger', version: '2.0.0' })
  expect(await idle.getDepth()).toEqual([2, 2])
  expect(system.purge('Digger')).toMatchObject({ outcome: 'refused' })
  work.open()
  await settle()
  // Its finally is under way, in old code.
  expect(system.lingering('Digger')).toMatchObject([{ method: 'main', pid: digger.pid }])
  expect(system.purge('Digger').outcome).toBe('refused')
  cleaning.open()
  await settle()
  expect(system.lingering('Digger')).toEqual([])
  expect(system.purge('Digger')).toMatchObject({ outcome: 'purged', versions: ['1.0.0'] })
  expect(log.filter((line) => line === '1: digs')).toHaveLength(1)
})

test('A1: a loop that waits at its yield is never named among what lingers, after no number of upgrades', async () => {
  const { system, clock } = await startStill()
  const script = new Script()
  const reader = await system.spawn(makeReader(1, script))
  for (let major = 2; major <= 6; major++) {
    await clock.advance(3_600_000)
    expect((await system.upgrade(makeReader(major, script))).lingering).toEqual([])
    expect(system.lingering('Reader')).toEqual([])
  }
  expect(system.purge('Reader')).toMatchObject({ outcome: 'purged', versions: [1, 2, 3, 4, 5].map((n) => `${n}.0.0`) })
  script.say('a')
  await settle()
  expect(await reader.count()).toEqual({ major: 6, lines: 1 })
})

test('C12: a loop that goes on while others are staged, and then awaits, is waited for; the class can be upgraded again', async () => {
  // Here every look at the clock lasts, so that staging many gives way to others in its midst.
  await using system = await startAt(new HurryingClock())
  const log: string[] = []
  const [line, work] = [makeDoor(), makeDoor()]
  const make = (major: number) => {
    const onStaging = (writtenIn: number) => {
      line.open()
      return writtenIn
    }
    const migrations = major === 1 ? [] : [migration('1.0.0', convert('writtenIn', onStaging))]
    @actor({ name: 'Reader', version: `${major}.0.0`, migrations })
    class Reader extends Actor {
      @attribute({ initial: major }) writtenIn!: number
      @request() version() {
        return major
      }
      async *main(): AsyncGenerator<unknown, void> {
        if (major === 1) {
          yield () => line.opened
          log.push('awaits')
          await work.opened
          log.push('has awaited')
        }
        yield () => never
      }
    }
    return Reader
  }
  const Reader = make(1)
  const readers = await Promise.all(Array.from({ length: 70 }, () => system.spawn(Reader)))
  await settle(500)
  const upgrade = system.upgrade(make(2), { deadline: Infinity })
  await settle(500)
  expect(log).toContain('awaits')
  work.open()
  await settle(500)
  expect(await stateOf(upgrade)).toBe('resolved')
  expect((await upgrade).outcome).toBe('committed')
  expect(log.filter((line) => line === 'awaits').length).toBe(log.filter((line) => line === 'has awaited').length)
  const again = system.upgrade(make(3), { deadline: Infinity })
  await settle(500)
  expect(await stateOf(again)).toBe('resolved')
  expect((await again).outcome).toBe('committed')
  expect(await readers[0]!.version()).toBe(3)
})

test('I3: a birth that a loop waits for, because of a line that came before, is not held up; the newborn is upgraded too', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const line = makeDoor()
  const make = (major: number) => {
    @actor({ name: 'Parent', version: `${major}.0.0` })
    class Parent extends Actor {
      @attribute({ initial: major }) writtenIn!: number
      constructor(private readonly isParent: boolean) {
        super()
      }
      @request() async hold(door: Door<void>) {
        await door.opened
      }
      @request() version() {
        return major
      }
      async *main(): AsyncGenerator<unknown, void> {
        if (this.isParent && major === 1) {
          yield () => line.opened
          for (let turn = 0; turn < 20; turn++) await null
          const child = await this.spawn(Parent, [false])
          log.push(`bears ${child.pid}`)
        }
        yield () => never
      }
    }
    return Parent
  }
  const parent = await system.spawn(make(1), [true])
  await settle()
  const door = makeDoor()
  hold(parent, door)
  await settle()
  line.open()
  await settle()
  const upgrade = system.upgrade(make(2))
  await settle()
  door.open()
  expect(await stateOf(upgrade)).toBe('resolved')
  expect(await upgrade).toMatchObject({ outcome: 'committed', classes: [{ instances: 2 }] })
  expect(log).toHaveLength(1)
  const versions = [...system.instancesOf(make(2))].map((ref) => ref.version())
  expect(await Promise.all(versions)).toEqual([2, 2])
})

// ---- back to where it was --------------------------------------------------------------------------------------------

describe.each(kinds)('after a failed upgrade a %s loop', (kind) => {
  const make = makers[kind]

  test('H5: of the old class runs, once, when a migration has thrown; no line is lost', async () => {
    const { system } = await startStill()
    const [script, log] = [new Script(), [] as string[]]
    const reader = await system.spawn(make(1, script, log))
    script.say('a')
    await settle()
    const failing = () => {
      throw new Error('cannot')
    }
    const Second = make(2, script, log, [migration('1.0.0', convert('writtenIn', failing))])
    expect((await system.upgrade(Second)).outcome).toBe('rolledBack')
    await settle()
    script.say('b')
    await settle()
    script.say('c')
    await settle()
    expect(log.filter((line) => /: [abc]$/.test(line))).toEqual(['1: a', '1: b', '1: c'])
    const [begun, ended] = ['begins', 'ends'].map((what) => log.filter((line) => line.includes(what)).length)
    expect(begun).toBe(ended! + 1)
    expect(await reader.count()).toEqual({ major: 1, lines: 3 })

    expect((await system.upgrade(make(3, script, log))).outcome).toBe('committed')
    script.say('d')
    await settle()
    expect(log.at(-1)).toBe('3: d')
  })

  test('C11: of the old class runs on, once, when another instance has not come to rest', async () => {
    const { system, clock } = await startStill()
    const [script, log] = [new Script(), [] as string[]]
    const Reader = make(1, script, log)
    const reader = await system.spawn(Reader)
    const busy = await system.spawn(Reader, [new Script(), []])
    await settle()
    const door = makeDoor()
    hold(busy, door)
    await settle()
    const upgrade = system.upgrade(make(2, script, log))
    await settle()
    script.say('a')
    await clock.advance(5000)
    expect(await upgrade).toMatchObject({ outcome: 'refused', stragglers: [{ pid: busy.pid, method: 'hold' }] })
    script.say('b')
    await settle()
    expect(log.filter((line) => /: [ab]$/.test(line))).toEqual(['1: a', '1: b'])
    expect(await reader.count()).toEqual({ major: 1, lines: 2 })
    door.open()
  })

  test('G4: of the old class begins anew after a rollback', async () => {
    const { system } = await startStill()
    const [script, log] = [new Script(), [] as string[]]
    await system.spawn(make(1, script, log))
    await settle()
    await system.upgrade(make(2, script, log))
    script.say('a')
    await settle()
    expect((await system.rollback()).outcome).toBe('committed')
    await settle()
    script.say('b')
    await settle()
    expect(log.slice(2)).toEqual(['2: begins at 0', '2: a', '2: ends', '1: begins at 1', '1: b'])
  })
})

/** A class whose loop writes in its finally what the next version cannot migrate, if it is told to. */
function makeSpoiler(major: number, log: string[], ending: () => unknown = () => {}) {
  const judge = (content: string) => {
    if (content === 'spoilt') throw new Error('it is spoilt')
    return content
  }
  @actor({
    name: 'Store',
    version: `${major}.0.0`,
    migrations: major === 1 ? [] : [migration('1.0.0', convert('content', judge))],
  })
  class Store extends Actor {
    @attribute() content = 'fresh'
    @attribute({ initial: false }) isSpoiling = false
    @oneway() spoil(isSpoiling: boolean): Oneway {
      this.isSpoiling = isSpoiling
    }
    @request() getContent() {
      return [major, this.content]
    }
    *main(): Generator<unknown, void, unknown> {
      log.push(`${major}: begins`)
      try {
        yield never
      } finally {
        this.content = this.isSpoiling ? 'spoilt' : 'kept'
        yield ending()
        log.push(`${major}: ends`)
      }
    }
  }
  return Store
}

test('I1: when what a finally wrote cannot be migrated, all are on the old version, and their loops begin anew', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const First = makeSpoiler(1, log)
  const stores = [await system.spawn(First), await system.spawn(First), await system.spawn(First)]
  stores[1]!.spoil(true)
  await settle()
  const report = await system.upgrade(makeSpoiler(2, log))
  expect(report).toMatchObject({
    outcome: 'rolledBack',
    failures: [{ class: 'Store', pid: stores[1]!.pid, message: 'it is spoilt' }],
  })
  await settle()
  expect(log.filter((line) => line === '1: ends')).toHaveLength(3)
  expect(log.filter((line) => line === '1: begins')).toHaveLength(6)
  expect(await Promise.all(stores.map((store) => store.getContent()))).toEqual([
    [1, 'kept'],
    [1, 'spoilt'],
    [1, 'kept'],
  ])
  await stores[1]!.stop()
  expect((await system.upgrade(makeSpoiler(2, log))).outcome).toBe('committed')
  await settle()
  expect(log.filter((line) => line === '2: begins')).toHaveLength(2)
})

test('C11: a finally that does not end is named with method main; the loops that were ended meanwhile begin anew', async () => {
  const { system, clock } = await startStill()
  const log: string[] = []
  const door = makeDoor()
  const First = makeSpoiler(1, log, () => door.opened)
  const store = await system.spawn(First)
  await settle()
  const upgrade = system.upgrade(makeSpoiler(2, log), { deadline: 1000 })
  await settle()
  const answer = store.getContent()
  await clock.advance(1000)
  expect(await upgrade).toMatchObject({
    outcome: 'refused',
    stragglers: [{ class: 'Store', pid: store.pid, method: 'main' }],
  })
  // It is busy with its finally; then its loop begins anew.
  expect(await stateOf(answer)).toBe('pending')
  expect(log).toEqual(['1: begins'])
  door.open()
  expect(await answer).toEqual([1, 'kept'])
  await settle()
  expect(log).toEqual(['1: begins', '1: ends', '1: begins'])
  expect((await system.upgrade(makeSpoiler(2, log))).outcome).toBe('committed')
})

// ---- the end of a loop -----------------------------------------------------------------------------------------------

test('C11: an asynchronous finally is waited for; what was sent meanwhile runs after it, on the new code', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const door = makeDoor()
  const store = await system.spawn(makeSpoiler(1, log, () => door.opened))
  await settle()
  const upgrade = system.upgrade(makeSpoiler(2, log))
  await settle()
  const answer = store.getContent()
  expect(await stateOf(upgrade)).toBe('pending')
  expect(log).toEqual(['1: begins'])
  door.open()
  expect((await upgrade).outcome).toBe('committed')
  expect(await answer).toEqual([2, 'kept'])
  await settle()
  expect(log).toEqual(['1: begins', '1: ends', '2: begins'])
})

test('C11: an instance whose finally does not end may be killed at the deadline', async () => {
  const { system, clock } = await startStill()
  const log: string[] = []
  const doors = [never, Promise.resolve()]
  const First = makeSpoiler(1, log, () => doors.shift())
  const stores = [await system.spawn(First), await system.spawn(First)]
  await settle()
  const upgrade = system.upgrade(makeSpoiler(2, log), { deadline: 1000, onDeadline: 'kill' })
  await settle()
  await clock.advance(1000)
  expect(await upgrade).toMatchObject({
    outcome: 'committed',
    killed: [stores[0]!.pid],
    lingering: [{ class: 'Store', version: '1.0.0', method: 'main', pid: stores[0]!.pid }],
  })
  expect(await stores[0]!.exited).toEqual({ type: 'upgrade', class: 'Store', version: '2.0.0' })
  expect(await stores[1]!.getContent()).toEqual([2, 'kept'])
})

test.each(['stop', 'kill'] as const)(
  'A21: an instance that is ended by a %s while its loop is being ended goes alone; the others are upgraded',
  async (way) => {
    const { system } = await startStill()
    const log: string[] = []
    const doors = [makeDoor(), makeDoor()]
    let number = 0
    const First = makeSpoiler(1, log, () => doors[number++]!.opened)
    const stores = [await system.spawn(First), await system.spawn(First)]
    await settle()
    const upgrade = system.upgrade(makeSpoiler(2, log))
    await settle()
    const exited = stores[0]![way]()
    await settle()
    if (way === 'stop') doors[0]!.open()
    doors[1]!.open()
    expect(await upgrade).toMatchObject({ outcome: 'committed', classes: [{ instances: 1 }], killed: [] })
    expect((await exited).type).toBe(way === 'stop' ? 'stopped' : 'killed')
    expect(await stores[1]!.getContent()).toEqual([2, 'kept'])
    doors[0]!.open()
    await settle()
    expect(log.filter((line) => line === '2: begins')).toHaveLength(1)
    expect(system.lingering('Store')).toEqual([])
    expect((await system.upgrade(makeSpoiler(1, log))).outcome).toBe('refused')
    expect((await system.upgrade(makeSpoiler(3, log))).outcome).toBe('committed')
  },
)

/** A class whose loop does in its finally what it is given. */
function makeEnding(major: number, log: string[], kind: 'plain' | 'async', ending: (self: Actor) => unknown) {
  const note = (what: string) => void log.push(`${major}: ${what}`)
  @actor({ name: 'Ending', version: `${major}.0.0` })
  class Plain extends Actor {
    @attribute({ initial: major }) writtenIn!: number
    destruct(): void {
      note('destruct')
    }
    @request() version() {
      return major
    }
    *main(): Generator<unknown, void, unknown> {
      note('begins')
      try {
        yield never
      } finally {
        yield ending(this)
        note('ends')
      }
    }
  }
  @actor({ name: 'Ending', version: `${major}.0.0` })
  class Async extends Actor {
    @attribute({ initial: major }) writtenIn!: number
    destruct(): void {
      note('destruct')
    }
    @request() version() {
      return major
    }
    async *main(): AsyncGenerator<unknown, void, unknown> {
      note('begins')
      try {
        yield () => never
      } finally {
        await ending(this)
        note('ends')
      }
    }
  }
  return kind === 'plain' ? Plain : Async
}

describe.each(kinds)('the finally of a %s loop', (kind) => {
  test('A21: that throws crashes its instance, in main, and nothing else: the others are upgraded', async () => {
    const { system, events } = await startStill()
    const log: string[] = []
    let isFirst = true
    const First = makeEnding(1, log, kind, () => {
      const isThrown = isFirst
      isFirst = false
      if (isThrown) throw new Error('cannot clean')
    })
    const refs = [await system.spawn(First), await system.spawn(First), await system.spawn(First)]
    await settle()
    const report = await system.upgrade(makeEnding(2, log, kind, () => {}))
    expect(report.outcome).toBe('committed')
    expect(await refs[0]!.exited).toMatchObject({ type: 'crashed', method: 'main', error: { message: 'cannot clean' } })
    expect(eventsOf(events, 'crashed')).toMatchObject([{ class: 'Ending', pid: refs[0]!.pid, method: 'main' }])
    expect(await Promise.all(refs.slice(1).map((ref) => ref.version()))).toEqual([2, 2])
    expect(system.countInstances('Ending')).toBe(2)
  })

  test('A21: that throws crashes its instance also in an upgrade that takes the loop away', async () => {
    const { system } = await startStill()
    const First = makeEnding(1, [], kind, () => {
      throw new Error('cannot clean')
    })
    const ref = await system.spawn(First)
    await settle()
    @actor({ name: 'Ending', version: '2.0.0' })
    class Quiet extends Actor {
      @attribute({ initial: 2 }) writtenIn!: number
    }
    expect((await system.upgrade(Quiet)).outcome).toBe('committed')
    expect(await stateOf(ref.exited)).toBe('resolved')
    expect(await ref.exited).toMatchObject({ type: 'crashed', method: 'main' })
  })

  test('A21: that stops its own instance ends it, by the old destructors; the others are upgraded', async () => {
    const { system } = await startStill()
    const log: string[] = []
    let isFirst = true
    const First = makeEnding(1, log, kind, (self) => {
      if (isFirst) (self as unknown as { stop(): void }).stop()
      isFirst = false
    })
    const refs = [await system.spawn(First), await system.spawn(First)]
    await settle()
    expect((await system.upgrade(makeEnding(2, log, kind, () => {}))).outcome).toBe('committed')
    expect(await refs[0]!.exited).toEqual({ type: 'stopped' })
    await settle()
    expect(log.filter((line) => line.includes('destruct'))).toHaveLength(1)
    expect(log.filter((line) => line === '2: begins')).toHaveLength(1)
    expect(await refs[1]!.version()).toBe(2)
  })

  test('I12: that asks a frozen instance of its own set, again and again, gets its answers from the old code', async () => {
    const { system } = await startStill()
    const log: string[] = []
    const answers: unknown[] = []
    const peers: { version(): Promise<number> }[] = []
    async function* ask() {
      await null
      for (const peer of [peers[1]!, peers[2]!]) yield await peer.version()
    }
    let isFirst = true
    const First = makeEnding(1, log, kind, () => {
      if (!isFirst) return
      isFirst = false
      return (async () => {
        for await (const answer of ask()) answers.push(answer)
      })()
    })
    for (let i = 0; i < 3; i++) peers.push(await system.spawn(First))
    await settle()
    const upgrade = system.upgrade(makeEnding(2, log, kind, () => {}))
    expect(await stateOf(upgrade)).toBe('resolved')
    expect((await upgrade).outcome).toBe('committed')
    expect(answers).toEqual([1, 1])
    expect(await Promise.all(peers.map((peer) => peer.version()))).toEqual([2, 2, 2])
  })

  test('I3: that asks for a birth in its own class gets a newborn of the new version, with the new loop, once', async () => {
    const { system } = await startStill()
    const log: string[] = []
    const births: PromiseLike<Ref<InstanceType<typeof First>>>[] = []
    const First: ReturnType<typeof makeEnding> = makeEnding(1, log, kind, () => {
      births.push(system.spawn<typeof First>('Ending'))
    })
    await system.spawn(First)
    await settle()
    expect((await system.upgrade(makeEnding(2, log, kind, () => {}))).outcome).toBe('committed')
    const [newborn] = await Promise.all(births)
    expect(await newborn!.version()).toBe(2)
    await settle()
    expect(births).toHaveLength(1)
    expect(log).toEqual(['1: begins', '1: ends', '2: begins', '2: begins'])
    expect((await newborn!.stop()).type).toBe('stopped')
    expect(log.slice(4)).toEqual(['2: ends', '2: destruct'])
  })
})

test('I10: a finally that kills others of its set, whose loops have or have not been ended, takes nobody else with it', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const refs: Ref<InstanceType<ReturnType<typeof makeEnding>>>[] = []
  let number = 0
  const First = makeEnding(1, log, 'plain', () => {
    if (++number === 2) for (const at of [0, 2]) void refs[at]!.kill()
  })
  for (let i = 0; i < 4; i++) refs.push(await system.spawn(First))
  await settle()
  expect((await system.upgrade(makeEnding(2, log, 'plain', () => {}))).outcome).toBe('committed')
  await settle()
  expect(log.filter((line) => line === '1: ends')).toHaveLength(4)
  expect(log.filter((line) => line === '2: begins')).toHaveLength(2)
  expect(await Promise.all([refs[1]!, refs[3]!].map((ref) => ref.version()))).toEqual([2, 2])
  expect(system.countInstances('Ending')).toBe(2)
})

test('C12: many with asynchronous finallys, under messages and with little time a turn, all serve afterwards', async () => {
  // The dispatcher pauses after each message: instances wait in the run queue while their loops are ended.
  await using system = await startAt(new HurryingClock())
  const log: string[] = []
  const First = makeEnding(1, log, 'async', async () => {})
  const Second = makeEnding(2, log, 'async', async () => {})
  const refs = await Promise.all(Array.from({ length: 40 }, () => system.spawn(First)))
  await settle(200)
  const upgrade = system.upgrade(Second, { deadline: Infinity })
  const answers: Promise<number>[] = []
  for (let turn = 0; turn < 60; turn++) {
    await settle(1)
    answers.push(refs[(turn * 7) % refs.length]!.with({ timeout: Infinity }).version())
  }
  expect((await upgrade).outcome).toBe('committed')
  await settle(500)
  expect(await stateOf(Promise.all(answers))).toBe('resolved')
  const after = Promise.all(refs.map((ref) => ref.with({ timeout: Infinity }).version()))
  await settle(500)
  expect(await stateOf(after)).toBe('resolved')
  expect(new Set(await after)).toEqual(new Set([2]))
})

// ---- which loop ------------------------------------------------------------------------------------------------------

/** A counter without a loop, or with one that counts lines. */
function makeCounter(major: number, script: Script, log: string[], hasLoop: boolean) {
  @actor({ name: 'Counter', version: `${major}.0.0` })
  class Quiet extends Actor {
    @attribute({ initial: major }) writtenIn!: number
    @attribute() count = 0
    @oneway() add(n: number): Oneway {
      this.count += n
    }
    @request() get() {
      return [major, this.count]
    }
  }
  @actor({ name: 'Counter', version: `${major}.0.0` })
  class Busy extends Actor {
    @attribute({ initial: major }) writtenIn!: number
    @attribute() count = 0
    @oneway() add(n: number): Oneway {
      this.count += n
    }
    @request() get() {
      return [major, this.count]
    }
    *main(): Generator<unknown, void, unknown> {
      log.push(`${major}: begins`)
      try {
        for (let line = 0; ; line++) {
          yield script.line(line)
          this.count += 1
        }
      } finally {
        log.push(`${major}: ends`)
      }
    }
  }
  return hasLoop ? Busy : Quiet
}

test('B1: a class that gets a loop by an upgrade starts it in its living instances; one that loses it goes on serving', async () => {
  const { system } = await startStill()
  const [script, log] = [new Script(), [] as string[]]
  const make = (major: number, hasLoop: boolean) => makeCounter(major, script, log, hasLoop)
  const counter = await system.spawn(make(1, false))
  counter.add(10)
  expect((await system.upgrade(make(2, true))).outcome).toBe('committed')
  await settle()
  script.say('a')
  await settle()
  expect(await counter.get()).toEqual([2, 11])
  expect((await system.upgrade(make(3, false), { purge: 'soft' })).outcome).toBe('committed')
  expect(system.hasOldCode('Counter')).toBe(false)
  script.say('b')
  await settle()
  counter.add(10)
  expect(await counter.get()).toEqual([3, 21])
  expect((await system.upgrade(make(4, true))).outcome).toBe('committed')
  await settle()
  // The new loop begins with the first line.
  expect(await counter.get()).toEqual([4, 23])
  expect(log).toEqual(['2: begins', '2: ends', '4: begins'])
  expect((await counter.stop()).type).toBe('stopped')
})

/** A superclass with a loop, and subclasses that inherit it, extend it, or have their own. */
function makeMachines(log: string[]) {
  const machine = (major: number, hasLoop = true) => {
    @actor({ name: 'Machine', version: `${major}.0.0` })
    class Machine extends Actor {
      @attribute({ initial: major }) writtenIn!: number
      protected note(what: string): void {
        log.push(`${this.self(Machine).className} ${what}`)
      }
      *main(): Generator<unknown, void, unknown> {
        this.note(`runs ${major}`)
        try {
          yield never
        } finally {
          this.note(`stops ${major}`)
        }
      }
    }
    if (!hasLoop) delete (Machine.prototype as { main?: unknown }).main
    return Machine
  }
  const First = machine(1)
  @actor({ name: 'Oven', version: '1.0.0' })
  class Oven extends First {}
  @actor({ name: 'Toaster', version: '1.0.0' })
  class Toaster extends First {
    override *main(): Generator<unknown, void, unknown> {
      this.note('is plugged in')
      yield* super.main()
    }
  }
  @actor({ name: 'Clock', version: '1.0.0' })
  class Clock extends First {
    override *main(): Generator<unknown, void, unknown> {
      this.note('ticks')
      yield never
    }
  }
  return { machine, First, heirs: [Oven, Toaster, Clock] }
}

test('I6: an upgrade of the superclass brings its new loop to the instances of its subclasses, inherited or extended', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const { machine, heirs } = makeMachines(log)
  for (const Heir of heirs) await system.spawn(Heir)
  await settle()
  expect(log).toEqual(['Oven runs 1', 'Toaster is plugged in', 'Toaster runs 1', 'Clock ticks'])
  log.length = 0
  expect((await system.upgrade(machine(2))).outcome).toBe('committed')
  await settle()
  expect(log.toSorted()).toEqual(
    [
      'Oven stops 1',
      'Oven runs 2',
      'Toaster stops 1',
      'Toaster is plugged in',
      'Toaster runs 2',
      'Clock ticks',
    ].toSorted(),
  )
})

test('I6: a loop that only the subclass had before lets the superclass bring one to all others', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const { machine } = makeMachines(log)
  const Silent = machine(1, false)
  @actor({ name: 'Oven', version: '1.0.0' })
  class Oven extends Silent {}
  await system.spawn(Oven)
  await settle()
  expect(log).toEqual([])
  expect((await system.upgrade(machine(2))).outcome).toBe('committed')
  await settle()
  expect(log).toEqual(['Oven runs 2'])
})

test('E10: a new number without changed code: no loop is left in code that a purge has forgotten', async () => {
  const { system } = await startStill()
  const [script, log] = [new Script(), [] as string[]]
  // The text is the same, only what it captures tells the two apart.
  const make = (version: string, tag: string) => {
    @actor({ name: 'Reader', version })
    class Reader extends Actor {
      @attribute({ initial: 0 }) lines!: number;
      *main(): Generator<unknown, void, string> {
        for (;;) {
          const text = yield script.line(this.lines)
          this.lines += 1
          log.push(`${tag}: ${text}`)
        }
      }
    }
    return Reader
  }
  await system.spawn(make('1.0.0', 'old'))
  script.say('a')
  await settle()
  const report = await system.upgrade(make('1.0.1', 'new'))
  expect(report).toMatchObject({ outcome: 'committed', plan: { changes: [{ kind: 'renumbered' }] } })
  const { outcome } = system.purge('Reader')
  script.say('b')
  await settle()
  // Either its loop is new, or it lingers, and the purge is refused.
  expect(log).toEqual(['old: a', outcome === 'purged' ? 'new: b' : 'old: b'])
})

test('I8: a loop may ask for the upgrade of its own class at a yield', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const make = (major: number) => {
    @actor({ name: 'Phoenix', version: `${major}.0.0` })
    class Phoenix extends Actor {
      @attribute({ initial: major }) writtenIn!: number;
      *main(): Generator<unknown, void, unknown> {
        log.push(`${major}: begins`)
        try {
          if (major < 3) yield this.system.upgrade(make(major + 1))
          log.push(`${major}: goes on`)
          yield never
        } finally {
          log.push(`${major}: ends`)
        }
      }
    }
    return Phoenix
  }
  await system.spawn(make(1))
  await settle()
  expect(log).toEqual(['1: begins', '1: ends', '2: begins', '2: ends', '3: begins', '3: goes on'])
  expect(system.describe('Phoenix').version).toBe('3.0.0')
})

test('H7: several upgrades asked at once leave one loop, of the last of them', async () => {
  const { system } = await startStill()
  const [script, log] = [new Script(), [] as string[]]
  const reader = await system.spawn(makeReader(1, script, log))
  await settle()
  const reports = await Promise.all([2, 3, 4].map((major) => system.upgrade(makeReader(major, script, log)).report))
  expect(reports.map(({ outcome }) => outcome)).toEqual(['committed', 'committed', 'committed'])
  script.say('a')
  await settle()
  expect(log.at(-1)).toBe('4: a')
  expect(log.filter((line) => line.endsWith(': a'))).toHaveLength(1)
  expect(log.filter((line) => line.includes('begins')).length).toBe(
    1 + log.filter((line) => line.includes('ends')).length,
  )
  expect(await reader.count()).toEqual({ major: 4, lines: 1 })
})

// ---- lazy upgrades ---------------------------------------------------------------------------------------------------

/** A class that measures in metres first and in centimetres then; its loop notes what it finds. */
function makeTree(major: 1 | 2, log: string[]) {
  const grow = (height: number) => {
    if (height === 13) throw new Error('unlucky')
    return height * 100
  }
  @actor({
    name: 'Tree',
    version: `${major}.0.0`,
    migrations:
      major === 1
        ? []
        : [
            migration(
              '1.0.0',
              convert('height', grow, (height: number) => height / 100),
            ),
          ],
  })
  class Tree extends Actor {
    @attribute() height: number
    constructor(height: number) {
      super()
      this.height = height
    }
    destruct(): void {
      log.push(`${major}: destruct at ${this.height}`)
    }
    afterUpgrade(): void {
      log.push(`${major}: afterUpgrade at ${this.height}`)
    }
    @request() getHeight() {
      return [major, this.height]
    }
    *main(): Generator<unknown, void, unknown> {
      log.push(`${major}: begins at ${this.height}`)
      try {
        yield never
      } finally {
        this.height += 1
        log.push(`${major}: ends at ${this.height}`)
      }
    }
  }
  return Tree
}

test('E3: a lazy upgrade ends the old loops on their old states, and begins the new ones on migrated states, after the hooks', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const trees = [await system.spawn(makeTree(1, log), [3])]
  await settle()
  const upgrade = system.upgrade(makeTree(2, log), { strategy: 'lazy' })
  expect((await upgrade).outcome).toBe('committed')
  expect(await upgrade.settled).toEqual({ migrated: 1, quarantined: [] })
  await settle()
  const expected = ['1: begins at 3', '1: ends at 4', '2: afterUpgrade at 400', '2: begins at 400']
  expect(log).toEqual(expected)
  expect(await trees[0]!.getHeight()).toEqual([2, 400])
  expect((await system.rollback()).outcome).toBe('committed')
  await settle()
  expect(log.slice(4)).toEqual(['2: ends at 401', '1: afterUpgrade at 4.01', '1: begins at 4.01'])
})

test('E3: by a lazy upgrade too a line that arrived before is handed to the old loop, and none is lost', async () => {
  const { system } = await startStill()
  const [script, log] = [new Script(), [] as string[]]
  const reader = await system.spawn(makeReader(1, script, log))
  await settle()
  const door = makeDoor()
  hold(reader, door)
  script.say('a')
  await settle()
  const up = migration(
    '1.0.0',
    convert('writtenIn', (n: number) => n + 1),
  )
  const upgrade = system.upgrade(makeReader(2, script, log, [up]), { strategy: 'lazy' })
  await settle()
  door.open()
  expect((await upgrade).outcome).toBe('committed')
  script.say('b')
  await upgrade.settled
  await settle()
  script.say('c')
  await settle()
  expect(log.filter((line) => /: [abc]$/.test(line))).toEqual(['1: a', '2: b', '2: c'])
})

test('I1: the loop of an instance that a lazy upgrade has quarantined does not run; those of the others do', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const First = makeTree(1, log)
  const [lucky, unlucky] = [await system.spawn(First, [3]), await system.spawn(First, [12])]
  await settle()
  const upgrade = system.upgrade(makeTree(2, log), { strategy: 'lazy' })
  expect((await upgrade.settled).quarantined).toMatchObject([{ pid: unlucky.pid, message: 'unlucky' }])
  await settle()
  expect(log.filter((line) => line.startsWith('2:'))).toEqual(['2: afterUpgrade at 400', '2: begins at 400'])
  expect(await lucky.getHeight()).toEqual([2, 400])
  expect((await unlucky.stop()).type).toBe('stopped')
  // Its destructor has the old state; its loop had not begun, so nothing of it ends.
  expect(log.at(-1)).toBe('2: destruct at 13')
  expect(log.filter((line) => line.startsWith('2: ends'))).toEqual([])
})

test('C2: the loop of a quarantined instance begins when it has been given a state that fits', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const tree = await system.spawn(makeTree(1, log), [12])
  await settle()
  await system.upgrade(makeTree(2, log), { strategy: 'lazy' }).settled
  await settle()
  expect(log.filter((line) => line.startsWith('2:'))).toEqual([])
  await system.replaceState(tree, () => ({ height: 1200 }))
  await settle()
  expect(log.at(-1)).toBe('2: begins at 1200')
  expect(await tree.getHeight()).toEqual([2, 1200])
})

test('C2: a state can be replaced while the loop waits; it goes on with the new one', async () => {
  const { system } = await startStill()
  const [script, log] = [new Script(), [] as string[]]
  const reader = await system.spawn(makeReader(1, script, log))
  script.say('a', 'b', 'c')
  await settle()
  await system.replaceState(reader, (state) => ({ ...state, lines: 10 }))
  await settle()
  script.say('d')
  await settle()
  expect(log).toEqual(['1: begins at 0', '1: a', '1: b', '1: c', '1: d'])
  expect(await reader.count()).toEqual({ major: 1, lines: 11 })
})

test('E13: a rehearsal leaves the loops alone', async () => {
  const { system } = await startStill()
  const [script, log] = [new Script(), [] as string[]]
  await system.spawn(makeReader(1, script, log))
  script.say('a')
  await settle()
  const up = migration(
    '1.0.0',
    convert('writtenIn', (n: number) => n + 1),
  )
  await system.rehearse(makeReader(2, script, log, [up]))
  script.say('b')
  await settle()
  expect(log).toEqual(['1: begins at 0', '1: a', '1: b'])
})

test('E11: a class that is removed with its instances ends their loops', async () => {
  const { system } = await startStill()
  const [script, log] = [new Script(), [] as string[]]
  const reader = await system.spawn(makeReader(1, script, log))
  await settle()
  expect((await system.remove('Reader')).outcome).toBe('refused')
  script.say('a')
  await settle()
  expect((await system.remove('Reader', { instances: 'stop' })).outcome).toBe('removed')
  expect((await reader.exited).type).not.toBe('crashed')
  expect(log).toEqual(['1: begins at 0', '1: a', '1: ends', '1: destruct'])
})

// ---- kills -----------------------------------------------------------------------------------------------------------

test('A21: a kill of an instance whose method is suspended ends the loop that waits too, also when its finally throws', async () => {
  const { system, events } = await startStill()
  const log: string[] = []
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    destruct(): void {
      log.push('destruct')
    }
    @request() async sleep() {
      await never
    }
    *main(): Generator<unknown, void, unknown> {
      try {
        yield never
      } finally {
        log.push('finally')
        // oxlint-disable-next-line no-unsafe-finally
        throw new Error('cannot clean')
      }
    }
  }
  const cat = await system.spawn(Cat)
  await settle()
  const sleeping = cat.sleep()
  expect(await stateOf(sleeping)).toBe('pending')
  expect(await cat.kill()).toEqual({ type: 'killed' })
  expect(await stateOf(sleeping)).toBe('rejected')
  expect(log).toEqual(['finally', 'destruct'])
  expect(eventsOf(events, 'destruct-failed')).toMatchObject([{ error: { message: 'cannot clean' } }])
  expect(system.countInstances(Cat)).toBe(0)
})

// ---- all together ----------------------------------------------------------------------------------------------------

test.each(Array.from({ length: 25 }, (_, seed) => seed))(
  'A26: lines, calls, births, ends and upgrades in any order (seed %d): each line is read once, in order, nobody lingers',
  async (seed) => {
    const { system, events } = await startStill()
    const random = new SeededRandom(seed)
    const pick = (n: number) => Math.floor(random.next() * n)
    const make = (major: number) => makers[kinds[pick(2)]!](major, new Script())
    const everybody: { reader: Ref<InstanceType<ReturnType<typeof makeReader>>>; script: Script; log: string[] }[] = []
    const doors: Door<void>[] = []
    const reports: PromiseLike<{ outcome: string }>[] = []
    const said = new Map<string[], number>()
    let major = 1
    const First = make(1) as ReturnType<typeof makeReader>
    system.register(First)
    const bear = async () => {
      const [script, log] = [new Script(), [] as string[]]
      const reader = await system.spawn<ReturnType<typeof makeReader>>('Reader', [script, log])
      everybody.push({ reader, script, log })
    }
    const acts = [
      () => void bear(),
      ...[1, 2, 3, 4, 5].map(() => () => {
        const one = everybody[pick(everybody.length)]
        if (one === undefined) return
        const number = said.get(one.log) ?? 0
        said.set(one.log, number + 1)
        one.script.say(`line ${number}`)
      }),
      () => {
        const one = everybody[pick(everybody.length)]
        if (one === undefined) return
        doors.push(makeDoor())
        hold(one.reader, doors.at(-1)!)
      },
      () => doors.splice(pick(doors.length), 1)[0]?.open(),
      () => void reports.push(system.upgrade(make(++major), { strategy: pick(3) === 0 ? 'lazy' : 'atomic' })),
      () => pick(4) === 0 && void everybody[pick(everybody.length)]?.reader[pick(2) === 0 ? 'stop' : 'kill'](),
    ]
    for (let i = 0; i < 4; i++) await bear()
    for (let i = 0; i < 300; i++) {
      acts[pick(acts.length)]!()
      if (pick(3) === 0) for (let turn = pick(6); turn > 0; turn--) await null
      if (pick(9) === 0) await settle(1)
    }
    for (const door of doors) door.open()
    expect(new Set((await Promise.all(reports)).map(({ outcome }) => outcome))).toEqual(new Set(['committed']))
    await settle()

    expect(eventsOf(events, 'crashed')).toEqual([])
    expect(system.lingering('Reader')).toEqual([])
    expect(system.purge('Reader').outcome).toBe('purged')
    const living = [...system.instancesOf(First)] as unknown[]
    expect(living.length).toBeGreaterThan(0)
    for (const { reader, log } of everybody) {
      const lines = log.flatMap((entry) => /line \d+/.exec(entry)?.[0] ?? [])
      const isAlive = living.includes(reader)
      expect(lines).toEqual(
        Array.from({ length: isAlive ? (said.get(log) ?? 0) : lines.length }, (_, n) => `line ${n}`),
      )
      if (isAlive) expect(await reader.count()).toEqual({ major, lines: lines.length })
      const count = (what: string) => log.filter((entry) => entry.includes(what)).length
      expect(count('begins')).toBe(count('ends') + (isAlive ? 1 : 0))
    }
  },
)

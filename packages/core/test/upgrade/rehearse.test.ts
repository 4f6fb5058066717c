// What a rehearsal finds, one kind after the other, each beside what it must not take for it; whom it tries; and what it
// says of the messages that wait.

import { randomUUID } from 'node:crypto'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  Actor,
  type ActorClass,
  ActorSystem,
  actor,
  add,
  attribute,
  CLOCK,
  convert,
  drop,
  type Finding,
  migration,
  type Migration,
  type MigrationPart,
  oneway,
  type Oneway,
  Rehearsal,
  rename,
  request,
  SCHEDULER,
  Scheduler,
  type Slice,
} from '../../src/index.js'
import { settle, VirtualClock } from '../../src/testing/index.js'
import { failureOf, makeDoor, startStill } from '../still.js'

interface Toy {
  worn: number
}

function makeCat() {
  @actor({ name: 'Cat', version: '1.0.0' })
  class Cat extends Actor {
    @attribute() name: string
    @attribute() age: number
    @attribute() toys: Toy[] = [{ worn: 0 }]
    constructor(name: string, age = 1) {
      super()
      this.name = name
      this.age = age
    }
  }
  return Cat
}

const positive = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value: unknown) =>
      typeof value === 'number' && value > 0 ? { value } : { issues: [{ message: 'is not positive' }] },
  },
} as const

/** The next Cat, with the same attributes. */
function makeNext(migrations: readonly Migration[], version = '2.0.0') {
  @actor({ name: 'Cat', version, migrations })
  class Cat extends Actor {
    @attribute() name = ''
    @attribute() age = 0
    @attribute() toys: Toy[] = []
    @request() greet() {}
  }
  return Cat
}

const nextBy = (...parts: MigrationPart[]): ActorClass => makeNext([migration('1.0.0', ...parts)])

/** A system with Tom, who is 1, and Kit, who is 2. */
async function withCats() {
  const { system } = await startStill()
  const Cat = makeCat()
  const [tom, kit] = [await system.spawn(Cat, ['Tom', 1]), await system.spawn(Cat, ['Kit', 2])]
  return { system, Cat, tom, kit }
}

/** What is found when cats migrate by these parts. */
async function findingsBy(...parts: MigrationPart[]): Promise<readonly Finding[]> {
  const { system } = await withCats()
  return (await system.rehearse(nextBy(...parts))).findings
}

const kindsOf = (findings: readonly Finding[]): string[] => findings.map(({ kind }) => kind)

test('sound migrations pass: all states were tried, and none was changed', async () => {
  const { system, tom } = await withCats()
  const before = system.getState(tom)
  const rehearsal = await system.rehearse(
    nextBy(
      convert(
        'age',
        (age: number) => age + 1,
        (age: number) => age - 1,
      ),
    ),
  )
  expect(rehearsal).toMatchObject({ outcome: 'passed', defects: [], findings: [], states: 2, total: 2, queued: [] })
  expect(rehearsal.plan.changes).toMatchObject([{ class: 'Cat', from: '1.0.0', to: '2.0.0', kind: 'changed' }])
  expect(system.getState(tom)).toEqual(before)
  expect(system.describe('Cat').version).toBe('1.0.0')
})

describe('throws', () => {
  test('names the class, the migration, one instance as an example, and how many there are', async () => {
    const { system, kit } = await withCats()
    const rehearsal = await system.rehearse(
      nextBy({
        up: ({ name }) => {
          if (name === 'Kit') throw new Error(`${name} will not`)
        },
      }),
    )
    expect(rehearsal.outcome).toBe('failed')
    expect(rehearsal.findings).toEqual([
      {
        kind: 'throws',
        class: 'Cat',
        migration: '1.0.0 -> 2.0.0',
        pid: kit.pid,
        count: 1,
        message: 'it threw: Kit will not',
      },
    ])
    expect(rehearsal.states).toBe(2)
  })

  test('names that migration of several in a row', async () => {
    const { system } = await withCats()
    const failing = (): never => {
      throw new Error('no')
    }
    const steps = [migration('1.0.0'), migration('2.0.0', { up: failing }), migration('3.0.0')]
    const { findings } = await system.rehearse(makeNext(steps, '4.0.0'))
    expect(findings).toMatchObject([{ kind: 'throws', migration: '2.0.0 -> 3.0.0', count: 2 }])
  })

  test('names the way down by its direction', async () => {
    const { system } = await startStill()
    const failing = (): never => {
      throw new Error('no')
    }
    await system.spawn(makeNext([migration('1.0.0', { up: () => {}, down: failing })]))
    const { findings } = await system.rehearse(makeCat())
    expect(findings).toMatchObject([{ kind: 'throws', class: 'Cat', migration: '2.0.0 -> 1.0.0' }])
  })

  test('finds every migration that does, of every class of the set and of every superclass', async () => {
    const { system } = await startStill()
    const failing = (): never => {
      throw new Error('no')
    }
    const Cat = makeCat()
    @actor({ name: 'Kitten', version: '1.0.0' })
    class Kitten extends Cat {
      @attribute() weight = 1
    }
    @actor({ name: 'Kitten', version: '2.0.0', migrations: [migration('1.0.0', { up: failing })] })
    class NextKitten extends Cat {
      @attribute() weight = 1
      @request() mew() {}
    }
    const kitten = await system.spawn(Kitten, ['Kit'])
    const { findings, states, total } = await system.rehearse([nextBy({ up: failing }), NextKitten])
    expect(findings.map(({ class: name, pid }) => [name, pid])).toEqual([
      ['Cat', kitten.pid],
      ['Kitten', kitten.pid],
    ])
    expect({ states, total }).toEqual({ states: 1, total: 1 })
  })

  test('says of an instance in the midst of a method that it was', async () => {
    const { system } = await startStill()
    const door = makeDoor()
    @actor({ name: 'Cat', version: '1.0.0' })
    class Cat extends Actor {
      @attribute() age = 1
      @attribute() name = ''
      @attribute() toys = []
      @request() async hunt() {
        this.age = -1
        await door.opened
        this.age = 2
      }
    }
    const cat = await system.spawn(Cat)
    const hunt = cat.hunt()
    await settle()
    const failing = ({ age }: Slice): void => {
      if (age < 0) throw new Error('too young')
    }
    const { findings } = await system.rehearse(nextBy({ up: failing }))
    expect(findings).toMatchObject([{ message: 'it threw: too young (it was in the midst of hunt)' }])
    door.open()
    await hunt
    expect((await system.rehearse(nextBy({ up: failing }))).findings).toEqual([])
  })
})

describe('asynchronous', () => {
  test('is a migration that gives a promise, fulfilled or rejected', async () => {
    expect(await findingsBy({ up: async () => ({}) })).toMatchObject([
      { kind: 'asynchronous', class: 'Cat', migration: '1.0.0 -> 2.0.0', count: 2 },
    ])
    expect(kindsOf(await findingsBy({ up: () => Promise.reject(new Error('later')) as never }))).toEqual([
      'asynchronous',
    ])
    await settle()
  })

  test('is refused by an upgrade too, which hears of a rejection as well, so that nobody else has to', async () => {
    const { system } = await withCats()
    const rejecting = nextBy({ up: () => Promise.reject(new Error('later')) as never })
    expect((await system.upgrade(rejecting)).outcome).toBe('rolledBack')
    await settle()
  })
})

describe('incomplete', () => {
  /** The next Cat, with an attribute more. */
  function makeWider(part: MigrationPart, initial: { initial?: unknown } = {}) {
    @actor({ name: 'Cat', version: '2.0.0', migrations: [migration('1.0.0', part)] })
    class Cat extends Actor {
      @attribute() name = ''
      @attribute() age = 0
      @attribute() toys: Toy[] = []
      @attribute(initial) owner!: string
    }
    return Cat
  }

  test('is an attribute that no migration gives and that has no initial value', async () => {
    const { system } = await withCats()
    const up = ({ name }: Slice): Slice => (name === 'Tom' ? { owner: 'Ann' } : {})
    expect((await system.rehearse(makeWider({ up }))).findings).toMatchObject([
      {
        kind: 'incomplete',
        class: 'Cat',
        migration: '1.0.0 -> 2.0.0',
        count: 1,
        message: 'the migration of Cat gives no owner, which has no initial value',
      },
    ])
    expect((await system.rehearse(makeWider({ up }, { initial: 'nobody' }))).outcome).toBe('passed')
  })

  test('is found beside other findings of the same state', async () => {
    const { system } = await withCats()
    const up = ({ toys }: Slice): void => toys.push({ worn: 1 })
    const { findings } = await system.rehearse(makeWider({ up }))
    expect(kindsOf(findings)).toEqual(['changes-input', 'incomplete'])
  })

  test('is an initial value that cannot be made', async () => {
    const { system } = await withCats()
    const initial = (): never => {
      throw new Error('nobody there')
    }
    expect((await system.rehearse(makeWider({ up: () => {} }, { initial }))).findings).toMatchObject([
      { kind: 'incomplete', message: 'the initial value of owner threw: nobody there' },
    ])
  })
})

describe('invalid', () => {
  /** The next Cat, whose age is judged. */
  function makeJudged(up: (age: number) => number, schema: object = positive) {
    @actor({ name: 'Cat', version: '2.0.0', migrations: [migration('1.0.0', convert('age', up))] })
    class Cat extends Actor {
      @attribute() name = ''
      @attribute({ schema: schema as typeof positive }) age = 1
      @attribute() toys: Toy[] = []
    }
    return Cat
  }

  const judging = (validate: () => never) => ({ '~standard': { version: 1, vendor: 'test', validate } })

  test('is a value that the schema refuses', async () => {
    const { system, tom } = await withCats()
    const { findings, outcome } = await system.rehearse(makeJudged((age) => age - 1))
    expect(outcome).toBe('failed')
    expect(findings).toMatchObject([
      {
        kind: 'invalid',
        class: 'Cat',
        migration: '1.0.0 -> 2.0.0',
        pid: tom.pid,
        count: 1,
        message: 'age is invalid afterwards: is not positive',
      },
    ])
    expect((await system.rehearse(makeJudged((age) => age + 1))).outcome).toBe('passed')
  })

  test('is what a schema throws at, or takes its time for', async () => {
    const { system } = await withCats()
    const throwing = judging(() => {
      throw new Error('never seen')
    })
    expect((await system.rehearse(makeJudged((age) => age, throwing))).findings).toMatchObject([
      { kind: 'invalid', count: 2, message: 'the schema of age threw: never seen' },
    ])
    const late = judging(() => Promise.reject(new Error('much later')) as never)
    expect((await system.rehearse(makeJudged((age) => age, late))).findings).toMatchObject([
      { kind: 'invalid', message: expect.stringContaining('asynchronous') },
    ])
  })
})

describe('changes-input', () => {
  test('is a migration that changes what an attribute holds; the living are not changed by it', async () => {
    const { system, tom } = await withCats()
    const rehearsal = await system.rehearse(
      nextBy({
        up: ({ toys }) => {
          for (const toy of toys) toy.worn += 1
        },
      }),
    )
    expect(rehearsal.outcome).toBe('failed')
    expect(rehearsal.findings).toEqual([
      {
        kind: 'changes-input',
        class: 'Cat',
        migration: '1.0.0 -> 2.0.0',
        pid: tom.pid,
        count: 2,
        message: 'it changed what toys of the instance holds: make a new value instead',
      },
    ])
    expect(system.getState(tom)).toMatchObject({ toys: [{ worn: 0 }] })
  })

  test.each<[string, (toys: any) => unknown]>([
    ['adding to a list', (toys) => toys.unshift('new')],
    ['setting a key of a map', (toys) => toys[0].map.set('b', 2)],
    ['moving a date', (toys) => toys[0].date.setTime(1)],
    ['writing to a typed array', (toys) => toys[0].bytes.fill(9)],
  ])('is %s', async (_, change) => {
    const { system, tom } = await withCats()
    const toys = () => [{ map: new Map([['a', 1]]), date: new Date(0), bytes: new Uint8Array(2) }]
    await system.replaceState(tom, () => ({ toys: toys() }))
    const { findings } = await system.rehearse(nextBy({ up: (slice) => void change(slice.toys) }))
    expect(findings[0]).toMatchObject({ kind: 'changes-input', pid: tom.pid })
    expect(system.getState(tom)!.toys).toEqual(toys())
  })

  test('is told from a migration that changes its slice, replaces values, or changes what an earlier one made', async () => {
    expect(
      await findingsBy(
        {
          up: (slice) => {
            slice.age = slice.age + 1
            slice.toys = [...slice.toys]
          },
        },
        {
          up: ({ toys }) => {
            toys.push({ worn: 5 })
            return {}
          },
        },
      ),
    ).toEqual([])
  })

  test('is found in a migration that throws as well, and each that does is named', async () => {
    const { system } = await withCats()
    const wear = ({ toys }: Slice): void => {
      toys[0].worn += 1
    }
    const throwing = (slice: Slice): void => {
      wear(slice)
      throw new Error('no')
    }
    const idle = migration('2.0.0', { up: () => {} })
    const steps = [migration('1.0.0', { up: wear }), idle, migration('3.0.0', { up: throwing })]
    const { findings } = await system.rehearse(makeNext(steps, '4.0.0'))
    expect(findings.map(({ kind, migration: name }) => `${kind} ${name}`).toSorted()).toEqual([
      'changes-input 1.0.0 -> 2.0.0',
      'changes-input 3.0.0 -> 4.0.0',
      'throws 3.0.0 -> 4.0.0',
    ])
  })

  test('counts an instance once, however many parts of the migration change it', async () => {
    const wear = ({ toys }: Slice): void => {
      toys[0].worn += 1
    }
    expect(await findingsBy({ up: wear }, { up: wear })).toMatchObject([{ kind: 'changes-input', count: 2 }])
  })

  test('is a migration that changes what was kept for the way back; it is kept all the same', async () => {
    const { system, tom, Cat } = await withCats()
    const down = (slice: Slice, dropped: Slice | undefined): Slice => {
      dropped!.toys[0].worn += 1
      return { toys: dropped!.toys }
    }
    @actor({
      name: 'Cat',
      version: '2.0.0',
      migrations: [migration('1.0.0', { drops: ['toys'], up: () => {}, down })],
    })
    class Next extends Actor {
      @attribute() name = ''
      @attribute() age = 0
    }
    await system.upgrade(Next)
    const { findings } = await system.rehearse(Cat)
    expect(findings).toMatchObject([
      {
        kind: 'changes-input',
        migration: '2.0.0 -> 1.0.0',
        message: 'it changed what was kept of toys for the way back: make a new value instead',
      },
    ])
    await system.rollback()
    expect(system.getState(tom)).toMatchObject({ toys: [{ worn: 1 }] })
  })
})

describe('not-reproducible', () => {
  let counter = 0
  let flip = false

  test.each<[string, () => unknown, string]>([
    ['the time by Date.now', () => Date.now(), '; it asks Date: hand over what it needs as `extra`'],
    ['the year', () => new Date().getFullYear(), '; it asks Date: hand over what it needs as `extra`'],
    ['the weekday', () => new Date().getDay(), '; it asks Date: hand over what it needs as `extra`'],
    ['the uptime', () => performance.now(), '; it asks performance.now: hand over what it needs as `extra`'],
    ['another random number', () => randomUUID(), ''],
    ['a count', () => (counter += 1), ''],
    [
      'the time within what it makes',
      () => ({ at: [new Date()] }),
      '; it asks Date: hand over what it needs as `extra`',
    ],
  ])('is a migration whose result depends on %s', async (_, value, advice) => {
    expect(await findingsBy(convert('age', value, () => 1))).toMatchObject([
      {
        kind: 'not-reproducible',
        class: 'Cat',
        migration: '1.0.0 -> 2.0.0',
        count: 2,
        message: `the second time it gave another value of age${advice}`,
      },
    ])
  })

  test('is a migration that tosses a coin, for every state', async () => {
    const { system } = await startStill()
    const Cat = makeCat()
    for (let i = 0; i < 20; i++) await system.spawn(Cat, [`${i}`])
    const { findings } = await system.rehearse(nextBy(convert('age', () => Math.random() < 0.5)))
    expect(findings).toMatchObject([
      { kind: 'not-reproducible', count: 20, message: expect.stringContaining('Math.random') },
    ])
  })

  test('is found in what a migration returns and in what it leaves in its slice', async () => {
    const both = (slice: Slice): Slice => {
      slice.name = randomUUID()
      return { age: Date.now() }
    }
    expect(await findingsBy({ up: both })).toMatchObject([
      { message: expect.stringContaining('another value of name, age;') },
    ])
  })

  test('is a migration that throws, or gives a promise, only the second time', async () => {
    const throwing = (): void => {
      flip = !flip
      if (!flip) throw new Error('only once')
    }
    expect((await findingsBy({ up: throwing }))[0]).toMatchObject({
      kind: 'not-reproducible',
      message: 'the second time it threw: only once',
    })
    const promising = (): never => {
      flip = !flip
      return (flip ? {} : Promise.reject(new Error('later'))) as never
    }
    expect((await findingsBy({ up: promising }))[0]).toMatchObject({
      kind: 'not-reproducible',
      message: 'the second time it gave a promise',
    })
    await settle()
  })

  test('is found in that migration of several in a row whose result it is', async () => {
    const { system } = await withCats()
    const steps = [
      migration(
        '1.0.0',
        convert('age', (age: number) => age + 1),
      ),
      migration(
        '2.0.0',
        convert('age', () => Date.now()),
      ),
      migration(
        '3.0.0',
        convert('age', (age: number) => age + 1),
      ),
    ]
    const { findings } = await system.rehearse(makeNext(steps, '4.0.0'))
    expect(findings).toMatchObject([{ kind: 'not-reproducible', migration: '2.0.0 -> 3.0.0' }])
  })

  test('is told from time and chance that leave no trace, and from what is made anew each time', async () => {
    class Collar {
      constructor(readonly size: number) {}
    }
    expect(
      await findingsBy({
        up: ({ age }) => {
          if (Date.now() + Math.random() < 0) throw new Error('before 1970')
          return { toys: [{ made: new Date(5), collar: new Collar(age), fits: (size: number) => size < 3 }] }
        },
        down: () => ({ toys: [{ worn: 0 }] }),
      }),
    ).toEqual([])
  })

  test('is told from initial values, which may well depend on time and chance', async () => {
    const { system } = await withCats()
    @actor({ name: 'Cat', version: '2.0.0' })
    class Next extends Actor {
      @attribute() name = ''
      @attribute() age = 0
      @attribute() toys: Toy[] = []
      @attribute({ initial: () => randomUUID() }) chip!: string
    }
    expect(await system.rehearse(Next)).toMatchObject({ outcome: 'passed', findings: [], states: 2 })
  })

  test('leaves the clock and chance as they were', async () => {
    const { Date: date, performance: uptime, Math: chance } = globalThis
    const before = [date, date.now, uptime.now, chance.random]
    await findingsBy({
      up: () => {
        throw new Error('no')
      },
    })
    await findingsBy({ up: () => ({ age: Date.now() }) })
    expect([Date, Date.now, performance.now, Math.random]).toEqual(before)
    expect(Object.hasOwn(performance, 'now')).toBe(Object.hasOwn(uptime, 'now'))
  })
})

describe('not-reversible', () => {
  test('is a way back that loses something: a warning, with which the rehearsal passes', async () => {
    const { system, kit } = await withCats()
    const half = convert(
      'age',
      (age: number) => Math.ceil(age / 2),
      (age: number) => age,
    )
    const { findings, outcome } = await system.rehearse(nextBy(half))
    expect(outcome).toBe('passed')
    expect(findings).toEqual([
      {
        kind: 'not-reversible',
        class: 'Cat',
        migration: '1.0.0 -> 2.0.0',
        pid: kit.pid,
        count: 1,
        message: 'back at 1.0.0 it has another value of age than before',
      },
    ])
  })

  test('is a way back that fails', async () => {
    const down = (): never => {
      throw new Error('never look back')
    }
    expect(await findingsBy({ up: () => {}, down })).toMatchObject([
      { kind: 'not-reversible', message: 'the way back to 1.0.0 threw: never look back' },
    ])
  })

  test('is told from what is dropped and kept, renamed, added, and from what has no way back', async () => {
    const { system } = await withCats()
    @actor({
      name: 'Cat',
      version: '2.0.0',
      migrations: [
        migration(
          '1.0.0',
          rename('name', 'title'),
          drop('toys'),
          add('months', ({ age }) => age * 12),
          { up: ({ age }) => ({ age: Math.ceil(age / 2) }), down: (_, dropped) => ({ age: dropped?.age ?? 0 }) },
        ),
      ],
    })
    class Next extends Actor {
      @attribute() title = ''
      @attribute() age = 0
      @attribute() months = 0
    }
    // The age is no attribute that ended, so the way back has to do without the old one.
    expect((await system.rehearse(Next)).findings).toMatchObject([
      { kind: 'not-reversible', message: expect.stringContaining('value of age than') },
    ])
    expect(await findingsBy(convert('age', () => 0))).toEqual([])
  })

  test('is a way back that changes what was kept for it; the living are not changed by it', async () => {
    const { system, tom } = await withCats()
    const down = (_: Slice, dropped: Slice | undefined): Slice => {
      dropped!.toys[0].worn += 1
      return { toys: dropped!.toys }
    }
    @actor({
      name: 'Cat',
      version: '2.0.0',
      migrations: [migration('1.0.0', { drops: ['toys'], up: () => {}, down })],
    })
    class Next extends Actor {
      @attribute() name = ''
      @attribute() age = 0
    }
    expect((await system.rehearse(Next)).findings).toMatchObject([
      { kind: 'not-reversible', message: 'back at 1.0.0 it has another value of toys than before' },
    ])
    expect(system.getState(tom)).toMatchObject({ toys: [{ worn: 0 }] })
  })

  test('is told from a way back that needs what an earlier upgrade has kept', async () => {
    const { system } = await withCats()
    const makeToyless = (version: string, ...parts: MigrationPart[]) => {
      @actor({ name: 'Cat', version, migrations: parts.map((part) => migration('1.0.0', part)) })
      class Cat extends Actor {
        @attribute() name = ''
        @attribute() age = 0
      }
      return Cat
    }
    await system.upgrade(makeToyless('2.0.0'), { migrations: { Cat: [migration('1.0.0', drop('toys'))] } })
    const down = (_: Slice, dropped: Slice | undefined): void => {
      if (dropped === undefined) throw new Error('forgotten')
    }
    const Third = makeToyless('3.0.0', { up: () => {}, down })
    expect(await system.rehearse(Third)).toMatchObject({ findings: [], states: 2 })
    await system.upgrade(Third)
    expect((await system.rollback()).outcome).toBe('committed')
  })

  test('is told from a way back that is given nothing, because nothing was dropped', async () => {
    const seen: unknown[] = []
    await findingsBy({ up: () => {}, down: (_, dropped) => void seen.push(dropped) })
    expect(seen).toEqual([undefined, undefined])
  })

  test('is what a downgrade loses and a later upgrade does not bring back', async () => {
    const { system } = await startStill()
    @actor({ name: 'Cat', version: '2.0.0' })
    class Next extends Actor {
      @attribute() name = ''
      @attribute() age = 0
      @attribute() toys: Toy[] = []
      @attribute({ initial: 9 }) lives = 9
    }
    const cat = await system.spawn(Next)
    expect((await system.rehearse(makeCat())).findings).toEqual([])
    await system.replaceState(cat, () => ({ lives: 7 }))
    expect((await system.rehearse(makeCat())).findings).toMatchObject([
      {
        kind: 'not-reversible',
        migration: '2.0.0 -> 1.0.0',
        message: 'back at 2.0.0 it has another value of lives than before',
      },
    ])
  })
})

describe('quarantined', () => {
  test('is an instance that an earlier upgrade has left behind; the upgrade would fail at it', async () => {
    const { system, kit } = await withCats()
    const picky = {
      up: ({ name }: Slice) => {
        if (name === 'Kit') throw new Error('not Kit')
      },
    }
    await system.upgrade(nextBy(picky), { strategy: 'lazy' }).settled
    const Third = makeNext(
      [
        migration(
          '2.0.0',
          convert('age', (age: number) => age),
        ),
      ],
      '3.0.0',
    )
    const { findings, outcome, states } = await system.rehearse(Third)
    expect({ outcome, states }).toEqual({ outcome: 'failed', states: 2 })
    expect(findings).toMatchObject([
      { kind: 'quarantined', class: 'Cat', migration: '2.0.0 -> 3.0.0', pid: kit.pid, count: 1 },
    ])
    expect((await system.upgrade(Third)).outcome).toBe('rolledBack')
  })
})

describe('what migrations are given', () => {
  test('extra data, of which they get a copy', async () => {
    const { system } = await withCats()
    const extra = { ages: [5] }
    const up = (_: Slice, __: unknown, { extra: given }: { extra: any }): Slice => {
      given.ages[0] = 6
      return { age: given.ages[0] }
    }
    expect((await system.rehearse(nextBy({ up }), { extra })).findings).toEqual([])
    expect(extra).toEqual({ ages: [5] })
  })

  test('their slice, what was kept, and both versions', async () => {
    const seen: unknown[] = []
    await findingsBy({ up: (slice, dropped, context) => void seen.push([{ ...slice }, dropped, context]) })
    const context = { class: 'Cat', from: '1.0.0', to: '2.0.0', extra: undefined }
    const tom = [{ name: 'Tom', age: 1, toys: [{ worn: 0 }] }, undefined, context]
    const kit = [{ name: 'Kit', age: 2, toys: [{ worn: 0 }] }, undefined, context]
    expect(seen).toEqual([tom, tom, kit, kit])
  })

  test('migrations may come from outside', async () => {
    const { system } = await withCats()
    const migrations = {
      Cat: [
        migration(
          '1.0.0',
          convert('age', () => Date.now()),
        ),
      ],
    }
    expect(kindsOf((await system.rehearse(makeNext([]), { migrations })).findings)).toEqual(['not-reproducible'])
    const sound = {
      Cat: [
        migration(
          '1.0.0',
          convert(
            'age',
            (age: number) => age + 1,
            (age: number) => age - 1,
          ),
        ),
      ],
    }
    expect((await system.rehearse(makeNext([]), { migrations: sound })).findings).toEqual([])
  })

  test('what is no plain data as it is', async () => {
    const { system, tom, kit } = await withCats()
    await system.replaceState(tom, () => ({ toys: [kit] }))
    const seen: unknown[] = []
    await system.rehearse(nextBy({ up: ({ toys }) => void seen.push(toys[0]) }))
    expect(seen[0]).toBe(kit)
  })
})

describe('who is tried', () => {
  /** The names of those whose states were tried. */
  async function tried(system: ActorSystem, sample: number): Promise<{ names: string[]; rehearsal: Rehearsal }> {
    const names = new Set<string>()
    const rehearsal = await system.rehearse(nextBy({ up: ({ name }) => void names.add(name) }), { sample })
    return { names: [...names], rehearsal }
  }

  test('a sample is spread evenly from the first to the last', async () => {
    const { system } = await startStill()
    const Cat = makeCat()
    for (let i = 0; i < 101; i++) await system.spawn(Cat, [`${i}`])
    expect((await tried(system, 5)).names).toEqual(['0', '25', '50', '75', '100'])
    expect((await tried(system, 1)).names).toEqual(['0'])
    const { names, rehearsal } = await tried(system, 100)
    expect(new Set(names).size).toBe(100)
    expect(rehearsal).toMatchObject({ states: 100, total: 101 })
    expect((await tried(system, 1000)).rehearsal).toMatchObject({ states: 101, total: 101 })
  })

  test('each class has its share of a sample, and one at least', async () => {
    const { system } = await startStill()
    const Cat = makeCat()
    @actor({ version: '1.0.0' })
    class Kitten extends Cat {}
    @actor({ version: '1.0.0' })
    class Lion extends Cat {}
    for (let i = 0; i < 60; i++) await system.spawn(Cat, [`cat ${i}`])
    for (let i = 0; i < 30; i++) await system.spawn(Kitten, [`kitten ${i}`])
    await system.spawn(Lion, ['lion'])
    const { names, rehearsal } = await tried(system, 9)
    expect(names.filter((name) => name.startsWith('cat'))).toHaveLength(6)
    expect(names.filter((name) => name.startsWith('kitten'))).toHaveLength(3)
    expect(names).toContain('lion')
    expect(rehearsal).toMatchObject({ states: 10, total: 91 })
  })

  test.each([0, -1, Number.NaN, 0.5, 'all' as never])('a sample of %s is refused', async (sample) => {
    const { system } = await withCats()
    expect((await failureOf(system.rehearse(makeCat(), { sample }))).code).toBe('bad-option')
  })

  test('passive instances are, and nobody has to be', async () => {
    const { system } = await startStill()
    const Cat = makeCat()
    system.register(Cat)
    expect((await tried(system, 9)).rehearsal).toMatchObject({ outcome: 'passed', states: 0, total: 0 })
    const passive = system.passive(Cat, ['Tom'])
    expect((await tried(system, 9)).rehearsal).toMatchObject({ states: 1, total: 1 })
    expect(passive.name).toBe('Tom')
  })

  test('who is about to end is not', async () => {
    const { system } = await startStill()
    const door = makeDoor()
    const Cat = makeCat()
    @actor({ version: '1.0.0' })
    class Lingerer extends Cat {
      destruct() {
        return door.opened
      }
    }
    const [cat] = [await system.spawn(Lingerer, ['Tom']), await system.spawn(Cat, ['Kit'])]
    const stopped = cat.stop()
    await settle()
    const { names, rehearsal } = await tried(system, 9)
    expect(names).toEqual(['Kit'])
    expect(rehearsal.total).toBe(1)
    door.open()
    await stopped
  })

  test('who ends meanwhile is not', async () => {
    const { system, kit } = await withCats()
    const rehearsal = system.rehearse(nextBy({ up: ({ name }) => void (name === 'Tom' && kit.kill()) }))
    expect(await rehearsal).toMatchObject({ outcome: 'passed', states: 1, total: 2 })
  })

  test('nobody when states stay as they are, or nothing changes', async () => {
    const { system, Cat } = await withCats()
    expect(await system.rehearse(makeNext([]))).toMatchObject({ outcome: 'passed', states: 0, total: 0 })
    expect(await system.rehearse(Cat)).toMatchObject({ outcome: 'passed', states: 0, total: 0 })
  })
})

/** Goes on whenever it is read. */
class TickingClock extends VirtualClock {
  private passed = 0
  constructor(private readonly step: number) {
    super()
  }
  override now(): number {
    return super.now() + (this.passed += this.step)
  }
}

/** Counts the turns that are asked for. */
class CountingScheduler extends Scheduler {
  turns = 0
  soon(task: () => void): void {
    queueMicrotask(task)
  }
  later(task: () => void): void {
    this.turns += 1
    setImmediate(task)
  }
}

/** A system whose work takes its time, with cats of these names. */
async function withSlowWork(Cat: ActorClass & (new (name: string) => Actor), names: readonly string[], step = 1) {
  const scheduler = new CountingScheduler()
  const system = await ActorSystem.start({
    configure: (container) => {
      container.rebind(CLOCK).toConstantValue(new TickingClock(step))
      container.rebind(SCHEDULER).toConstantValue(scheduler)
    },
  })
  onTestFinished(() => system.stop())
  for (const name of names) await system.spawn(Cat, [name])
  return { system, scheduler }
}

const forty = Array.from({ length: 40 }, (_, i) => `${i}`)

describe('the work is done in slices', () => {
  test('of at most 4 ms, with a turn of the event loop in between', async () => {
    const { system, scheduler } = await withSlowWork(makeCat(), forty)
    const slices: Set<string>[] = []
    let turns = -1
    const up = ({ name }: Slice): void => {
      if (turns !== scheduler.turns) slices.push(new Set())
      turns = scheduler.turns
      slices.at(-1)!.add(name)
    }
    const rehearsal = await system.rehearse(nextBy({ up }))
    expect(rehearsal.states).toBe(40)
    expect(Math.max(...slices.map(({ size }) => size))).toBeLessThanOrEqual(4)
    expect(slices.reduce((sum, { size }) => sum + size, 0)).toBe(40)
    expect(slices.length).toBeLessThanOrEqual(20)
    expect(rehearsal.durationMs).toBeGreaterThanOrEqual(40)
  })

  test('as is the look into the mailboxes', async () => {
    const { system, scheduler } = await withSlowWork(makeCat(), forty)
    const { turns } = scheduler
    expect(await system.rehearse(makeNext([]))).toMatchObject({ outcome: 'passed', states: 0 })
    expect(scheduler.turns - turns).toBeGreaterThanOrEqual(8)
  })

  test('the first of which has a turn of its own', async () => {
    const { system } = await withCats()
    let runs = 0
    const rehearsal = system.rehearse(nextBy({ up: () => void (runs += 1) }))
    for (let i = 0; i < 100; i++) await null
    expect(runs).toBe(0)
    await rehearsal
    expect(runs).toBe(4)
  })

  test('so that instances answer while it goes on', async () => {
    const Cat = makeCat()
    @actor({ version: '1.0.0' })
    class Speaker extends Cat {
      @request() meow() {
        return 'meow'
      }
    }
    const { system } = await withSlowWork(Speaker, forty)
    const [cat] = system.instancesOf(Speaker)
    const tried = new Set<string>()
    const answers: Promise<number>[] = []
    const up = ({ name }: Slice): void => {
      if (tried.size === 0) answers.push(cat!.meow().then(() => tried.size))
      tried.add(name)
    }
    expect((await system.rehearse(nextBy({ up }))).outcome).toBe('passed')
    expect(tried.size).toBe(40)
    expect(await answers[0]).toBeLessThan(40)
  })
})

describe('what else goes on', () => {
  test('a plan with defects is refused, with all of them; no migration has run', async () => {
    const { system } = await withCats()
    let runs = 0
    const up = (): void => void (runs += 1)
    @actor({
      name: 'Cat',
      version: '2.0.0',
      migrations: [migration('1.0.0', rename('name', 'title'), convert('age', up))],
    })
    class Next extends Actor {
      @attribute() title = ''
      @attribute() age = 0
      @attribute() lives = 9
    }
    const rehearsal = await system.rehearse(Next)
    expect(rehearsal).toMatchObject({ outcome: 'refused', findings: [], states: 0, total: 0, queued: [] })
    expect(rehearsal.defects).toEqual(system.plan(Next).defects)
    expect(rehearsal.defects).toHaveLength(2)
    expect(runs).toBe(0)
  })

  test('load hooks are not asked', async () => {
    const { system } = await withCats()
    let asked = 0
    @actor({ name: 'Cat', version: '2.0.0', migrations: [migration('1.0.0')] })
    class Next extends Actor {
      @attribute() name = ''
      @attribute() age = 0
      @attribute() toys: Toy[] = []
      static onLoad() {
        asked += 1
      }
    }
    expect(await system.rehearse(Next)).toMatchObject({ outcome: 'passed', states: 2 })
    expect(asked).toBe(0)
    await system.upgrade(Next)
    expect(asked).toBe(1)
  })

  test('another upgrade that is committed meanwhile makes it void, and it says so', async () => {
    const { system } = await withSlowWork(makeCat(), forty)
    const tried = new Set<string>()
    const up = ({ name }: Slice): Slice => {
      if (tried.size === 0) void system.upgrade(makeNext([], '1.5.0'))
      tried.add(name)
      return { age: Date.now() }
    }
    const rehearsal = await system.rehearse(nextBy({ up }))
    expect(system.describe('Cat').version).toBe('1.5.0')
    expect(rehearsal).toMatchObject({
      outcome: 'refused',
      defects: ['an upgrade was committed, or a version purged, meanwhile: rehearse again'],
      findings: [],
    })
    expect(tried.size).toBeLessThan(40)
  })

  test('a purge of what a downgrade goes to makes it void as well', async () => {
    const Cat = makeCat()
    const { system } = await withSlowWork(Cat, forty)
    const down = (): void => void system.purge('Cat')
    await system.upgrade(nextBy({ up: () => {}, down }))
    expect(await system.rehearse(Cat)).toMatchObject({
      outcome: 'refused',
      defects: ['an upgrade was committed, or a version purged, meanwhile: rehearse again'],
    })
    expect(system.hasOldCode('Cat')).toBe(false)
  })

  test('so does a removal of what is to be replaced', async () => {
    const { system } = await withSlowWork(makeCat(), forty)
    let removal: Promise<unknown> | null = null
    const up = (): void => void (removal ??= system.remove('Cat', { instances: 'kill' }))
    expect(await system.rehearse(nextBy({ up }))).toMatchObject({
      outcome: 'refused',
      defects: ['an upgrade was committed, or a version purged, meanwhile: rehearse again'],
    })
    expect(await removal).toMatchObject({ outcome: 'removed' })
  })

  test('an upgrade of another class does not matter', async () => {
    const { system } = await withSlowWork(makeCat(), forty)
    @actor({ name: 'Dog', version: '1.0.0' })
    class Dog extends Actor {}
    @actor({ name: 'Dog', version: '2.0.0' })
    class NextDog extends Actor {
      bark() {}
    }
    system.register(Dog)
    let upgrade: PromiseLike<unknown> | null = null
    const up = (): void => void (upgrade ??= system.upgrade(NextDog))
    expect((await system.rehearse(nextBy({ up }))).outcome).toBe('passed')
    await upgrade
    expect(system.describe('Dog').version).toBe('2.0.0')
  })

  test('a lazy upgrade of the class is waited for: there are states of two versions until it is done', async () => {
    const names = Array.from({ length: 1000 }, (_, i) => `${i}`)
    const { system } = await withSlowWork(makeCat(), names, 5)
    @actor({ name: 'Cat', version: '2.0.0', migrations: [migration('1.0.0', rename('name', 'title'))] })
    class Next extends Actor {
      @attribute() title = ''
      @attribute() age = 0
      @attribute() toys: Toy[] = []
    }
    let isSettled = false
    const upgrade = system.upgrade(Next, { strategy: 'lazy' })
    void upgrade.settled.then(() => (isSettled = true))
    await upgrade.report
    const tried = new Set<string>()
    @actor({
      name: 'Cat',
      version: '3.0.0',
      migrations: [migration('2.0.0', { up: ({ title }) => void tried.add(title) })],
    })
    class Third extends Actor {
      @attribute() title = ''
      @attribute() age = 0
      @attribute() toys: Toy[] = []
    }
    expect(isSettled).toBe(false)
    expect(await system.rehearse(Third, { sample: 3 })).toMatchObject({ outcome: 'passed', states: 3, total: 1000 })
    expect(tried).toEqual(new Set(['0', '500', '999']))
  })
})

describe('who asks for it', () => {
  test('may have ended before it has: it belongs to nobody', async () => {
    const { system } = await startStill()
    @actor({ version: '1.0.0' })
    class Listener extends makeCat() {
      @attribute() heard = 0
      @oneway() hear(): Oneway {
        this.heard += 1
      }
    }
    const listener = await system.spawn(Listener, ['Tom'])
    const asked: Promise<Rehearsal>[] = []
    const Next = nextBy({ up: () => listener.hear() })
    @actor({ version: '1.0.0' })
    class Asker extends Actor {
      @oneway() async ask(): Promise<Oneway> {
        await null
        asked.push(this.system.rehearse(Next))
        await makeDoor().opened
      }
    }
    const asker = await system.spawn(Asker)
    asker.ask()
    while (asked.length === 0) await null
    await asker.kill()
    expect(await asked[0]).toMatchObject({ outcome: 'passed', findings: [], states: 1 })
    expect(system.getState(listener)).toMatchObject({ heard: 2 })
  })

  test.each([
    [{ samples: 5 }, 'unknown-option'],
    [{ migrations: { Cat: 3 } }, 'bad-option'],
    ['all', 'bad-option'],
    [null, 'bad-option'],
  ])('is told when an option cannot be: %j', async (options, code) => {
    const { system } = await withCats()
    expect((await failureOf(system.rehearse(makeCat(), options as never))).code).toBe(code)
  })

  test('has to give a class', async () => {
    const { system } = await withCats()
    expect(await system.rehearse([])).toMatchObject({ outcome: 'refused', defects: ['no class was given'] })
  })
})

describe('messages that wait', () => {
  /** A Clerk who is held up, with what waits for him. */
  async function withClerk() {
    const { system } = await startStill()
    const door = makeDoor()
    @actor({ name: 'Office', version: '1.0.0' })
    class Office extends Actor {
      @request() async work() {
        await door.opened
      }
      @request() stamp() {}
      @oneway() file(): Oneway {}
      @request() weigh() {}
    }
    @actor({ name: 'Clerk', version: '1.0.0' })
    class Clerk extends Office {
      @oneway() nap(): Oneway {}
    }
    const [clerk, other] = [await system.spawn(Clerk), await system.spawn(Office)]
    void clerk.work()
    void other.work()
    await settle()
    return { system, clerk, other, door }
  }

  /** The next Office, without `file` and `weigh`, but for what it has under another name. */
  function makeNextOffice(aliases: readonly string[] = []) {
    @actor({ name: 'Office', version: '2.0.0' })
    class Office extends Actor {
      @request() async work() {}
      @request({ aliases }) stamp() {}
    }
    return Office
  }

  test('and that the new version could not take are counted by class and method', async () => {
    const { system, clerk, other, door } = await withClerk()
    clerk.file()
    clerk.file()
    clerk.nap()
    other.file()
    const answers = [other.stamp(), other.weigh()]
    const { queued, outcome } = await system.rehearse(makeNextOffice())
    expect(outcome).toBe('passed')
    expect(queued).toEqual([
      { class: 'Office', method: 'file', count: 1 },
      { class: 'Office', method: 'weigh', count: 1 },
      { class: 'Clerk', method: 'file', count: 2 },
    ])
    door.open()
    await Promise.all(answers)
  })

  test('are taken under an alias, too', async () => {
    const { system, clerk, other, door } = await withClerk()
    const answer = other.weigh()
    clerk.file()
    const { queued } = await system.rehearse(makeNextOffice(['weigh']))
    expect(queued).toEqual([{ class: 'Clerk', method: 'file', count: 1 }])
    door.open()
    await answer
  })

  test('are no requests that were given up, and nothing that belongs to no version', async () => {
    const { system, other, door } = await withClerk()
    const end = new AbortController()
    const failure = failureOf(other.with({ signal: end.signal }).weigh())
    const replaced = system.replaceState(other, () => ({}))
    end.abort()
    expect((await system.rehearse(makeNextOffice())).queued).toEqual([])
    expect((await failure).code).toBe('aborted')
    door.open()
    await replaced
  })

  test('are counted right when an instance that has more to do asks', async () => {
    const { system } = await startStill()
    let rehearsal!: Promise<Rehearsal>
    const door = makeDoor()
    const Next = makeNextOffice()
    @actor({ name: 'Office', version: '1.0.0' })
    class Office extends Actor {
      @oneway() ask(): Oneway {
        rehearsal = this.system.rehearse(Next)
      }
      @request() async work() {
        await door.opened
      }
      @oneway() file(): Oneway {}
    }
    const office = await system.spawn(Office)
    office.ask()
    office.file()
    const work = office.work()
    office.file()
    await settle()
    expect((await rehearsal).queued).toEqual([{ class: 'Office', method: 'file', count: 1 }])
    door.open()
    await work
  })
})

describe('for a person it says', () => {
  /** What is printed, without how long it took. */
  const text = (rehearsal: Rehearsal): string => `${rehearsal}`.replaceAll(/[\d.]+ ms/g, '# ms')

  test('that it passed, on which states', async () => {
    const { system } = await withCats()
    expect(text(await system.rehearse(nextBy()))).toBe('Rehearsed Cat 2.0.0 on copies of 2 states in # ms: passed.')
    expect(text(await system.rehearse(nextBy(), { sample: 1 }))).toBe(
      'Rehearsed Cat 2.0.0 on copies of 1 of 2 states in # ms: passed.',
    )
  })

  test('each finding with its example, warnings last', async () => {
    const { system, tom, kit } = await withCats()
    const half = convert(
      'age',
      (age: number) => Math.ceil(age / 2),
      (age: number) => age,
    )
    const up = ({ name, toys }: Slice): void => {
      if (name === 'Tom') toys[0].worn += 1
    }
    const down = (): void => {}
    expect(text(await system.rehearse(nextBy(half, { up, down })))).toBe(
      [
        'Rehearsed Cat 2.0.0 on copies of 2 states in # ms: failed.',
        `  - Cat 1.0.0 -> 2.0.0: changes-input, in 1 of 2`,
        `      such as ${tom.pid}: it changed what toys of the instance holds: make a new value instead`,
        `  warning: Cat 1.0.0 -> 2.0.0: not-reversible, in 1 of 2`,
        `      such as ${kit.pid}: back at 1.0.0 it has another value of age than before`,
      ].join('\n'),
    )
  })

  test('why it was refused', async () => {
    const { system } = await withCats()
    @actor({ name: 'Cat', version: '2.0.0' })
    class Next extends Actor {
      @attribute() name = ''
      @attribute() age = 0
    }
    const [defect] = system.plan(Next).defects
    expect(text(await system.rehearse(Next))).toBe(`Refused to rehearse Cat 2.0.0.\n  - ${defect}`)
  })

  test('which messages would find no method, and what the plan warns of', () => {
    const rehearsal = new Rehearsal({
      outcome: 'passed',
      plan: { changes: [], affected: [], order: [], defects: [], warnings: ['look twice'], remarks: [] },
      defects: [],
      findings: [],
      states: 0,
      total: 0,
      queued: [
        { class: 'Cat', method: 'meow', count: 1 },
        { class: 'Cat', method: 'purr', count: 3 },
      ],
      durationMs: 1,
    })
    expect(`${rehearsal}`.split('\n').slice(1)).toEqual([
      '  warning: Cat would have no method meow, which a message waits for',
      '  warning: Cat would have no method purr, which 3 messages wait for',
      '  warning: look twice',
    ])
  })
})

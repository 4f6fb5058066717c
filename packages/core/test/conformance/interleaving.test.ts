// What happens at the same time as an upgrade: failures half-way through the set, births, callers, queues, exits, and
// other upgrades.

import { describe, expect, test } from 'vitest'
import {
  actor,
  Actor,
  ActorSystem,
  attribute,
  convert,
  migration,
  oneway,
  type Oneway,
  type Ref,
  rename,
  request,
  type Slice,
  staticMethod,
  type SystemEvent,
} from '../../src/index.js'
import { settle, VirtualClock } from '../../src/testing/index.js'
import { type Gender, HurryingClock, makeCreatures, makeGate, portraitOf, seenAs, startAt } from './creatures.js'

type Note = (entry: string) => unknown
const quiet: Note = () => {}

/** A box at version 1.0.0, 2.0.0 and so on; each new version migrates `content` from the last by `migrate`. */
function makeBox(version: number, note: Note = quiet, migrate: (content: number) => number = (n) => n + 1) {
  const step = convert(
    'content',
    (content: number) => {
      note(`migrate to ${version}`)
      return migrate(content)
    },
    (content: number) => {
      note(`migrate back from ${version}`)
      return content - 1
    },
  )
  const migrations = Array.from({ length: version - 1 }, (_, i) => migration(`${i + 1}.0.0`, step))
  @actor({ name: 'Box', version: `${version}.0.0`, migrations })
  class Box extends Actor {
    @attribute() content: number
    @attribute({ initial: () => ({ in: ['paper'] }) }) wrapping!: { in: string[] }
    constructor(content: number) {
      super()
      note(`construct ${version}`)
      this.content = content
    }
    destruct(): void {
      note(`destruct ${version}`)
    }
    @request({ const: true }) portrait() {
      return portraitOf(this, this.system.describe(this.self(Box).className))
    }
    @request() look() {
      return { version, content: this.content }
    }
    @oneway() put(content: number, from = 'outside'): Oneway {
      note(`${version}: ${from} puts ${content}`)
      this.content = content
    }
    @request() swap(content: number, from: string) {
      note(`${version}: ${from} puts ${content}`)
      this.content = content
      return version
    }
    @request() async hold(until: Promise<void>) {
      await until
      return version
    }
  }
  return Box
}
type Box = InstanceType<ReturnType<typeof makeBox>>

async function spawnBoxes(system: ActorSystem, Class: ReturnType<typeof makeBox>, count: number): Promise<Ref<Box>[]> {
  return Promise.all(Array.from({ length: count }, (_, i) => system.spawn(Class, [i])))
}

const lookAt = (boxes: readonly Ref<Box>[]) => Promise.all(boxes.map((box) => box.look()))
const portraitsOf = (boxes: readonly { portrait(): Promise<unknown> }[]) =>
  Promise.all(boxes.map((box) => box.portrait()))

// ---- failures half-way -----------------------------------------------------------------------------------------------

describe('I1: when the k-th of n migrations throws, all n are on the old version with equal state', () => {
  test.each([
    { n: 5, k: 1 },
    { n: 5, k: 3 },
    { n: 5, k: 5 },
    { n: 300, k: 1 },
    { n: 300, k: 150 },
    { n: 300, k: 300 },
  ])('I1: the migration number $k of $n throws', async ({ n, k }) => {
    // With this clock 300 instances take several turns of the event loop to stage.
    await using system = await startAt(new HurryingClock())
    const boxes = await spawnBoxes(system, makeBox(1), n)
    const before = await portraitsOf(boxes)
    const classes = structuredClone(system.classes)
    let calls = 0
    const failing = (content: number) => {
      if ((calls += 1) === k) throw new Error(`number ${k} cannot`)
      return content * 1000
    }

    const report = await system.upgrade(makeBox(2, quiet, failing), { deadline: Infinity })

    expect(report.outcome).toBe('rolledBack')
    expect(report.failures).toMatchObject([{ class: 'Box', message: `number ${k} cannot` }])
    expect(report.migrated).toBe(0)
    expect(boxes.map(({ pid }) => pid)).toContain(report.failures[0]!.pid)
    expect(calls).toBe(k)
    expect(await portraitsOf(boxes)).toEqual(before)
    expect(structuredClone(system.classes)).toEqual(classes)
    expect(await lookAt(boxes)).toEqual(boxes.map((_, content) => ({ version: 1, content })))
    // And nothing is left that would keep them from another try.
    expect((await system.upgrade(makeBox(2), { deadline: Infinity })).migrated).toBe(n)
    expect(await lookAt(boxes)).toEqual(boxes.map((_, content) => ({ version: 2, content: content + 1 })))
  })

  test('I1: the last of several classes and levels throws: the instances of all of them are as they were', async () => {
    await using system = await ActorSystem.start()
    const First = makeBox(1)
    @actor({ name: 'Crate', version: '1.0.0' })
    class Crate1 extends First {
      @attribute() weight = 10
    }
    const boxes = await spawnBoxes(system, First, 3)
    const crates = await Promise.all([1, 2, 3].map((content) => system.spawn(Crate1, [content])))
    const before = await portraitsOf([...boxes, ...crates])
    const Second = makeBox(2)
    let calls = 0
    const weigh = (weight: number) => {
      if ((calls += 1) === crates.length) throw new Error('too heavy')
      return weight * 2
    }
    @actor({ name: 'Crate', version: '2.0.0', migrations: [migration('1.0.0', convert('weight', weigh))] })
    class Crate2 extends Second {
      @attribute() weight = 20
    }

    const report = await system.upgrade([Second, Crate2])

    expect(report.outcome).toBe('rolledBack')
    expect(report.failures).toMatchObject([{ class: 'Crate', message: 'too heavy' }])
    expect(calls).toBe(3)
    expect(await portraitsOf([...boxes, ...crates])).toEqual(before)
    expect((await lookAt([...boxes, ...crates])).map(({ version }) => version)).toEqual([1, 1, 1, 1, 1, 1])
    expect(system.describe('Crate').versions).toEqual({ Crate: '1.0.0', Box: '1.0.0' })
  })

  test('I1: what waited for the set meanwhile runs on the old code, in its order', async () => {
    await using system = await ActorSystem.start()
    using gate = makeGate()
    const notes: string[] = []
    const boxes = await spawnBoxes(
      system,
      makeBox(1, (entry) => notes.push(entry)),
      3,
    )
    const holding = boxes[0]!.hold(gate.opened)
    const failing = () => {
      throw new Error('no')
    }
    const handle = system.upgrade(makeBox(2, quiet, failing))
    await settle()
    notes.length = 0
    for (const content of [10, 20, 30]) for (const box of boxes) box.put(content)
    gate.open()

    expect((await handle).outcome).toBe('rolledBack')
    expect(await holding).toBe(1)
    expect(await lookAt(boxes)).toEqual(boxes.map(() => ({ version: 1, content: 30 })))
    expect(notes).toHaveLength(9)
    expect(new Set(notes)).toEqual(new Set(['1: outside puts 10', '1: outside puts 20', '1: outside puts 30']))
  })
})

// ---- births ----------------------------------------------------------------------------------------------------------

/** Keeps the class of a box frozen for the upgrade to `next`, until the gate opens. */
async function freeze(system: ActorSystem, holder: Ref<Box>, next: ReturnType<typeof makeBox>, options = {}) {
  const gate = makeGate()
  const held = holder.with({ timeout: Infinity }).hold(gate.opened)
  await settle()
  const handle = system.upgrade(next, options)
  await settle()
  return { gate, held, handle }
}

test('I3: instances whose birth was asked for while the class is frozen are born once, on the new version', async () => {
  await using system = await ActorSystem.start()
  const notes: string[] = []
  const note: Note = (entry) => notes.push(entry)
  const First = makeBox(1, note)
  @actor({ name: 'Crate', version: '1.0.0' })
  class Crate extends First {
    @attribute() weight = 10
  }
  system.register(Crate)
  const holder = await system.spawn(First, [0])
  notes.length = 0
  const { gate, handle } = await freeze(system, holder, makeBox(2, note))
  using _ = gate
  const births = [system.spawn(First, [1]), system.spawn(First, [2]), system.spawn(Crate, [3])]
  let born = 0
  for (const birth of births) void birth.then(() => (born += 1))
  await settle()

  expect(born).toBe(0)
  expect(notes).toEqual([])
  expect(system.countInstances('Box')).toBe(1)
  gate.open()
  const report = await handle
  expect(report).toMatchObject({ outcome: 'committed', migrated: 1, heldBirths: 3 })
  // They are born with what they were asked with: nothing of them is migrated.
  expect(await lookAt(await Promise.all(births))).toEqual([
    { version: 2, content: 1 },
    { version: 2, content: 2 },
    { version: 2, content: 3 },
  ])
  expect(notes).toEqual(['migrate to 2', 'construct 2', 'construct 2', 'construct 2'])
  expect(system.countInstances('Box')).toBe(4)
})

test('I3: after a rollback they are born once, on the old version', async () => {
  await using system = await ActorSystem.start()
  const notes: string[] = []
  const First = makeBox(1, (entry) => notes.push(entry))
  const holder = await system.spawn(First, [0])
  notes.length = 0
  const failing = () => {
    throw new Error('no')
  }
  const { gate, handle } = await freeze(system, holder, makeBox(2, quiet, failing))
  using _ = gate
  const birth = system.spawn(First, [1])
  gate.open()
  expect(await handle).toMatchObject({ outcome: 'rolledBack', heldBirths: 1 })
  expect(await (await birth).look()).toEqual({ version: 1, content: 1 })
  expect(notes).toEqual(['construct 1'])
})

test('I3: a birth that waits takes its name when it is born, and an instance outside of the set that asked for it waits with it', async () => {
  await using system = await ActorSystem.start()
  const First = makeBox(1)
  @actor({ name: 'Maker', version: '1.0.0' })
  class Maker extends Actor {
    @request() async make(content: number) {
      const box = await this.spawn(First, [content], { name: 'the box' })
      return box.look()
    }
    @request() ping() {
      return 'pong'
    }
  }
  const maker = await system.spawn(Maker)
  const holder = await system.spawn(First, [0])
  const { gate, handle } = await freeze(system, holder, makeBox(2))
  using _ = gate
  const made = maker.make(5)
  await settle()
  expect(system.whereis('the box')).toBeUndefined()
  const second = system.spawn(First, [6], { name: 'the box' })
  gate.open()
  expect((await handle).heldBirths).toBe(2)
  expect(await made).toEqual({ version: 2, content: 5 })
  await expect(second).rejects.toMatchObject({ code: 'name-taken' })
  expect(system.whereis('the box')!.className).toBe('Box')
  expect(await maker.ping()).toBe('pong')
})

test('I3: a ref that was given at once while the class is frozen leads to an instance of the new version, constructed once', async () => {
  await using system = await ActorSystem.start()
  const notes: string[] = []
  const note: Note = (entry) => notes.push(entry)
  const First = makeBox(1, note)
  const holder = await system.spawn(First, [0])
  notes.length = 0
  const { gate, handle } = await freeze(system, holder, makeBox(2, note))
  using _ = gate
  const box = system.spawnNow(First, [5])
  box.put(6)
  const seen = box.look()
  await settle()
  expect(notes).toEqual([])
  gate.open()
  expect(await handle).toMatchObject({ outcome: 'committed', migrated: 1, heldBirths: 1 })
  expect(await seen).toEqual({ version: 2, content: 6 })
  expect(notes).toEqual(['migrate to 2', 'construct 2', '2: outside puts 6'])
})

test('I3: a birth whose time limit ends while the class is frozen is refused, and never comes about', async () => {
  const clock = new VirtualClock()
  await using system = await startAt(clock)
  const notes: string[] = []
  const First = makeBox(1, (entry) => notes.push(entry))
  const holder = await system.spawn(First, [0])
  const { gate, handle } = await freeze(
    system,
    holder,
    makeBox(2, (entry) => notes.push(entry)),
  )
  using _ = gate
  notes.length = 0
  const late = system.spawn(First, [5], { timeout: 100 }).catch((error: unknown) => error)
  const timely = system.spawn(First, [6], { timeout: 1000 })
  await clock.advance(100)
  expect(await late).toMatchObject({ code: 'start-timeout' })
  gate.open()
  expect((await handle).outcome).toBe('committed')
  expect(await (await timely).look()).toEqual({ version: 2, content: 6 })
  expect(notes).toEqual(['migrate to 2', 'construct 2'])
  expect(system.countInstances('Box')).toBe(2)
})

test('I3: a birth that a method of the set waits for is not held, and the newborn is migrated with the others', async () => {
  await using system = await ActorSystem.start()
  const notes: string[] = []
  const First = makeBox(1, (entry) => notes.push(entry))
  @actor({ name: 'Crate', version: '1.0.0' })
  class Crate extends First {
    @request() async unpack(until: Promise<void>) {
      await until
      const box = await this.spawn(First, [7])
      return { pid: box.pid, ...(await box.look()) }
    }
  }
  const crate = await system.spawn(Crate, [0])
  using gate = makeGate()
  const unpacked = crate.unpack(gate.opened)
  const handle = system.upgrade(makeBox(2))
  await settle()
  gate.open()

  expect(await handle).toMatchObject({ outcome: 'committed', migrated: 2, heldBirths: 0 })
  const { pid, ...seen } = await unpacked
  expect(seen).toEqual({ version: 1, content: 7 })
  expect(await seenAs(system.find(pid)!, First).look()).toEqual({ version: 2, content: 8 })
  expect(notes.filter((entry) => entry.startsWith('construct'))).toEqual(['construct 1', 'construct 1'])
})

// ---- callers ---------------------------------------------------------------------------------------------------------

function makeCaller(First: ReturnType<typeof makeBox>) {
  @actor({ name: 'Caller', version: '1.0.0' })
  class Caller extends Actor {
    @attribute() asked = 0
    @request() async ask(box: Ref<Box>) {
      this.asked += 1
      const seen = await box.with({ timeout: Infinity }).look()
      return { ...seen, asked: this.asked }
    }
    @request() async make() {
      const box = await this.spawn(First, [9])
      return box.look()
    }
  }
  return Caller
}

test('I4: a caller that awaits a frozen instance is never taken for a lingerer and never killed, whatever the policies', async () => {
  const clock = new VirtualClock()
  await using system = await startAt(clock)
  const First = makeBox(1)
  const Caller = makeCaller(First)
  const [holder, box] = await spawnBoxes(system, First, 2)
  const callers = await Promise.all([system.spawn(Caller), system.spawn(Caller), system.spawn(Caller)])
  const options = { deadline: 1000, onDeadline: 'kill', purge: 'hard' } as const
  const { gate, held, handle } = await freeze(system, holder!, makeBox(2), options)
  using _ = gate
  void held.catch(() => {})
  const answers = callers.map((caller) => caller.with({ timeout: Infinity }).ask(box!))
  const fromOutside = box!.with({ timeout: Infinity }).look()
  await settle()
  expect(system.lingering('Box')).toEqual([])
  expect(system.lingering('Caller')).toEqual([])
  await clock.advance(1000)

  const report = await handle
  expect(report.outcome).toBe('committed')
  expect(report.stragglers.map(({ pid }) => pid)).toEqual([holder!.pid])
  expect(report.killed).toEqual([holder!.pid])
  // The one who was killed lingers in its method; callers do not.
  expect(report.purges.flatMap(({ lingering }) => lingering.map(({ pid }) => pid))).toEqual([holder!.pid])
  expect(await Promise.all(answers)).toEqual(callers.map(() => ({ version: 2, content: 2, asked: 1 })))
  expect(await fromOutside).toEqual({ version: 2, content: 2 })
  expect(system.countInstances(Caller)).toBe(3)
  expect(await Promise.all(callers.map((caller) => caller.ask(box!)))).toEqual(
    callers.map(() => ({ version: 2, content: 2, asked: 2 })),
  )
})

test('I4: a caller that belongs to the set itself gets its answer from the old code and comes to rest by it', async () => {
  const clock = new VirtualClock()
  await using system = await startAt(clock)
  const First = makeBox(1)
  @actor({ name: 'Crate', version: '1.0.0' })
  class Crate extends First {
    @request() async ask(box: Ref<Box>, until: Promise<void>) {
      await until
      return box.look()
    }
  }
  const crate = await system.spawn(Crate, [0])
  const box = await system.spawn(First, [1])
  using gate = makeGate()
  const answer = crate.with({ timeout: Infinity }).ask(box, gate.opened)
  await settle()
  const handle = system.upgrade(makeBox(2), { deadline: 1000, onDeadline: 'kill' })
  await settle()
  gate.open()
  await settle()
  await clock.advance(1000)

  expect(await handle).toMatchObject({ outcome: 'committed', migrated: 2, killed: [], stragglers: [] })
  expect(await answer).toEqual({ version: 1, content: 1 })
  expect(await box.look()).toEqual({ version: 2, content: 2 })
})

test('I4: callers that await the set are upgraded themselves by the next upgrade, which finds them at rest', async () => {
  const clock = new VirtualClock()
  await using system = await startAt(clock)
  const First = makeBox(1)
  const Caller = makeCaller(First)
  const [holder, box] = await spawnBoxes(system, First, 2)
  const caller = await system.spawn(Caller)
  const { gate, handle } = await freeze(system, holder!, makeBox(2), { deadline: 1000 })
  using _ = gate
  const answers = [caller.with({ timeout: Infinity }).ask(box!), caller.with({ timeout: Infinity }).make()]
  @actor({ name: 'Caller', version: '2.0.0' })
  class Caller2 extends Actor {
    @attribute() asked = 0
    @request() count() {
      return this.asked
    }
  }
  const next = system.upgrade(Caller2, { deadline: 1000, onDeadline: 'kill' })
  await clock.advance(999)
  gate.open()
  expect((await handle).outcome).toBe('committed')
  expect(await next).toMatchObject({ outcome: 'committed', killed: [], stragglers: [] })
  expect(await answers[0]).toEqual({ version: 2, content: 2, asked: 1 })
  // The second call waited behind the first, and the new code has no such method.
  await expect(answers[1]).rejects.toMatchObject({ code: 'no-such-method' })
  expect(await seenAs(caller, Caller2).count()).toBe(1)
})

// ---- queues ----------------------------------------------------------------------------------------------------------

test('I5: queued messages run in the order of each sender, on the new code, exactly once', async () => {
  await using system = await ActorSystem.start()
  const notes: string[] = []
  const note: Note = (entry) => notes.push(entry)
  const First = makeBox(1, note)
  @actor({ name: 'Sender', version: '1.0.0' })
  class Sender extends Actor {
    @request() async send(box: Ref<Box>, from: string, first: number) {
      const answers: Promise<number>[] = []
      for (let i = first; i < first + 10; i++) {
        if (i % 3 === 0) answers.push(box.swap(i, from))
        else box.put(i, from)
      }
      return answers
    }
  }
  const [box] = await spawnBoxes(system, First, 1)
  const senders = await Promise.all(['a', 'b', 'c'].map(() => system.spawn(Sender)))
  const sendAll = (first: number) =>
    Promise.all(senders.map((sender, i) => sender.send(box!, 'abc'[i]!, first))).then((answers) => answers.flat())
  notes.length = 0
  using gate = makeGate()
  const held = box!.hold(gate.opened)
  // Ten of each wait behind the method already, ten more come while the set is frozen.
  const before = await sendAll(0)
  const handle = system.upgrade(makeBox(2, note))
  await settle()
  const during = await sendAll(10)
  expect(notes).toEqual([])
  gate.open()

  expect(await held).toBe(1)
  expect((await handle).outcome).toBe('committed')
  const answers = await Promise.all([...before, ...during])
  expect(answers).toHaveLength(3 * 7)
  expect(new Set(answers)).toEqual(new Set([2]))
  await box!.look()
  expect(notes[0]).toBe('migrate to 2')
  expect(notes.slice(1)).toHaveLength(60)
  for (const from of 'abc') {
    expect(notes.filter((entry) => entry.includes(from + ' puts'))).toEqual(
      Array.from({ length: 20 }, (_, i) => `2: ${from} puts ${i}`),
    )
  }
})

test('I5: among messages of several senders the order of arrival stays too', async () => {
  await using system = await ActorSystem.start()
  const notes: string[] = []
  const note: Note = (entry) => notes.push(entry)
  const [box, other] = await spawnBoxes(system, makeBox(1, note), 2)
  const { gate, handle } = await freeze(system, box!, makeBox(2, note))
  using _ = gate
  notes.length = 0
  box!.put(1, 'x')
  other!.put(2, 'x')
  const answer = box!.swap(3, 'y')
  box!.put(4, 'z')
  other!.put(5, 'y')
  gate.open()
  await handle
  expect(await answer).toBe(2)
  await lookAt([box!, other!])
  const puts = notes.filter((entry) => entry.includes('puts'))
  expect(puts.filter((entry) => /[134]$/.test(entry))).toEqual(['2: x puts 1', '2: y puts 3', '2: z puts 4'])
  expect(puts.filter((entry) => /[25]$/.test(entry))).toEqual(['2: x puts 2', '2: y puts 5'])
  expect(puts).toHaveLength(5)
})

// ---- a base class ----------------------------------------------------------------------------------------------------

/** Creature 2.0.0: the age is in months, the gender is called sex, and there is a new attribute. */
function makeNextCreature(seen: (slice: Slice) => void, log: string[] = []) {
  @actor({
    name: 'Creature',
    version: '2.0.0',
    migrations: [
      migration(
        '1.0.0',
        // Parts run in their order on the way up, in reverse on the way down: each way begins with a look.
        { renames: {}, up: (slice) => seen({ ...slice }), down: () => {} },
        convert(
          'age',
          (age: number) => age * 12,
          (age: number) => age / 12,
        ),
        rename('gender', 'sex'),
        { renames: {}, up: () => {}, down: (slice) => seen({ ...slice }) },
      ),
    ],
  })
  class Creature extends Actor {
    @attribute() age: number
    @attribute() sex: Gender
    @attribute({ initial: true }) isAlive!: boolean
    constructor(age: number, sex: Gender) {
      super()
      log.push('construct Creature')
      this.age = age
      this.sex = sex
    }
    @request({ const: true }) getAge() {
      return this.age / 12
    }
    @request({ const: true }) portrait() {
      return portraitOf(this, this.system.describe(this.self(Creature).className))
    }
    @oneway() setAge(_age: number): Oneway {
      this.age = 36
    }
    @staticMethod() static lifeExpectancy() {
      return 21
    }
  }
  return Creature
}

test('I6: a base class upgraded under three levels of subclasses, one with a diamond, migrates each instance once, and its base slice only', async () => {
  await using system = await ActorSystem.start()
  const log: string[] = []
  const { Creature, Mammal, ViviparousBeing, OvoviviparousBeing, Cat, Platypus } = makeCreatures(log)
  @actor({ name: 'Kitten', version: '1.0.0' })
  class Kitten extends Cat {
    @attribute() toys = ['ball']
    constructor(age: number) {
      super(age, 'female', 'grey', 'white')
    }
  }
  const refs = {
    creature: await system.spawn(Creature, [1, 'male']),
    mammal: await system.spawn(Mammal, [2, 'female', 'brown']),
    ovoviviparous: await system.spawn(OvoviviparousBeing, [3, 'female']),
    cat: await system.spawn(Cat, [4, 'male', 'sand', 'black']),
    kitten: await system.spawn(Kitten, [5]),
    platypus: await system.spawn(Platypus, [6, 'male', 'brown', 'black']),
  }
  const bystander = await system.spawn(ViviparousBeing)
  refs.platypus.layEggs(2)
  refs.cat.giveBirth(3)
  const portraits = async (): Promise<Record<string, Slice>> =>
    Object.fromEntries(await Promise.all(Object.entries(refs).map(async ([name, ref]) => [name, await ref.portrait()])))
  const before = await portraits()
  log.length = 0
  const slices: Slice[] = []
  const NextCreature = makeNextCreature((slice) => slices.push(slice), log)

  const report = await system.upgrade(NextCreature)

  expect(report).toMatchObject({ outcome: 'committed', migrated: 6 })
  expect(report.plan.affected.map((one) => one.class).toSorted()).toEqual(
    ['Cat', 'Creature', 'Kitten', 'Mammal', 'OvoviviparousBeing', 'Platypus'].toSorted(),
  )
  for (const { migrates } of report.plan.affected) expect(migrates).toEqual(['Creature'])
  // Once for each instance, with the attributes of Creature and no others.
  expect(slices.toSorted((a, b) => a.age - b.age)).toEqual([
    { age: 1, gender: 'male' },
    { age: 2, gender: 'female' },
    { age: 3, gender: 'female' },
    { age: 4, gender: 'male' },
    { age: 5, gender: 'female' },
    { age: 6, gender: 'male' },
  ])
  const expected = Object.fromEntries(
    Object.entries(before).map(([name, { age, gender, ...others }]) => [
      name,
      { age: age * 12, sex: gender, isAlive: true, ...others },
    ]),
  )
  expect(await portraits()).toEqual(expected)
  // No constructor ran, and the other classes stay what they were, over the new base.
  expect(log).toEqual([])
  expect(system.describe('Platypus').versions).toEqual({
    Platypus: '1.0.0',
    Mammal: '1.0.0',
    OvoviviparousBeing: '1.0.0',
    Creature: '2.0.0',
  })
  expect(await refs.kitten.getAge()).toBe(5)
  expect(await refs.platypus.getEggsLaid()).toBe(2)
  expect(await refs.cat.setAgeAsCreature(7)).toBe(36)
  expect(await bystander.getMeanChildrenCount()).toBe(4)
  // Born now, its base is the new one, constructed once.
  await system.spawn(Platypus, [1, 'female', 'brown', 'black'])
  expect(log.filter((entry) => entry === 'construct Creature')).toHaveLength(1)
})

test('I6: and back: each is migrated down once, and the other slices keep what they became meanwhile', async () => {
  await using system = await ActorSystem.start()
  const { Creature, Cat, Platypus } = makeCreatures()
  const cat = await system.spawn(Cat, [4, 'male', 'sand', 'black'])
  const platypus = await system.spawn(Platypus, [6, 'female', 'brown', 'black'])
  const slices: Slice[] = []
  await system.upgrade(makeNextCreature((slice) => slices.push(slice)))
  cat.giveBirth(2)
  platypus.layEggs(5)
  await platypus.popFirstAlternateName()
  slices.length = 0

  const report = await system.upgrade(Creature)

  expect(report).toMatchObject({ outcome: 'committed', migrated: 2 })
  expect(slices.toSorted((a, b) => a.age - b.age)).toEqual([
    { age: 48, sex: 'male', isAlive: true },
    { age: 72, sex: 'female', isAlive: true },
  ])
  expect(await cat.portrait()).toEqual({
    age: 4,
    gender: 'male',
    furColor: 'sand',
    birthsGiven: 2,
    whiskerColor: 'black',
  })
  expect(await platypus.portrait()).toEqual({
    age: 6,
    gender: 'female',
    furColor: 'brown',
    eggsLaid: 5,
    billColor: 'black',
    alternateNames: ['Edgar', 'Roger', 'Sean'],
  })
})

// ---- exits -----------------------------------------------------------------------------------------------------------

/** An instance outside of the set that bears boxes and can end. */
function makeParent(First: ReturnType<typeof makeBox>) {
  @actor({ name: 'Parent', version: '1.0.0' })
  class Parent extends Actor {
    @request() async bear(link: boolean) {
      return this.spawn(First, [1], { link })
    }
    @oneway() fail(): Oneway {
      throw new Error('intended')
    }
  }
  return Parent
}

test('I10: the parent of a frozen instance exits normally: the child lives on and is upgraded', async () => {
  await using system = await ActorSystem.start()
  const First = makeBox(1)
  const parent = await system.spawn(makeParent(First))
  const linked = await parent.bear(true)
  const loose = await parent.bear(false)
  const [holder] = await spawnBoxes(system, First, 1)
  const { gate, handle } = await freeze(system, holder!, makeBox(2))
  using _ = gate
  expect(await parent.stop()).toEqual({ type: 'stopped' })
  gate.open()
  expect(await handle).toMatchObject({ outcome: 'committed', migrated: 3 })
  expect(await lookAt([linked, loose])).toEqual([
    { version: 2, content: 2 },
    { version: 2, content: 2 },
  ])
})

test('I10: the parent of a frozen instance crashes: the linked child dies of it at once, by its old destructor, and alone', async () => {
  await using system = await ActorSystem.start()
  const notes: string[] = []
  const note: Note = (entry) => notes.push(entry)
  const First = makeBox(1, note)
  const parent = await system.spawn(makeParent(First))
  const linked = await parent.bear(true)
  const loose = await parent.bear(false)
  const [holder] = await spawnBoxes(system, First, 1)
  const { gate, handle } = await freeze(system, holder!, makeBox(2, note))
  using _ = gate
  notes.length = 0
  const waiting = linked.look()
  parent.fail()
  expect(await linked.exited).toMatchObject({
    type: 'linked',
    pid: parent.pid,
    reason: { type: 'crashed', method: 'fail' },
  })
  await expect(waiting).rejects.toMatchObject({ code: 'exited' })
  expect(notes).toEqual(['destruct 1'])
  gate.open()
  expect(await handle).toMatchObject({ outcome: 'committed', migrated: 2, killed: [], failures: [] })
  expect(await lookAt([holder!, loose])).toEqual([
    { version: 2, content: 1 },
    { version: 2, content: 2 },
  ])
  expect(system.countInstances('Box')).toBe(2)
})

test('I10: of two linked instances of the frozen set one is killed: the other one goes with it, the rest is upgraded', async () => {
  await using system = await ActorSystem.start()
  const First = makeBox(1)
  @actor({ name: 'Crate', version: '1.0.0' })
  class Crate extends First {
    @request() async bear() {
      return this.spawn(First, [1], { link: true })
    }
  }
  const crate = await system.spawn(Crate, [0])
  const child = await crate.bear()
  const [holder, other] = await spawnBoxes(system, First, 2)
  const { gate, handle } = await freeze(system, holder!, makeBox(2))
  using _ = gate
  await child.kill()
  expect(await crate.exited).toMatchObject({ type: 'linked', pid: child.pid, reason: { type: 'killed' } })
  gate.open()
  expect(await handle).toMatchObject({ outcome: 'committed', migrated: 2 })
  expect(await lookAt([holder!, other!])).toEqual([
    { version: 2, content: 1 },
    { version: 2, content: 2 },
  ])
})

test('I10: a linked instance of the set that dies after it was staged stays dead, and holds nothing up', async () => {
  await using system = await startAt(new HurryingClock())
  const First = makeBox(1)
  const parent = await system.spawn(makeParent(First))
  const linked = await parent.with({ timeout: Infinity }).bear(true)
  await spawnBoxes(system, First, 200)
  const handle = system.upgrade(makeBox(2), { deadline: Infinity })
  let kills = 0
  handle.progress$.subscribe(({ phase, done, total }) => {
    if (phase === 'stage' && done > 0 && done < total && kills++ === 0) void parent.kill()
  })

  const report = await handle

  expect(kills).toBeGreaterThan(0)
  expect(report).toMatchObject({ outcome: 'committed', migrated: 200 })
  expect(await linked.exited).toMatchObject({ type: 'linked', pid: parent.pid })
  expect(system.countInstances('Box')).toBe(200)
  await expect(linked.look()).rejects.toMatchObject({ code: 'no-such-instance' })
})

// ---- other upgrades --------------------------------------------------------------------------------------------------

/** The runs of the upgrades of a system, as their steps came. */
function watchRuns(system: ActorSystem) {
  const runs: number[] = []
  system.events$.subscribe((event: SystemEvent) => {
    if (event.type === 'upgrade') runs.push(event.run)
  })
  return runs
}

test('B15: a second upgrade asked while one runs waits for it, and is planned on what the first one left', async () => {
  await using system = await ActorSystem.start()
  const notes: string[] = []
  const note: Note = (entry) => notes.push(entry)
  const runs = watchRuns(system)
  const [holder, other] = await spawnBoxes(system, makeBox(1, note), 2)
  notes.length = 0
  const { gate, handle } = await freeze(system, holder!, makeBox(2, note))
  using _ = gate
  const second = system.upgrade(makeBox(3, note))
  await settle()
  expect(new Set(runs)).toEqual(new Set([1]))
  gate.open()

  expect((await handle).classes).toMatchObject([{ from: '1.0.0', to: '2.0.0' }])
  expect((await second).classes).toMatchObject([{ from: '2.0.0', to: '3.0.0' }])
  expect(runs).toEqual(runs.toSorted((a, b) => a - b))
  expect(new Set(runs)).toEqual(new Set([1, 2]))
  expect(notes).toEqual(['migrate to 2', 'migrate to 2', 'migrate to 3', 'migrate to 3'])
  expect(await lookAt([holder!, other!])).toEqual([
    { version: 3, content: 2 },
    { version: 3, content: 3 },
  ])
})

test('B15: many upgrades and downgrades asked at once run one after the other, in the order in which they were asked for', async () => {
  await using system = await ActorSystem.start()
  const runs = watchRuns(system)
  const versions = [1, 2, 3, 4].map((version) => makeBox(version))
  const boxes = await spawnBoxes(system, versions[0]!, 20)
  const way = [2, 4, 3, 1, 3, 4, 2]
  const reports = await Promise.all(way.map((version) => system.upgrade(versions[version - 1]!)))
  expect(reports.map(({ classes }) => classes.map(({ from, to }) => `${from} -> ${to}`))).toEqual([
    ['1.0.0 -> 2.0.0'],
    ['2.0.0 -> 4.0.0'],
    ['4.0.0 -> 3.0.0'],
    ['3.0.0 -> 1.0.0'],
    ['1.0.0 -> 3.0.0'],
    ['3.0.0 -> 4.0.0'],
    ['4.0.0 -> 2.0.0'],
  ])
  expect(runs).toEqual(runs.toSorted((a, b) => a - b))
  expect(await lookAt(boxes)).toEqual(boxes.map((_, i) => ({ version: 2, content: i + 1 })))
})

test('B15: an upgrade that waits is not harmed when the one before it is refused, rolled back, or not even asked rightly', async () => {
  const clock = new VirtualClock()
  await using system = await startAt(clock)
  const boxes = await spawnBoxes(system, makeBox(1), 3)
  using gate = makeGate()
  const held = boxes[0]!.with({ timeout: Infinity }).hold(gate.opened)
  await settle()
  const failing = () => {
    throw new Error('no')
  }
  class Loose extends Actor {}
  const late = system.upgrade(makeBox(2), { deadline: 100 })
  const runs = [
    system.upgrade(Loose),
    system.upgrade(makeBox(2, quiet, failing), { deadline: 1000 }),
    system.upgrade(makeBox(2), { deadline: 1000 }),
  ]
  const wrong = system.upgrade(makeBox(2), { deadline: -1 })
  await expect(wrong.report).rejects.toMatchObject({ code: 'bad-option' })
  await clock.advance(100)
  expect((await late).stragglers).toHaveLength(1)
  gate.open()
  await held
  expect((await Promise.all(runs)).map(({ outcome }) => outcome)).toEqual(['refused', 'rolledBack', 'committed'])
  expect((await lookAt(boxes)).map(({ version }) => version)).toEqual([2, 2, 2])
})

test('B15: an upgrade asked to fail fast while another one runs or waits is refused at once, and changes nothing', async () => {
  await using system = await ActorSystem.start()
  const notes: string[] = []
  const note: Note = (entry) => notes.push(entry)
  const [holder] = await spawnBoxes(system, makeBox(1, note), 1)
  notes.length = 0
  const { gate, handle } = await freeze(system, holder!, makeBox(2, note))
  using _ = gate
  for (const next of [makeBox(3, note), makeLamp(2)])
    expect((await system.upgrade(next, { failFast: true })).outcome).toBe('refused')
  expect(notes).toEqual([])
  gate.open()
  expect((await handle).outcome).toBe('committed')
  expect(notes).toEqual(['migrate to 2'])
  expect(system.classes.map(({ name }) => name)).toEqual(['Box'])
  // With nothing in its way it is an upgrade like any other.
  expect((await system.upgrade(makeBox(3, note), { failFast: true })).outcome).toBe('committed')
  expect(await holder!.look()).toEqual({ version: 3, content: 2 })
})

function makeLamp(version: number) {
  const next = (watts: number) => watts + 1
  @actor({
    name: 'Lamp',
    version: `${version}.0.0`,
    migrations: version === 1 ? [] : [migration('1.0.0', convert('watts', next))],
  })
  class Lamp extends Actor {
    @attribute() watts = 60
    @request() look() {
      return { version, watts: this.watts }
    }
  }
  return Lamp
}

test('I7: two unrelated classes upgraded at the same time are both upgraded', async () => {
  await using system = await ActorSystem.start()
  const runs = watchRuns(system)
  const boxes = await spawnBoxes(system, makeBox(1), 50)
  const First = makeLamp(1)
  const lamps = await Promise.all(boxes.map(() => system.spawn(First)))

  const reports = await Promise.all([system.upgrade(makeBox(2)), system.upgrade(makeLamp(2))])

  expect(reports.map(({ outcome, migrated }) => [outcome, migrated])).toEqual([
    ['committed', 50],
    ['committed', 50],
  ])
  expect(runs).toEqual(runs.toSorted((a, b) => a - b))
  expect(await lookAt(boxes)).toEqual(boxes.map((_, i) => ({ version: 2, content: i + 1 })))
  expect(await Promise.all(lamps.map((lamp) => lamp.look()))).toEqual(lamps.map(() => ({ version: 2, watts: 61 })))
})

test('I7: while one class cannot come to rest, the instances of the other one serve as if nothing were', async () => {
  await using system = await ActorSystem.start()
  const [holder, box] = await spawnBoxes(system, makeBox(1), 2)
  const lamp = await system.spawn(makeLamp(1))
  const { gate, handle } = await freeze(system, holder!, makeBox(2))
  using _ = gate
  const second = system.upgrade(makeLamp(2))
  const waiting = box!.look()
  await settle()
  expect(await lamp.look()).toEqual({ version: 1, watts: 60 })
  gate.open()
  expect((await Promise.all([handle, second])).map(({ outcome }) => outcome)).toEqual(['committed', 'committed'])
  expect(await lamp.look()).toEqual({ version: 2, watts: 61 })
  expect(await waiting).toEqual({ version: 2, content: 2 })
})

test('I7: the failure of one of the two is nothing to the other', async () => {
  await using system = await ActorSystem.start()
  const boxes = await spawnBoxes(system, makeBox(1), 3)
  const lamp = await system.spawn(makeLamp(1))
  const failing = () => {
    throw new Error('no')
  }
  const reports = await Promise.all([system.upgrade(makeBox(2, quiet, failing)), system.upgrade(makeLamp(2))])
  expect(reports.map(({ outcome }) => outcome)).toEqual(['rolledBack', 'committed'])
  expect(await lookAt(boxes)).toEqual(boxes.map((_, content) => ({ version: 1, content })))
  expect(await lamp.look()).toEqual({ version: 2, watts: 61 })
})

test('I7: handed over as one set, two unrelated classes are upgraded both or not at all', async () => {
  await using system = await ActorSystem.start()
  const boxes = await spawnBoxes(system, makeBox(1), 3)
  const lamp = await system.spawn(makeLamp(1))
  const failing = () => {
    throw new Error('no')
  }
  for (const set of [
    [makeBox(2, quiet, failing), makeLamp(2)],
    [makeLamp(2), makeBox(2, quiet, failing)],
  ]) {
    expect((await system.upgrade(set)).outcome).toBe('rolledBack')
    expect(await lookAt(boxes)).toEqual(boxes.map((_, content) => ({ version: 1, content })))
    expect(await lamp.look()).toEqual({ version: 1, watts: 60 })
  }
  expect(await system.upgrade([makeBox(2), makeLamp(2)])).toMatchObject({ outcome: 'committed', migrated: 4 })
})

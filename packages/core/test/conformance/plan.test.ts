// The plan of an upgrade: what is refused before anything happens and in which words, what runs on the way up and down,
// and what a mere new number does.

import { expect, test } from 'vitest'
import {
  Actor,
  type ActorClass,
  type ActorOptions,
  actor,
  attribute,
  convert,
  drop,
  migration,
  type Migration,
  type MigrationPart,
  oneway,
  type Oneway,
  rename,
  request,
} from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { type Door, makeDoor, outcomeOf, startStill } from './fixtures-gates.js'

/** A plan that must be refused: what runs before, the set that is asked for, and what each of the defects has to say. */
interface Malformed {
  readonly running: readonly ActorClass[]
  readonly asked: readonly unknown[]
  readonly defects: readonly RegExp[]
}

/** A class `Box` with one attribute, in some version; `extend` adds what a case is about. */
function makeBox(version: string, options: Partial<ActorOptions> = {}) {
  @actor({ name: 'Box', version, ...options })
  class Box extends Actor {
    @attribute() lid = 1
    @request() getLid() {
      return this.lid
    }
  }
  return Box
}

/** The next `Box`, which has a hinge instead of a lid. */
function makeHingedBox(version: string, migrations: readonly Migration[], initial: { initial?: number } = {}) {
  @actor({ name: 'Box', version, migrations })
  class Box extends Actor {
    @attribute(initial) hinge = 1
  }
  return Box
}

/** Another text than `makeBox`, with the same attribute. */
function makeOtherBox(version: string, migrations: readonly Migration[] = []) {
  @actor({ name: 'Box', version, migrations })
  class Box extends Actor {
    @attribute() lid = 1
    @request() getLid() {
      return this.lid + 0
    }
  }
  return Box
}

const closing: MigrationPart = { up: ({ lid }) => ({ hinge: lid }), down: ({ hinge }) => ({ lid: hinge }) }
const opening: MigrationPart = { up: ({ lid }) => ({ hinge: lid }) }

const malformed: Record<string, () => Malformed> = {
  'code that changed under its version': () => ({
    running: [makeBox('1.0.0')],
    asked: [makeOtherBox('1.0.0')],
    defects: [/^Box 1\.0\.0: its code has changed, but not its version/],
  }),
  'a conversion that changed under its version': () => ({
    running: [
      makeOtherBox('2.0.0', [
        migration(
          '1.0.0',
          convert('lid', (lid: number) => lid * 2),
        ),
      ]),
    ],
    asked: [
      makeOtherBox('2.0.0', [
        migration(
          '1.0.0',
          convert('lid', (lid: number) => lid * 3),
        ),
      ]),
    ],
    defects: [/^Box 2\.0\.0: its code has changed, but not its version/],
  }),
  'a superclass that changes': () => {
    @actor({ name: 'Chest', version: '1.0.0' })
    class Chest extends Actor {}
    @actor({ name: 'Box', version: '2.0.0' })
    class Box extends Chest {
      @attribute() lid = 1
    }
    return {
      running: [makeBox('1.0.0'), Chest],
      asked: [Box],
      defects: [/^Box 2\.0\.0: its superclass changes from Actor to Chest/],
    }
  },
  'traits that change': () => {
    @actor({ name: 'Portable', version: '1.0.0' })
    class Portable extends Actor {}
    return {
      running: [makeBox('1.0.0')],
      asked: [makeBox('2.0.0', { traits: [Portable] })],
      defects: [/^Box 2\.0\.0: its traits change from \[\] to \[Portable\]/],
    }
  },
  'an attribute that is dropped and one that is new, without a word about either': () => ({
    running: [makeBox('1.0.0')],
    asked: [makeHingedBox('2.0.0', [])],
    defects: [/^Box 2\.0\.0: it drops the attribute lid/, /^Box 2\.0\.0: its attribute hinge is new/],
  }),
  'migrations that start after what runs': () => ({
    running: [makeBox('1.0.0')],
    asked: [makeHingedBox('3.0.0', [migration('2.0.0', closing)], { initial: 0 })],
    defects: [/^Box 3\.0\.0: no migration leads from 1\.0\.0: the first starts at 2\.0\.0/, /drops the attribute lid/],
  }),
  'a way down that nobody described': () => ({
    running: [makeHingedBox('2.0.0', [migration('1.0.0', opening)])],
    asked: [makeBox('1.0.0')],
    defects: [/^Box 1\.0\.0: the migration from 1\.0\.0 to 2\.0\.0 has no way down/],
  }),
  'a class written against a superclass that is to come': () => {
    @actor({ name: 'Case', version: '1.0.0' })
    class First extends makeBox('1.0.0') {}
    @actor({ name: 'Case', version: '2.0.0' })
    class Case extends makeOtherBox('2.0.0') {
      @request() isShut() {
        return true
      }
    }
    return {
      running: [First],
      asked: [Case],
      defects: [/^Case 2\.0\.0: it was written against Box 2\.0\.0, but 1\.0\.0 runs: upgrade Box in the same set/],
    }
  },
  'an attribute that a subclass has already': () => {
    @actor({ name: 'Crate', version: '1.0.0' })
    class Crate extends makeBox('1.0.0') {
      @attribute({ initial: 2 }) hinge = 2
    }
    return {
      running: [Crate],
      asked: [makeHingedBox('2.0.0', [migration('1.0.0', drop('lid'))], { initial: 0 })],
      defects: [/^Crate: Crate declares the attribute hinge, which Box declares already/],
    }
  },
  'a method that is an attribute of a subclass': () => {
    @actor({ name: 'Crate', version: '1.0.0' })
    class Crate extends makeBox('1.0.0') {
      @attribute() weight = 2
    }
    @actor({ name: 'Box', version: '2.0.0' })
    class Box extends Actor {
      @attribute() lid = 1
      @request() weight() {
        return 3
      }
    }
    return { running: [Crate], asked: [Box], defects: [/^Crate: .*\bweight\b/] }
  },
  'a request that is a oneway of a subclass': () => {
    @actor({ name: 'Crate', version: '1.0.0' })
    class Crate extends makeBox('1.0.0') {
      @oneway() lift(): Oneway {}
    }
    @actor({ name: 'Box', version: '2.0.0' })
    class Box extends Actor {
      @attribute() lid = 1
      @request() lift() {
        return true
      }
    }
    return {
      running: [Crate],
      asked: [Box],
      defects: [/^Crate: Crate declares lift as a oneway, but Box as a request/],
    }
  },
  'a method that two traits of a class have': () => {
    @actor({ name: 'Portable', version: '1.0.0' })
    class Portable extends Actor {}
    @actor({ name: 'Stackable', version: '1.0.0' })
    class Stackable extends Actor {
      @request() place() {
        return 'on the stack'
      }
    }
    @actor({ name: 'Portable', version: '2.0.0' })
    class NextPortable extends Actor {
      @request() place() {
        return 'in the bag'
      }
    }
    return {
      running: [makeBox('1.0.0', { traits: [Portable, Stackable] })],
      asked: [NextPortable],
      defects: [/^Box: its traits Portable and Stackable both have a method place/],
    }
  },
  'migrations with a gap, twice from one version, and beyond their class': () => ({
    running: [makeBox('1.0.0')],
    asked: [
      makeOtherBox('4.0.0', [
        migration('1.0.0', { to: '2.0.0' }),
        migration('3.0.0'),
        migration('3.0.0', closing),
        migration('5.0.0'),
      ]),
    ],
    defects: [
      /^Box: its migrations leave a gap: that from 1\.0\.0 ends at 2\.0\.0, the next begins at 3\.0\.0/,
      /^Box: it has two migrations from 3\.0\.0/,
      /^Box: its migration from 5\.0\.0 does not start before its version 4\.0\.0/,
    ],
  }),
  'a class that is in the set twice': () => ({
    running: [makeBox('1.0.0')],
    asked: [makeBox('2.0.0'), makeOtherBox('3.0.0')],
    defects: [/^Box is defined by two classes of the set/],
  }),
  'what is no actor class, or no class': () => ({
    running: [makeBox('1.0.0')],
    asked: [class Plain {}, 'Box', null, class Bare extends Actor {}],
    defects: [
      /^Plain: it does not extend Actor/,
      /^Plain: it is not decorated/,
      /^Box is not a class/,
      /^null is not a class/,
      /^Bare: it is not decorated/,
    ],
  }),
}

test.each(Object.keys(malformed))('E2: refused before anything runs, with all its defects: %s', async (name) => {
  const { running, asked, defects } = malformed[name]!()
  await using world = await startStill()
  const { system } = world
  for (const value of running) await system.spawn(value as new () => Actor)
  const before = system.classes
  const plan = system.plan(asked as ActorClass[])
  const report = await system.upgrade(asked as ActorClass[])

  expect(report).toMatchObject({ outcome: 'refused', classes: [], migrated: 0, failures: [] })
  for (const defect of defects) expect(report.defects).toContainEqual(expect.stringMatching(defect))
  expect(report.defects).toHaveLength(defects.length)
  expect(plan.defects).toEqual(report.defects)
  expect(Object.keys(report.phases)).toEqual(['plan', 'check'])
  expect(system.classes).toEqual(before)
  for (const line of report.defects) expect(String(report)).toContain(line)
})

test('E2: a plan is made with migrations from outside, as the upgrade would be', async () => {
  await using world = await startStill()
  const { system } = world
  await system.spawn(makeBox('1.0.0'))
  @actor({ name: 'Box', version: '2.0.0' })
  class Next extends Actor {
    @attribute() cover!: number
  }
  const migrations = { Box: [migration('1.0.0', rename('lid', 'cover'))] }
  expect(system.plan(Next).defects).toHaveLength(2)
  expect(system.plan(Next, { migrations }).defects).toEqual([])
  expect(() => system.plan(Next, { migrations: { Box: [{}] } as never })).toThrow('migrations.Box')
})

test('E2: the defects of all classes of a set, and all of each class, are told at once', async () => {
  await using world = await startStill()
  const { system } = world
  const make = (name: string, version: string, attributes: readonly string[]) => {
    @actor({ name, version })
    class Shelf extends Actor {}
    for (const each of attributes) attribute()(Shelf.prototype, each)
    return Shelf
  }
  const first = ['Left', 'Right'].map((name) => make(name, '1.0.0', ['a', 'b']))
  system.register(...first)
  const { defects } = await system.upgrade(['Left', 'Right'].map((name) => make(name, '2.0.0', ['c', 'd'])))

  const told = defects.map((defect) => /^(\w+) 2\.0\.0: .*\battribute (\w)\b/.exec(defect)?.slice(1).join(' '))
  expect(told.toSorted()).toEqual(['Left a', 'Left b', 'Left c', 'Left d', 'Right a', 'Right b', 'Right c', 'Right d'])
})

/** A subclass of `Base` in a version of its own text. */
function makeSub(Base: ReturnType<typeof makeBox>, version: '1.0.0' | '2.0.0') {
  @actor({ name: 'Sub', version })
  class Sub extends Base {
    @attribute({ initial: version }) madeAs: string = version
    @request() override getLid() {
      return super.getLid() + 10
    }
  }
  return Sub
}

test.each(['added', 'changed'])(
  'E2: refused before anything runs: a class that another system runs over another superclass (%s)',
  async (kind) => {
    await using world = await startStill()
    await using otherWorld = await startStill()
    const { system } = world
    const Base = makeBox('1.0.0')
    const Shared = makeSub(Base, '2.0.0')
    const neighbour = await otherWorld.system.spawn(Shared)
    const own = await system.spawn(kind === 'added' ? Base : makeSub(Base, '1.0.0'))
    await system.upgrade(makeOtherBox('2.0.0'))
    const before = system.classes
    const report = await system.upgrade(Shared)

    // A class value has one superclass link, so it can follow one of the two systems only.
    expect(report).toMatchObject({
      outcome: 'refused',
      plan: { changes: [{ class: 'Sub', kind }] },
      defects: [expect.stringMatching(/^Sub\b.*another system.*factory/)],
    })
    expect(system.classes).toEqual(before)
    expect(await own.getLid()).toBe(kind === 'added' ? 1 : 11)
    expect(await neighbour.getLid()).toBe(11)
  },
)

test('C7: a missing migration where one is needed is refused at check; the instances live and serve', async () => {
  await using world = await startStill()
  const { system } = world
  const Box = makeBox('1.0.0')
  const boxes = [await system.spawn(Box), await system.spawn(Box)]
  const phases: string[] = []
  const upgrade = system.upgrade(makeHingedBox('2.0.0', [], { initial: 0 }))
  upgrade.progress$.subscribe(({ phase }) => phases.push(phase))
  // Sent while the upgrade is judged; it is not held, because nothing is frozen.
  const meanwhile = boxes[0]!.getLid()
  const report = await upgrade

  expect(report.outcome).toBe('refused')
  expect(report.defects).toEqual([expect.stringContaining("migration('1.0.0', ...)")])
  expect(phases).toEqual(['plan', 'check'])
  expect(await meanwhile).toBe(1)
  expect(await Promise.all(boxes.map((box) => box.getLid()))).toEqual([1, 1])
  expect(system.countInstances(Box)).toBe(2)
  const sound = await system.upgrade(makeHingedBox('2.0.0', [migration('1.0.0', drop('lid'))], { initial: 0 }))
  expect(sound.outcome).toBe('committed')
})

test('C7: a migration that is there, but does not give a needed attribute, is rolled back; the instances serve', async () => {
  await using world = await startStill()
  const { system } = world
  const box = await system.spawn(makeBox('1.0.0'))
  const report = await system.upgrade(makeHingedBox('2.0.0', [migration('1.0.0', { up: () => {} })]))

  expect(report).toMatchObject({ outcome: 'rolledBack', failures: [{ class: 'Box', pid: box.pid }] })
  expect(report.failures[0]!.message).toContain('hinge')
  expect(await box.getLid()).toBe(1)
})

/** A class and a subclass that note in `log` everything that runs, and whose states differ in each version. */
function makePair(version: 1 | 2, log: string[]) {
  const note = (line: string) => log.push(line)
  const doubling = (name: string, before: string, after: string): Migration[] => {
    const up: MigrationPart['up'] = (slice) => {
      note(`up ${name}`)
      return { [after]: slice[before] * 2 }
    }
    const down: MigrationPart['down'] = (slice) => {
      note(`down ${name}`)
      return { [before]: slice[after] / 2 }
    }
    return version === 1 ? [] : [migration('1.0.0', { up, down })]
  }
  @actor({ name: 'Boat', version: `${version}.0.0`, migrations: doubling('Boat', 'oars', 'blades') })
  class Boat extends Actor {
    constructor() {
      super()
      note('construct Boat')
    }
    start(): void {
      note('start Boat')
    }
    destruct(): void {
      note('destruct Boat')
    }
    afterUpgrade(): void | Promise<void> {
      note(`${version}: hook Boat`)
    }
    @oneway() row(): Oneway {
      note(`${version}: row`)
    }
    @request() look(): Record<string, unknown> {
      const names = this.system.describe('Ferry').attributes.map(({ name }) => name)
      return Object.fromEntries(names.map((name) => [name, (this as Record<string, unknown>)[name]]))
    }
  }
  attribute()(Boat.prototype, version === 1 ? 'oars' : 'blades')

  @actor({ name: 'Ferry', version: `${version}.0.0`, migrations: doubling('Ferry', 'seats', 'places') })
  class Ferry extends Boat {
    constructor() {
      super()
      const own = this as Record<string, unknown>
      if (version === 1) Object.assign(own, { oars: 4, seats: 10 })
    }
    override async afterUpgrade(): Promise<void> {
      await Promise.resolve()
      note(`${version}: hook Ferry`)
    }
  }
  attribute()(Ferry.prototype, version === 1 ? 'seats' : 'places')
  return [Boat, Ferry] as const
}

test('E3: up and down with state change each way; migrations and hooks run once each, in order, and nothing else', async () => {
  await using world = await startStill()
  const { system } = world
  const log: string[] = []
  const first = makePair(1, log)
  const ferry = await system.spawn(first[1])
  expect(log.splice(0)).toEqual(['construct Boat', 'start Boat'])

  const upgrade = system.upgrade(makePair(2, log))
  upgrade.progress$.subscribe(({ phase }) => {
    if (phase === 'freeze') ferry.row()
  })
  expect(await upgrade).toMatchObject({ outcome: 'committed', plan: { order: ['Boat', 'Ferry'] }, migrated: 1 })
  expect(await ferry.look()).toEqual({ blades: 8, places: 20 })
  // The base comes first on the way up, and the hooks before the message that was held.
  expect(log.splice(0)).toEqual(['up Boat', 'up Ferry', '2: hook Boat', '2: hook Ferry', '2: row'])

  const downgrade = await system.upgrade(first)
  expect(downgrade).toMatchObject({ outcome: 'committed', plan: { order: ['Ferry', 'Boat'] }, migrated: 1 })
  expect(await ferry.look()).toEqual({ oars: 4, seats: 10 })
  expect(log.splice(0)).toEqual(['down Ferry', 'down Boat', '1: hook Boat', '1: hook Ferry'])
})

test('E3: hooks run once for each instance, whatever level of its lineage has changed', async () => {
  await using world = await startStill()
  const { system } = world
  const log: string[] = []
  const [Boat, Ferry] = makePair(1, log)
  await Promise.all(Array.from({ length: 20 }, () => system.spawn(Ferry)))
  await Promise.all(Array.from({ length: 10 }, () => system.spawn(Boat)))
  log.length = 0
  const [NextBoat] = makePair(2, log)
  await system.upgrade(NextBoat)
  await settle()
  await system.upgrade(Boat)
  await settle()

  const counts: Record<string, number> = {}
  for (const line of log) counts[line] = (counts[line] ?? 0) + 1
  expect(counts).toEqual({
    'up Boat': 30,
    'down Boat': 30,
    '2: hook Boat': 30,
    '1: hook Boat': 30,
    '1: hook Ferry': 40,
  })
})

test('E3: a hook is told what has changed', async () => {
  await using world = await startStill()
  const { system } = world
  const told: unknown[] = []

  @actor({ name: 'Box', version: '2.0.0', migrations: [migration('1.0.0', closing)] })
  class HingedBox extends Actor {
    @attribute() hinge = 1
    afterUpgrade(report: unknown): void {
      told.push(report)
    }
  }
  await system.spawn(makeBox('1.0.0'))
  const { plan } = await system.upgrade(HingedBox)
  await settle()

  expect(told).toEqual([{ changes: plan.changes, dropped: { lid: 1 } }])
  expect(told).toMatchObject([{ changes: [{ class: 'Box', from: '1.0.0', to: '2.0.0', direction: 'up' }] }])
})

/** The same code under any number. */
function makeDial(version: string, description: string, log: string[] = []) {
  @actor({ name: 'Dial', version, description })
  class Dial extends Actor {
    @attribute({ description }) turns = 0
    afterUpgrade(): void {
      log.push('touched')
    }
    @request() async turn(door: Door): Promise<number> {
      this.turns += 1
      await door.opened
      return this.turns
    }
  }
  return Dial
}

test('E10: a new number without changed code: what is told of the class follows, its instances are not touched', async () => {
  await using world = await startStill()
  const { system } = world
  const log: string[] = []
  const dial = await system.spawn(makeDial('1.0.0', 'first', log))
  const door = makeDoor()
  const turn = outcomeOf(dial.turn(door))
  await settle()
  // The dial is in the midst of a method: an upgrade that touched it could not come to its end.
  const report = await system.upgrade(makeDial('1.0.1', 'second', log))

  expect(report).toMatchObject({
    outcome: 'committed',
    migrated: 0,
    plan: { changes: [{ class: 'Dial', kind: 'renumbered', from: '1.0.0', to: '1.0.1' }], affected: [] },
    classes: [{ class: 'Dial', from: '1.0.0', to: '1.0.1', instances: 1 }],
  })
  expect(system.describe('Dial')).toMatchObject({
    version: '1.0.1',
    description: 'second',
    attributes: [{ name: 'turns', description: 'second' }],
    instances: { total: 1 },
  })
  door.open()
  expect(await turn).toEqual({ value: 1 })
  expect(await dial.turn(door)).toBe(2)
  expect(log).toEqual([])
})

test('E10: a method that runs across a new number is named as in its old generation until it ends', async () => {
  await using world = await startStill()
  const { system } = world
  const dial = await system.spawn(makeDial('1.0.0', ''))
  const door = makeDoor()
  const turn = outcomeOf(dial.turn(door))
  await settle()
  await system.upgrade(makeDial('1.0.1', ''))

  const lingerer = { class: 'Dial', version: '1.0.0', kind: 'instance', method: 'turn', pid: dial.pid }
  expect(system.lingering('Dial')).toMatchObject([lingerer])
  expect(system.purge('Dial')).toMatchObject({ outcome: 'refused', lingering: [lingerer] })
  door.open()
  expect(await turn).toEqual({ value: 1 })
  expect(system.lingering('Dial')).toEqual([])
  expect(system.purge('Dial')).toMatchObject({ outcome: 'purged', versions: ['1.0.0'] })
})

test('E10: of a set, only what has changed is frozen; a new number beside it is not', async () => {
  await using world = await startStill()
  const { system } = world
  const dial = await system.spawn(makeDial('1.0.0', ''))
  const box = await system.spawn(makeBox('1.0.0'))
  const door = makeDoor()
  const turn = outcomeOf(dial.turn(door))
  await settle()
  const report = await system.upgrade([makeDial('1.1.0', ''), makeOtherBox('1.1.0')])

  expect(report).toMatchObject({ outcome: 'committed', plan: { affected: [{ class: 'Box', instances: 1 }] } })
  expect(['Box', 'Dial'].map((name) => system.describe(name).version)).toEqual(['1.1.0', '1.1.0'])
  expect(await box.getLid()).toBe(1)
  door.open()
  expect(await turn).toEqual({ value: 1 })
})

test('E10: a number that goes back is a change of number too, and subclasses follow it', async () => {
  await using world = await startStill()
  const { system } = world

  @actor({ name: 'Knob', version: '1.0.0' })
  class Knob extends makeDial('1.0.0', '') {}
  const knob = await system.spawn(Knob)
  await system.upgrade(makeDial('1.2.0', ''))
  const up = system.describe(Knob).versions
  const report = await system.upgrade(makeDial('1.1.0', ''))

  expect(up).toEqual({ Knob: '1.0.0', Dial: '1.2.0' })
  expect(report.plan.changes).toMatchObject([{ kind: 'renumbered', direction: 'down' }])
  expect(system.describe(Knob).versions).toEqual({ Knob: '1.0.0', Dial: '1.1.0' })
  const door = makeDoor()
  door.open()
  expect(await knob.turn(door)).toBe(1)
})

test('E10: a method that runs across several new numbers is named in each generation that it has seen, until it ends', async () => {
  await using world = await startStill()
  const { system } = world
  const dial = await system.spawn(makeDial('1.0.0', ''))
  const door = makeDoor()
  const turn = outcomeOf(dial.turn(door))
  await settle()
  for (const version of ['1.0.1', '1.0.2']) await system.upgrade(makeDial(version, ''))

  expect(system.lingering('Dial').map(({ version }) => version)).toEqual(['1.0.0', '1.0.1'])
  door.open()
  expect(await turn).toEqual({ value: 1 })
  expect(system.lingering('Dial')).toEqual([])
  expect(system.purge('Dial')).toMatchObject({ outcome: 'purged', versions: ['1.0.0', '1.0.1'] })
})

test('E10: a new number freezes a class without a main loop too, when an heir of it has one', async () => {
  await using world = await startStill()
  const { system } = world
  const Dial = makeDial('1.0.0', '')
  @actor({ name: 'Clock', version: '1.0.0' })
  class Clock extends Dial {
    *main(): Generator<unknown, void> {
      yield new Promise(() => {})
    }
  }
  @actor({ name: 'Knob', version: '1.0.0' })
  class Knob extends Dial {}
  for (const each of [Dial, Clock, Knob]) await system.spawn(each)
  const { affected } = system.plan(makeDial('1.0.1', ''))
  expect(affected.map(({ class: name }) => name).toSorted()).toEqual(['Clock', 'Dial', 'Knob'])
})

// From class values to what runs: which code a call reaches while generations change, and what a set of classes does as
// a whole.

import { expect, test } from 'vitest'
import {
  Actor,
  type ActorClass,
  actor,
  type ActorSystem,
  attribute,
  migration,
  request,
  staticMethod,
  type SystemEvent,
} from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { type Door, makeDoor, startStill } from './fixtures-gates.js'

/** A class whose methods call their own class in every way, in a version of its own code. */
function makeClerk(version: 1 | 2) {
  const stamp = () => `stamp ${version}`

  @actor({ name: 'Clerk', version: `${version}.0.0` })
  class Clerk extends Actor {
    @attribute({ initial: version }) desk = version
    @request() async work(door: Door): Promise<string[]> {
      await door.opened
      return [this.label(), stamp(), `desk ${this.desk}`]
    }
    @request() name(): string {
      return this.label()
    }
    private label(): string {
      return `label ${version}`
    }
    static form(): string {
      return `form ${version}`
    }
    @staticMethod() static office(): string {
      return `office ${version}`
    }
    @staticMethod() static async file(door: Door): Promise<string[]> {
      await door.opened
      return [this.form(), stamp(), this.office()]
    }
  }
  return Clerk
}

test('B1: what a method of a frozen instance calls of its own is old code; the next message runs new code', async () => {
  await using world = await startStill()
  const { system } = world
  const clerk = await system.spawn(makeClerk(1))
  const door = makeDoor()
  const work = clerk.work(door)
  await settle()
  const upgrade = system.upgrade(makeClerk(2))
  const name = clerk.name()
  await settle()
  door.open()

  expect(await work).toEqual(['label 1', 'stamp 1', 'desk 1'])
  expect((await upgrade).outcome).toBe('committed')
  expect(await name).toBe('label 2')
})

test('B1: an old static method stays in its generation, unless it calls a static method of a class by its name', async () => {
  await using world = await startStill()
  const { system } = world
  const First = makeClerk(1)
  system.register(First)
  const door = makeDoor()
  const old = First.file(door)
  await system.upgrade(makeClerk(2))
  const young = First.file(door)
  door.open()

  // A declared static method is found by class name, as Erlang's fully qualified call is; anything else is local.
  expect(await old).toEqual(['form 1', 'stamp 1', 'office 2'])
  expect(await young).toEqual(['form 2', 'stamp 2', 'office 2'])
})

const guildNames = ['Baker', 'Miller', 'Mason', 'Smith', 'Weaver'] as const

/** Five classes, some of which inherit from one another. `poison` makes one migration fail. */
function makeGuild(version: 1 | 2, poison?: (typeof guildNames)[number]) {
  const options = (name: (typeof guildNames)[number]) => ({
    name,
    version: `${version}.0.0`,
    migrations:
      version === 1
        ? []
        : [
            migration('1.0.0', {
              up: () => {
                if (name === poison) throw new Error(`${name} will not`)
                return { [`skill${name}`]: 2 }
              },
            }),
          ],
  })
  @actor(options('Baker'))
  class Baker extends Actor {
    @attribute({ initial: version }) skillBaker: number = version
    @request() skills(): object {
      return { version, ...this.all() }
    }
    protected all(): object {
      return { baker: this.skillBaker }
    }
    @staticMethod() static motto(): number {
      return version
    }
  }
  @actor(options('Miller'))
  class Miller extends Baker {
    @attribute({ initial: version }) skillMiller: number = version
    protected override all(): object {
      return { ...super.all(), miller: this.skillMiller }
    }
  }
  @actor(options('Mason'))
  class Mason extends Actor {
    @attribute({ initial: version }) skillMason: number = version
    @request() skills(): object {
      return { version, mason: this.skillMason }
    }
    @staticMethod() static motto(): number {
      return version
    }
  }
  @actor(options('Smith'))
  class Smith extends Mason {
    @attribute({ initial: version }) skillSmith: number = version
    @request() override skills(): object {
      return { ...super.skills(), smith: this.skillSmith }
    }
  }
  @actor(options('Weaver'))
  class Weaver extends Actor {
    @attribute({ initial: version }) skillWeaver: number = version
    @request() skills(): object {
      return { version, weaver: this.skillWeaver }
    }
    @staticMethod() static motto(): number {
      return version
    }
  }
  return [Baker, Miller, Mason, Smith, Weaver] as const
}

const skillsAt = (version: number): object[] => [
  { version, baker: version },
  { version, baker: version, miller: version },
  { version, mason: version },
  { version, mason: version, smith: version },
  { version, weaver: version },
]

const versionsOf = (system: ActorSystem): string[] => guildNames.map((name) => system.describe(name).version)

async function startGuild() {
  const world = await startStill()
  const { system } = world
  const guild = makeGuild(1)
  const members = await Promise.all(guild.map((each) => system.spawn<(typeof guild)[0]>(each as never)))
  const look = async () => ({
    skills: await Promise.all(members.map((member) => member.skills())),
    mottos: [guild[0].motto(), guild[2].motto(), guild[4].motto()],
    versions: versionsOf(system),
  })
  return { system, look, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() }
}

test('B2: five classes switch together: whoever looks sees all of them old, or all of them new', async () => {
  await using world = await startGuild()
  const { system, look } = world
  const seen = new Set<string>()
  system.events$.subscribe(() => seen.add(versionsOf(system).join()))
  const upgrade = system.upgrade(makeGuild(2))
  upgrade.progress$.subscribe(() => seen.add(versionsOf(system).join()))
  const report = await upgrade

  expect(report.outcome).toBe('committed')
  expect([...seen]).toEqual(['1.0.0,1.0.0,1.0.0,1.0.0,1.0.0', '2.0.0,2.0.0,2.0.0,2.0.0,2.0.0'])
  expect(await look()).toEqual({
    skills: skillsAt(2),
    mottos: [2, 2, 2],
    versions: guildNames.map(() => '2.0.0'),
  })
})

test.each(guildNames)('B2: five classes switch not at all when the migration of %s fails', async (poison) => {
  await using world = await startGuild()
  const { system, look } = world
  const before = { seen: await look(), classes: system.classes }
  const report = await system.upgrade(makeGuild(2, poison))

  expect(report.outcome).toBe('rolledBack')
  expect(report.failures[0]).toMatchObject({ message: `${poison} will not` })
  expect({ seen: await look(), classes: system.classes }).toEqual(before)
  expect(guildNames.filter((name) => system.hasOldCode(name))).toEqual([])
  expect((await system.upgrade(makeGuild(2))).outcome).toBe('committed')
  expect((await look()).skills).toEqual(skillsAt(2))
})

test('B2: five classes switch not at all when the plan of one of them has a defect', async () => {
  await using world = await startGuild()
  const { system, look } = world
  const before = await look()

  @actor({ name: 'Weaver', version: '2.0.0' })
  class Weaver extends Actor {}
  const [Baker, Miller, Mason, Smith] = makeGuild(2)
  const report = await system.upgrade([Baker, Miller, Mason, Smith, Weaver])

  expect(report.outcome).toBe('refused')
  expect(report.defects).toEqual([expect.stringMatching(/^Weaver .*drops the attribute skillWeaver/)])
  expect(await look()).toEqual(before)
})

/** A set in which every class has something wrong of its own. */
function makeBadSet(): unknown[] {
  @actor({ name: 'Unversioned', version: 'two' })
  class Unversioned extends Actor {}
  @actor({ name: 'Secretive', version: '1.0.0' })
  class Secretive extends Actor {
    #secret = 1
    @request() tell() {
      return this.#secret
    }
  }
  class Undecorated extends Actor {}
  @actor({ name: 'Rootless', version: '1.0.0' })
  class Rootless {}
  @actor({ name: 'Sharing', version: '1.0.0' })
  class Sharing extends Actor {
    @attribute({ initial: [] }) list: string[] = []
  }
  @actor({ name: 'Twin', version: '1.0.0' })
  class Twin extends Actor {}
  @actor({ name: 'Twin', version: '1.0.1' })
  class OtherTwin extends Actor {}
  @actor({ name: 'Reserved', version: '1.0.0' })
  class Reserved extends Actor {
    @attribute() pid = 0
  }
  @actor({ name: 'Sound', version: '1.0.0' })
  class Sound extends Actor {}
  return [Unversioned, Secretive, Undecorated, Rootless, Sharing, Twin, OtherTwin, Reserved, 42, Sound]
}

test('B3: all errors of a bad set are listed at once, nothing is loaded', async () => {
  await using world = await startStill()
  const { system } = world
  const events: SystemEvent[] = []
  system.events$.subscribe((event) => events.push(event))
  const report = await system.upgrade(makeBadSet() as ActorClass[])

  expect(report.outcome).toBe('refused')
  for (const words of [
    /Unversioned.*version/,
    /Secretive.*#secret/,
    /Undecorated.*not decorated/,
    /Rootless.*does not extend Actor/,
    /Sharing.*list.*share/,
    /Twin.*two classes/,
    /Reserved.*pid is a reserved name/,
    /42 is not a class/,
  ]) {
    expect(report.defects).toContainEqual(expect.stringMatching(words))
  }
  expect(report.defects).toHaveLength(8)
  expect(system.classes).toEqual([])
  expect(events.filter(({ type }) => !type.startsWith('upgrade'))).toEqual([])
  expect(String(report)).toContain('Nothing has changed.')
})

test('B3: errors of a class and errors of the step from what runs are listed together', async () => {
  await using world = await startStill()
  const { system } = world

  @actor({ name: 'Jar', version: '1.0.0' })
  class Jar extends Actor {
    @attribute() lid = 1
  }
  @actor({ name: 'Jar', version: '2.0.0' })
  class JarV2 extends Actor {}
  @actor({ name: 'Cork', version: 'next' })
  class Cork extends Actor {}
  system.register(Jar)
  const { defects } = await system.upgrade([JarV2, Cork])

  expect(defects).toContainEqual(expect.stringMatching(/^Cork: its version is "next"/))
  expect(defects).toContainEqual(expect.stringMatching(/^Jar 2\.0\.0: it drops the attribute lid/))
  expect(defects).toHaveLength(2)
  expect(system.classes.map(({ name, version }) => [name, version])).toEqual([['Jar', '1.0.0']])
})

test('B3: registration lists all errors of a class and of what it inherits from', async () => {
  await using world = await startStill()
  const { system } = world

  @actor({ name: 'Base', version: '1' })
  class Base extends Actor {
    @attribute({ initial: {} }) shared = {}
  }
  @actor({ name: 'Derived', version: '1.0.0' })
  class Derived extends Base {
    @attribute() exited = 0
  }

  expect(() => system.register(Derived)).toThrow(
    expect.objectContaining({
      code: 'bad-class',
      message: expect.stringMatching(/version is "1"[^]*shared[^]*exited is a reserved name/) as string,
    }),
  )
  expect(system.classes).toEqual([])
})

test('B3: registering several classes lists the errors of all of them, and loads none of them', async () => {
  await using world = await startStill()
  const { system } = world

  @actor({ name: 'Sound', version: '1.0.0' })
  class Sound extends Actor {}
  @actor({ name: 'First', version: 'one' })
  class First extends Actor {}
  @actor({ name: 'Second', version: 'two' })
  class Second extends Actor {}

  expect(() => system.register(Sound, First, Second)).toThrow(
    expect.objectContaining({
      code: 'bad-class',
      message: expect.stringMatching(/First[^]*"one"[^]*Second[^]*"two"/) as string,
    }),
  )
  expect(system.classes).toEqual([])
})

/** The same text each time; what it captures tells the evaluations apart. */
function makeAnvil(evaluation: string) {
  @actor({ name: 'Anvil', version: '1.0.0' })
  class Anvil extends Actor {
    @request() async strike(door: Door): Promise<string> {
      await door.opened
      return evaluation
    }
    @staticMethod() static evaluation(): string {
      return evaluation
    }
  }
  return Anvil
}

function makeHammer(version: 1 | 2) {
  @actor({ name: 'Hammer', version: `${version}.0.0` })
  class Hammer extends Actor {
    @attribute({ initial: version }) weight = version
    @request() getWeight() {
      return this.weight
    }
  }
  return Hammer
}

test('B6: an unchanged class of a set is neither reloaded nor counted as changed, and its instances never pause', async () => {
  await using world = await startStill()
  const { system } = world
  const First = makeAnvil('first')
  const anvil = await system.spawn(First)
  const hammer = await system.spawn(makeHammer(1))
  const door = makeDoor()
  const strike = anvil.strike(door)
  await settle()
  // The anvil is in the midst of a method: an upgrade that froze it could not come to its end.
  const report = await system.upgrade([makeAnvil('second'), makeHammer(2)])

  expect(report.outcome).toBe('committed')
  expect(report.plan.changes).toMatchObject([
    { class: 'Anvil', kind: 'unchanged' },
    { class: 'Hammer', kind: 'changed' },
  ])
  expect(report.plan.order).toEqual(['Hammer'])
  expect(report.plan.affected.map(({ class: name }) => name)).toEqual(['Hammer'])
  expect(report.classes.map(({ class: name }) => name)).toEqual(['Hammer'])
  expect(system.hasOldCode('Anvil')).toBe(false)
  expect(First.evaluation()).toBe('first')
  expect(system.describe('Hammer').version).toBe('2.0.0')
  expect(await hammer.getWeight()).toBe(1)
  door.open()
  expect(await strike).toBe('first')
})

test('B6: a set of unchanged classes, given as the same values or evaluated again, is nothing to do', async () => {
  await using world = await startStill()
  const { system } = world
  const [Anvil, Hammer] = [makeAnvil('first'), makeHammer(1)]
  system.register(Anvil, Hammer)
  const before = system.classes
  const reports = [await system.upgrade([Anvil, Hammer]), await system.upgrade([makeAnvil('second'), makeHammer(1)])]

  expect(reports.map(({ outcome }) => outcome)).toEqual(['unchanged', 'unchanged'])
  expect(reports.flatMap(({ plan }) => plan.changes.map(({ kind }) => kind))).toEqual(
    Array.from({ length: 4 }, () => 'unchanged'),
  )
  expect(system.classes).toEqual(before)
  expect(Anvil.evaluation()).toBe('first')
})

test('B6: an unchanged subclass that comes along keeps its code and follows its changed superclass', async () => {
  await using world = await startStill()
  const { system } = world
  const makeTools = (version: 1 | 2, evaluation: string) => {
    @actor({ name: 'Tool', version: `${version}.0.0` })
    class Tool extends Actor {
      @attribute({ initial: version }) edges: number = version
      @request() describe(): string {
        return `tool ${version}`
      }
    }
    @actor({ name: 'Saw', version: '1.0.0' })
    class Saw extends Tool {
      @request() override describe(): string {
        return `saw of the ${evaluation} evaluation, ${super.describe()}`
      }
    }
    return [Tool, Saw] as const
  }
  const [, Saw] = makeTools(1, 'first')
  const saw = await system.spawn(Saw)
  const report = await system.upgrade(makeTools(2, 'second'))

  expect(report.plan.changes.map(({ class: name, kind }) => [name, kind])).toEqual([
    ['Tool', 'changed'],
    ['Saw', 'unchanged'],
  ])
  expect(report.classes.map(({ class: name }) => name)).toEqual(['Tool'])
  expect(await saw.describe()).toBe('saw of the first evaluation, tool 2')
  expect(system.describe('Saw').versions).toEqual({ Saw: '1.0.0', Tool: '2.0.0' })
})

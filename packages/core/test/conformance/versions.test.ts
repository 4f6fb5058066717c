// The life cycle of versions: jumps over several of them, methods that come and go, and everything that can fail on the
// way to a commit.

import { describe, expect, test } from 'vitest'
import {
  type Pid,
  type Ref,
  parsePid,
  actor,
  Actor,
  type ActorClass,
  ActorSystem,
  add,
  attribute,
  convert,
  drop,
  migration,
  oneway,
  type Oneway,
  rename,
  request,
  type StandardSchema,
  staticMethod,
  type SystemEvent,
  type UpgradeOptions,
} from '../../src/index.js'
import { settle, VirtualClock } from '../../src/testing/index.js'
import { HurryingClock, makeGate, portraitOf, seenAs, startAt } from './creatures.js'

// ---- chains of versions ----------------------------------------------------------------------------------------------

/** Three versions: 2.0.0 renames `label`, turns `height` into `cm` and drops `secret`; 3.0.0 drops `hint`, adds `tags`. */
function makePlants(note: (step: string) => void = () => {}) {
  @actor({ name: 'Plant', version: '1.0.0' })
  class Plant1 extends Actor {
    @attribute() label: string
    @attribute() height: number
    @attribute() secret = 's'
    @attribute() hint = 'h'
    constructor(label: string, height: number) {
      super()
      this.label = label
      this.height = height
      this.secret = `secret of ${label}`
      this.hint = `hint of ${label}`
    }
    @request({ const: true }) portrait() {
      return portraitOf(this, this.system.describe('Plant'))
    }
  }
  const oneToTwo = migration(
    '1.0.0',
    {
      up: () => note('1 to 2'),
      down: () => note('2 to 1'),
      renames: {},
    },
    rename('label', 'name'),
    drop('secret', () => 'lost'),
    {
      up: ({ height }) => ({ cm: Math.round(height * 100) }),
      down: ({ cm }, dropped) => ({ height: dropped?.height ?? cm / 100 }),
    },
  )
  @actor({ name: 'Plant', version: '2.0.0', migrations: [oneToTwo] })
  class Plant2 extends Actor {
    @attribute() name: string
    @attribute() cm: number
    @attribute() hint = 'h'
    constructor(name: string, height: number) {
      super()
      this.name = name
      this.cm = Math.round(height * 100)
    }
    @request({ const: true }) portrait() {
      return portraitOf(this, this.system.describe('Plant'))
    }
    @request() grow(by: number) {
      return (this.cm += by)
    }
  }
  const twoToThree = migration(
    '2.0.0',
    {
      up: () => note('2 to 3'),
      down: () => note('3 to 2'),
      renames: {},
    },
    drop('hint', () => 'lost'),
    add('tags', ({ name }) => [name]),
    convert(
      'name',
      (name: string) => name.toUpperCase(),
      (name: string) => name.toLowerCase(),
    ),
  )
  @actor({ name: 'Plant', version: '3.0.0', migrations: [oneToTwo, twoToThree] })
  class Plant3 extends Actor {
    @attribute() name: string
    @attribute() cm: number
    @attribute({ initial: () => [] }) tags!: string[]
    constructor(name: string, height: number) {
      super()
      this.name = name
      this.cm = Math.round(height * 100)
    }
    @request({ const: true }) portrait() {
      return portraitOf(this, this.system.describe('Plant'))
    }
    @request() tag(text: string) {
      return this.tags.push(text)
    }
  }
  return { Plant1, Plant2, Plant3 }
}

const fern1 = { label: 'fern', height: 1.634, secret: 'secret of fern', hint: 'hint of fern' }
const fern3 = { name: 'FERN', cm: 163, tags: ['fern'] }

test('G5: a jump to an older version that is not the last one runs each step down, and gives back what was dropped on the way up', async () => {
  await using system = await ActorSystem.start()
  const steps: string[] = []
  const { Plant1, Plant2, Plant3 } = makePlants((step) => steps.push(step))
  const fern = await system.spawn(Plant1, ['fern', 1.634])
  await system.upgrade(Plant2)
  await system.upgrade(Plant3)
  expect(await fern.portrait()).toEqual(fern3)
  steps.length = 0

  const report = await system.upgrade(Plant1)

  expect(report.outcome).toBe('committed')
  expect(report.plan.changes[0]).toMatchObject({ direction: 'down', via: ['3.0.0', '2.0.0', '1.0.0'] })
  expect(steps).toEqual(['3 to 2', '2 to 1'])
  expect(await fern.portrait()).toEqual(fern1)
})

test('G5: an instance that was born in the newest version can be taken to the oldest one too, by what the steps compute', async () => {
  await using system = await ActorSystem.start()
  const { Plant1, Plant3 } = makePlants()
  const moss = await system.spawn(Plant3, ['MOSS', 0.02])

  expect((await system.upgrade(Plant1)).outcome).toBe('committed')
  expect(await moss.portrait()).toEqual({ label: 'moss', height: 0.02, secret: 'lost', hint: 'lost' })
})

test('G5: after an upgrade that skipped a version, going down to the skipped one gives back what was dropped beyond it', async () => {
  await using system = await ActorSystem.start()
  const { Plant1, Plant2, Plant3 } = makePlants()
  const fern = await system.spawn(Plant1, ['fern', 1.634])
  await system.upgrade(Plant3)

  expect((await system.upgrade(Plant2)).outcome).toBe('committed')
  expect(await fern.portrait()).toEqual({ name: 'fern', cm: 163, hint: 'hint of fern' })
  // And what was dropped before it, when the way goes on.
  expect((await system.upgrade(Plant1)).outcome).toBe('committed')
  expect(await fern.portrait()).toEqual(fern1)
})

test('G5: what a downgrade took comes back with the next upgrade, however often it goes up and down', async () => {
  await using system = await ActorSystem.start()
  const { Plant1, Plant2, Plant3 } = makePlants()
  const fern = await system.spawn(Plant1, ['fern', 1.634])
  await system.upgrade(Plant3)
  await seenAs(fern, Plant3).tag('green')
  const grown = { ...fern3, tags: ['fern', 'green'] }
  for (const way of [[Plant2], [Plant1], [Plant2, Plant1, Plant2]]) {
    for (const version of way) expect((await system.upgrade(version)).outcome).toBe('committed')
    expect((await system.upgrade(Plant3)).outcome).toBe('committed')
    expect(await fern.portrait()).toEqual(grown)
  }
  await system.upgrade(Plant1)
  expect(await fern.portrait()).toEqual(fern1)
})

test('G5: what was kept aside is gone after a purge, and the steps compute instead', async () => {
  await using system = await ActorSystem.start()
  const { Plant1, Plant3 } = makePlants()
  const fern = await system.spawn(Plant1, ['fern', 1.634])
  await system.upgrade(Plant3)
  expect(system.purge('Plant').versions).toEqual(['1.0.0'])

  const report = await system.upgrade(makePlants().Plant1)

  expect(report.outcome).toBe('committed')
  expect(await fern.portrait()).toEqual({ label: 'fern', height: 1.63, secret: 'lost', hint: 'lost' })
})

test('H7: two upgrades in a row and one that skips a version lead to the same state', async () => {
  const portraits: unknown[] = []
  for (const isDirect of [false, true]) {
    await using system = await ActorSystem.start()
    const steps: string[] = []
    const { Plant1, Plant2, Plant3 } = makePlants((step) => steps.push(step))
    const fern = await system.spawn(Plant1, ['fern', 1.634])
    if (!isDirect) expect((await system.upgrade(Plant2)).classes).toMatchObject([{ from: '1.0.0', to: '2.0.0' }])
    const report = await system.upgrade(Plant3)
    expect(report.classes).toMatchObject([{ from: isDirect ? '1.0.0' : '2.0.0', to: '3.0.0', instances: 1 }])
    if (isDirect) expect(report.plan.changes[0]!.via).toEqual(['1.0.0', '2.0.0', '3.0.0'])
    expect(steps).toEqual(['1 to 2', '2 to 3'])
    portraits.push(await fern.portrait())
  }
  expect(portraits).toEqual([fern3, fern3])
})

test('H7: instances born in each of three versions all end in the last one', async () => {
  await using system = await ActorSystem.start()
  const { Plant1, Plant2, Plant3 } = makePlants()
  const first = await system.spawn(Plant1, ['fern', 1.634])
  await system.upgrade(Plant2)
  const second = await system.spawn(Plant2, ['moss', 0.02])
  await seenAs(first, Plant2).grow(10)
  await system.upgrade(Plant3)
  const third = await system.spawn(Plant3, ['OAK', 20])

  expect(await first.portrait()).toEqual({ ...fern3, cm: 173 })
  expect(await second.portrait()).toEqual({ name: 'MOSS', cm: 2, tags: ['moss'] })
  expect(await third.portrait()).toEqual({ name: 'OAK', cm: 2000, tags: [] })
})

test('H7: a patch release keeps the migrations of the version that it mends, and does none of them again', async () => {
  await using system = await ActorSystem.start()
  const migrations = [
    migration('1.0.0', { up: ({ feet }) => ({ metres: feet * 2 }), down: ({ metres }) => ({ feet: metres / 2 }) }),
  ]
  @actor({ name: 'Tower', version: '1.0.0' })
  class Tower extends Actor {
    @attribute() feet = 100
  }
  const makeNext = (version: string) => {
    @actor({ name: 'Tower', version, migrations })
    class Tower extends Actor {
      @attribute() metres = 0
      @request() tell() {
        return `${version}: ${this.metres}`
      }
    }
    return Tower
  }
  const tower = (await system.spawn(Tower)) as unknown as Ref<InstanceType<ReturnType<typeof makeNext>>>
  await system.upgrade(makeNext('2.0.0'))
  expect(await tower.tell()).toBe('2.0.0: 200')
  const report = await system.upgrade(makeNext('2.0.1'))
  expect(report).toMatchObject({ outcome: 'committed', migrated: 0, plan: { changes: [{ isCodeOnly: true }] } })
  expect(await tower.tell()).toBe('2.0.1: 200')
  await system.rollback()
  expect(await tower.tell()).toBe('2.0.0: 200')
  await system.upgrade(makeNext('2.0.2'))
  await system.upgrade(Tower)
  expect(system.getState(tower)).toEqual({ feet: 100 })
})

test('H7: an upgrade that skips a version is refused when the new class knows no way from so far back', async () => {
  await using system = await ActorSystem.start()
  const { Plant1 } = makePlants()
  const fern = await system.spawn(Plant1, ['fern', 1.634])
  @actor({
    name: 'Plant',
    version: '3.0.0',
    migrations: [migration('2.0.0', rename('label', 'name'), drop('height'), drop('secret'), drop('hint'))],
  })
  class Plant3 extends Actor {
    @attribute() name = ''
  }

  const report = await system.upgrade(Plant3)

  expect(report.outcome).toBe('refused')
  expect(report.defects.join()).toContain('no migration leads from 1.0.0')
  expect(await fern.portrait()).toEqual(fern1)
})

test('H7: a class upgraded twice in a row under an untouched subclass leaves the slice of the subclass alone', async () => {
  await using system = await ActorSystem.start()
  const { Plant1, Plant2, Plant3 } = makePlants()
  @actor({ name: 'Tree', version: '1.0.0' })
  class Tree extends Plant1 {
    @attribute() rings = 7
    @request({ const: true }) override portrait() {
      return portraitOf(this, this.system.describe('Tree'))
    }
  }
  const oak = await system.spawn(Tree, ['oak', 20])
  await system.upgrade(Plant2)
  expect(await oak.portrait()).toEqual({ name: 'oak', cm: 2000, hint: 'hint of oak', rings: 7 })
  await system.upgrade(Plant3)
  expect(await oak.portrait()).toEqual({ name: 'OAK', cm: 2000, tags: ['oak'], rings: 7 })
  expect(system.describe('Tree').versions).toEqual({ Tree: '1.0.0', Plant: '3.0.0' })
  await system.upgrade(Plant1)
  expect(await oak.portrait()).toEqual({
    label: 'oak',
    height: 20,
    secret: 'secret of oak',
    hint: 'hint of oak',
    rings: 7,
  })
})

// ---- methods that come and go ----------------------------------------------------------------------------------------

function makeSingers() {
  @actor({ name: 'Animal', version: '1.0.0' })
  class Animal extends Actor {
    @request() sound() {
      return 'some sound'
    }
  }
  @actor({ name: 'Bird', version: '1.0.0' })
  class Bird1 extends Animal {
    @attribute() songs = 0
    @request() count() {
      return this.songs
    }
    @staticMethod() static kinds() {
      return 1
    }
  }
  @actor({ name: 'Bird', version: '2.0.0' })
  class Bird2 extends Animal {
    @attribute() songs = 0
    @request() count() {
      return this.songs
    }
    @request() override sound() {
      return 'tweet'
    }
    @request() lastSong() {
      return `song ${this.songs}`
    }
    @oneway() sing(): Oneway {
      this.songs += 1
    }
    @staticMethod() static kinds() {
      return 2
    }
    @staticMethod() static songsOf(kind: string) {
      return `songs of the ${kind}`
    }
  }
  return { Bird1, Bird2 }
}

test('G9: methods of the new version answer after the upgrade, by refs that are older than they are', async () => {
  await using system = await ActorSystem.start()
  const { Bird1, Bird2 } = makeSingers()
  const bird = await system.spawn(Bird1)
  const seen = seenAs(bird, Bird2)
  expect(await bird.sound()).toBe('some sound')
  await expect(async () => seen.lastSong()).rejects.toThrow()

  await system.upgrade(Bird2)

  seen.sing()
  expect(await seen.lastSong()).toBe('song 1')
  expect(await seen.with({ timeout: 1000 }).lastSong()).toBe('song 1')
  expect(await bird.sound()).toBe('tweet')
  expect(Bird2.songsOf('wren')).toBe('songs of the wren')
  expect(Bird1.kinds()).toBe(2)
})

test('G9: they are unknown again after the downgrade: requests are told so, oneways become dead letters, overrides give way', async () => {
  await using system = await ActorSystem.start()
  const { Bird1, Bird2 } = makeSingers()
  const bird = await system.spawn(Bird1)
  const seen = seenAs(bird, Bird2)
  await system.upgrade(Bird2)
  seen.sing()
  await seen.lastSong()

  await system.upgrade(Bird1)

  const events: SystemEvent[] = []
  system.events$.subscribe((event) => events.push(event))
  await expect(seen.lastSong()).rejects.toMatchObject({
    code: 'no-such-method',
    facts: { class: 'Bird', version: '1.0.0', method: 'lastSong' },
  })
  seen.sing()
  expect(await bird.count()).toBe(1)
  expect(events).toMatchObject([{ type: 'dead-letter', class: 'Bird', method: 'sing', reason: 'no-such-method' }])
  expect(await bird.sound()).toBe('some sound')
  expect(() => Bird2.songsOf('wren')).toThrow('has no method')
  expect(Bird2.kinds()).toBe(1)
  expect(system.describe('Bird').methods.map(({ name }) => name)).toEqual(['count', 'kinds', 'sound'])
})

test('G9: a message that waits while its method goes is refused, not lost, and those behind it are served', async () => {
  await using system = await ActorSystem.start()
  const { Bird1, Bird2 } = makeSingers()
  using gate = makeGate()
  @actor({ name: 'Parrot', version: '1.0.0' })
  class Parrot extends Bird2 {
    @request() async listen() {
      await gate.opened
    }
  }
  const parrot = await system.spawn(Parrot)
  const listening = parrot.listen()
  const back = system.upgrade(Bird1)
  await settle()
  const answers = Promise.allSettled([parrot.lastSong(), parrot.count()])
  gate.open()
  await listening

  expect((await back).outcome).toBe('committed')
  expect(await answers).toMatchObject([
    { status: 'rejected', reason: { code: 'no-such-method' } },
    { status: 'fulfilled', value: 0 },
  ])
})

// ---- everything that can fail before the commit ----------------------------------------------------------------------

const notNegative: StandardSchema = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) => (Number(value) >= 0 ? { value } : { issues: [{ message: 'is negative' }] }),
  },
}

/** A base and a derived class at version 1.0.0. Instances give away callbacks that write their attributes. */
function makeCounters(callbacks: ((count: number) => void)[] = []) {
  @actor({ name: 'Counter', version: '1.0.0' })
  class Counter extends Actor {
    @attribute() count = 0
    @attribute({ initial: () => ({ deep: ['a'] }) }) extra!: { deep: string[] }
    constructor(count: number) {
      super()
      this.count = count
      callbacks.push((next) => {
        this.count = next
      })
    }
    @request({ const: true }) portrait() {
      return portraitOf(this, this.system.describe(this.self(Counter).className))
    }
    @request() version() {
      return 'one'
    }
    @request() async wait(until: Promise<void>) {
      await until
    }
    @staticMethod() static generation() {
      return 'one'
    }
  }
  @actor({ name: 'Stepper', version: '1.0.0' })
  class Stepper extends Counter {
    @attribute() step = 1
  }
  return { Counter, Stepper }
}

interface Scene {
  readonly system: ActorSystem
  readonly clock: VirtualClock
  readonly Counter: ReturnType<typeof makeCounters>['Counter']
  readonly Stepper: ReturnType<typeof makeCounters>['Stepper']
}

const serialOf = (pid: Pid): number => parsePid(pid)!.serial

async function takePicture({ system, Counter, Stepper }: Scene) {
  const refs = [...system.instancesOf(Counter)].toSorted((a, b) => serialOf(a.pid) - serialOf(b.pid))
  return {
    classes: structuredClone(system.classes),
    pids: refs.map(({ pid }) => pid),
    portraits: await Promise.all(refs.map((ref) => ref.portrait())),
    versions: await Promise.all(refs.map((ref) => ref.version())),
    statics: [system.static(Counter).generation(), system.static(Stepper).generation()],
    counts: [system.countInstances(Counter), system.countInstances(Stepper)],
    lingering: system.lingering(Counter),
  }
}

/** A sound next version, but for what is said otherwise. */
function makeNext(
  migrations = [
    migration(
      '1.0.0',
      convert('count', (n: number) => n * 10),
    ),
  ],
) {
  @actor({ name: 'Counter', version: '2.0.0', migrations })
  class Counter extends Actor {
    @attribute() count = 0
    @attribute({ initial: () => ({ deep: [] }) }) extra!: { deep: string[] }
    @request({ const: true }) portrait() {
      return portraitOf(this, this.system.describe(this.self(Counter).className))
    }
    @request() version() {
      return 'two'
    }
    @request() async wait(until: Promise<void>) {
      await until
    }
    @staticMethod() static generation() {
      return 'two'
    }
  }
  return Counter
}

function makeNextStepper({ Counter }: Pick<Scene, 'Counter'>) {
  @actor({
    name: 'Stepper',
    version: '2.0.0',
    migrations: [
      migration(
        '1.0.0',
        convert('step', (n: number) => n + 1),
      ),
    ],
  })
  class Stepper extends Counter {
    @attribute() step = 2
  }
  return Stepper
}

/** A class that comes along in every set, and has to be forgotten with it. */
function makeNewcomer() {
  @actor({ name: 'Newcomer', version: '1.0.0' })
  class Newcomer extends Actor {
    @staticMethod() static generation() {
      return 'new'
    }
  }
  return Newcomer
}

interface Failing {
  readonly step: string
  /** The classes whose upgrade fails. */
  readonly make: (scene: Scene) => ActorClass | readonly ActorClass[]
  readonly outcome: 'refused' | 'rolledBack'
  /** What its reason says. */
  readonly says: string
}

const failings: readonly Failing[] = [
  {
    step: 'load: a class of the set is not decorated',
    make: () => {
      class Loose extends Actor {}
      return [makeNext(), Loose]
    },
    outcome: 'refused',
    says: 'it is not decorated',
  },
  {
    step: 'load: a class of the set does not extend Actor',
    make: () => {
      @actor({ name: 'Stranger', version: '1.0.0' })
      class Stranger {}
      return [makeNext(), Stranger as unknown as ActorClass]
    },
    outcome: 'refused',
    says: 'it does not extend Actor',
  },
  {
    step: 'load: a class of the set has a hard-private field',
    make: () => {
      @actor({ name: 'Counter', version: '2.0.0' })
      class Counter extends Actor {
        #count = 0
        @request() read() {
          return this.#count
        }
      }
      return Counter
    },
    outcome: 'refused',
    says: '#count',
  },
  {
    step: 'load: two classes of the set have one name',
    make: () => [makeNext(), makeNext()],
    outcome: 'refused',
    says: 'Counter is defined by two classes of the set',
  },
  {
    step: 'load: its version is no version',
    make: () => {
      @actor({ name: 'Counter', version: 'two' })
      class Counter extends Actor {}
      return Counter
    },
    outcome: 'refused',
    says: 'its version is "two"',
  },
  {
    step: 'check: its code has changed, but not its version',
    make: () => {
      @actor({ name: 'Counter', version: '1.0.0' })
      class Counter extends Actor {
        @attribute() count = 1
        @attribute({ initial: () => ({ deep: [] }) }) extra!: object
      }
      return Counter
    },
    outcome: 'refused',
    says: 'give the new code a new version',
  },
  {
    step: 'check: it drops an attribute without a migration that says so',
    make: () => {
      @actor({ name: 'Counter', version: '2.0.0' })
      class Counter extends Actor {
        @attribute() count = 1
      }
      return Counter
    },
    outcome: 'refused',
    says: 'it drops the attribute extra',
  },
  {
    step: 'check: its new attribute has neither an initial value nor a migration',
    make: () => {
      @actor({ name: 'Counter', version: '2.0.0' })
      class Counter extends Actor {
        @attribute() count = 1
        @attribute({ initial: () => ({ deep: [] }) }) extra!: object
        @attribute() fresh!: string
      }
      return Counter
    },
    outcome: 'refused',
    says: 'its attribute fresh is new',
  },
  {
    step: 'check: no migration starts so far back',
    make: () =>
      makeNext([
        migration(
          '1.5.0',
          convert('count', (n: number) => n),
        ),
      ]),
    outcome: 'refused',
    says: 'no migration leads from 1.0.0',
  },
  {
    step: 'check: its superclass changes',
    make: () => {
      @actor({ name: 'Stepper', version: '2.0.0' })
      class Stepper extends Actor {
        @attribute() step = 1
      }
      return Stepper
    },
    outcome: 'refused',
    says: 'its superclass changes from Counter to Actor',
  },
  {
    step: 'check: its new attribute is one that a subclass has already',
    make: () => {
      @actor({ name: 'Counter', version: '2.0.0' })
      class Counter extends Actor {
        @attribute() count = 1
        @attribute({ initial: () => ({ deep: [] }) }) extra!: object
        @attribute({ initial: 5 }) step!: number
      }
      return Counter
    },
    outcome: 'refused',
    says: 'Stepper declares the attribute step, which Counter declares already',
  },
  {
    step: 'check: a class that comes along has no order of its superclass and traits',
    make: ({ Counter, Stepper }) => {
      @actor({ name: 'Knot', version: '1.0.0', traits: [Stepper] })
      class Knot extends Counter {}
      return [makeNext(), Knot]
    },
    outcome: 'refused',
    says: 'no order of its superclass and traits',
  },
  {
    step: 'stage: a migration throws',
    make: () =>
      makeNext([
        migration('1.0.0', {
          converts: ['count'],
          up: ({ count }) => {
            if (count === 3) throw new Error('three is too many')
          },
        }),
      ]),
    outcome: 'rolledBack',
    says: 'three is too many',
  },
  {
    step: 'stage: a migration is asynchronous',
    make: () => makeNext([migration('1.0.0', { up: async () => ({ count: 1 }) } as never)]),
    outcome: 'rolledBack',
    says: 'is asynchronous',
  },
  {
    step: 'stage: a migration gives no value to an attribute that has no initial one',
    make: () => {
      @actor({
        name: 'Counter',
        version: '2.0.0',
        migrations: [migration('1.0.0', { up: ({ count }) => ({ count }) })],
      })
      class Counter extends Actor {
        @attribute() count = 1
        @attribute({ initial: () => ({ deep: [] }) }) extra!: object
        @attribute() fresh!: string
      }
      return Counter
    },
    outcome: 'rolledBack',
    says: 'gives no fresh',
  },
  {
    step: 'stage: the function that makes an initial value throws',
    make: () => {
      let made = 0
      const initial = () => {
        if ((made += 1) === 5) throw new Error('no more of them')
        return made
      }
      @actor({ name: 'Counter', version: '2.0.0' })
      class Counter extends Actor {
        @attribute() count = 1
        @attribute({ initial: () => ({ deep: [] }) }) extra!: object
        @attribute({ initial }) serial!: number
      }
      return Counter
    },
    outcome: 'rolledBack',
    says: 'no more of them',
  },
  {
    step: 'stage: a schema refuses a migrated value',
    make: () => {
      @actor({
        name: 'Counter',
        version: '2.0.0',
        migrations: [
          migration(
            '1.0.0',
            convert('count', (n: number) => 4 - n),
          ),
        ],
      })
      class Counter extends Actor {
        @attribute({ schema: notNegative }) count = 1
        @attribute({ initial: () => ({ deep: [] }) }) extra!: object
      }
      return Counter
    },
    outcome: 'rolledBack',
    says: 'is negative',
  },
  {
    step: 'stage: a schema throws',
    make: () => {
      const schema: StandardSchema = {
        '~standard': {
          version: 1,
          vendor: 'test',
          validate: () => {
            throw new Error('the schema itself fails')
          },
        },
      }
      @actor({
        name: 'Counter',
        version: '2.0.0',
        migrations: [
          migration(
            '1.0.0',
            convert('count', (n: number) => n),
          ),
        ],
      })
      class Counter extends Actor {
        @attribute({ schema }) count = 1
        @attribute({ initial: () => ({ deep: [] }) }) extra!: object
      }
      return Counter
    },
    outcome: 'rolledBack',
    says: 'the schema itself fails',
  },
]

async function openScene(clock: VirtualClock, callbacks?: ((count: number) => void)[]): Promise<Scene> {
  const system = await startAt(clock)
  const classes = makeCounters(callbacks)
  for (let i = 0; i < 6; i++) await system.spawn(classes.Counter, [i])
  for (let i = 0; i < 3; i++) await system.spawn(classes.Stepper, [i])
  return { system, clock, ...classes }
}

/** Whatever was handed over is unknown; and nothing that was left behind stands in the way of a sound upgrade. */
async function expectForgotten(scene: Scene, handedOver: readonly ActorClass[]) {
  const { system } = scene
  expect(() => system.describe('Newcomer')).toThrow('No actor class Newcomer')
  for (const value of handedOver) {
    if ('generation' in value && Object.hasOwn(value, 'generation'))
      expect(() => (value as unknown as { generation(): string }).generation()).toThrow(
        'No living system has the class',
      )
    if (value.name === 'Counter')
      await expect(system.spawn(value as new () => Actor)).rejects.toMatchObject({
        code: expect.stringMatching(/^(stale|bad)-class$/),
      })
  }
  expect(system.hasOldCode('Counter')).toBe(false)
  const before = await takePicture(scene)
  const report = await system.upgrade(makeNext())
  expect(report.outcome).toBe('committed')
  const after = await takePicture(scene)
  expect(after.versions).toEqual(before.versions.map(() => 'two'))
  expect(after.portraits).toEqual(before.portraits.map((one) => ({ ...one, count: Number(one.count) * 10 })))
}

describe('H5: whatever fails before the commit leaves everything as it was, and the new classes are forgotten', () => {
  test.each(failings)('H5: $step', async ({ make, outcome, says }) => {
    const scene = await openScene(new VirtualClock())
    await using system = scene.system
    const before = await takePicture(scene)
    const asked = [make(scene)].flat() as ActorClass[]
    const Newcomer = makeNewcomer()
    const events: string[] = []
    system.events$.subscribe(({ type }) => {
      if (type !== 'upgrade') events.push(type)
    })

    const report = await system.upgrade([Newcomer, ...asked])

    expect(report.outcome).toBe(outcome)
    expect(String(report)).toContain(says)
    expect(report.classes).toEqual([])
    expect(report.migrated).toBe(0)
    expect(await takePicture(scene)).toEqual(before)
    expect(events.filter((type) => type !== 'upgrade-ended')).toEqual([])
    await expectForgotten(scene, [Newcomer, ...asked])
  })

  test('H5: options: one of them makes no sense', async () => {
    const scene = await openScene(new VirtualClock())
    await using system = scene.system
    const before = await takePicture(scene)
    const options: UpgradeOptions[] = [
      { deadline: -1 },
      { deadline: Number.NaN },
      { drainTimeout: -1 },
      { onDeadline: 'wait' as never },
      { purge: 'never' as never },
    ]
    for (const wrong of options)
      await expect(system.upgrade([makeNewcomer(), makeNext()], wrong).report).rejects.toMatchObject({
        code: 'bad-option',
      })
    expect(await takePicture(scene)).toEqual(before)
    await expectForgotten(scene, [])
  })

  test('H5: freeze: an instance does not come to rest before the deadline', async () => {
    const clock = new VirtualClock()
    const scene = await openScene(clock)
    await using system = scene.system
    const before = await takePicture(scene)
    const [first] = system.instancesOf(scene.Counter)
    using gate = makeGate()
    const waiting = first!.with({ timeout: Infinity }).wait(gate.opened)
    await settle()
    await clock.advance(300)
    const asked = [makeNewcomer(), makeNext()]
    const handle = system.upgrade(asked, { deadline: 1000 })
    await settle()
    await clock.advance(999)
    const others = [...system.instancesOf(scene.Counter)].slice(1)
    const held = Promise.all(others.map((ref) => ref.version()))
    await clock.advance(1)

    const report = await handle
    expect(report.outcome).toBe('refused')
    expect(report.stragglers).toEqual([{ class: 'Counter', pid: first!.pid, method: 'wait', forMs: 1300 }])
    expect(new Set(await held)).toEqual(new Set(['one']))
    gate.open()
    await waiting
    expect(await takePicture(scene)).toEqual(before)
    await expectForgotten(scene, asked)
  })

  test('H5: freeze: a deadline of Infinity waits for as long as it takes, by the clock of the machine too', async () => {
    await using system = await ActorSystem.start()
    const { Counter } = makeCounters()
    const ref = await system.spawn(Counter, [1])
    using gate = makeGate()
    const waiting = ref.wait(gate.opened)
    const handle = system.upgrade(makeNext(), { deadline: Infinity })
    // A timer of Node takes Infinity for one millisecond; such ones fire in the order in which they were set.
    await settle()
    await new Promise((resolve) => setTimeout(resolve, 1))
    gate.open()
    await waiting
    expect((await handle).outcome).toBe('committed')
  })

  test('H5: re-migration: a late write to a staged instance makes its migration fail', async () => {
    const callbacks: ((count: number) => void)[] = []
    const scene = await openScene(new HurryingClock(), callbacks)
    await using system = scene.system
    for (let i = 0; i < 150; i++) await system.spawn(scene.Counter, [i])
    const before = await takePicture(scene)
    const asked = [
      makeNewcomer(),
      makeNext([
        migration('1.0.0', {
          converts: ['count'],
          up: ({ count }) => {
            if (count === -1) throw new Error('written too late')
          },
        }),
      ]),
    ]
    const handle = system.upgrade(asked, { deadline: Infinity })
    let writes = 0
    handle.progress$.subscribe(({ phase, done, total }) => {
      if (phase === 'stage' && done > 0 && done < total && writes++ === 0) callbacks[2]!(-1)
    })

    const report = await handle

    expect(writes).toBeGreaterThan(0)
    expect(report.outcome).toBe('rolledBack')
    expect(report.failures).toMatchObject([{ class: 'Counter', pid: before.pids[2], message: 'written too late' }])
    // What its own callback wrote is there; nothing else has changed.
    before.portraits[2]!.count = -1
    expect(await takePicture(scene)).toEqual(before)
    await expectForgotten(scene, asked)
  })

  test('H5: a late write whose re-migration succeeds is not lost by the commit', async () => {
    const callbacks: ((count: number) => void)[] = []
    const scene = await openScene(new HurryingClock(), callbacks)
    await using system = scene.system
    for (let i = 0; i < 150; i++) await system.spawn(scene.Counter, [i])
    const { pids } = await takePicture(scene)
    const handle = system.upgrade(makeNext(), { deadline: Infinity })
    let writes = 0
    handle.progress$.subscribe(({ phase, done, total }) => {
      if (phase === 'stage' && done > 0 && done < total && writes++ === 0) callbacks[2]!(77)
    })
    expect((await handle).outcome).toBe('committed')
    expect(writes).toBeGreaterThan(0)
    const { portraits } = await takePicture(scene)
    expect(portraits[2]).toMatchObject({ count: 770 })
    expect(portraits.map((one) => Number(one.count) / 10)).toEqual(
      [...pids.keys()].map((i) => (i === 2 ? 77 : i < 6 ? i : i < 9 ? i - 6 : i - 9)),
    )
  })

  test('H5: second rest: a stop that came while the set was staged has a destructor that does not end in time', async () => {
    const clock = new HurryingClock()
    await using system = await startAt(clock)
    using gate = makeGate()
    const { Counter, Stepper } = makeCounters()
    @actor({ name: 'Slow', version: '1.0.0' })
    class Slow extends Counter {
      async destruct() {
        await gate.opened
      }
    }
    const slow = await system.spawn(Slow, [1])
    for (let i = 0; i < 5; i++) await system.spawn(Counter, [i])
    const scene = { system, clock, Counter, Stepper }
    system.register(Stepper)
    const asked = [makeNewcomer(), makeNext()]
    const handle = system.upgrade(asked, { deadline: 4000 })
    const seen = { stops: 0 }
    handle.progress$.subscribe(({ phase, done, total }) => {
      if (phase === 'stage' && done > 0 && done < total && seen.stops++ === 0) void slow.stop()
    })
    await settle(20)
    expect(seen.stops).toBeGreaterThan(0)
    await clock.advance(4000)
    const report = await handle

    expect(report.outcome).toBe('refused')
    expect(report.stragglers).toMatchObject([{ class: 'Slow', pid: slow.pid, method: 'destruct' }])
    gate.open()
    await slow.exited
    const { versions, portraits } = await takePicture(scene)
    expect(versions).toEqual(versions.map(() => 'one'))
    expect(portraits.map(({ count }) => count).toSorted((a, b) => Number(a) - Number(b))).toEqual([...versions.keys()])
    await expectForgotten(scene, asked)
  })

  // A class value has one superclass link: of two systems with different generations of the superclass only one can have it.
  test.each(['comes along', 'changes'])(
    'H5: check: a class that %s is in use by another system over another generation of its superclass',
    async (way) => {
      const scene = await openScene(new VirtualClock())
      await using system = scene.system
      await using elsewhere = await ActorSystem.start()
      @actor({ name: 'Doubler', version: '2.0.0' })
      class Doubler extends scene.Counter {
        @request() override version() {
          return `twice ${super.version()}`
        }
      }
      const doubler = await elsewhere.spawn(Doubler, [21])
      await elsewhere.upgrade(makeNext())
      expect(await doubler.version()).toBe('twice two')
      if (way === 'changes') {
        @actor({ name: 'Doubler', version: '1.0.0' })
        class Doubler extends scene.Counter {}
        await system.spawn(Doubler, [1])
      }
      const before = await takePicture(scene)

      const asked = [makeNewcomer(), makeNextStepper(scene), Doubler]
      const report = await system.upgrade(asked)

      expect(report.outcome).toBe('refused')
      expect(String(report)).toContain('Doubler is used by another system')
      expect(await takePicture(scene)).toEqual(before)
      expect(await doubler.version()).toBe('twice two')
      await expectForgotten(scene, asked.slice(0, 2))
    },
  )
})

import { expect, test } from 'vitest'
import { actor, Actor, attribute, migration, oneway, request, rename, service, staticMethod } from '../../src/index.js'
import { classDefects, sortMigrations } from '../../src/class/checks.js'
import { ownRecord } from '../../src/class/reader.js'
import { isInstarError } from '../../src/base/errors.js'
import { startStill } from '../still.js'

function defectsOf(value: Function): string[] {
  return classDefects(value, ownRecord(value))
}

/** Applies a decorator that the compiler would refuse, as JavaScript can. */
function force(decorator: unknown, target: object, name: PropertyKey, descriptor?: PropertyDescriptor): void {
  ;(decorator as (target: object, name: PropertyKey, descriptor?: PropertyDescriptor) => void)(target, name, descriptor)
}

/** The defects that an action is refused with, one a line. */
function refusalOf(action: () => void): string[] {
  try {
    action()
  } catch (error) {
    if (!isInstarError(error, 'bad-class')) throw error
    return String(error.facts.defects)
      .split('\n')
      .map((line) => line.replace(/^ *- /, ''))
  }
  return []
}

test('a sound class has no defects', () => {
  @actor({ name: 'zoo/Cat.v-2', version: '2.0.0', migrations: [migration('1.0.0', rename('years', 'age'))] })
  class Cat extends Actor {
    @attribute({ initial: () => ({}) }) toys = {}
    @attribute({ initial: null }) age: number | null = null
    @service('toys') supplier!: unknown
    @request() meow() {
      return 'meow'
    }
    start() {}
    destruct() {}
    afterUpgrade() {}
  }
  expect(defectsOf(Cat)).toEqual([])
})

test('a class with decorated members but without @actor is told so', () => {
  class Cat extends Actor {
    @attribute() age = 4
  }
  expect(defectsOf(Cat)).toEqual(["it is not decorated: put `@actor({ version: '1.0.0' })` on it"])
})

test('a version that is none is told with its value', () => {
  for (const version of ['1', '1.0', 'v1.0.0', '01.0.0', '', '1.0.0 ', undefined, 7]) {
    @actor({ version: version as string })
    class Cat extends Actor {}
    const shown = JSON.stringify(version)
    expect(defectsOf(Cat)).toEqual([`its version is ${shown}: write it as major.minor.patch, such as '1.0.0'`])
  }
})

test('a name that is none is told with its value', () => {
  for (const name of ['', '2Cat', 'a cat', '<Cat>', '-cat']) {
    @actor({ name, version: '1.0.0' })
    class Cat extends Actor {}
    expect(defectsOf(Cat)).toEqual([
      `its name is ${JSON.stringify(name)}: begin with a letter and go on with letters, digits, ".", "-" or "/"`,
    ])
  }
})

test('members that no upgrade can carry are told by name', () => {
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    #secret = 1
    @request() reveal() {
      return this.#secret
    }
  }
  expect(defectsOf(Cat)).toEqual([
    "it has #secret, which no upgrade can carry: use TypeScript's `private` and a plain field",
  ])
})

const reserved =
  'then toString toJSON valueOf pid className exited with stop kill changes$ ' +
  'self sender system spawn spawnNow link unlink after every as construct'

test('reserved names are refused for attributes, for methods that are sent, for services, and for plain methods', () => {
  for (const name of reserved.split(' ')) {
    for (const decorator of [attribute(), request(), oneway(), service('x')]) {
      @actor({ version: '1.0.0' })
      class Cat extends Actor {}
      force(decorator, Cat.prototype, name)
      expect(defectsOf(Cat)).toEqual([`${name} is a reserved name: choose another`])
    }
    @actor({ version: '1.0.0' })
    class Cat extends Actor {}
    Object.defineProperty(Cat.prototype, name, { value() {} })
    expect(defectsOf(Cat)).toEqual([`${name} is a reserved name: choose another for the method`])
  }
})

test('the public names of every ref and of every instance are reserved', () => {
  const offered = ['pid', 'className', 'exited', 'stop', 'kill', 'with']
  const own = Object.getOwnPropertyNames(Actor.prototype).filter((name) => name !== 'constructor')
  for (const name of [...offered, ...own]) {
    @actor({ version: '1.0.0' })
    class Cat extends Actor {}
    Object.defineProperty(Cat.prototype, name, { value() {} })
    expect(defectsOf(Cat), name).toEqual([`${name} is a reserved name: choose another for the method`])
  }
})

test('hooks can be written but not sent or declared', () => {
  for (const name of ['start', 'main', 'destruct', 'afterUpgrade']) {
    for (const decorator of [attribute(), request(), oneway()]) {
      @actor({ version: '1.0.0' })
      class Cat extends Actor {}
      force(decorator, Cat.prototype, name)
      expect(defectsOf(Cat)).toEqual([
        `${name} is called by the runtime and cannot be sent or declared: take the decorator away`,
      ])
    }
  }
})

test('an attribute that is a method or an accessor of the class at once is refused', () => {
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    @request() meow() {
      return 'meow'
    }
    get age() {
      return 4
    }
  }
  force(attribute(), Cat.prototype, 'meow')
  force(attribute(), Cat.prototype, 'age')
  expect(defectsOf(Cat)).toEqual([
    'meow is an attribute and a method at once: rename one of them',
    'age is an attribute and a method at once: rename one of them',
  ])
})

test('an initial value that instances would share is refused', () => {
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    @attribute({ initial: [] }) toys: string[] = []
    @attribute({ initial: null }) owner = null
    @attribute({ initial: () => [] }) friends: string[] = []
  }
  expect(defectsOf(Cat)).toEqual([
    'the initial value of toys is an object that all instances would share: give a function that makes one',
  ])
})

test('a migration that does not start before the version of the class is refused', () => {
  for (const from of ['2.0.0', '2.0.1']) {
    @actor({ version: '2.0.0', migrations: [migration(from)] })
    class Cat extends Actor {}
    expect(defectsOf(Cat)).toEqual([`its migration from ${from} does not start before its version 2.0.0`])
  }
})

test('two migrations from one version are refused', () => {
  @actor({ version: '2.0.0', migrations: [migration('1.0.0'), migration('1.0.0')] })
  class Cat extends Actor {}
  expect(defectsOf(Cat)).toEqual(['it has two migrations from 1.0.0: keep one'])
})

test('a gap between migrations is refused, in whatever order they are written', () => {
  const gap = [migration('2.0.0'), migration('1.0.0', { to: '1.5.0' })]
  const end = [migration('1.0.0'), migration('2.0.0', { to: '2.5.0' })]
  @actor({ version: '3.0.0', migrations: gap })
  class Cat extends Actor {}
  @actor({ version: '3.0.0', migrations: end })
  class Dog extends Actor {}
  expect(defectsOf(Cat)).toEqual([
    'its migrations leave a gap: that from 1.0.0 ends at 1.5.0, the next begins at 2.0.0',
  ])
  expect(defectsOf(Dog)).toEqual([
    'its migrations leave a gap: that from 2.0.0 ends at 2.5.0, the next begins at 3.0.0',
  ])
})

test('migrations are sorted by the version that they start from, and left as they are where they came from', () => {
  const given = ['2.0.0', '1.10.0', '1.9.0', '2.0.0-rc.1'].map((from) => migration(from))
  expect(sortMigrations(given).map(({ from }) => from)).toEqual(['1.9.0', '1.10.0', '2.0.0-rc.1', '2.0.0'])
  expect(given[0]!.from).toBe('2.0.0')
})

test('all defects of a class are told at once, the misuse of decorators among them', async () => {
  const { system } = await startStill()
  @actor({ name: '2Cat', version: '2.0.0', migrations: [migration('2.0.0')] })
  class Cat extends Actor {
    #secret = 1
    @attribute({ initial: [] }) toys: string[] = []
    @staticMethod() static meow() {}
    peek() {
      return this.#secret
    }
    exited(): void {}
  }
  force(attribute(), Cat.prototype, 'pid')
  force(attribute(), Cat.prototype, 'start')
  force(attribute(), Cat.prototype, 'peek')
  force(attribute(), Cat, 'count')
  expect(refusalOf(() => system.register(Cat))).toEqual([
    '2Cat: its name is "2Cat": begin with a letter and go on with letters, digits, ".", "-" or "/"',
    '2Cat: @attribute() on the static field count: attributes belong to instances',
    "2Cat: it has #secret, which no upgrade can carry: use TypeScript's `private` and a plain field",
    '2Cat: pid is a reserved name: choose another',
    '2Cat: start is called by the runtime and cannot be sent or declared: take the decorator away',
    '2Cat: peek is an attribute and a method at once: rename one of them',
    '2Cat: exited is a reserved name: choose another for the method',
    '2Cat: the initial value of toys is an object that all instances would share: give a function that makes one',
    '2Cat: its migration from 2.0.0 does not start before its version 2.0.0',
  ])
})

test('the defects of a class and of its superclass are told together, and neither is registered', async () => {
  const { system } = await startStill()
  @actor({ version: '1' })
  class Creature extends Actor {}
  @actor({ version: '2' })
  class Cat extends Creature {}
  expect(refusalOf(() => system.register(Cat))).toEqual([
    `Creature: its version is "1": write it as major.minor.patch, such as '1.0.0'`,
    `Cat: its version is "2": write it as major.minor.patch, such as '1.0.0'`,
  ])
  expect(system.classes).toEqual([])
})

test('the defects of all classes that are registered together are told together, and none is registered', async () => {
  const { system } = await startStill()
  @actor({ version: '1' })
  class Cat extends Actor {}
  @actor({ version: '1.0.0' })
  class Cow extends Actor {}
  @actor({ version: '2' })
  class Dog extends Actor {}
  expect(refusalOf(() => system.register(Cow, Cat, Dog))).toHaveLength(2)
  expect(system.classes).toEqual([])
})

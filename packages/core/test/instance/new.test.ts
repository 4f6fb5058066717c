// `new` outside of a spawn, and classes whose fields hide their attributes.

import { expect, test } from 'vitest'
import { actor, Actor, attribute, isInstarError, request } from '../../src/index.js'
import { failureOf, startStill } from '../still.js'

@actor({ version: '1.0.0' })
class Dog extends Actor {
  @attribute() tricks = 3
}

function codeOf(action: () => unknown): string | undefined {
  try {
    action()
  } catch (error) {
    return isInstarError(error) ? `${error.code} ${String(error.facts.class)}` : String(error)
  }
  return undefined
}

test('new outside of a spawn is an error that names the class and says how instances are made', async () => {
  await startStill()
  expect(codeOf(() => new Dog())).toBe('not-spawned Dog')
  expect(() => new Dog()).toThrow('system.spawn(Dog')
})

test('new inside a method, a constructor or a start of an instance is an error too', async () => {
  const { system } = await startStill()
  const codes: unknown[] = []
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    constructor() {
      super()
      codes.push(codeOf(() => new Dog()))
    }
    start() {
      codes.push(codeOf(() => new Dog()))
    }
    @request() meow() {
      codes.push(codeOf(() => new Dog()))
    }
  }
  await (await system.spawn(Cat)).meow()
  expect(codes).toEqual(Array.from({ length: 3 }, () => 'not-spawned Dog'))
})

test('new among the arguments of super is an error that names the class that was made', async () => {
  const { system } = await startStill()
  let code: unknown
  @actor({ version: '1.0.0' })
  class Creature extends Actor {
    constructor(_friend: unknown) {
      super()
    }
  }
  @actor({ version: '1.0.0' })
  class Cat extends Creature {
    @attribute() name = 'Tom'
    constructor() {
      super(((code = codeOf(() => new Dog())), null))
    }
    @request() getName() {
      return this.name
    }
  }
  const tom = await system.spawn(Cat)
  expect(code).toBe('not-spawned Dog')
  expect(await tom.getName()).toBe('Tom')
})

test('new inside the constructor of a trait is an error, and leaves the instance that is being born alone', async () => {
  const { system } = await startStill()
  const codes: unknown[] = []
  @actor({ version: '1.0.0' })
  class Swimmer extends Actor {
    @attribute() depth: number
    constructor() {
      codes.push(codeOf(() => new Dog()))
      super()
      codes.push(codeOf(() => new Dog()))
      this.depth = 2
    }
  }
  @actor({ version: '1.0.0', traits: [Swimmer] })
  class Cat extends Actor {
    @request() hasTricks() {
      return 'tricks' in this
    }
  }
  const tom = await system.spawn(Cat)
  expect(codes).toEqual(['not-spawned Dog', 'not-spawned Dog'])
  expect(await tom.hasTricks()).toBe(false)
})

test('a spawn inside a constructor bears another instance and leaves the own birth alone', async () => {
  const { system } = await startStill()
  @actor({ version: '1.0.0' })
  class Kitten extends Actor {
    @attribute() name = 'Kit'
    @request() getName() {
      return this.name
    }
  }
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    kitten: Promise<{ getName(): Promise<string> }>
    @attribute() name: string
    constructor() {
      super()
      this.kitten = system.spawn(Kitten)
      this.name = 'Tom'
    }
    @request() async names() {
      return [this.name, await (await this.kitten).getName()]
    }
  }
  expect(await (await system.spawn(Cat)).names()).toEqual(['Tom', 'Kit'])
})

/** A class as a compiler with define semantics makes it: fields are defined on the instance. */
function makeDefined(version: string) {
  @actor({ name: 'Defined', version })
  class Defined extends Actor {
    @attribute() declare name: string
    @attribute() declare age: number
    constructor() {
      super()
      Object.defineProperty(this, 'name', { value: 'Tom', writable: true, configurable: true, enumerable: true })
      Object.defineProperty(this, 'age', { value: 4, writable: true, configurable: true, enumerable: true })
    }
  }
  return Defined
}

test('a class compiled with define semantics is refused at its first birth, with the attributes and the setting', async () => {
  const { system } = await startStill()
  const error = await failureOf(system.spawn(makeDefined('1.0.0')))
  expect(error.code).toBe('define-semantics')
  expect(error.facts.attributes).toBe('name, age')
  expect(error.message).toContain('useDefineForClassFields')
  expect(system.countInstances('Defined')).toBe(0)
})

test('a class compiled with define semantics that comes by an upgrade is refused at its first birth', async () => {
  const { system } = await startStill()
  @actor({ name: 'Defined', version: '1.0.0' })
  class Sound extends Actor {
    @attribute() name = ''
    @attribute() age = 0
  }
  await system.spawn(Sound)
  const Broken = makeDefined('2.0.0')
  expect((await system.upgrade(Broken)).outcome).toBe('committed')
  expect((await failureOf(system.spawn(Broken))).code).toBe('define-semantics')
})

test('no class value is left with a mark of a birth that failed', async () => {
  const { system } = await startStill()
  await failureOf(system.spawn(makeDefined('1.0.0')))
  expect(codeOf(() => new Dog())).toBe('not-spawned Dog')
  expect(await system.spawn(Dog)).toBeDefined()
})

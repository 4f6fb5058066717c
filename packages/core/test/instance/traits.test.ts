import { expect, test } from 'vitest'
import { actor, Actor, attribute, request } from '../../src/index.js'
import { failureOf, startStill } from '../still.js'

test('a trait without arguments is constructed by itself, before the constructors of the class', async () => {
  const { system } = await startStill()
  const log: string[] = []
  @actor({ version: '1.0.0' })
  class Swimmer extends Actor {
    @attribute() depth = 2
    constructor() {
      super()
      log.push('Swimmer')
    }
    @request() getDepth() {
      return this.depth
    }
  }
  @actor({ version: '1.0.0', traits: [Swimmer] })
  class Otter extends Actor {
    @attribute() seen: unknown
    constructor() {
      super()
      log.push('Otter')
      this.seen = (this as unknown as Swimmer).depth
    }
    @request() all() {
      return [this.seen, (this as unknown as Swimmer).getDepth()]
    }
  }
  const otter = await system.spawn(Otter)
  expect(log).toEqual(['Swimmer', 'Otter'])
  expect(await otter.all()).toEqual([2, 2])
})

/** A trait that takes an argument, and a class that constructs it as often as it is told. */
function makeAsking(log: string[] = []) {
  @actor({ name: 'Swimmer', version: '1.0.0' })
  class Swimmer extends Actor {
    @attribute() depth: number
    constructor(depth: number) {
      super()
      log.push(`Swimmer ${depth}`)
      this.depth = depth
    }
    destruct() {
      log.push('destruct')
    }
  }
  @actor({ name: 'Otter', version: '1.0.0', traits: [Swimmer] })
  class Otter extends Actor {
    constructor(times: number) {
      super()
      for (let i = 0; i < times; i++) this.construct(Swimmer, [i])
    }
    @request() getDepth() {
      return (this as unknown as Swimmer).depth
    }
    @request() again() {
      this.construct(Swimmer, [9])
    }
  }
  return { Swimmer, Otter }
}

test('a trait that takes arguments is constructed by this.construct, on the same instance', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const { Otter, Swimmer } = makeAsking(log)
  const otter = await system.spawn(Otter, [1])
  expect(log).toEqual(['Swimmer 0'])
  expect(await otter.getDepth()).toBe(0)
  expect(system.countInstances(Swimmer, { direct: true })).toBe(0)
})

test('a trait that takes arguments and is left unconstructed is an error at birth, with the cure', async () => {
  const { system } = await startStill()
  const error = await failureOf(system.spawn(makeAsking().Otter, [0]))
  expect(error.code).toBe('trait-unconstructed')
  expect(error.facts).toMatchObject({ class: 'Otter', trait: 'Swimmer' })
  expect(error.message).toContain('this.construct(Swimmer, [...])')
  expect(system.countInstances('Otter')).toBe(0)
})

test('a trait constructed twice is an error', async () => {
  const { system } = await startStill()
  const { Otter } = makeAsking()
  expect((await failureOf(system.spawn(Otter, [2]))).code).toBe('trait-constructed-twice')
  const otter = await system.spawn(Otter, [1])
  expect((await failureOf(otter.again())).code).toBe('trait-constructed-twice')
  expect(await otter.getDepth()).toBe(0)
})

test('constructing by hand a trait that has constructed itself is an error', async () => {
  const { system } = await startStill()
  @actor({ version: '1.0.0' })
  class Swimmer extends Actor {}
  @actor({ version: '1.0.0', traits: [Swimmer] })
  class Otter extends Actor {
    constructor() {
      super()
      this.construct(Swimmer, [])
    }
  }
  expect((await failureOf(system.spawn(Otter))).code).toBe('trait-constructed-twice')
})

test('constructing what is no trait is an error that names both', async () => {
  const { system } = await startStill()
  @actor({ version: '1.0.0' })
  class Stone extends Actor {}
  @actor({ version: '1.0.0' })
  class Otter extends Actor {
    constructor() {
      super()
      this.construct(Stone, [])
    }
  }
  const error = await failureOf(system.spawn(Otter))
  expect([error.code, error.facts]).toEqual(['not-a-trait', { class: 'Otter', trait: 'Stone' }])
})

test('a trait that comes by another trait is constructed once', async () => {
  const { system } = await startStill()
  const log: string[] = []
  @actor({ version: '1.0.0' })
  class Floating extends Actor {
    constructor() {
      super()
      log.push('Floating')
    }
  }
  @actor({ version: '1.0.0', traits: [Floating] })
  class Swimmer extends Actor {
    constructor() {
      super()
      log.push('Swimmer')
    }
  }
  @actor({ version: '1.0.0', traits: [Swimmer, Floating] })
  class Otter extends Actor {}
  await system.spawn(Otter)
  expect(log).toEqual(['Floating', 'Swimmer'])
})

test('of several traits that take arguments each is constructed by its own name, in whatever order', async () => {
  const { system } = await startStill()
  @actor({ version: '1.0.0' })
  class Swimmer extends Actor {
    @attribute() depth: number
    constructor(depth: number) {
      super()
      this.depth = depth
    }
  }
  @actor({ version: '1.0.0' })
  class Flyer extends Actor {
    @attribute() height: number
    constructor(height: number) {
      super()
      this.height = height
    }
  }
  @actor({ version: '1.0.0', traits: [Swimmer, Flyer] })
  class Puffin extends Actor {
    constructor() {
      super()
      this.construct(Flyer, [30])
      this.construct(Swimmer, [2])
    }
  }
  expect(system.getState(await system.spawn(Puffin))).toEqual({ depth: 2, height: 30 })
})

test('a superclass that only traits have is constructed once, with the arguments of the first of them', async () => {
  const { system } = await startStill()
  const log: string[] = []
  @actor({ version: '1.0.0' })
  class Floating extends Actor {
    @attribute() depth: number
    constructor(depth: number) {
      super()
      log.push('Floating')
      this.depth = depth
    }
  }
  @actor({ version: '1.0.0' })
  class Swimmer extends Floating {
    constructor() {
      super(2)
      log.push('Swimmer')
    }
  }
  @actor({ version: '1.0.0' })
  class Diver extends Floating {
    constructor() {
      super(30)
      log.push('Diver')
    }
  }
  @actor({ version: '1.0.0', traits: [Swimmer, Diver] })
  class Otter extends Actor {
    constructor() {
      super()
      this.construct(Swimmer, [])
      this.construct(Diver, [])
    }
  }
  const otter = await system.spawn(Otter)
  expect(log).toEqual(['Floating', 'Swimmer', 'Diver'])
  expect(system.getState(otter)).toEqual({ depth: 2 })
})

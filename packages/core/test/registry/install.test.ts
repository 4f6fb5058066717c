import { expect, test } from 'vitest'
import { actor, Actor, ActorSystem, attribute, type Ref, request, service } from '../../src/index.js'
import { failureOf, startStill } from '../still.js'

test('an upgrade changes and takes away members of every make: methods, getters, those named by a symbol', async () => {
  const { system } = await startStill()
  const mark = Symbol('mark')
  @actor({ name: 'Cat', version: '1.0.0' })
  class Cat extends Actor {
    get sound() {
      return 'meow'
    }
    [mark]() {
      return 'marked'
    }
    helper() {
      return 'helper 1'
    }
    gone() {}
    @request() all(): unknown[] {
      return [this.sound, this[mark](), this.helper(), typeof this.gone, this.constructor.name]
    }
  }
  @actor({ name: 'Cat', version: '2.0.0' })
  class Next extends Actor {
    get sound() {
      return 'purr'
    }
    helper() {
      return 'helper 2'
    }
    @request() all(): unknown[] {
      const members = this as unknown as Record<PropertyKey, unknown>
      return [this.sound, typeof members[mark], this.helper(), typeof members.gone, this.constructor.name]
    }
  }
  const tom = await system.spawn(Cat)
  expect(await tom.all()).toEqual(['meow', 'marked', 'helper 1', 'function', 'Cat'])
  await system.upgrade(Next)
  expect(await tom.all()).toEqual(['purr', 'undefined', 'helper 2', 'undefined', 'Cat'])
  await system.upgrade(Cat)
  expect(await tom.all()).toEqual(['meow', 'marked', 'helper 1', 'function', 'Cat'])
})

test('what holds `this` across an upgrade holds the same instance, with its transient fields, on new code', async () => {
  const { system } = await startStill()
  const callbacks: (() => unknown)[] = []
  const makeCat = (version: string) => {
    @actor({ name: 'Cat', version })
    class Cat extends Actor {
      socket = { isOpen: true }
      @attribute({ initial: version }) version = version
      @attribute() lives = 9
      @request() subscribe() {
        callbacks.push(() => [this.hello(), this.socket.isOpen, this.lives])
      }
      hello() {
        return `hello from ${version}`
      }
      @request() isSame(other: unknown) {
        return other === this
      }
      @request() me() {
        return { me: this as unknown }
      }
    }
    return Cat
  }
  const tom = await system.spawn(makeCat('1.0.0'))
  await tom.subscribe()
  const { me } = await tom.me()
  expect(callbacks[0]!()).toEqual(['hello from 1.0.0', true, 9])
  await system.upgrade(makeCat('2.0.0'))
  expect(callbacks[0]!()).toEqual(['hello from 2.0.0', true, 9])
  expect(await tom.isSame(me)).toBe(true)
})

test('the method of the most derived class counts: the class, its superclass, then its traits in their order', async () => {
  const { system } = await startStill()
  const makeTrait = (name: string, methods: readonly string[]) => {
    @actor({ name, version: '1.0.0' })
    class Trait extends Actor {}
    for (const method of methods) {
      const descriptor = { value: () => `${method} of ${name}`, configurable: true, writable: true }
      Object.defineProperty(Trait.prototype, method, descriptor)
      request()(Trait.prototype, method, descriptor as never)
    }
    return Trait
  }
  const First = makeTrait('First', ['a', 'b', 'c'])
  const Second = makeTrait('Second', ['d'])
  @actor({ version: '1.0.0' })
  class Base extends Actor {
    @request() b() {
      return 'b of Base'
    }
  }
  @actor({ version: '1.0.0', traits: [First, Second] })
  class Cat extends Base {
    @request() a() {
      return 'a of Cat'
    }
  }
  const cat = (await system.spawn(Cat)) as Ref<Cat> & Record<'a' | 'b' | 'c' | 'd', () => Promise<string>>
  expect(await Promise.all([cat.a(), cat.b(), cat.c(), cat.d()])).toEqual([
    'a of Cat',
    'b of Base',
    'c of First',
    'd of Second',
  ])
})

test('super in a method of a trait leads to what the trait inherits', async () => {
  const { system } = await startStill()
  @actor({ version: '1.0.0' })
  class Mover extends Actor {
    @request() move() {
      return 'moves'
    }
  }
  @actor({ version: '1.0.0' })
  class Swimmer extends Mover {
    @request() override move() {
      return `${super.move()} through water`
    }
  }
  @actor({ version: '1.0.0', traits: [Swimmer] })
  class Otter extends Actor {}
  const otter = (await system.spawn(Otter)) as Ref<Otter> & { move(): Promise<string> }
  expect(await otter.move()).toBe('moves through water')
})

test('a service is read when it is used, so that living instances see a replaced one; an unbound one is an error', async () => {
  const token = Symbol('greeting')
  const greetings = { current: 'hello' }
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    @service(token) greeting!: string
    @service('nothing') nothing!: unknown
    @request() greet() {
      return this.greeting
    }
    @request() useNothing() {
      return this.nothing
    }
  }
  await using system = await ActorSystem.start({
    configure: (container) => container.bind(token).toDynamicValue(() => greetings.current),
  })
  const tom = await system.spawn(Cat)
  expect(await tom.greet()).toBe('hello')
  greetings.current = 'good evening'
  expect(await tom.greet()).toBe('good evening')
  const error = await failureOf(tom.useNothing())
  expect([error.code, error.facts]).toEqual(['unknown-service', { class: 'Cat', token: 'nothing' }])
})

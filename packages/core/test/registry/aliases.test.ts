import { expect, test } from 'vitest'
import { actor, Actor, attribute, oneway, type Oneway, type Ref, request } from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { failureOf, makeDoor, startStill } from '../still.js'

@actor({ name: 'Dog', version: '1.0.0' })
class Dog extends Actor {
  @attribute() log: unknown[] = []
  @request() feed(grams: number): unknown {
    return this.note(['feed', grams])
  }
  @oneway() bark(): Oneway {
    this.note(['bark'])
  }
  @request() async hold(until: Promise<void>): Promise<unknown> {
    await until
    return this.log
  }
  note(what: unknown[]) {
    this.log.push(what)
    return what
  }
}

@actor({ name: 'Dog', version: '2.0.0' })
class Next extends Actor {
  @attribute() log: unknown[] = []
  @request({ aliases: { feed: (grams: number) => [{ grams }] } }) give(food: { grams: number }): unknown {
    return ['give', food]
  }
  @oneway({ aliases: ['bark', 'yap'] }) speak(...words: string[]): Oneway {
    this.log.push(['speak', ...words])
  }
  @request() async hold(): Promise<unknown> {
    return this.log
  }
}

test('who calls a method by its old name reaches it under the new one, with adapted arguments', async () => {
  const { system } = await startStill()
  const dog = await system.spawn(Dog)
  await system.upgrade(Next)
  expect(await dog.feed(3)).toEqual(['give', { grams: 3 }])
  dog.bark()
  ;(dog as unknown as Ref<Next> & { yap(word: string): void }).yap('woof')
  expect(await dog.hold(Promise.resolve())).toEqual([['speak'], ['speak', 'woof']])
})

test('messages that were queued under the old name run under the new one, in order', async () => {
  const { system } = await startStill()
  const door = makeDoor()
  const dog = await system.spawn(Dog)
  const held = dog.hold(door.opened)
  await settle()
  dog.bark()
  const fed = dog.feed(5)
  const upgraded = system.upgrade(Next)
  await settle()
  door.open()
  await held
  expect((await upgraded).outcome).toBe('committed')
  expect(await fed).toEqual(['give', { grams: 5 }])
  expect(await dog.hold(Promise.resolve())).toEqual([['speak']])
})

test('an alias ends with the version that declares it', async () => {
  const { system } = await startStill()
  const dog = await system.spawn(Next)
  @actor({ name: 'Dog', version: '3.0.0' })
  class Last extends Actor {
    @attribute() log: unknown[] = []
    @request() give() {}
  }
  const old = dog as unknown as Ref<Dog>
  expect(await (old.feed as (n: number) => Promise<unknown>)(1)).toEqual(['give', { grams: 1 }])
  await system.upgrade(Last)
  expect((await failureOf(old.feed(1))).code).toBe('no-such-method')
})

test('an alias leads to the override of an heir', async () => {
  const { system } = await startStill()
  @actor({ version: '1.0.0' })
  class Puppy extends Next {
    @request() override give(food: { grams: number }): unknown {
      return ['puppy', food]
    }
  }
  const puppy = (await system.spawn(Puppy)) as unknown as Ref<Dog>
  expect(await puppy.feed(1)).toEqual(['puppy', { grams: 1 }])
})

test('an adapter that fails rejects the request, as the method would', async () => {
  const { system } = await startStill()
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    @request({
      aliases: {
        old: () => {
          throw new Error('cannot adapt')
        },
      },
    })
    current() {}
  }
  const cat = (await system.spawn(Cat)) as unknown as { old(): Promise<unknown> }
  await expect(cat.old()).rejects.toThrow('cannot adapt')
})

test('an alias never takes the place of a method that is there', async () => {
  const { system } = await startStill()
  @actor({ version: '1.0.0' })
  class Base extends Actor {
    @request() feed() {
      return 'the method of Base'
    }
  }
  @actor({ version: '1.0.0' })
  class Heir extends Base {
    @request({ aliases: ['feed'] }) give() {
      return 'by its alias'
    }
  }
  expect(await (await system.spawn(Heir)).feed()).toBe('the method of Base')
})

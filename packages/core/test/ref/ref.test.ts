import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { actor, Actor, oneway, type Oneway, parsePid, type Ref, request } from '../../src/index.js'
import { targetOf } from '../../src/ref/ref.js'
import { startStill } from '../still.js'

function makeCat(version = '1.0.0') {
  @actor({ name: 'Cat', version })
  class Cat extends Actor {
    @request() me(): Ref<Cat> {
      return this.self(Cat)
    }
    @oneway() meow(): Oneway {}
    @request() override hasOwnProperty() {
      return 'a method of Cat'
    }
  }
  return Cat
}

test('a ref knows its pid and class, prints itself, and becomes its pid in JSON', async () => {
  const { system } = await startStill({ node: 'home' })
  const tom = await system.spawn(makeCat())
  expect(parsePid(tom.pid)).toEqual({ node: 'home', serial: 1 })
  expect(tom.className).toBe('Cat')
  expect(String(tom)).toBe(`Cat ${tom.pid}`)
  expect(JSON.stringify({ tom })).toBe(`{"tom":"${tom.pid}"}`)
  expect(inspect(tom)).toBe(`Ref(Cat ${tom.pid})`)
})

test('pids are not used again', async () => {
  const { system } = await startStill()
  const Cat = makeCat()
  const pids = new Set<string>()
  for (let i = 0; i < 5; i++) {
    const cat = await system.spawn(Cat)
    pids.add(cat.pid)
    await cat.stop()
  }
  expect(pids.size).toBe(5)
})

test('an instance has one ref, whoever asks for it', async () => {
  const { system } = await startStill()
  const Cat = makeCat()
  const tom = await system.spawn(Cat)
  expect(await tom.me()).toBe(tom)
  expect([...system.instancesOf(Cat)]).toEqual([tom])
  expect(system.find(tom.pid)).toBe(tom)
})

test('a ref is no promise, and hands itself through one', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCat())
  expect((tom as { then?: unknown }).then).toBeUndefined()
  expect(await Promise.resolve(tom)).toBe(tom)
})

test('a oneway gives nothing back, a request a promise', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCat())
  expect(tom.meow()).toBeUndefined()
  expect(tom.me()).toBeInstanceOf(Promise)
})

test('a method may be named like one that every object has', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCat())
  expect(await tom.hasOwnProperty()).toBe('a method of Cat')
})

test('a method can be taken off a ref by its name at the call', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCat())
  const name = 'me' as const
  expect(await tom[name]()).toBe(tom)
  expect(Object.keys(tom)).toEqual([])
})

test('with gives a ref of the same instance with all that a ref has, which can be tuned again', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCat())
  const tuned = tom.with({ timeout: 5 }).with({ timeout: 7 })
  expect([tuned.pid, tuned.className, String(tuned)]).toEqual([tom.pid, 'Cat', String(tom)])
  expect(targetOf(tuned)).toBe(targetOf(tom))
  expect(await tuned.me()).toBe(tom)
  expect(tuned.meow()).toBeUndefined()
  expect(await tuned.stop('bye')).toEqual({ type: 'stopped', detail: 'bye' })
  expect(await tom.exited).toEqual({ type: 'stopped', detail: 'bye' })
})

test('only refs have a target', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCat())
  expect(targetOf(tom)).toBeDefined()
  for (const value of [undefined, null, 'tom', 1, {}, [], tom.pid]) expect(targetOf(value)).toBeUndefined()
})

test('a ref that was there before an upgrade offers the methods that the upgrade added', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCat())
  const tuned = tom.with({ timeout: 1000 })
  @actor({ name: 'Cat', version: '2.0.0' })
  class Next extends Actor {
    @request() purr() {
      return 'rrr'
    }
  }
  await system.upgrade(Next)
  expect(await (tom as unknown as Ref<Next>).purr()).toBe('rrr')
  expect(await (tuned as unknown as Ref<Next>).purr()).toBe('rrr')
})

test('a ref follows a method that an upgrade makes a request of, or a oneway', async () => {
  const { system } = await startStill()
  const tom = await system.spawn(makeCat())
  @actor({ name: 'Cat', version: '2.0.0' })
  class Next extends Actor {
    @oneway() me(): Oneway {}
    @request() meow() {
      return 'meow'
    }
  }
  await system.upgrade(Next)
  const next = tom as unknown as Ref<Next>
  expect(await next.meow()).toBe('meow')
  expect(next.me()).toBeUndefined()
})

import { expect, test } from 'vitest'
import { actor, Actor, attribute, oneway, type Oneway, request } from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { eventsOf, failureOf, makeDoor, startStill, stateOf } from '../still.js'

test('a stop waits for the method that runs, and refuses what waits behind it', async () => {
  const { system } = await startStill()
  const door = makeDoor()
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    @request() async sleep() {
      await door.opened
      return 'slept'
    }
    @request() meow() {
      return 'meow'
    }
  }
  const tom = await system.spawn(Cat)
  const slept = tom.sleep()
  await settle()
  const late = failureOf(tom.meow())
  const stopped = tom.stop('enough')
  expect(await stateOf(stopped)).toBe('pending')
  door.open()
  expect(await slept).toBe('slept')
  expect(await stopped).toEqual({ type: 'stopped', detail: 'enough' })
  expect((await late).code).toBe('exited')
  expect((await failureOf(tom.meow())).code).toBe('no-such-instance')
})

test('a kill ends the instance at once: its running call is rejected, its destructors have run', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const door = makeDoor()
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    @request() async sleep() {
      await door.opened
    }
    destruct() {
      log.push('destruct')
    }
  }
  const tom = await system.spawn(Cat)
  const slept = failureOf(tom.sleep())
  await settle()
  const killed = tom.kill('fire')
  expect(log).toEqual(['destruct'])
  expect(system.countInstances(Cat)).toBe(0)
  expect(await killed).toEqual({ type: 'killed', detail: 'fire' })
  const error = await slept
  expect(error.code).toBe('exited')
  expect(error.facts).toMatchObject({ class: 'Cat', pid: tom.pid, method: 'sleep', reason: { type: 'killed' } })
  door.open()
})

test('an instance that is killed by what its own method calls ends when that method first waits', async () => {
  const { system } = await startStill()
  const door = makeDoor()
  const log: string[] = []
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    @request() async jump() {
      void this.self(Cat).kill()
      log.push('still on the stack')
      await door.opened
    }
  }
  const tom = await system.spawn(Cat)
  const jumped = failureOf(tom.jump())
  expect(await stateOf(tom.exited)).toBe('resolved')
  expect(log).toEqual(['still on the stack'])
  expect((await jumped).code).toBe('exited')
  expect(await tom.exited).toEqual({ type: 'killed' })
  door.open()
})

test('this.stop ends the instance after the method that asks for it, which still answers', async () => {
  const { system } = await startStill()
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    @request() leave() {
      this.stop('bored')
      return 'bye'
    }
  }
  const tom = await system.spawn(Cat)
  expect(await tom.leave()).toBe('bye')
  expect(await tom.exited).toEqual({ type: 'stopped', detail: 'bored' })
})

test('what an ended method touches afterwards throws: an attribute, a ref, a birth', async () => {
  const { system } = await startStill()
  const door = makeDoor()
  const tries: Record<string, unknown> = {}
  const attempt = (name: string, action: () => unknown): void => {
    try {
      tries[name] = action()
    } catch (error) {
      tries[name] = (error as { code?: string }).code
    }
  }
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    @attribute() lives = 9
    @attribute() other: { meow(): void; count(): Promise<number> } | null = null
    @oneway() async haunt(other: { meow(): void; count(): Promise<number> }): Promise<Oneway> {
      await door.opened
      attempt('read', () => this.lives)
      attempt('write', () => (this.lives = 1))
      attempt('oneway', () => other.meow())
      attempt('request', () => other.count())
      attempt('timer', () => this.after(1, Cat).meow())
      await this.spawn(Cat).then(
        () => (tries.spawn = 'born'),
        (error: { code?: string }) => (tries.spawn = error.code),
      )
    }
    @oneway() meow(): Oneway {
      this.lives -= 1
    }
    @request() count() {
      return this.lives
    }
  }
  const tom = await system.spawn(Cat)
  const tim = await system.spawn(Cat)
  tom.haunt(tim)
  await settle()
  await tom.kill()
  door.open()
  await settle()
  expect(tries).toMatchObject({
    read: 'ended-instance',
    write: 'ended-instance',
    oneway: 'ended-instance',
    request: 'ended-instance',
    spawn: 'ended-instance',
  })
  expect(await tim.count()).toBe(9)
  expect(system.countInstances(Cat)).toBe(1)
})

test('a killed instance whose method goes on lingers in its class until the method ends', async () => {
  const { system } = await startStill()
  const door = makeDoor()
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    @oneway() async sleep(): Promise<Oneway> {
      await door.opened
    }
  }
  @actor({ name: 'Cat', version: '2.0.0' })
  class Next extends Actor {
    @oneway() async sleep(): Promise<Oneway> {}
  }
  const tom = await system.spawn(Cat)
  tom.sleep()
  await settle()
  await tom.kill()
  await system.upgrade(Next)
  expect(system.lingering('Cat')).toMatchObject([{ kind: 'instance', pid: tom.pid, method: 'sleep', version: '1.0.0' }])
  expect(system.purge('Cat').outcome).toBe('refused')
  door.open()
  await settle()
  expect(system.lingering('Cat')).toEqual([])
  expect(system.purge('Cat').outcome).toBe('purged')
})

test('a oneway that fails ends its instance, and the crash names method, sender and error', async () => {
  const { system, events } = await startStill()
  const error = new Error('hairball')
  @actor({ version: '1.2.0' })
  class Cat extends Actor {
    @oneway() choke(): Oneway {
      throw error
    }
    @oneway() async chokeLater(): Promise<Oneway> {
      await null
      throw error
    }
    @oneway() feed(other: { choke(): void }): Oneway {
      other.choke()
    }
  }
  const [tom, tim, kit] = await Promise.all([system.spawn(Cat), system.spawn(Cat), system.spawn(Cat)])
  tom.feed(tim)
  kit.chokeLater()
  expect(await tim.exited).toEqual({ type: 'crashed', method: 'choke', error })
  expect(await kit.exited).toEqual({ type: 'crashed', method: 'chokeLater', error })
  expect(eventsOf(events, 'crashed')).toEqual([
    {
      type: 'crashed',
      class: 'Cat',
      version: '1.2.0',
      pid: tim.pid,
      method: 'choke',
      arguments: [],
      sender: tom.pid,
      error,
    },
    {
      type: 'crashed',
      class: 'Cat',
      version: '1.2.0',
      pid: kit.pid,
      method: 'chokeLater',
      arguments: [],
      sender: null,
      error,
    },
  ])
})

test('a request that fails rejects its caller with the very error, and its instance lives on', async () => {
  const { system, events } = await startStill()
  const error = new RangeError('too high')
  @actor({ version: '1.0.0' })
  class Cat extends Actor {
    @request() jump(): number {
      throw error
    }
    @request() async jumpLater(): Promise<number> {
      await null
      throw error
    }
  }
  const tom = await system.spawn(Cat)
  await expect(tom.jump()).rejects.toBe(error)
  await expect(tom.jumpLater()).rejects.toBe(error)
  expect(system.countInstances(Cat)).toBe(1)
  expect(eventsOf(events, 'crashed')).toEqual([])
})

test('stopping and killing twice give the one reason that came first', async () => {
  const { system, events } = await startStill()
  @actor({ version: '1.0.0' })
  class Cat extends Actor {}
  const tom = await system.spawn(Cat)
  expect(await Promise.all([tom.stop('first'), tom.stop('second'), tom.exited])).toEqual(
    Array.from({ length: 3 }, () => ({ type: 'stopped', detail: 'first' })),
  )
  expect(await tom.kill()).toEqual({ type: 'stopped', detail: 'first' })
  expect(eventsOf(events, 'exited')).toHaveLength(1)
})

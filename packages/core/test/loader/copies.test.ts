// A text defines classes that run already, unchanged, beside those that change. Its copies of the unchanged ones are dropped;
// what its other modules import as those classes are the classes that run.

import { expect, test } from 'vitest'
import * as core from '../../src/index.js'
import { type Actor, type ActorClass, ActorSystem, loadCode, type Ref } from '../../src/index.js'

interface Clerk extends Actor {
  ask(): Promise<string>
  hire(): Promise<string>
}

/** A desk of a version, with a static method, and a clerk of a version who refers to it. */
function loadRelease(desk: string, clerk: string): readonly ActorClass[] {
  const text = `'use strict'
define('desk.js', (exports, module, require) => {
  const { Actor, actor, request, staticMethod } = require('@instar/core')
  const Desk = class Desk extends Actor {
    static async price() { return '${desk}' }
    tell() { return '${desk}' }
  }
  const price = Object.getOwnPropertyDescriptor(Desk, 'price')
  staticMethod()(Desk, 'price', price)
  Object.defineProperty(Desk, 'price', price)
  request()(Desk.prototype, 'tell', {})
  actor({ version: '${desk}' })(Desk)
  exports.Desk = Desk
})
define('clerk.js', (exports, module, require) => {
  const { Actor, actor, request } = require('@instar/core')
  const desk = require('./desk.js')
  const Clerk = class Clerk extends Actor {
    async ask() { return '${clerk} ' + await desk.Desk.price() }
    async hire() { return '${clerk} ' + await (await this.spawn(desk.Desk)).tell() }
  }
  request()(Clerk.prototype, 'ask', {})
  request()(Clerk.prototype, 'hire', {})
  actor({ version: '${clerk}' })(Clerk)
})
require('desk.js')
require('clerk.js')`
  return loadCode({ name: 'desks', text, hashes: { Desk: desk, Clerk: clerk } }, () => core).classes
}

async function openDesk(): Promise<{ system: ActorSystem; clerk: Ref<Clerk> }> {
  const system = await ActorSystem.start()
  system.register(...loadRelease('1.0.0', '1.0.0'))
  return { system, clerk: (await system.spawn<new () => Clerk>('Clerk')) as Ref<Clerk> }
}

test('C11: what a changed class imports is the class that runs, where the text has only evaluated that again', async () => {
  const { system, clerk } = await openDesk()
  await using _ = system
  expect((await system.upgrade(loadRelease('1.0.0', '2.0.0'))).outcome).toBe('committed')
  expect([await clerk.ask(), await clerk.hire()]).toEqual(['2.0.0 1.0.0', '2.0.0 1.0.0'])
  // And what runs later: the copy leads to the class, not to the generation that it is like.
  await system.upgrade(loadRelease('2.0.0', '2.0.0'), { purge: 'soft' })
  expect([await clerk.ask(), await clerk.hire()]).toEqual(['2.0.0 2.0.0', '2.0.0 2.0.0'])
})

test('C11: so it is where the upgrade takes up an old generation that has not been purged', async () => {
  const { system, clerk } = await openDesk()
  await using _ = system
  await system.upgrade(loadRelease('2.0.0', '1.0.0'))
  expect((await system.upgrade(loadRelease('1.0.0', '2.0.0'))).outcome).toBe('committed')
  expect([await clerk.ask(), await clerk.hire()]).toEqual(['2.0.0 1.0.0', '2.0.0 1.0.0'])
})

test('C11: a registration of the same content leads there too', async () => {
  const system = await ActorSystem.start()
  await using _ = system
  const [Desk] = loadRelease('1.0.0', '1.0.0')
  system.register(Desk!)
  system.register(...loadRelease('1.0.0', '1.0.0'))
  const clerk = (await system.spawn<new () => Clerk>('Clerk')) as Ref<Clerk>
  expect([await clerk.ask(), await clerk.hire()]).toEqual(['1.0.0 1.0.0', '1.0.0 1.0.0'])
})

test('C11: an upgrade that is refused leads nowhere', async () => {
  const { system } = await openDesk()
  await using _ = system
  const [Desk, Clerk] = loadRelease('1.0.0', '2.0.0')
  Object.assign(Clerk!, {
    onLoad() {
      throw new Error('no')
    },
  })
  expect((await system.upgrade([Desk!, Clerk!])).outcome).toBe('refused')
  const copy = Desk as unknown as { price(): Promise<string> }
  expect(() => copy.price()).toThrow(/No living system/)
})

test('C11: a copy leads nowhere once its system has stopped', async () => {
  const { system } = await openDesk()
  const [Desk, Clerk] = loadRelease('1.0.0', '2.0.0')
  await system.upgrade([Desk!, Clerk!])
  const copy = Desk as unknown as { price(): Promise<string> }
  expect(await copy.price()).toBe('1.0.0')
  await system.stop()
  expect(() => copy.price()).toThrow(/No living system/)
})

test('C13: another copy of a class that was registered goes on standing for it when that has been upgraded', async () => {
  await using system = await ActorSystem.start()
  const [First, copy] = [loadRelease('1.0.0', '1.0.0')[0]!, loadRelease('1.0.0', '1.0.0')[0]!]
  system.register(First)
  system.register(copy)
  expect((await system.upgrade(loadRelease('2.0.0', '2.0.0')[0]!)).outcome).toBe('committed')
  const desk = (await system.spawn(copy as new () => Actor)) as unknown as { tell(): Promise<string> }
  expect(await desk.tell()).toBe('2.0.0')
})

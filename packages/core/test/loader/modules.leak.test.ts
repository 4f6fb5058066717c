// What modules of one text keep of each other: nothing of an actor class that has been replaced and purged.

import { expect, test } from 'vitest'
import * as core from '../../src/index.js'
import { Actor, type ActorClass, ActorSystem, loadCode, type Ref } from '../../src/index.js'
import { settle } from '../../src/testing/index.js'

interface Keeper extends Actor {
  open(): Promise<string>
  isShop(thing: unknown): boolean
}

/**
 * A shop of a version, and a keeper of it that never changes: its methods speak of the shop class, as code does that spawns
 * instances of another class.
 */
function loadRelease(version: string): readonly ActorClass[] {
  const text = `'use strict'
define('shop.js', (exports, module, require) => {
  const { Actor, actor, request } = require('@instar/core')
  const weight = Array.from({ length: 1000 }, () => '${version}')
  const Shop = class Shop extends Actor { tell() { return weight[0] } }
  request()(Shop.prototype, 'tell', {})
  actor({ version: '${version}' })(Shop)
  exports.Shop = Shop
  exports.weight = 'heavy'
  exports.all = Object.defineProperty({ get Shop() { return Shop } }, Symbol.toStringTag, { value: 'Module' })
})
define('people/keeper.js', (exports, module, require) => {
  const core = require('@instar/core')
  const shop = require('../shop.js')
  const Keeper = class Keeper extends core.Actor {
    async open() {
      const opened = await this.spawn(shop.Shop)
      return shop.weight + ' ' + await opened.tell()
    }
    isShop(thing) { return thing instanceof shop.all.Shop }
  }
  core.request()(Keeper.prototype, 'open', {})
  core.actor({ version: '1.0.0' })(Keeper)
  exports.Keeper = Keeper
})
exports.m0 = require('people/keeper.js')`
  const hashes = { Shop: version, Keeper: 'same' }
  return loadCode({ name: `shops ${version}`, text, hashes }, () => core).classes
}

/** Upgrades to a version of the release; gives weak references to its classes. */
async function upgradeTo(system: ActorSystem, version: string): Promise<WeakRef<ActorClass>[]> {
  const classes = loadRelease(version)
  const report = await system.upgrade(classes, { purge: 'soft' })
  if (report.outcome !== 'committed') throw new Error(String(report))
  return classes.map((value) => new WeakRef(value))
}

async function collect(): Promise<void> {
  for (let i = 0; i < 5; i++) {
    await settle()
    globalThis.gc!()
  }
}

test('A18: a class that lives on unchanged keeps no class that was loaded with it, and means what is current', async () => {
  await using system = await ActorSystem.start()
  const first = await upgradeTo(system, '1.0.0')
  const keeper = (await system.spawn<new () => Keeper>('Keeper')) as Ref<Keeper>
  expect(await keeper.open()).toBe('heavy 1.0.0')
  const second = await upgradeTo(system, '2.0.0')
  const third = await upgradeTo(system, '3.0.0')
  await collect()
  const isAlive = (refs: WeakRef<ActorClass>[]): boolean[] => refs.map((ref) => ref.deref() !== undefined)
  // Of each release first the shop, then its keeper, who came with the first one and has stayed since.
  expect([first, second, third].map(isAlive)).toEqual([
    [false, true],
    [false, false],
    [true, false],
  ])
  expect(await keeper.open()).toBe('heavy 3.0.0')
})

test('A18: 128 releases that are loaded, looked at and abandoned leave nothing behind', async () => {
  await using system = await ActorSystem.start()
  await upgradeTo(system, '1.0.0')
  const abandoned = Array.from({ length: 128 }, (_, at) => {
    const classes = loadRelease(`2.${at}.0`)
    if (system.plan(classes).defects.length > 0) throw new Error('a sound release was expected')
    return classes.map((value) => new WeakRef(value))
  }).flat()
  await collect()
  expect(abandoned).toHaveLength(256)
  expect(abandoned.filter((ref) => ref.deref() !== undefined)).toEqual([])
})

test('a system tells which purged versions are in memory, as long as somebody holds them', async () => {
  await using system = await ActorSystem.start()
  await (async () => {
    const held = loadRelease('1.0.0')
    system.register(...held)
    await upgradeTo(system, '2.0.0')
    await collect()
    expect(system.leftInMemory('Shop')).toEqual(['1.0.0'])
    expect(held).toHaveLength(2)
  })()
  await collect()
  expect(system.leftInMemory('Shop')).toEqual([])
})

// The hooks around a freeze: `beforeFreeze`, what `afterUpgrade` is told, and `upgradeRefused`.

import { expect, test } from 'vitest'
import {
  Actor,
  actor,
  type ActorSystem,
  attribute,
  type ComingUpgrade,
  drop,
  type InstanceUpgrade,
  migration,
  oneway,
  type Oneway,
  type Ref,
  request,
  type UpgradeRefusal,
} from '../../src/index.js'
import { settle } from '../../src/testing/index.js'
import { type Door, makeDoor, startStill, stateOf } from '../still.js'

/** What a test does in the hook of an instance, by its name. */
type Hook = (name: string, instance: Actor) => unknown

interface World {
  readonly log: string[]
  hook: Hook
}

function makeWorld(hook: Hook = () => {}): World {
  return { log: [], hook }
}

/** A class with all three hooks, in any version. */
function shopClass(version: string, world: World, migrations = [migration('1.0.0', drop('sign'))]) {
  @actor({ name: 'Shop', version, ...(version === '1.0.0' ? {} : { migrations }) })
  abstract class Shop extends Actor {
    @attribute() name: string
    @attribute() stock = 0
    constructor(name: string) {
      super()
      this.name = name
    }
    beforeFreeze({ changes }: ComingUpgrade): unknown {
      world.log.push(`${this.name}: ${changes[0]!.to} is coming`)
      return world.hook(this.name, this)
    }
    afterUpgrade({ dropped }: InstanceUpgrade): void {
      world.log.push(`${this.name}: lost ${JSON.stringify(dropped)}`)
    }
    upgradeRefused({ outcome, reasons }: UpgradeRefusal): void {
      world.log.push(`${this.name}: ${outcome}: ${reasons.join('; ')}`)
    }
    @oneway() sell(): Oneway {
      world.log.push(`${this.name}: sold by ${version}`)
    }
    @request() async hold(door: Door<void>): Promise<void> {
      await door.opened
    }
    @request({ const: true }) getStock(): number {
      return this.stock
    }
  }
  if (version !== '1.0.0') return Shop as never as new (name: string) => Shop
  attribute({ initial: 'open' })(Shop.prototype, 'sign')
  return Shop as never as new (name: string) => Shop
}

async function spawnShops(system: ActorSystem, world: World, ...names: string[]) {
  const Shop = shopClass('1.0.0', world)
  return Promise.all(names.map((name) => system.spawn(Shop, [name])))
}

test('each instance is asked before anything is frozen, and the upgrade waits for all of them', async () => {
  const { system } = await startStill()
  const door = makeDoor()
  const world = makeWorld((name) => (name === 'slow' ? door.opened : undefined))
  const [quick] = await spawnShops(system, world, 'quick', 'slow')
  const upgrade = system.upgrade(shopClass('2.0.0', world))
  await settle()
  expect(world.log).toEqual(['quick: 2.0.0 is coming', 'slow: 2.0.0 is coming'])
  quick!.sell()
  await settle()
  expect(world.log.at(-1)).toBe('quick: sold by 1.0.0')
  door.open()
  expect(await upgrade).toMatchObject({ outcome: 'committed', migrated: 2 })
  await settle()
  expect(world.log.slice(3)).toEqual(['quick: lost {"sign":"open"}', 'slow: lost {"sign":"open"}'])
})

test('the hook is the next thing that an instance does, and what waits in its mailbox is served after it', async () => {
  const { system } = await startStill()
  const world = makeWorld()
  const [shop] = await spawnShops(system, world, 'shop')
  const door = makeDoor()
  const holding = shop!.hold(door)
  await settle()
  shop!.sell()
  const upgrade = system.upgrade(shopClass('2.0.0', world))
  await settle()
  door.open()
  await holding
  expect(await upgrade).toMatchObject({ outcome: 'committed' })
  await settle()
  expect(world.log[0]).toBe('shop: 2.0.0 is coming')
  expect(world.log).toHaveLength(3)
  expect(world.log).toContain('shop: lost {"sign":"open"}')
})

test('what a hook writes is migrated', async () => {
  const { system } = await startStill()
  const world = makeWorld((_, instance) => ((instance as unknown as { stock: number }).stock = 7))
  const [shop] = await spawnShops(system, world, 'shop')
  await system.upgrade(shopClass('2.0.0', world))
  expect(await shop!.getStock()).toBe(7)
})

test('hooks that throw or reject refuse the upgrade and are all named; who was asked hears of it before its next message', async () => {
  const { system } = await startStill()
  const world = makeWorld((name) => {
    if (name === 'a') throw new Error('orders are open')
    return name === 'b' ? Promise.reject(new Error('the till is open')) : undefined
  })
  const [a, b, c] = await spawnShops(system, world, 'a', 'b', 'c')
  const report = await system.upgrade(shopClass('2.0.0', world))
  c!.sell()
  const reasons = [
    `Shop ${a!.pid}: its beforeFreeze threw: orders are open`,
    `Shop ${b!.pid}: its beforeFreeze threw: the till is open`,
  ]
  expect(report).toMatchObject({ outcome: 'refused', defects: reasons, pauseMs: 0 })
  expect(Object.keys(report.phases)).toEqual(['plan', 'check', 'prepare'])
  await settle()
  const told = (name: string) => `${name}: refused: ${reasons.join('; ')}`
  expect(world.log.slice(3)).toEqual([told('a'), told('b'), told('c'), 'c: sold by 1.0.0'])
  expect(system.describe('Shop').version).toBe('1.0.0')
  expect(await stateOf(a!.exited)).toBe('pending')
})

test('a roll-back is told to who was asked, with the failure of the migration', async () => {
  const { system } = await startStill()
  const world = makeWorld()
  await spawnShops(system, world, 'shop')
  const failing = migration('1.0.0', drop('sign'), {
    up: () => {
      throw new Error('no way')
    },
    down: () => {},
  })
  expect(await system.upgrade(shopClass('2.0.0', world, [failing]))).toMatchObject({ outcome: 'rolledBack' })
  await settle()
  expect(world.log).toEqual(['shop: 2.0.0 is coming', 'shop: rolledBack: no way'])
})

test('a hook that has not ended at the deadline is named as a straggler, and nothing has changed', async () => {
  const { system, clock } = await startStill()
  const door = makeDoor()
  const world = makeWorld(() => door.opened)
  const [shop] = await spawnShops(system, world, 'shop')
  const upgrade = system.upgrade(shopClass('2.0.0', world), { deadline: 300 })
  await settle()
  await clock.advance(300)
  expect(await upgrade).toMatchObject({
    outcome: 'refused',
    stragglers: [{ class: 'Shop', pid: shop!.pid, method: 'beforeFreeze', forMs: 300 }],
  })
  door.open()
  await settle()
  expect(world.log.at(-1)).toBe(`shop: refused: Shop ${shop!.pid} has not come out of beforeFreeze`)
})

test('the deadline is one for the hooks and the freeze', async () => {
  const { system, clock } = await startStill()
  const door = makeDoor()
  const world = makeWorld((name) =>
    name === 'asked' ? new Promise<void>((resolve) => void clock.setTimer(resolve, 200)) : undefined,
  )
  const [, holding] = await spawnShops(system, world, 'asked', 'holding')
  const upgrade = system.upgrade(shopClass('2.0.0', world), { deadline: 300 })
  await settle()
  const held = holding!.hold(door)
  await clock.advance(299)
  expect(await stateOf(upgrade)).toBe('pending')
  await clock.advance(1)
  expect(await upgrade).toMatchObject({ outcome: 'refused', stragglers: [{ method: 'hold' }] })
  door.open()
  await held
})

test('who has not been reached at the deadline is not asked later, and not told', async () => {
  const { system, clock } = await startStill()
  const door = makeDoor()
  const world = makeWorld()
  const [shop] = await spawnShops(system, world, 'shop')
  const held = shop!.hold(door)
  await settle()
  const upgrade = system.upgrade(shopClass('2.0.0', world), { deadline: 300 })
  await settle()
  await clock.advance(300)
  expect(await upgrade).toMatchObject({ outcome: 'refused', stragglers: [{ method: 'hold' }] })
  door.open()
  await held
  await settle()
  expect(world.log).toEqual([])
})

test('by the policy `kill` late hooks end their instances, and the others are upgraded', async () => {
  const { system, clock } = await startStill()
  const world = makeWorld((name) => (name === 'late' ? new Promise(() => {}) : undefined))
  const [late, good] = await spawnShops(system, world, 'late', 'good')
  const upgrade = system.upgrade(shopClass('2.0.0', world), { deadline: 300, onDeadline: 'kill' })
  await settle()
  await clock.advance(300)
  expect(await upgrade).toMatchObject({ outcome: 'committed', migrated: 1, killed: [late!.pid] })
  expect(await late!.exited).toMatchObject({ type: 'upgrade' })
  expect(await stateOf(good!.exited)).toBe('pending')
})

test('who ends while it is asked, or because of it, does not keep the upgrade', async () => {
  const { system } = await startStill()
  const world = makeWorld((name, instance) => {
    if (name === 'stopping') instance.stop()
    return name === 'killed' ? new Promise(() => {}) : undefined
  })
  const [, killed] = await spawnShops(system, world, 'stopping', 'killed', 'good')
  const upgrade = system.upgrade(shopClass('2.0.0', world))
  await settle()
  await killed!.kill()
  expect(await upgrade).toMatchObject({ outcome: 'committed', migrated: 1, defects: [] })
})

test('who is born while others are asked is asked too', async () => {
  const { system } = await startStill()
  const door = makeDoor()
  const world = makeWorld((name) => (name === 'first' ? door.opened : undefined))
  const Shop = shopClass('1.0.0', world)
  await system.spawn(Shop, ['first'])
  const upgrade = system.upgrade(shopClass('2.0.0', world))
  await settle()
  await system.spawn(Shop, ['second'])
  expect(world.log).not.toContain('second: 2.0.0 is coming')
  door.open()
  expect(await upgrade).toMatchObject({ outcome: 'committed', migrated: 2 })
  expect(world.log).toContain('second: 2.0.0 is coming')
})

test('a class that comes while others are asked goes with them, and its instances are asked', async () => {
  const { system } = await startStill()
  const door = makeDoor()
  const world = makeWorld((name) => (name === 'first' ? door.opened : undefined))
  const Shop = shopClass('1.0.0', world)
  await system.spawn(Shop, ['first'])
  const upgrade = system.upgrade(shopClass('2.0.0', world))
  await settle()
  @actor({ name: 'Kiosk', version: '1.0.0' })
  class Kiosk extends Shop {}
  const kiosk = await system.spawn(Kiosk, ['kiosk'])
  door.open()
  expect(await upgrade).toMatchObject({ outcome: 'committed', migrated: 2 })
  expect(world.log).toContain('kiosk: 2.0.0 is coming')
  expect(system.getState(kiosk as Ref<Actor>)).toEqual({ name: 'kiosk', stock: 0 })
})

test('levels are asked derived first, each after the last one has answered', async () => {
  const { system } = await startStill()
  const log: string[] = []
  const makeBase = (version: string) => {
    @actor({ name: 'Base', version })
    class Base extends Actor {
      @attribute({ initial: version }) mark!: string
      async beforeFreeze(): Promise<void> {
        await Promise.resolve()
        log.push('base')
      }
    }
    return Base
  }
  @actor({ name: 'Heir', version: '1.0.0' })
  class Heir extends makeBase('1.0.0') {
    override async beforeFreeze(): Promise<void> {
      await Promise.resolve()
      log.push('heir')
    }
  }
  await system.spawn(Heir)
  await system.upgrade(makeBase('2.0.0'))
  expect(log).toEqual(['heir', 'base'])
})

test('without the hook there is no such phase; with a lazy upgrade instances are asked and told all the same', async () => {
  const { system } = await startStill()
  const makePlain = (version: string) => {
    @actor({ name: 'Plain', version })
    class Plain extends Actor {
      @attribute({ initial: version }) mark!: string
    }
    return Plain
  }
  await system.spawn(makePlain('1.0.0'))
  expect(Object.keys((await system.upgrade(makePlain('2.0.0'))).phases)).not.toContain('prepare')

  const world = makeWorld()
  const [shop] = await spawnShops(system, world, 'shop')
  expect(await system.upgrade(shopClass('2.0.0', world), { strategy: 'lazy' })).toMatchObject({ outcome: 'committed' })
  expect(await shop!.getStock()).toBe(0)
  expect(world.log).toEqual(['shop: 2.0.0 is coming', 'shop: lost {"sign":"open"}'])
})

test('a downgrade tells what it took as well, and each instance its own', async () => {
  const { system } = await startStill()
  const world = makeWorld()
  const Shop = shopClass('1.0.0', world)
  await system.upgrade(Shop)
  const shops = await Promise.all(['a', 'b'].map((name) => system.spawn(Shop, [name])))
  await system.replaceState(shops[0]!, () => ({ sign: 'closed' }))
  await system.upgrade(shopClass('2.0.0', world))
  await settle()
  expect(world.log.filter((line) => line.includes('lost'))).toEqual([
    'a: lost {"sign":"closed"}',
    'b: lost {"sign":"open"}',
  ])
  await system.rollback()
  await settle()
  expect(world.log.filter((line) => line.includes('lost')).slice(2)).toEqual(['a: lost {}', 'b: lost {}'])
})

test('the hooks cannot be sent or decorated', async () => {
  const { system } = await startStill()
  class Sent extends Actor {
    @request() beforeFreeze(): number {
      return 1
    }
  }
  actor({ version: '1.0.0' })(Sent)
  expect(() => system.register(Sent)).toThrow('beforeFreeze is called by the runtime and cannot be sent or declared')
})

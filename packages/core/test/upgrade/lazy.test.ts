import type { Container, ResolutionContext } from 'inversify'
import { expect, test } from 'vitest'
import {
  Actor,
  ActorSystem,
  actor,
  attribute,
  type Clock,
  CLOCK,
  Dispatcher,
  DISPATCHER,
  type Migration,
  migration,
  oneway,
  type Oneway,
  request,
  type Scheduler,
  SCHEDULER,
} from '../../src/index.js'
import type { Runnable } from '../../src/mailbox/ready.js'
import { settle } from '../../src/testing/index.js'
import { eventsOf, makeDoor, startStill } from '../still.js'

function makeTree() {
  @actor({ name: 'Tree', version: '1.0.0' })
  class Tree extends Actor {
    @attribute() height: number
    peek!: () => number
    constructor(height: number) {
      super()
      this.height = height
      this.peek = () => this.height
    }
    @request() getHeight() {
      return this.height
    }
    @request() ring() {
      return this.peek
    }
  }
  return Tree
}

function makeTreeV2(failing = -1) {
  @actor({
    name: 'Tree',
    version: '2.0.0',
    migrations: [
      migration('1.0.0', {
        up: ({ height }) => {
          if (height === failing) throw new Error(`rotten at ${failing}`)
          return { height: height * 10, unit: 'cm' }
        },
        down: ({ height }) => ({ height: height / 10 }),
      }),
    ],
  })
  class TreeV2 extends Actor {
    @attribute() height = 0
    @attribute() unit = 'cm'
    @request() getHeight() {
      return `${this.height} ${this.unit}`
    }
    @request() ring() {
      return this.height
    }
    @oneway() grow(): Oneway {
      this.height += 1
    }
  }
  return TreeV2
}

test('a lazy upgrade commits before any instance has migrated, and all have at the end', async () => {
  await using system = await ActorSystem.start()
  const Tree = makeTree()
  const trees = await Promise.all(Array.from({ length: 1000 }, (_, i) => system.spawn(Tree, [i])))
  const upgrade = system.upgrade(makeTreeV2(), { strategy: 'lazy' })
  const report = await upgrade
  expect(report).toMatchObject({ outcome: 'committed', migrated: 0 })
  expect(await upgrade.settled).toEqual({ migrated: 1000, quarantined: [] })
  expect(await trees[7]!.getHeight()).toBe('70 cm')
})

test('a callback that holds `this` migrates the instance that it touches', async () => {
  await using system = await ActorSystem.start()
  const tree = await system.spawn(makeTree(), [3])
  const ring = await tree.ring()
  const upgrade = system.upgrade(makeTreeV2(), { strategy: 'lazy' })
  await upgrade.report
  expect(ring()).toBe(30)
  expect(await upgrade.settled).toEqual({ migrated: 1, quarantined: [] })
})

test('an instance whose migration fails is quarantined alone', async () => {
  await using system = await ActorSystem.start()
  const Tree = makeTree()
  const trees = await Promise.all([1, 2, 3].map((height) => system.spawn(Tree, [height])))
  const upgrade = system.upgrade(makeTreeV2(2), { strategy: 'lazy' })
  const { migrated, quarantined } = await upgrade.settled
  expect(migrated).toBe(2)
  expect(quarantined).toMatchObject([{ class: 'Tree', pid: trees[1]!.pid, message: 'rotten at 2' }])
  expect(await trees[2]!.getHeight()).toBe('30 cm')
  const waiting = trees[1]!.getHeight()
  expect((await trees[1]!.stop()).type).toBe('stopped')
  await expect(waiting).rejects.toMatchObject({ code: 'exited' })
})

test('a stop that was asked for right before a quarantine is carried out', async () => {
  await using system = await ActorSystem.start()
  const tree = await system.spawn(makeTree(), [2])
  const ring = await tree.ring()
  await system.upgrade(makeTreeV2(2), { strategy: 'lazy' }).report
  const stopped = tree.stop()
  expect(ring).toThrow('rotten at 2')
  expect(system.inspect(tree)?.phase).toBe('quarantined')
  expect((await stopped).type).toBe('stopped')
})

test('an instance that is released from quarantine before its turn has come waits for one turn only', async () => {
  const held: Runnable[] = []
  let isHolding = false
  class HoldingDispatcher extends Dispatcher {
    override enqueue(runnable: Runnable): void {
      if (isHolding) held.push(runnable)
      else super.enqueue(runnable)
    }
  }
  const configure = (container: Container): void => {
    const make = (context: ResolutionContext): Dispatcher =>
      new HoldingDispatcher(context.get<Clock>(CLOCK), context.get<Scheduler>(SCHEDULER))
    container.rebind(DISPATCHER).toDynamicValue(make).inSingletonScope()
  }
  await using system = await ActorSystem.start({ configure })
  const tree = await system.spawn(makeTree(), [2])
  const ring = await tree.ring()
  await system.upgrade(makeTreeV2(2), { strategy: 'lazy' }).report
  isHolding = true
  const height = tree.getHeight()
  expect(ring).toThrow('rotten at 2')
  await system.replaceState(tree, () => ({ height: 3, unit: 'cm' }))
  expect(held.length).toBe(1)
  expect(held[0]!.run(1)).toBe(1)
  expect(await height).toBe('3 cm')
  isHolding = false
})

test('rollback takes a lazy upgrade back', async () => {
  await using system = await ActorSystem.start()
  const tree = await system.spawn(makeTree(), [3])
  await system.upgrade(makeTreeV2(), { strategy: 'lazy' }).settled
  expect((await system.rollback()).outcome).toBe('committed')
  expect(await tree.getHeight()).toBe(3)
  expect((await system.rollback()).outcome).toBe('refused')
})

test('an instance that the deadline of a lazy upgrade has killed ends on the state that it has', async () => {
  const { system, clock, events } = await startStill()
  await using _ = system
  const seen: string[] = []
  const thaw = makeDoor()
  const make = (version: string, migrations: readonly Migration[]) => {
    @actor({ name: 'Cat', version, migrations })
    class Cat extends Actor {
      @attribute({ initial: 'Tom' }) name!: string
      @request() linger(): Promise<never> {
        return new Promise(() => {})
      }
      async destruct() {
        await thaw.opened
        seen.push(this.name)
      }
    }
    return Cat
  }
  const cat = await system.spawn(make('1.0.0', []))
  const answer = cat.with({ timeout: Infinity }).linger()
  answer.catch(() => {})
  await settle()
  const up = () => ({ name: 'Tim' })
  const next = make('2.0.0', [migration('1.0.0', { up, down: up })])
  const upgrade = system.upgrade(next, { strategy: 'lazy', deadline: 10, onDeadline: 'kill' })
  upgrade.progress$.subscribe(({ phase }) => {
    if (phase === 'thaw') thaw.open()
  })
  await clock.advance(10)
  expect(await upgrade).toMatchObject({ outcome: 'committed', killed: [cat.pid] })
  await settle()
  expect(eventsOf(events, 'destruct-failed')).toEqual([])
  expect(seen).toEqual(['Tom'])
})

test('a lazy upgrade stands in the way of one that is asked to fail fast until all have migrated, and no longer', async () => {
  await using system = await ActorSystem.start()
  await system.spawn(makeTree(), [1])
  const upgrade = system.upgrade(makeTreeV2(), { strategy: 'lazy' })
  await upgrade.report
  @actor({ name: 'Tree', version: '3.0.0' })
  class TreeV3 extends Actor {
    @attribute() height = 0
    @attribute() unit = 'cm'
  }
  expect((await system.upgrade(TreeV3, { failFast: true })).outcome).toBe('refused')
  await upgrade.settled
  expect((await system.upgrade(TreeV3, { failFast: true })).outcome).toBe('committed')
})

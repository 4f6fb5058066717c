// Ties: a child that does not outlive its parent.

import { expect, test } from 'vitest'
import { actor, Actor, migration, oneway, type Oneway, type Ref, request } from '../../src/index.js'
import { startTestSystem, type TestSystem } from '../../src/testing/index.js'

const ends: string[] = []

@actor({ name: 'Parent', version: '1.0.0' })
class Parent extends Actor {
  @request() bear(tie = true): Promise<Ref<Child>> {
    return this.spawn(Child, [], { tie })
  }
  @request() bearLater(): Ref<Child> {
    return this.spawnNow(Child, [], { tie: true })
  }
  @oneway() crash(): Oneway {
    throw new Error('no more')
  }
  @oneway() bearAndStop(): Oneway {
    void this.spawn(Child, [], { tie: true })
    this.stop()
  }
  @oneway() hang(): Promise<Oneway> {
    return new Promise(() => {})
  }
  destruct(): void {
    ends.push(this.self(Parent).className)
  }
}

@actor({ name: 'Child', version: '1.0.0' })
class Child extends Parent {}

async function family(test: TestSystem): Promise<{ parent: Ref<Parent>; child: Ref<Child> }> {
  ends.length = 0
  const parent = await test.system.spawn(Parent)
  return { parent, child: await parent.bear() }
}

test('a parent that is killed, or crashes, takes its child along at once, whatever that one does', async () => {
  for (const way of ['kill', 'crash'] as const) {
    await using started = await startTestSystem()
    const { parent, child } = await family(started)
    child.hang()
    void parent[way]()
    expect(await child.exited).toMatchObject({ type: 'linked', pid: parent.pid })
    expect(ends).toContain('Child')
  }
})

test('a parent that stops asks its child to stop, after its running method', async () => {
  await using started = await startTestSystem()
  const { parent, child } = await family(started)
  await parent.stop()
  expect(await child.exited).toEqual({ type: 'stopped', detail: `${parent.pid} stopped` })
})

test('a child that does not stop when it is asked to is ended when the time is up', async () => {
  await using started = await startTestSystem({ stopTimeout: 300 })
  const { parent, child } = await family(started)
  child.hang()
  await parent.stop()
  await started.advance(299)
  expect(started.system.find(child.pid)).toBeDefined()
  await started.advance(1)
  expect(await child.exited).toMatchObject({ type: 'linked', reason: { type: 'stopped' } })
})

test('the end of the child, in whatever way, is nothing to the parent', async () => {
  await using started = await startTestSystem()
  const { parent, child } = await family(started)
  child.crash()
  await child.exited
  await started.settle()
  expect(started.system.inspect(parent)).toMatchObject({ phase: 'idle' })
  await parent.kill()
  expect(started.events.of('exited').filter(({ pid }) => pid === child.pid)).toHaveLength(1)
})

test('a tie goes down through generations', async () => {
  await using started = await startTestSystem()
  const { parent, child } = await family(started)
  const grandchild = await child.bear()
  await parent.kill()
  expect(await grandchild.exited).toMatchObject({ type: 'linked', pid: child.pid, reason: { pid: parent.pid } })
})

test('without the option, and without a parent, nobody is tied', async () => {
  await using started = await startTestSystem()
  const parent = await started.system.spawn(Parent)
  const free = await parent.bear(false)
  const alone = await started.system.spawn(Child, [], { tie: true })
  await parent.kill()
  await started.settle()
  expect([free, alone].map(({ pid }) => started.system.find(pid)?.pid)).toEqual([free.pid, alone.pid])
})

test('a child whose parent has ended before it is born ends as soon as it is', async () => {
  await using started = await startTestSystem()
  const parent = await started.system.spawn(Parent)
  const child = await parent.bearLater()
  await parent.kill()
  expect(await child.exited).toMatchObject({ type: 'linked', pid: parent.pid })
  const other = await started.system.spawn(Parent)
  other.bearAndStop()
  await other.exited
  await started.settle()
  expect(started.system.countInstances(Parent)).toBe(0)
})

test('a birth that waited for an upgrade, while its parent ended, ends as soon as it is there', async () => {
  await using started = await startTestSystem()
  const { system } = started
  const makeSeed = (version: string) => {
    const migrations = version === '1.0.0' ? [] : [migration('1.0.0', { up: () => {}, down: () => {} })]
    @actor({ name: 'Seed', version, migrations })
    class Seed extends Actor {
      @request() dwell(ms: number): Promise<void> {
        return new Promise((resolve) => this.system.clock.setTimer(resolve, ms))
      }
    }
    return Seed
  }
  @actor({ name: 'Sower', version: '1.0.0' })
  class Sower extends Actor {
    @oneway() sow(): Oneway {
      this.spawnNow('Seed', [], { tie: true })
    }
  }
  const busy = await system.spawn(makeSeed('1.0.0'))
  const sower = await system.spawn(Sower)
  const dwelling = busy.dwell(50)
  await started.settle()
  const upgrade = system.upgrade(makeSeed('2.0.0'))
  await started.settle()
  sower.sow()
  await started.settle()
  await sower.kill()
  await started.advance(50)
  await dwelling
  expect(await upgrade).toMatchObject({ outcome: 'committed', heldBirths: 1 })
  await started.settle()
  expect([...system.instancesOf(makeSeed('1.0.0'))].map(({ pid }) => pid)).toEqual([busy.pid])
  expect(started.events.of('exited').at(-1)).toMatchObject({
    class: 'Seed',
    reason: { type: 'linked', pid: sower.pid },
  })
})

test('when the system stops, children go with their parents, which are stopped first', async () => {
  const started = await startTestSystem()
  await family(started)
  await started.stop()
  expect(ends).toEqual(['Parent', 'Child'])
  expect(started.events.of('exited').map(({ reason }) => reason.type)).toEqual(['shutdown', 'shutdown'])
})

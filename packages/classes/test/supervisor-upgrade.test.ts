// Upgrades of the library's own supervisor classes, up and down, under living supervisors and children of users' classes.

import { actor, attribute, migration, type Ref, rename, request } from '@instar/core'
import { startTestSystem, type TestSystem } from '@instar/core/testing'
import { describe, expect, test } from 'vitest'
import * as classes from '../src/index.js'
import { child, DynamicSupervisor, Supervisor } from '../src/index.js'
import { type Log, makeWorker, type Worker, type WorkerClass } from './crew.js'
import { evaluateAgain } from './page.js'

/** A class of the library once more, as version 1.1.0, with a method that tells so. */
async function nextOf(name: 'BaseSupervisor' | 'Supervisor' | 'DynamicSupervisor') {
  const file = {
    BaseSupervisor: 'supervisor/base.ts',
    Supervisor: 'supervisor/supervisor.ts',
    DynamicSupervisor: 'supervisor/dynamic-supervisor.ts',
  }
  const start =
    name === 'BaseSupervisor'
      ? '  /** Who is restarted along'
      : `  /** ${name === 'Supervisor' ? 'The children, in start' : 'How many children there may'}`
  const exports = await evaluateAgain<typeof classes>(file[name], {
    "version: '1.0.0'": "version: '1.1.0'",
    [start]: `  @request() told() { return '${name} 1.1.0' }\n${start}`,
  })
  return exports[name]
}

function makeBoss(Worker: WorkerClass, log: Log) {
  @actor({ name: 'Boss', version: '1.0.0' })
  class Boss extends Supervisor {
    override children() {
      return ['a', 'b'].map((id) => child(id, Worker, [id, log]))
    }
  }
  return Boss
}

const crash = async (started: TestSystem, boss: Ref<Supervisor>, id: string): Promise<void> => {
  ;((await boss.childNow(id))!.ref as Ref<Worker>).crash()
  await started.settle()
}

const ask = (ref: unknown): Promise<string> => (ref as { told(): Promise<string> }).told()

describe.each(['BaseSupervisor', 'Supervisor'] as const)('%s', (name) => {
  test('is upgraded and downgraded under living supervisors: children live on, and are restarted by the books of before', async () => {
    await using started = await startTestSystem()
    const log: Log = []
    const boss = await started.system.spawn(makeBoss(makeWorker(), log))
    await crash(started, boss, 'a')
    const before = await boss.childrenNow()
    const report = await started.system.upgrade(await nextOf(name))
    expect(report).toMatchObject({ outcome: 'committed', plan: { remarks: [] } })
    expect(await ask(boss)).toBe(`${name} 1.1.0`)
    expect((await boss.childrenNow()).map(({ pid }) => pid)).toEqual(before.map(({ pid }) => pid))
    await crash(started, boss, 'a')
    expect(await boss.childNow('a')).toMatchObject({ status: 'running', restarts: 2 })
    expect((await started.system.rollback()).outcome).toBe('committed')
    expect('told' in boss && (await ask(boss).catch((error: { code: string }) => error.code))).toBe('no-such-method')
    await crash(started, boss, 'b')
    expect(await boss.childNow('b')).toMatchObject({ status: 'running', restarts: 1 })
    await crash(started, boss, 'b')
    expect(await boss.exited).toMatchObject({ error: { code: 'too-many-restarts' } })
  })

  test('is upgraded while a restart waits: it comes in its time', async () => {
    await using started = await startTestSystem()
    const log: Log = []
    const Worker = makeWorker()
    @actor({ name: 'Patient', version: '1.0.0' })
    class Patient extends Supervisor {
      override children() {
        return [child('a', Worker, ['a', log])]
      }
      override backoff() {
        return { firstMs: 100, maxMs: 100 }
      }
    }
    const boss = await started.system.spawn(Patient)
    await crash(started, boss, 'a')
    await started.advance(60)
    expect((await started.system.upgrade(await nextOf(name))).outcome).toBe('committed')
    await started.advance(39)
    expect(await boss.childNow('a')).toMatchObject({ status: 'waiting' })
    await started.advance(1)
    expect(await boss.childNow('a')).toMatchObject({ status: 'running' })
  })
})

test('DynamicSupervisor is upgraded and downgraded under its children, which it goes on restarting', async () => {
  await using started = await startTestSystem()
  const log: Log = []
  const boss = await started.system.spawn(DynamicSupervisor)
  const Worker = makeWorker()
  for (const id of ['a', 'b']) await boss.startChild({ id, class: Worker, args: [id, log] as never })
  const before = await boss.childrenNow()
  await started.system.upgrade(await nextOf('DynamicSupervisor'))
  expect(await ask(boss)).toBe('DynamicSupervisor 1.1.0')
  expect((await boss.childrenNow()).map(({ pid }) => pid)).toEqual(before.map(({ pid }) => pid))
  await crash(started, boss as never, 'a')
  expect(await boss.childNow('a')).toMatchObject({ status: 'running', restarts: 1 })
  await started.system.rollback()
  await boss.startChild({ class: 'Worker', args: ['c', log] as never })
  await crash(started, boss as never, 'b')
  expect((await boss.childrenNow()).map(({ id, restarts }) => `${id} ${restarts}`)).toEqual(['a 1', 'b 1', 'child-1 0'])
})

describe('a user’s subclass', () => {
  /** A supervisor with a state of its own, which says how many children there are; renamed in version 2. */
  function makeFarm(version: string, Worker: WorkerClass, log: Log) {
    const isOld = version === '1.0.0'
    const field = isOld ? 'size' : 'extent'
    class Farm extends Supervisor {
      override children() {
        const count = (this as unknown as Record<string, number>)[field]!
        return Array.from({ length: count }, (_, i) => child(`${version[0]}-${i}`, Worker, [`${i}`, log]))
      }
      @request() resize(count: number): void {
        ;(this as unknown as Record<string, number>)[field] = count
      }
    }
    attribute({ initial: 2 })(Farm.prototype, field)
    const migrations = isOld ? [] : [migration('1.0.0', rename('size', 'extent'))]
    actor({ name: 'Farm', version, migrations })(Farm)
    return Farm
  }

  test('declares by its own migrated state: the review sees it, and so does applyChildren, up and down', async () => {
    await using started = await startTestSystem()
    const log: Log = []
    const Worker = makeWorker()
    const farm = await started.system.spawn(makeFarm('1.0.0', Worker, log))
    await farm.resize(3)
    expect(await farm.applyChildren()).toEqual({ added: ['1-2'], removed: [], changed: [] })
    const Next = makeFarm('2.0.0', Worker, log)
    const difference = { added: ['2-0', '2-1', '2-2'], removed: ['1-0', '1-1', '1-2'], changed: [] }
    expect((await started.system.rehearse(Next)).plan.remarks).toMatchObject([{ data: difference }])
    expect((await started.system.upgrade(Next)).plan.remarks).toMatchObject([{ data: difference }])
    expect(await farm.applyChildren()).toEqual(difference)
    expect((await farm.childrenNow()).map(({ id }) => id)).toEqual(['2-0', '2-1', '2-2'])
    const back = await started.system.rollback()
    expect(back.plan.remarks).toMatchObject([{ data: { added: ['1-0', '1-1', '1-2'] } }])
    await farm.applyChildren()
    expect((await farm.childrenNow()).map(({ id, status }) => `${id} ${status}`)).toEqual([
      '1-0 running',
      '1-1 running',
      '1-2 running',
    ])
  })
})

// Supervisors across upgrades: of their own class, of their base class, of the classes of their children, and of all at once.

import {
  actor,
  Actor,
  attribute,
  type Backoff,
  type ChildSpec,
  migration,
  oneway,
  type Oneway,
  type Ref,
  request,
} from '@instar/core'
import { child, Supervisor } from '@instar/classes'
import { describe, expect, test } from 'vitest'
import { startTestSystem, type TestSystem } from '../../src/testing/index.js'

interface Setting {
  readonly children: () => readonly ChildSpec[]
  readonly strategy?: string
  readonly restarts?: number
  readonly backoff?: Backoff
}

/** A version of the supervisor class. */
function makeBoss(version: string, { children, strategy, restarts = 3, backoff }: Setting) {
  // What a class captures is no part of its content; its migrations are.
  const migrations = version === '1.0.0' ? [] : [migration('1.0.0', { up: () => {}, down: () => {} })]
  @actor({ name: 'Boss', version, migrations })
  class Boss extends Supervisor {
    override children() {
      return children()
    }
    override strategy() {
      return strategy ?? super.strategy()
    }
    override intensity() {
      return { restarts, withinMs: 5000 }
    }
    override backoff() {
      return backoff ?? super.backoff()
    }
    @request() dwell(ms: number): Promise<string> {
      return new Promise((resolve) => this.system.clock.setTimer(() => resolve(version), ms))
    }
  }
  return Boss
}

type Boss = InstanceType<ReturnType<typeof makeBoss>>
type Hook = (label: string) => unknown

/** A version of the workers' class; from 2.0.0 on a label is in capitals. */
function makeWorker(version = '1.0.0', afterUpgrade: Hook = () => {}, onMigrate: Hook = () => {}) {
  const migrations =
    version === '1.0.0'
      ? []
      : [
          migration('1.0.0', {
            up: ({ label }) => {
              onMigrate(label as string)
              return { label: (label as string).toUpperCase() }
            },
            down: ({ label }) => ({ label: (label as string).toLowerCase() }),
          }),
        ]
  @actor({ name: 'Worker', version, migrations })
  class Worker extends Actor {
    @attribute() label: string
    constructor(label = 'nobody') {
      super()
      this.label = label
    }
    @request({ const: true }) who(): string {
      return `${this.label} ${version}`
    }
    @oneway() crash(): Oneway {
      throw new Error('no more')
    }
    @oneway() async crashAfter(ms: number): Promise<Oneway> {
      await new Promise<void>((resolve) => this.system.clock.setTimer(resolve, ms))
      throw new Error('no more')
    }
    afterUpgrade(): unknown {
      return afterUpgrade(this.label)
    }
  }
  return Worker
}

type Worker = InstanceType<ReturnType<typeof makeWorker>>

const workers = (...ids: string[]): ChildSpec[] => ids.map((id) => child('' + id, 'Worker', [id] as never))

async function startBoss(started: TestSystem, setting: Partial<Setting> = {}): Promise<Ref<Boss>> {
  started.system.register(makeWorker())
  return started.system.spawn(makeBoss('1.0.0', { children: () => workers('a', 'b', 'c'), ...setting }))
}

async function workerOf(boss: Ref<Boss>, id: string): Promise<Ref<Worker>> {
  return (await boss.childNow(id))!.ref as Ref<Worker>
}

async function pids(boss: Ref<Boss>): Promise<Record<string, string | null>> {
  return Object.fromEntries((await boss.childrenNow()).map(({ id, pid }) => [id, pid]))
}

describe('D1: a changed strategy and intensity take effect', () => {
  test('D1: with the first failure after the upgrade; nobody is restarted because of it', async () => {
    await using started = await startTestSystem()
    const boss = await startBoss(started)
    const before = await pids(boss)
    const next = makeBoss('2.0.0', { children: () => workers('a', 'b', 'c'), strategy: 'one-for-all', restarts: 1 })
    expect(await started.system.upgrade(next)).toMatchObject({ outcome: 'committed', plan: { remarks: [] } })
    expect(await pids(boss)).toEqual(before)
    ;(await workerOf(boss, 'a')).crash()
    await started.settle()
    expect(Object.values(await pids(boss)).filter((pid) => Object.values(before).includes(pid))).toEqual([])
    ;(await workerOf(boss, 'a')).crash()
    expect(await boss.exited).toMatchObject({ error: { code: 'too-many-restarts', facts: { restarts: 1 } } })
  })

  test('D1: restarts from before the upgrade count for the new intensity', async () => {
    await using started = await startTestSystem()
    const boss = await startBoss(started)
    for (let i = 0; i < 2; i++) {
      ;(await workerOf(boss, 'a')).crash()
      await started.settle()
    }
    await started.system.upgrade(makeBoss('2.0.0', { children: () => workers('a', 'b', 'c'), restarts: 2 }))
    ;(await workerOf(boss, 'b')).crash()
    expect(await boss.exited).toMatchObject({ error: { facts: { child: 'b', count: 3, restarts: 2 } } })
  })

  test('D1: the way back takes effect, too', async () => {
    await using started = await startTestSystem()
    const boss = await startBoss(started)
    await started.system.upgrade(makeBoss('2.0.0', { children: () => workers('a', 'b', 'c'), restarts: 0 }))
    await started.system.rollback()
    ;(await workerOf(boss, 'a')).crash()
    await started.settle()
    expect(await boss.childNow('a')).toMatchObject({ status: 'running', restarts: 1 })
  })
})

describe('D2: a faulty child spec is refused, and the old one kept', () => {
  const faulty: [string, () => readonly ChildSpec[], RegExp[]][] = [
    ['two ids', () => workers('a', 'a'), [/two children have the id a/]],
    ['no class', () => [{ id: 'a' } as never], [/child a has nothing as its class/]],
    [
      'an unknown class',
      () => [child('a', 'Stranger', [] as never)],
      [/child a is of the class Stranger, which nobody knows/],
    ],
    [
      'several faults',
      () => [{ id: 'a', class: 'Worker', restart: 'often' as never, shutdown: -5 }, 7 as never],
      [/"often" as its restart/, /-5 as its shutdown/, /child 2 is 7/],
    ],
  ]
  test.each(faulty)('D2: %s', async (_, children, expected) => {
    await using started = await startTestSystem()
    const boss = await startBoss(started)
    const before = await pids(boss)
    const next = makeBoss('2.0.0', { children })
    const report = await started.system.upgrade(next)
    expect(report.outcome).toBe('refused')
    expect(report.defects).toHaveLength(expected.length)
    for (const [i, pattern] of expected.entries()) expect(report.defects[i]).toMatch(pattern)
    for (const defect of report.defects) expect(defect).toContain(`Boss 2.0.0 (${boss.pid})`)
    expect(started.system.plan(next).defects).toEqual(report.defects)
    expect(started.system.describe('Boss').version).toBe('1.0.0')
    expect(await pids(boss)).toEqual(before)
    ;(await workerOf(boss, 'a')).crash()
    await started.settle()
    expect(await boss.childNow('a')).toMatchObject({ status: 'running', restarts: 1 })
  })
})

describe('D4: a living child of the same id stays; its new spec holds from its next restart', () => {
  test('D4: up, restarted, and down again', async () => {
    await using started = await startTestSystem()
    const boss = await startBoss(started)
    const before = await pids(boss)
    const changed = () => [child('a', 'Worker', ['A changed'] as never, { restart: 'transient' }), ...workers('b', 'c')]
    const report = await started.system.upgrade(makeBoss('2.0.0', { children: changed }))
    expect(report.plan.remarks).toEqual([
      {
        class: 'Boss',
        pid: boss.pid,
        text: 'children: a changed (args, restart) from its next start; applied by applyChildren()',
        data: { added: [], removed: [], changed: [{ id: 'a', fields: ['args', 'restart'] }] },
      },
    ])
    expect(await pids(boss)).toEqual(before)
    expect(await boss.childNow('a')).toMatchObject({ isOutdated: true })
    expect(await (await workerOf(boss, 'a')).who()).toBe('a 1.0.0')
    ;(await workerOf(boss, 'a')).crash()
    await started.settle()
    expect(await (await workerOf(boss, 'a')).who()).toBe('A changed 1.0.0')
    expect(await boss.childNow('a')).toMatchObject({ isOutdated: false })
    await started.system.rollback()
    expect(await (await workerOf(boss, 'a')).who()).toBe('A changed 1.0.0')
    await boss.restartChild('a')
    expect(await (await workerOf(boss, 'a')).who()).toBe('a 1.0.0')
  })

  test('D4: who asks for it has the changed ones restarted at once', async () => {
    await using started = await startTestSystem()
    const boss = await startBoss(started)
    const before = await pids(boss)
    const changed = () => [...workers('a'), child('b', 'Worker', ['new b'] as never), ...workers('c')]
    await started.system.upgrade(makeBoss('2.0.0', { children: changed }))
    expect(await boss.applyChildren()).toEqual({ added: [], removed: [], changed: [] })
    expect(await pids(boss)).toEqual(before)
    await boss.applyChildren({ restartChanged: true })
    expect(await pids(boss)).toMatchObject({ a: before['a'], c: before['c'] })
    expect(await (await workerOf(boss, 'b')).who()).toBe('new b 1.0.0')
  })
})

describe('D5: a removed child runs until it is told otherwise', () => {
  test('D5: the plan and the report list it, and it is still restarted', async () => {
    await using started = await startTestSystem()
    const boss = await startBoss(started)
    const next = makeBoss('2.0.0', { children: () => workers('a', 'd') })
    const difference = { added: ['d'], removed: ['b', 'c'], changed: [] }
    expect(started.system.plan(next).remarks).toMatchObject([{ data: difference }])
    expect((await started.system.rehearse(next)).plan.remarks).toMatchObject([{ data: difference }])
    const report = await started.system.upgrade(next)
    expect(report.plan.remarks).toMatchObject([{ data: difference }])
    expect(String(report)).toContain(
      `Boss ${boss.pid}: children: d added; b, c removed, and running until told otherwise; applied by applyChildren()`,
    )
    expect((await boss.childrenNow()).map(({ id, status }) => `${id} ${status}`)).toEqual([
      'a running',
      'b running',
      'c running',
    ])
    ;(await workerOf(boss, 'b')).crash()
    await started.settle()
    expect(await boss.childNow('b')).toMatchObject({ status: 'running', restarts: 1 })
    expect(await boss.difference()).toEqual(difference)
    expect(await boss.applyChildren()).toEqual(difference)
    expect((await boss.childrenNow()).map(({ id, status }) => `${id} ${status}`)).toEqual(['a running', 'd running'])
    expect(await boss.difference()).toEqual({ added: [], removed: [], changed: [] })
  })

  test('D5: a removed child can be told by itself', async () => {
    await using started = await startTestSystem()
    const boss = await startBoss(started)
    await started.system.upgrade(makeBoss('2.0.0', { children: () => workers('a') }))
    await boss.removeChild('c')
    expect(await boss.difference()).toMatchObject({ removed: ['b'] })
  })
})

describe('D6: the order of children is stable', () => {
  test('D6: those that stay are in the declared order, new ones come in where they are declared, removed ones last', async () => {
    await using started = await startTestSystem()
    const boss = await startBoss(started)
    await started.system.upgrade(makeBoss('2.0.0', { children: () => workers('x', 'c', 'y', 'a', 'z') }))
    const order = async () => (await boss.childrenNow()).map(({ id }) => id)
    expect(await order()).toEqual(['c', 'a', 'b'])
    await boss.applyChildren()
    expect(await order()).toEqual(['x', 'c', 'y', 'a', 'z'])
    await boss.applyChildren()
    expect(await order()).toEqual(['x', 'c', 'y', 'a', 'z'])
    ;(await workerOf(boss, 'a')).crash()
    await started.settle()
    expect(await order()).toEqual(['x', 'c', 'y', 'a', 'z'])
  })

  test('D6: rest-for-one goes by the declared order', async () => {
    await using started = await startTestSystem()
    const boss = await startBoss(started)
    const before = await pids(boss)
    await started.system.upgrade(
      makeBoss('2.0.0', { children: () => workers('c', 'b', 'a'), strategy: 'rest-for-one' }),
    )
    ;(await workerOf(boss, 'b')).crash()
    await started.settle()
    const after = await pids(boss)
    expect(Object.keys(after).filter((id) => after[id] !== before[id])).toEqual(['b', 'a'])
  })
})

describe('D8: a throwing children() of the new class refuses the upgrade, and the old specs stay', () => {
  const throwing = () =>
    makeBoss('2.0.0', {
      children: () => {
        throw new Error('no list today')
      },
    })

  test('D8: by plan, rehearsal and upgrade', async () => {
    await using started = await startTestSystem()
    const boss = await startBoss(started)
    const defects = [`Boss 2.0.0 (${boss.pid}): its children() threw: no list today`]
    expect(started.system.plan(throwing()).defects).toEqual(defects)
    expect(await started.system.rehearse(throwing())).toMatchObject({ outcome: 'refused', defects })
    expect(await started.system.upgrade(throwing())).toMatchObject({ outcome: 'refused', defects })
    expect(await boss.difference()).toEqual({ added: [], removed: [], changed: [] })
    ;(await workerOf(boss, 'a')).crash()
    await started.settle()
    expect(await boss.childNow('a')).toMatchObject({ status: 'running', restarts: 1 })
  })

  test('D8: where nobody lives, nobody is asked', async () => {
    await using started = await startTestSystem()
    const boss = await startBoss(started)
    await boss.stop()
    expect((await started.system.upgrade(throwing())).outcome).toBe('committed')
    await expect(started.system.spawn(throwing())).rejects.toThrow()
  })
})

test('D9: bad flags are refused before anything happens, all of them at once', async () => {
  await using started = await startTestSystem()
  const boss = await startBoss(started)
  const next = makeBoss('2.0.0', {
    children: () => workers('a'),
    strategy: 'all-for-one',
    restarts: -3,
    backoff: { firstMs: 10, maxMs: 5 },
  })
  const report = await started.system.upgrade(next)
  expect(report.outcome).toBe('refused')
  expect(report.defects).toEqual([
    expect.stringContaining('its strategy is "all-for-one", which there is not'),
    expect.stringContaining('its intensity has -3 as restarts'),
    expect.stringContaining('its backoff has 5 as maxMs'),
  ])
  expect(Object.keys(report.phases)).toEqual(['plan', 'check'])
  expect(await boss.intensity()).toEqual({ restarts: 3, withinMs: 5000 })
})

describe('D10: what fails during an upgrade follows the same rules', () => {
  test('D10: a child that crashes while its class is frozen is restarted on the new generation', async () => {
    await using started = await startTestSystem()
    const boss = await startBoss(started)
    const a = await workerOf(boss, 'a')
    a.crashAfter(50)
    await started.settle()
    const upgrade = started.system.upgrade(makeWorker('2.0.0'))
    await started.advance(50)
    expect((await upgrade).outcome).toBe('committed')
    await started.settle()
    const next = await workerOf(boss, 'a')
    expect(next.pid).not.toBe(a.pid)
    expect(await next.who()).toBe('a 2.0.0')
    expect(await (await workerOf(boss, 'b')).who()).toBe('B 2.0.0')
  })

  test('D10: a child that dies after it was staged is restarted on the new generation, and only it', async () => {
    await using started = await startTestSystem()
    const boss = await startBoss(started)
    const before = await pids(boss)
    const killing = (label: string): void => {
      if (label === 'b') void started.system.find(before['a'] as never)?.kill()
    }
    const report = await started.system.upgrade(makeWorker('2.0.0', undefined, killing))
    expect(report.outcome).toBe('committed')
    await started.settle()
    expect(await pids(boss)).toMatchObject({ b: before['b'], c: before['c'] })
    expect((await boss.childNow('a'))!.pid).not.toBe(before['a'])
    expect(await (await workerOf(boss, 'a')).who()).toBe('a 2.0.0')
  })

  test('D10: a child that fails in afterUpgrade is restarted; one that always does is too much for its supervisor', async () => {
    await using started = await startTestSystem()
    const boss = await startBoss(started)
    const failing = (label: string): void => {
      if (label === 'B') throw new Error('not like this')
    }
    await started.system.upgrade(makeWorker('2.0.0', failing))
    await started.settle()
    expect(started.events.of('crashed')).toMatchObject([{ method: 'afterUpgrade', version: '2.0.0' }])
    expect(await (await workerOf(boss, 'b')).who()).toBe('b 2.0.0')
    expect(await boss.childNow('b')).toMatchObject({ restarts: 1, version: '2.0.0' })
  })

  test('D10: a downgrade restarts on the older generation', async () => {
    await using started = await startTestSystem()
    const boss = await startBoss(started)
    await started.system.upgrade(makeWorker('2.0.0'))
    await started.system.rollback()
    ;(await workerOf(boss, 'a')).crash()
    await started.settle()
    expect(await (await workerOf(boss, 'a')).who()).toBe('a 1.0.0')
  })

  test('D10: a lazy upgrade: the restarted child is on the new generation, the untouched ones migrate', async () => {
    await using started = await startTestSystem()
    const boss = await startBoss(started)
    ;(await workerOf(boss, 'a')).crashAfter(50)
    await started.settle()
    const upgrade = started.system.upgrade(
      [makeWorker('2.0.0'), makeBoss('1.1.0', { children: () => workers('a', 'b', 'c') })],
      {
        strategy: 'lazy',
      },
    )
    await started.advance(50)
    expect((await upgrade).outcome).toBe('committed')
    await started.settle()
    expect(await (await workerOf(boss, 'a')).who()).toBe('a 2.0.0')
    expect(await (await workerOf(boss, 'c')).who()).toBe('C 2.0.0')
  })

  test('D10: a restart that is due during the freeze of the supervisor comes after it, and by the new rules', async () => {
    await using started = await startTestSystem()
    const boss = await startBoss(started, { backoff: { firstMs: 20, maxMs: 20 } })
    ;(await workerOf(boss, 'a')).crash()
    await started.settle()
    const dwelling = boss.dwell(50)
    await started.settle()
    const changed = () => [child('a', 'Worker', ['new a'] as never), ...workers('b', 'c')]
    const upgrade = started.system.upgrade(makeBoss('2.0.0', { children: changed }))
    await started.advance(30)
    expect(started.system.countInstances('Worker')).toBe(2)
    await started.advance(20)
    expect(await dwelling).toBe('1.0.0')
    expect((await upgrade).outcome).toBe('committed')
    await started.settle()
    expect(await (await workerOf(boss, 'a')).who()).toBe('new a 1.0.0')
  })
})

describe('I9: an upgrade of the supervisor that supervises the set', () => {
  test('I9: supervisor and children in one set: nobody is restarted, and failures that came meanwhile are mended after it', async () => {
    await using started = await startTestSystem()
    const boss = await startBoss(started)
    const before = await pids(boss)
    const a = await workerOf(boss, 'a')
    a.crashAfter(50)
    await started.settle()
    const set = [makeBoss('2.0.0', { children: () => workers('a', 'b', 'c', 'd') }), makeWorker('2.0.0')]
    const upgrade = started.system.upgrade(set)
    await started.advance(50)
    expect(await upgrade).toMatchObject({ outcome: 'committed', plan: { remarks: [{ data: { added: ['d'] } }] } })
    await started.settle()
    const after = await pids(boss)
    expect({ b: after['b'], c: after['c'] }).toEqual({ b: before['b'], c: before['c'] })
    expect(await (await workerOf(boss, 'a')).who()).toBe('a 2.0.0')
    await boss.applyChildren()
    expect(await (await workerOf(boss, 'd')).who()).toBe('d 2.0.0')
  })

  test('I9: a supervisor in the midst of a restart lets the set come to rest: the child is born first', async () => {
    await using started = await startTestSystem()
    let starts = 0
    @actor({ name: 'Slow', version: '1.0.0' })
    class Slow extends Actor {
      async start(): Promise<void> {
        starts += 1
        await new Promise<void>((resolve) => this.system.clock.setTimer(resolve, 30))
      }
      @oneway() crash(): Oneway {
        throw new Error('no more')
      }
    }
    const spawned = started.system.spawn(makeBoss('1.0.0', { children: () => [child('slow', Slow)] }))
    const boss = await started.within(100, spawned)
    ;((await boss.childNow('slow'))!.ref as Ref<Slow>).crash()
    await started.advance(10)
    const upgrade = started.system.upgrade(makeBoss('2.0.0', { children: () => [child('slow', Slow)] }))
    await started.advance(30)
    expect((await upgrade).outcome).toBe('committed')
    expect(await boss.childNow('slow')).toMatchObject({ status: 'running', restarts: 1 })
    expect(starts).toBe(2)
  })

  test('I9: a refused upgrade of the set leaves the supervisor as it was', async () => {
    await using started = await startTestSystem()
    const boss = await startBoss(started)
    const before = await pids(boss)
    const failing = (label: string): void => {
      if (label === 'c') throw new Error('not this one')
    }
    const set = [makeBoss('2.0.0', { children: () => workers('a') }), makeWorker('2.0.0', undefined, failing)]
    expect((await started.system.upgrade(set)).outcome).toBe('rolledBack')
    expect(await boss.difference()).toEqual({ added: [], removed: [], changed: [] })
    expect(await pids(boss)).toEqual(before)
  })
})

test('I10: a supervisor that is killed while its children are frozen takes them along, and the upgrade goes on without them', async () => {
  await using started = await startTestSystem()
  const boss = await startBoss(started)
  const a = await workerOf(boss, 'a')
  a.crashAfter(50)
  await started.settle()
  const stranger = await started.system.spawn(makeWorker(), ['stranger'])
  const upgrade = started.system.upgrade(makeWorker('2.0.0'))
  await started.settle()
  await boss.kill()
  expect((await upgrade).outcome).toBe('committed')
  expect(started.system.countInstances('Worker')).toBe(1)
  expect(await (stranger as Ref<Worker>).who()).toBe('STRANGER 2.0.0')
})

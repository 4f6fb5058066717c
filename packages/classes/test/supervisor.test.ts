import {
  actor,
  type Backoff,
  type ChildSpec,
  type Intensity,
  type Ref,
  type Strategy,
  Supervision,
  SUPERVISION,
} from '@instar/core'
import { startTestSystem, type TestSystem } from '@instar/core/testing'
import { expect, test } from 'vitest'
import { child, Supervisor } from '../src/index.js'
import { type Log, makeWorker, type Ways, type Worker, type WorkerClass } from './crew.js'

interface Setting {
  readonly version?: string
  readonly strategy?: string
  readonly intensity?: Intensity
  readonly backoff?: Backoff | null
  readonly children: () => readonly ChildSpec[]
}

/** A supervisor class with these settings. */
function makeBoss({ version = '1.0.0', strategy, intensity, backoff, children }: Setting) {
  @actor({ name: 'Boss', version })
  class Boss extends Supervisor {
    override children() {
      return children()
    }
    override strategy() {
      return strategy ?? super.strategy()
    }
    override intensity() {
      return intensity ?? super.intensity()
    }
    override backoff() {
      return backoff ?? super.backoff()
    }
  }
  return Boss
}

/** Three workers, a, b and c. */
function crew(Worker: WorkerClass, log: Log, options: Partial<ChildSpec> = {}, ways: Ways = {}): ChildSpec[] {
  return ['a', 'b', 'c'].map((id) => child(id, Worker, [id, log, ways], options))
}

async function workerOf(boss: Ref<Supervisor>, id: string): Promise<Ref<Worker>> {
  return (await boss.childNow(id))!.ref as Ref<Worker>
}

async function startBoss(test: TestSystem, setting: Omit<Setting, 'children'> = {}, options: Partial<ChildSpec> = {}) {
  const log: Log = []
  const Worker = makeWorker()
  const boss = await test.system.spawn(makeBoss({ ...setting, children: () => crew(Worker, log, options) }))
  log.length = 0
  return { boss, log, Worker }
}

test('children are started in order, and stopped in reverse', async () => {
  await using test = await startTestSystem()
  const log: Log = []
  const Worker = makeWorker()
  const boss = await test.system.spawn(makeBoss({ children: () => crew(Worker, log) }))
  expect(log).toEqual(['try a', 'start a', 'try b', 'start b', 'try c', 'start c'])
  log.length = 0
  await boss.stop()
  expect(log).toEqual(['end c', 'end b', 'end a'])
})

test.each([
  ['one-for-one', ['end b', 'try b', 'start b']],
  ['one-for-all', ['end b', 'end c', 'end a', 'try a', 'start a', 'try b', 'start b', 'try c', 'start c']],
  ['rest-for-one', ['end b', 'end c', 'try b', 'start b', 'try c', 'start c']],
])('%s restarts whom it should, in order', async (strategy, expected) => {
  await using test = await startTestSystem()
  const { boss, log } = await startBoss(test, { strategy })
  const b = await workerOf(boss, 'b')
  b.crash()
  await test.settle()
  expect(log).toEqual(expected)
  expect((await boss.childrenNow()).map(({ id, status }) => `${id} ${status}`)).toEqual([
    'a running',
    'b running',
    'c running',
  ])
  expect((await workerOf(boss, 'b')).pid).not.toBe(b.pid)
})

test('the next restart after those that are borne is too many: the supervisor crashes, and says whose fault it is', async () => {
  await using test = await startTestSystem()
  const { boss, log } = await startBoss(test)
  for (let i = 0; i < 3; i++) {
    ;(await workerOf(boss, 'b')).crash()
    await test.settle()
  }
  log.length = 0
  ;(await workerOf(boss, 'b')).crash()
  expect(await boss.exited).toMatchObject({
    type: 'crashed',
    method: 'childEnded',
    error: {
      code: 'too-many-restarts',
      facts: { child: 'b', childClass: 'Worker', count: 4 },
      cause: { message: 'b crashed' },
    },
  })
  expect(log).toEqual(['end b', 'end c', 'end a'])
})

test('a kill of a supervisor takes its children along', async () => {
  await using test = await startTestSystem()
  const { boss, log } = await startBoss(test)
  await boss.kill()
  await test.settle()
  expect(log.toSorted()).toEqual(['end a', 'end b', 'end c'])
  expect(test.system.statistics().instances).toBe(0)
})

test('a child that fails to start fails the supervisor, and stops those before it in reverse', async () => {
  await using test = await startTestSystem()
  const log: Log = []
  const Worker = makeWorker()
  const children = () => [...crew(Worker, log), child('d', Worker, ['d', log, { start: ['reject'] }])]
  await expect(test.system.spawn(makeBoss({ children }))).rejects.toMatchObject({
    code: 'start-failed',
    cause: { code: 'child-not-started', facts: { child: 'd' } },
  })
  expect(log.slice(6)).toEqual(['try d', 'end d', 'end c', 'end b', 'end a'])
})

test('restarts that are further apart than the period are borne for ever; one at its very edge still counts', async () => {
  await using test = await startTestSystem()
  const { boss } = await startBoss(test, { intensity: { restarts: 1, withinMs: 1000 } })
  for (let i = 0; i < 5; i++) {
    ;(await workerOf(boss, 'a')).crash()
    await test.advance(1001)
  }
  expect(await boss.childNow('a')).toMatchObject({ restarts: 5, status: 'running' })
  ;(await workerOf(boss, 'a')).crash()
  await test.advance(1000)
  ;(await workerOf(boss, 'a')).crash()
  expect(await boss.exited).toMatchObject({ error: { code: 'too-many-restarts' } })
})

test('with an intensity of 0 the first failure is too many, but an end that asks for no restart is none', async () => {
  await using test = await startTestSystem()
  const none = { restarts: 0, withinMs: 1000 }
  const { boss } = await startBoss(test, { intensity: none }, { restart: 'transient' })
  ;(await workerOf(boss, 'a')).finish()
  await test.settle()
  expect(await boss.childNow('a')).toMatchObject({ status: 'stopped', ref: null, pid: null })
  ;(await workerOf(boss, 'b')).crash()
  expect(await boss.exited).toMatchObject({ error: { facts: { child: 'b' } } })
})

test('a temporary child is forgotten with its end, a transient one can be started again, a permanent one always comes back', async () => {
  await using test = await startTestSystem()
  const log: Log = []
  const Worker = makeWorker()
  const restarts = ['permanent', 'transient', 'temporary'] as const
  const children = () => restarts.map((restart) => child(restart, Worker, [restart, log], { restart }))
  const boss = await test.system.spawn(makeBoss({ children }))
  for (const { ref } of await boss.childrenNow()) (ref as Ref<Worker>).finish()
  await test.settle()
  expect((await boss.childrenNow()).map(({ id, status }) => `${id} ${status}`)).toEqual([
    'permanent running',
    'transient stopped',
  ])
  expect(await boss.restartChild('transient')).toMatchObject({ status: 'running', restarts: 0 })
})

test('waits grow with the failures in a row, by a random number of the system, and the supervisor answers meanwhile', async () => {
  await using test = await startTestSystem({ seed: 7 })
  const backoff = { firstMs: 100, maxMs: 1000, jitter: 0.5 }
  const intensity = { restarts: 100, withinMs: 60_000 }
  const { boss, log } = await startBoss(test, { backoff, intensity })
  const waits: number[] = []
  let crashedAt = 0
  test.system.events$.subscribe(({ type }) => {
    if (type === 'spawned') waits.push(test.clock.now() - crashedAt)
  })
  for (let i = 0; i < 6; i++) {
    crashedAt = test.clock.now()
    ;(await workerOf(boss, 'b')).crash()
    await test.settle()
    expect(await boss.childNow('b')).toMatchObject({ status: 'waiting', pid: null, restarts: i })
    await test.advance(1000 - 1)
    if (waits.length === i) await test.advance(1)
    expect(await boss.childNow('b')).toMatchObject({ status: 'running', restarts: i + 1 })
  }
  const whole = [100, 200, 400, 800, 1000, 1000]
  for (const [i, wait] of waits.entries()) {
    expect(wait).toBeGreaterThan(whole[i]! / 2)
    expect(wait).toBeLessThanOrEqual(whole[i]!)
  }
  expect(new Set(waits.map((wait, i) => wait / whole[i]!)).size).toBe(6)
  await test.advance(1000)
  crashedAt = test.clock.now()
  ;(await workerOf(boss, 'b')).crash()
  await test.advance(100)
  expect(waits).toHaveLength(7)
  expect(log.filter((line) => line === 'start a')).toEqual([])
})

test('a child that cannot be started again waits longer each time: it has not run meanwhile', async () => {
  await using test = await startTestSystem()
  const log: Log = []
  const Worker = makeWorker()
  const ways: Ways = { start: ['well', 'reject'] }
  const boss = await test.system.spawn(
    makeBoss({
      children: () => [child('a', Worker, ['a', log, ways])],
      backoff: { firstMs: 100, maxMs: 400 },
      intensity: { restarts: 100, withinMs: 60_000 },
    }),
  )
  ;(await workerOf(boss, 'a')).crash()
  const tries = (): number => log.filter((line) => line === 'try a').length
  for (const [i, wait] of [100, 200, 400, 400, 400].entries()) {
    await test.advance(wait - 1)
    expect(tries()).toBe(i + 1)
    await test.advance(1)
    expect(tries()).toBe(i + 2)
  }
})

test('a child that fails while its siblings wait makes all of them wait anew', async () => {
  await using test = await startTestSystem()
  const backoff = { firstMs: 100, maxMs: 1000 }
  const { boss, log } = await startBoss(test, { backoff, strategy: 'rest-for-one' })
  ;(await workerOf(boss, 'b')).crash()
  await test.advance(60)
  ;(await workerOf(boss, 'a')).crash()
  await test.advance(99)
  expect(log.filter((line) => line.startsWith('start'))).toEqual([])
  await test.advance(1)
  expect(log.filter((line) => line.startsWith('start'))).toEqual(['start a', 'start b', 'start c'])
})

test('children are stopped, restarted and removed by hand, and what is stopped stays so whatever its siblings do', async () => {
  await using test = await startTestSystem()
  const { boss, log } = await startBoss(test, { strategy: 'one-for-all' })
  await boss.stopChild('c')
  expect(await boss.childNow('c')).toMatchObject({ status: 'stopped', ref: null })
  ;(await workerOf(boss, 'a')).crash()
  await test.settle()
  expect(await boss.childNow('c')).toMatchObject({ status: 'stopped' })
  log.length = 0
  const before = (await workerOf(boss, 'b')).pid
  expect((await boss.restartChild('b')).pid).not.toBe(before)
  expect(log).toEqual(['end b', 'try b', 'start b'])
  await boss.removeChild('c')
  expect((await boss.childrenNow()).map(({ id }) => id)).toEqual(['a', 'b'])
  for (const method of ['stopChild', 'restartChild', 'removeChild'] as const)
    await expect(boss[method]('c')).rejects.toMatchObject({ code: 'no-such-child', facts: { child: 'c' } })
})

test('a restart by hand that fails is told to who asked, and the child is stopped', async () => {
  await using test = await startTestSystem()
  const log: Log = []
  const Worker = makeWorker()
  const ways: Ways = { start: ['well', 'throw', 'well'] }
  const boss = await test.system.spawn(makeBoss({ children: () => [child('a', Worker, ['a', log, ways])] }))
  await expect(boss.restartChild('a')).rejects.toMatchObject({
    code: 'child-not-started',
    cause: { code: 'start-failed' },
  })
  expect(await boss.childNow('a')).toMatchObject({ status: 'stopped' })
  expect(await boss.restartChild('a')).toMatchObject({ status: 'running' })
})

test('a child that does not stop in time is killed, and the next one has its turn', async () => {
  await using test = await startTestSystem()
  const { boss, log } = await startBoss(test, {}, { shutdown: 30 })
  ;(await workerOf(boss, 'b')).hang()
  await test.settle()
  const stopped = boss.stop()
  await test.advance(29)
  expect(log).toEqual(['end c'])
  await test.advance(1)
  expect(await stopped).toEqual({ type: 'stopped' })
  expect(log).toEqual(['end c', 'end b', 'end a'])
  expect(test.events.of('exited').map(({ reason }) => reason.type)).toEqual(['stopped', 'killed', 'stopped', 'stopped'])
})

test('a supervisor has the time of all its children, however short the system’s own limit is', async () => {
  await using test = await startTestSystem({ stopTimeout: 10 })
  const { boss } = await startBoss(test, {}, { shutdown: 100 })
  for (const id of ['a', 'b', 'c']) (await workerOf(boss, id)).hang()
  await test.settle()
  const stopped = boss.stop()
  await test.advance(299)
  expect(test.system.countInstances('Worker')).toBe(1)
  await test.advance(1)
  expect(await stopped).toEqual({ type: 'stopped' })
})

test('the end of the system stops the children in reverse, through their supervisor', async () => {
  const test = await startTestSystem()
  const { log } = await startBoss(test)
  await test.stop()
  expect(log).toEqual(['end c', 'end b', 'end a'])
  expect(test.events.of('crashed')).toEqual([])
})

test('failures go up through three levels, each of which restarts what it can, and gives up when it cannot', async () => {
  await using test = await startTestSystem()
  const log: Log = []
  const Worker = makeWorker()
  const level = (name: string, intensity: Intensity, under: () => ChildSpec) => {
    @actor({ name, version: '1.0.0' })
    class Level extends Supervisor {
      override children() {
        return [under()]
      }
      override intensity() {
        return intensity
      }
    }
    return Level
  }
  const one = { restarts: 1, withinMs: 60_000 }
  const Low = level('Low', one, () => child('worker', Worker, ['worker', log]))
  const Middle = level('Middle', one, () => child('low', Low, [], { shutdown: Infinity }))
  const Top = level('Top', one, () => child('middle', Middle, [], { shutdown: Infinity }))
  const top = await test.system.spawn(Top)
  const crashWorker = async (): Promise<void> => {
    const [worker] = test.system.instancesOf(Worker)
    worker!.crash()
    await test.settle()
  }
  const failures: string[] = []
  test.system.events$.subscribe((event) => {
    if (event.type === 'crashed') failures.push(event.class)
  })
  // Each level bears one failure of what is below it: 2 * 2 * 2 crashes of the worker bring the top down.
  for (let i = 0; i < 7; i++) await crashWorker()
  expect(test.system.countInstances(Worker)).toBe(1)
  expect(failures.filter((name) => name === 'Low')).toHaveLength(3)
  expect(failures.filter((name) => name === 'Middle')).toHaveLength(1)
  await crashWorker()
  expect(await top.exited).toMatchObject({ error: { facts: { child: 'middle' }, cause: { facts: { child: 'low' } } } })
  expect(test.system.statistics().instances).toBe(0)
})

test('a declaration that is not sound fails the start with all that is wrong', async () => {
  await using test = await startTestSystem()
  const Bad = makeBoss({
    strategy: 'one-for-some',
    intensity: { restarts: -1, withinMs: 5 },
    backoff: { firstMs: 5, maxMs: 1 },
    children: () => [{ id: 'a', class: 'Worker', restart: 'often' as never }],
  })
  await expect(test.system.spawn(Bad)).rejects.toMatchObject({
    cause: {
      code: 'bad-children',
      facts: {
        defects: [
          'child a has "often" as its restart: say permanent, transient, temporary',
          'its strategy is "one-for-some", which there is not: bind a Supervision that has it to SUPERVISION',
          'its intensity has -1 as restarts: give a whole number from 0 on, or Infinity',
          'its backoff has 1 as maxMs: give no less than firstMs',
        ],
      },
    },
  })
  const throwing = () => {
    throw new Error('no list')
  }
  await expect(test.system.spawn(makeBoss({ version: '1.0.0', children: throwing }))).rejects.toThrow()
})

test('a child of a name is found by it after each restart', async () => {
  await using test = await startTestSystem()
  const log: Log = []
  const Worker = makeWorker()
  const boss = await test.system.spawn(
    makeBoss({ children: () => [child('a', Worker, ['a', log], { name: 'clerk' })] }),
  )
  const first = test.system.whereis('clerk', Worker)!
  first.crash()
  await test.settle()
  expect(test.system.whereis('clerk')!.pid).toBe((await boss.childNow('a'))!.pid)
  expect(test.system.whereis('clerk')!.pid).not.toBe(first.pid)
})

test('a strategy of one’s own is a service: it knows children by their labels', async () => {
  const withNamed: Strategy = (children, failed) => [failed, ...(children.get(failed)!.spec.labels['with'] as string[])]
  class WithNamed extends Supervision {
    override strategy(name: string): Strategy | undefined {
      return name === 'with-named' ? withNamed : super.strategy(name)
    }
  }
  await using test = await startTestSystem({
    configure: (container) => void container.rebind(SUPERVISION).toConstantValue(new WithNamed()),
  })
  const { boss, log } = await startBoss(test, { strategy: 'with-named' }, { labels: { with: ['a'] } })
  ;(await workerOf(boss, 'c')).crash()
  await test.settle()
  expect(log).toEqual(['end c', 'end a', 'try a', 'start a', 'try c', 'start c'])
})

test('a supervisor that stops while a child has just failed restarts nobody, and what it stops itself is no dead letter', async () => {
  await using test = await startTestSystem()
  const first = await startBoss(test)
  ;(await workerOf(first.boss, 'a')).crash()
  await first.boss.stop()
  expect(test.system.countInstances('Worker')).toBe(0)
  test.events.clear()
  const { boss } = await startBoss(test, { version: '1.0.0' })
  await boss.stop()
  expect(test.events.of('dead-letter')).toEqual([])
})

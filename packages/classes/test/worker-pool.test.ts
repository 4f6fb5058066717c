import {
  Actor,
  actor,
  attribute,
  CLOCK,
  type Clock,
  oneway,
  type Oneway,
  type Ref,
  request,
  service,
} from '@instar/core'
import { SeededRandom, startTestSystem } from '@instar/core/testing'
import { expect, expectTypeOf, test } from 'vitest'
import { type JobRef, resultOf, WorkerPool, type WorkerPoolOptions } from '../src/index.js'
import { asVersion, versionOf } from './next.js'
import { evaluateAgain, printedBy, runPage } from './page.js'

type Module = { WorkerPool: typeof WorkerPool }

/** What a job does: it takes `ms`, and may fail, end its worker (always, or the first so many times), or stop it afterwards. */
interface Work {
  readonly id: number
  readonly ms?: number
  readonly does?: 'fail' | 'kill' | 'crash' | 'retire'
  readonly times?: number
}

/** What has been begun and ended, by id; shared by all workers of a test. */
class Log {
  readonly begun: number[] = []
  readonly ended: number[] = []
  running = 0
  most = 0
}

function workerClass(version = '1.0.0', mark = '') {
  @actor(versionOf('Smith', version))
  class Smith extends Actor {
    @attribute() log: Log
    @service(CLOCK) clock!: Clock
    constructor(log: Log, isUnborn = () => false) {
      super()
      this.log = log
      if (isUnborn()) throw new Error('stillborn')
    }
    @request() async forge({ id, ms = 0, does, times = Infinity }: Work): Promise<string> {
      const { log, clock } = this
      log.begun.push(id)
      log.most = Math.max(log.most, (log.running += 1))
      if (ms > 0) await new Promise<void>((resolve) => void clock.setTimer(resolve, ms))
      log.running -= 1
      const isTime = log.begun.filter((each) => each === id).length <= times
      if (does === 'fail') throw new Error(`cannot forge ${id}`)
      if (does === 'retire') this.stop()
      if (does === 'kill' && isTime) void this.self(Smith).kill('burnt')
      if (does === 'crash' && isTime) {
        this.self(Smith).burn()
        await new Promise(() => {})
      }
      // A worker that kills itself ends when its method waits.
      if (does === 'kill') await Promise.resolve()
      // Throws in a worker that has ended.
      this.log.ended.push(id)
      return `${mark}${id}`
    }
    @oneway() burn(): Oneway {
      throw new Error('fire')
    }
    @request() rest() {}
  }
  return asVersion(version, Smith)
}
type Smith = InstanceType<ReturnType<typeof workerClass>>
type Options = WorkerPoolOptions<Smith, 'forge'>

/** A pool of smiths in a system of its own. */
async function startPool(options: Partial<Options> = {}, seed = 1) {
  const kit = await startTestSystem({ seed })
  const log = new Log()
  const Worker = workerClass()
  const pool = await kit.system.spawn(WorkerPool<Smith, 'forge'>, [
    { worker: Worker, method: 'forge', args: [log], size: 2, ...options },
  ])
  return { kit, log, pool, Worker, [Symbol.asyncDispose]: () => kit.stop() }
}

/** How a job ended: its result, or the code or message of its error. */
function outcome(job: JobRef<string> | Promise<JobRef<string>>): Promise<string> {
  return resultOf(job).catch((error: { code?: string; message: string }) => error.code ?? error.message)
}

const jobs = (count: number, ms = 0): Work[] => Array.from({ length: count }, (_, id) => ({ id, ms }))

test('jobs are done by so many workers at once and no more, in their order', async () => {
  await using it = await startPool()
  const results = Promise.all(jobs(5, 100).map((job) => outcome(it.pool.run(job))))
  await it.kit.advance(150)
  expect(await it.pool.statistics()).toMatchObject({ size: 2, workers: 2, busy: 2, waiting: 1, done: 2 })
  await it.kit.advance(150)
  expect(await results).toEqual(['0', '1', '2', '3', '4'])
  expect(it.log.begun.toSorted()).toEqual([0, 1, 2, 3, 4])
  expect(it.log.most).toBe(2)
  expect(await it.pool.statistics()).toMatchObject({ busy: 0, waiting: 0, done: 5, failed: 0 })
})

test('a job that fails is rejected with the error of its work, and its worker goes on', async () => {
  await using it = await startPool({ size: 1 })
  const [bad, good] = [outcome(it.pool.run({ id: 1, does: 'fail' })), outcome(it.pool.run({ id: 2 }))]
  expect(await Promise.all([bad, good])).toEqual(['cannot forge 1', '2'])
  expect(await it.pool.statistics()).toMatchObject({ done: 1, failed: 1, replaced: 0 })
})

for (const does of ['kill', 'crash'] as const) {
  test(`a worker that ends by ${does} under its job is replaced; the job is rejected, with the cause, and the others are done`, async () => {
    await using it = await startPool({ size: 1 })
    const bad = it.pool.run({ id: 1, does, ms: 10 })
    const good = outcome(it.pool.run({ id: 2 }))
    // Crashing takes a message of its own, which the work keeps from being handled: the worker is killed for it.
    if (does === 'crash') {
      await it.kit.advance(20)
      for (const smith of it.kit.system.instancesOf(it.Worker)) void smith.kill('stuck')
    }
    await it.kit.advance(100)
    await expect(resultOf(bad)).rejects.toMatchObject({
      code: 'job-crashed-worker',
      facts: { reason: { type: 'killed' } },
    })
    expect(await good).toBe('2')
    expect(await it.pool.statistics()).toMatchObject({ workers: 1, done: 1, failed: 1, replaced: 1, retried: 0 })
  })
}

test('a job is given to another worker as often as the pool retries, ahead of what waits', async () => {
  await using it = await startPool({ size: 1, retries: 2 })
  const outcomes = [
    outcome(it.pool.run({ id: 1, does: 'kill', times: 2 })),
    outcome(it.pool.run({ id: 2, does: 'kill', times: 3 })),
    outcome(it.pool.run({ id: 3 })),
  ]
  await it.kit.advance(1000)
  expect(await Promise.all(outcomes)).toEqual(['1', 'job-crashed-worker', '3'])
  expect(it.log.begun).toEqual([1, 1, 1, 2, 2, 2, 3])
  expect(await it.pool.statistics()).toMatchObject({ retried: 4, replaced: 5, done: 2, failed: 1 })
})

test('a worker that ends after its job has had its answer: the job is done, once', async () => {
  for (let seed = 0; seed < 30; seed++) {
    await using it = await startPool({ size: 1, retries: 5 }, seed)
    const outcomes = [1, 2, 3].map((id) => outcome(it.pool.run({ id, does: 'retire' })))
    await it.kit.advance(1000)
    expect(await Promise.all(outcomes)).toEqual(['1', '2', '3'])
    expect(it.log.begun).toEqual([1, 2, 3])
    expect(await it.pool.statistics()).toMatchObject({ done: 3, failed: 0, workers: 1 })
  }
})

test('a full queue refuses, with the number of those that wait', async () => {
  await using it = await startPool({ size: 1, queueLimit: 1 })
  const outcomes = jobs(3, 10).map((job) => outcome(it.pool.run(job)))
  await it.kit.advance(100)
  expect(await Promise.all(outcomes)).toEqual(['0', '1', 'pool-full'])
  expect(await it.pool.statistics()).toMatchObject({ done: 2, refused: 1 })
})

test('a full queue drops the oldest job, when it is told to', async () => {
  await using it = await startPool({ size: 1, queueLimit: 2, whenFull: 'drop-oldest' })
  const outcomes = jobs(5, 10).map((job) => outcome(it.pool.run(job)))
  await it.kit.advance(100)
  expect(await Promise.all(outcomes)).toEqual(['0', 'job-dropped', 'job-dropped', '3', '4'])
  expect(await it.pool.statistics()).toMatchObject({ done: 3, dropped: 2, cancelled: 0 })
})

test('a full queue lets wait outside, in order, for as long as it is told to', async () => {
  await using it = await startPool({ size: 1, queueLimit: 1, whenFull: 'wait', patience: 150 })
  const outcomes = jobs(5, 100).map((job) => outcome(it.pool.run(job)))
  await it.kit.advance(1000)
  // 0 begins at 0; 1 waits; 2 gets its place at 100; 3 and 4 have none by 150.
  expect(await Promise.all(outcomes)).toEqual(['0', '1', '2', 'job-late', 'job-late'])
  expect(await it.pool.statistics()).toMatchObject({ done: 3, dropped: 2, waiting: 0, busy: 0 })
})

test('without a queue a job is done when a worker is free, or not at all', async () => {
  for (const whenFull of ['reject', 'drop-oldest', 'wait'] as const) {
    await using it = await startPool({ size: 1, queueLimit: 0, whenFull, patience: 50 })
    const outcomes = [...jobs(2, 30)].map((job) => outcome(it.pool.run(job)))
    await it.kit.advance(100)
    expect(await Promise.all(outcomes)).toEqual(['0', whenFull === 'wait' ? '1' : 'pool-full'])
  }
})

test('senders take turns: who sends a hundred jobs delays one job of another by one', async () => {
  @actor({ name: 'Customer', version: '1.0.0' })
  class Customer extends Actor {
    @request() async order(pool: Ref<WorkerPool<Smith, 'forge'>>, from: number, count: number): Promise<void> {
      for (let i = 0; i < count; i++) await pool.run({ id: from + i, ms: 10 })
    }
  }
  await using it = await startPool({ size: 1 })
  const [greedy, modest] = [await it.kit.system.spawn(Customer), await it.kit.system.spawn(Customer)]
  await greedy.order(it.pool, 100, 50)
  await modest.order(it.pool, 200, 2)
  await it.kit.advance(1000)
  expect(it.log.begun.slice(0, 5)).toEqual([100, 101, 200, 102, 201])
  expect(it.log.begun.slice(5)).toEqual(Array.from({ length: 47 }, (_, i) => 103 + i))
})

test('a killed job leaves the queue, or ends the worker that works on it', async () => {
  await using it = await startPool({ size: 1 })
  const [running, waiting, last] = [
    await it.pool.run({ id: 1, ms: 500 }),
    await it.pool.run({ id: 2 }),
    await it.pool.run({ id: 3 }),
  ]
  await waiting.kill()
  expect(await it.pool.statistics()).toMatchObject({ busy: 1, waiting: 1, cancelled: 1, replaced: 0 })
  await running.kill('no longer wanted')
  expect(await outcome(last)).toBe('3')
  await expect(resultOf(running)).rejects.toMatchObject({ code: 'work-ended' })
  expect(it.kit.clock.now()).toBe(0)
  expect(it.kit.system.countInstances('Smith')).toBe(1)
  expect(it.log.begun).toEqual([1, 3])
  expect(await it.pool.statistics()).toMatchObject({ cancelled: 2, done: 1, replaced: 1, workers: 1 })
})

test('a job that takes too long is rejected, and its worker replaced', async () => {
  await using it = await startPool({ size: 1, timeout: 100 })
  const outcomes = [{ id: 1, ms: 10_000 }, { id: 2 }].map((job) => outcome(it.pool.run(job)))
  await it.kit.advance(200)
  expect(await Promise.all(outcomes)).toEqual(['timeout', '2'])
  expect(await it.pool.statistics()).toMatchObject({ failed: 1, done: 1, replaced: 1 })
})

test('a pool is made larger and smaller while it works, and nobody is interrupted', async () => {
  await using it = await startPool({ size: 1 })
  const outcomes = jobs(12, 100).map((job) => outcome(it.pool.run(job)))
  await it.kit.advance(50)
  await it.pool.resize(4)
  await it.kit.advance(10)
  expect(await it.pool.statistics()).toMatchObject({ size: 4, workers: 4, busy: 4 })
  await it.pool.resize(2)
  expect(await it.pool.statistics()).toMatchObject({ size: 2, workers: 4, busy: 4 })
  await it.kit.advance(150)
  expect(await it.pool.statistics()).toMatchObject({ workers: 2, busy: 2 })
  await it.pool.resize(0)
  await it.kit.advance(500)
  expect(await it.pool.statistics()).toMatchObject({ size: 0, workers: 0, busy: 0 })
  await it.pool.resize(3)
  await it.kit.advance(1000)
  expect(await Promise.all(outcomes)).toEqual(jobs(12).map(({ id }) => `${id}`))
  expect(it.log.begun.toSorted((a, b) => a - b)).toEqual(jobs(12).map(({ id }) => id))
  expect(it.kit.system.countInstances('Smith')).toBe(3)
  await it.pool.resize(1)
  await it.kit.settle()
  expect(it.kit.system.countInstances('Smith')).toBe(1)
  expect(await outcome(it.pool.run({ id: 12 }))).toBe('12')
})

test('a closed pool takes nothing, finishes what it has, and ends with its workers', async () => {
  await using it = await startPool({ size: 1 })
  const outcomes = jobs(3, 100).map((job) => outcome(it.pool.run(job)))
  await it.kit.settle()
  await it.pool.close()
  expect(await outcome(it.pool.run({ id: 9 }))).toBe('pool-closed')
  await it.kit.advance(1000)
  expect(await Promise.all(outcomes)).toEqual(['0', '1', '2'])
  expect(await it.pool.exited).toEqual({ type: 'stopped' })
  await it.kit.settle()
  expect(it.kit.system.countInstances('Smith')).toBe(0)
  expect(it.kit.system.countInstances('WorkerPool.Job')).toBe(0)
})

for (const way of ['close', 'stop', 'kill'] as const) {
  test(`a pool that is ended by ${way} gives up what waits, and lets the workers end what they do`, async () => {
    await using it = await startPool({ size: 1 })
    const outcomes = jobs(3, 100).map((job) => outcome(it.pool.run(job)))
    await it.kit.settle()
    if (way === 'close') await it.pool.close('reject')
    else await it.pool[way]()
    await it.kit.advance(1000)
    expect(await Promise.all(outcomes)).toEqual(['0', 'pool-closed', 'pool-closed'])
    await it.pool.exited
    await it.kit.settle()
    expect(it.kit.system.countInstances('Smith')).toBe(0)
    expect(it.kit.system.countInstances('WorkerPool.Job')).toBe(0)
  })
}

test('a job whose worker crashes after the pool is gone fails, and does not wait for ever', async () => {
  await using it = await startPool({ size: 1, retries: 3 })
  const job = await it.pool.run({ id: 1, ms: 100, does: 'kill' })
  await it.kit.settle()
  await it.pool.kill()
  await it.kit.advance(200)
  expect(await outcome(job)).toBe('no-such-instance')
})

test('workers that cannot be born are waited for, ever longer, and no job is blamed', async () => {
  const kit = await startTestSystem()
  await using _ = kit
  const log = new Log()
  let births = 0
  let isBarren = true
  const isUnborn = (): boolean => ((births += 1), isBarren)
  const options: Options = { worker: workerClass(), method: 'forge', args: [log, isUnborn], size: 1 }
  const pool = await kit.system.spawn(WorkerPool<Smith, 'forge'>, [options])
  const job = outcome(pool.run({ id: 1 }))
  await kit.advance(1000)
  // At 0, at once again, and after 10, 20, 40, ... milliseconds each.
  expect(births).toBe(8)
  isBarren = false
  await kit.advance(2000)
  expect(await job).toBe('1')
  expect(await pool.statistics()).toMatchObject({ workers: 1, done: 1, failed: 0, replaced: 8 })
})

test('options that cannot be are refused, all at once', async () => {
  await using kit = await startTestSystem()
  const spawn = (options: unknown) => kit.system.spawn(WorkerPool<Smith, 'forge'>, [options as Options])
  const wrong = {
    worker: 3,
    method: 7,
    size: -1,
    queueLimit: 1.5,
    whenFull: 'panic',
    patience: '1',
    retries: -1,
    timeout: Number.NaN,
    args: 'x',
    extra: 1,
  }
  const refusal = (await spawn(wrong).catch((error: unknown) => error)) as Error
  expect(refusal).toMatchObject({ code: 'bad-setting' })
  for (const option of Object.keys(wrong))
    expect(refusal.message).toMatch(new RegExp(`- (there is no option )?${option}`))
  await expect(spawn(undefined)).rejects.toThrow('there are no options')
  await expect(spawn({ worker: 'Nobody', method: 'forge', size: 1 })).rejects.toMatchObject({ code: 'unknown-class' })
  const Worker = workerClass()
  await expect(spawn({ worker: Worker, method: 'burn', size: 1 })).rejects.toThrow('burn: that is no request of Smith')
  const pool = await spawn({ worker: Worker, method: 'forge', size: 0 })
  await expect(pool.resize(0.5)).rejects.toMatchObject({ code: 'bad-setting' })
})

test('a job whose method the worker does not have any more is rejected with that', async () => {
  @actor({ name: 'Smith', version: '3.0.0' })
  class Idler extends Actor {
    @attribute() log: Log | null = null
    @request() rest() {}
  }
  await using it = await startPool({ size: 1 })
  expect(await it.kit.system.upgrade(Idler)).toMatchObject({ outcome: 'committed' })
  expect(await outcome(it.pool.run({ id: 1 }))).toBe('no-such-method')
})

test('whatever comes, each job ends once, and as its work says', async () => {
  for (let seed = 1; seed <= 15; seed++) {
    const random = new SeededRandom(seed)
    const chance = (of: number): boolean => random.next() < of
    await using it = await startPool({ size: 3, retries: 1, queueLimit: 20 }, seed)
    const all: { work: Work; job: Promise<JobRef<string>>; ended: Promise<string>; isKilled: boolean }[] = []
    for (let id = 0; id < 80; id++) {
      const does = chance(0.15) ? 'kill' : chance(0.1) ? 'fail' : chance(0.1) ? 'retire' : undefined
      const work: Work = { id, ms: Math.floor(random.next() * 30), times: chance(0.5) ? 1 : 9, ...(does && { does }) }
      const job = it.pool.run(work)
      const entry = { work, job, ended: outcome(job), isKilled: chance(0.08) }
      all.push(entry)
      if (entry.isKilled) job.then((ref) => ref.kill()).catch(() => {})
      if (chance(0.3)) await it.kit.advance(Math.floor(random.next() * 20))
      if (chance(0.1)) await it.pool.resize(Math.floor(random.next() * 5))
    }
    await it.pool.resize(2)
    await it.pool.close()
    await it.kit.advance(100_000)
    const tally = { done: 0, failed: 0, refused: 0, cancelled: 0 }
    for (const { work, ended, isKilled } of all) {
      const begun = it.log.begun.filter((each) => each === work.id).length
      const how = await ended
      if (how === 'pool-full') tally.refused += 1
      else if (isKilled && how === 'work-ended') tally.cancelled += 1
      else if (how === `${work.id}`) tally.done += 1
      else tally.failed += 1
      if (how === 'pool-full') expect(begun).toBe(0)
      else if (!isKilled) {
        expect(begun).toBe(work.does === 'kill' ? 2 : 1)
        const isLost = work.does === 'kill' && work.times! > 1
        expect(how).toBe(
          work.does === 'fail' ? `cannot forge ${work.id}` : isLost ? 'job-crashed-worker' : `${work.id}`,
        )
      }
    }
    expect(await it.pool.exited).toEqual({ type: 'stopped' })
    expect(Object.values(tally).reduce((a, b) => a + b)).toBe(80)
    await it.kit.settle()
    expect(it.kit.system.countInstances('Smith')).toBe(0)
  }
})

test('an upgrade of the worker class: jobs that run end in its old version, those that wait are done by the new one', async () => {
  await using it = await startPool()
  const outcomes = jobs(6, 100).map((job) => outcome(it.pool.run(job)))
  await it.kit.advance(50)
  const upgrade = it.kit.system.upgrade(workerClass('2.0.0', 'v2 '))
  await it.kit.advance(1000)
  expect(await upgrade).toMatchObject({ outcome: 'committed', migrated: 2 })
  expect(await Promise.all(outcomes)).toEqual(['0', '1', 'v2 2', 'v2 3', 'v2 4', 'v2 5'])
  expect(it.log.begun.toSorted()).toEqual([0, 1, 2, 3, 4, 5])

  expect(await it.kit.system.upgrade(workerClass())).toMatchObject({ outcome: 'committed', migrated: 2 })
  const killed = it.pool.run({ id: 7, does: 'kill', times: 1 })
  expect(await outcome(killed)).toBe('job-crashed-worker')
  expect(await outcome(it.pool.run({ id: 8 }))).toBe('8')
})

test('a worker that an upgrade kills at its deadline takes its job with it, unless there is a retry', async () => {
  for (const retries of [0, 1]) {
    await using it = await startPool({ size: 1, retries })
    const job = outcome(it.pool.run({ id: 1, ms: 1000 }))
    await it.kit.settle()
    const upgrade = it.kit.system.upgrade(workerClass('2.0.0', 'v2 '), { deadline: 100, onDeadline: 'kill' })
    await it.kit.advance(2000)
    expect(await upgrade).toMatchObject({ outcome: 'committed' })
    expect(await job).toBe(retries === 0 ? 'job-crashed-worker' : 'v2 1')
  }
})

test('an upgrade of the pool with jobs that run and jobs that wait: none is lost, none is done twice, up and down', async () => {
  const { WorkerPool: Next } = await evaluateAgain<Module>('worker-pool/worker-pool.ts', {
    poolState: 'state',
    "@actor({ version: '1.0.0'":
      "@actor({ version: '2.0.0', migrations: [migration('1.0.0', rename('poolState', 'state'))]",
    "from '../failures.js'": "from '../failures.js'\nimport { migration, rename } from '@instar/core'",
  })
  for (let seed = 0; seed < 10; seed++) {
    await using it = await startPool({ retries: 1 }, seed)
    const all: Promise<string>[] = []
    let id = 0
    const order = (count: number): void => {
      for (const end = id + count; id < end; id++) all.push(outcome(it.pool.run({ id, ms: 30 })))
    }
    for (const version of [Next, WorkerPool]) {
      order(5)
      await it.kit.advance(10)
      const upgrade = it.kit.system.upgrade(version)
      order(2)
      for (const smith of it.kit.system.instancesOf(it.Worker)) if (id === 7) void smith.kill()
      expect(await upgrade).toMatchObject({ outcome: 'committed', migrated: 1 })
      // What runs is no matter of the pool's code.
      expect(await it.kit.system.purge('WorkerPool', 'soft')).toMatchObject({ outcome: 'purged' })
      order(3)
    }
    await it.kit.advance(10)
    await it.pool.close()
    await it.kit.advance(10_000)
    expect(await Promise.all(all)).toEqual(Array.from({ length: id }, (_, i) => `${i}`))
    expect(it.log.ended.toSorted((a, b) => a - b)).toEqual(Array.from({ length: id }, (_, i) => i))
    expect(await it.pool.exited).toEqual({ type: 'stopped' })
  }
})

test('an upgrade of the crew, the desk and the jobs below: what runs and what waits is done once', async () => {
  const up = { "version: '1.0.0'": "version: '1.1.0'" }
  const { WorkerCrew: Crew } = await evaluateAgain<typeof import('../src/worker-pool/crew.js')>('worker-pool/crew.ts', {
    ...up,
    'this.workersReplaced += 1': 'this.workersReplaced = this.workersReplaced + 1',
  })
  const { JobDesk: Desk } = await evaluateAgain<typeof import('../src/worker-pool/desk.js')>('worker-pool/desk.ts', {
    ...up,
    'this.jobIsOver()': 'this.jobIsOver ();',
  })
  const { Job } = await evaluateAgain<typeof import('../src/worker-pool/job.js')>('worker-pool/job.ts', {
    ...up,
    "if (verdict === 'again') return": "if (verdict == 'again') return",
  })
  await using it = await startPool({ size: 2 })
  const outcomes = jobs(8, 50).map((job) => outcome(it.pool.run(job)))
  await it.kit.advance(20)
  for (const version of [Crew, Desk, Job]) {
    const upgrade = it.kit.system.upgrade(version)
    await it.kit.advance(60)
    expect(await upgrade).toMatchObject({ outcome: 'committed' })
  }
  await it.kit.advance(1000)
  expect(await Promise.all(outcomes)).toEqual(jobs(8).map(({ id }) => `${id}`))
  expect(it.log.begun.toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
})

test('an upgrade of a subclass changes whose line a job waits in', async () => {
  function guildClass(version: string, line: (id: number) => string) {
    @actor(versionOf('Guild', version))
    class Guild extends WorkerPool<Smith, 'forge'> {
      constructor(log: Log) {
        super({ worker: 'Smith', method: 'forge', args: [log], size: 1 })
      }
      override lineOf(_: unknown, [work]: [Work]): string {
        return line(work.id)
      }
    }
    return asVersion(version, Guild)
  }
  await using kit = await startTestSystem()
  kit.system.register(workerClass())
  const log = new Log()
  const guild = await kit.system.spawn(
    guildClass('1.0.0', (id) => (id < 10 ? 'low' : 'high')),
    [log],
  )
  for (const id of [1, 2, 3, 11, 12]) void guild.run({ id, ms: 10 })
  await kit.advance(100)
  expect(log.begun).toEqual([1, 2, 11, 3, 12])
  for (const [version, line] of [
    ['2.0.0', () => 'one'],
    ['1.0.0', (id: number) => (id < 10 ? 'low' : 'high')],
  ] as const) {
    expect(await kit.system.upgrade(guildClass(version, line))).toMatchObject({ outcome: 'committed', migrated: 1 })
    log.begun.length = 0
    for (const id of [1, 2, 3, 11, 12]) void guild.run({ id, ms: 10 })
    await kit.advance(100)
    expect(log.begun).toEqual(version === '2.0.0' ? [1, 2, 3, 11, 12] : [1, 2, 11, 3, 12])
  }
})

test('the example of the page prints what the page says', async () => {
  expect(await runPage('worker-pool')).toEqual(printedBy('worker-pool'))
})

test('run takes what the method of the workers takes, and gives a job of what that gives', async () => {
  await using it = await startPool()
  expectTypeOf(it.pool.run).parameters.toEqualTypeOf<[Work]>()
  expectTypeOf(it.pool.run).returns.resolves.toEqualTypeOf<JobRef<string>>()
  expectTypeOf(() => resultOf(it.pool.run({ id: 1 }))).returns.resolves.toEqualTypeOf<string>()
  // @ts-expect-error -- the workers have no such method.
  const wrong: Options = { worker: 'Smith', method: 'forget', size: 1 }
  await expect(it.kit.system.spawn(WorkerPool<Smith, 'forge'>, [wrong])).rejects.toMatchObject({ code: 'bad-setting' })
})

import { Actor, actor, attribute, CLOCK, type Clock, oneway, type Oneway, request, service } from '@instar/core'
import { staticMethod } from '@instar/core'
import { startTestSystem } from '@instar/core/testing'
import { expect, expectTypeOf, test } from 'vitest'
import { MethodTask, resultOf, Task } from '../src/index.js'
import { asVersion, versionOf } from './next.js'
import { evaluateAgain, printedBy, runPage } from './page.js'

type Module = { Task: typeof Task }

interface Plan {
  /** Milliseconds that the work takes. */
  readonly ms?: number
  readonly fails?: string
  readonly limit?: number
  readonly keep?: number
  readonly cancel?: AbortSignal
  /** Work that does not look at its signal. */
  readonly isDeaf?: boolean
}

/** A task that adds, as its plan says; `log` is told what happens. */
function sumClass(version = '1.0.0', mark = '') {
  @actor(versionOf('Sum', version))
  class Sum extends Task<[log: string[], plan: Plan, a: number, b: number], string> {
    @service(CLOCK) clock!: Clock
    constructor(log: string[], plan: Plan, a: number, b: number) {
      super(log, plan, a, b)
      if (plan.limit !== undefined) this.timeLimit = plan.limit
      if (plan.keep !== undefined) this.keepFor = plan.keep
      if (plan.cancel !== undefined) this.cancelOn(plan.cancel)
    }
    override async run(log: string[], { ms = 0, fails, isDeaf }: Plan, a: number, b: number): Promise<string> {
      log.push('begins')
      const { clock, signal } = this
      signal.addEventListener('abort', () => log.push('aborted'))
      if (ms > 0)
        await new Promise<void>((resolve, reject) => {
          clock.setTimer(resolve, ms)
          if (isDeaf !== true) signal.addEventListener('abort', () => reject(signal.reason as Error))
        })
      if (fails !== undefined) throw new Error(fails)
      log.push('ends')
      return `${mark}${a + b}`
    }
  }
  return asVersion(version, Sum)
}

test('a task does its work by itself, answers its result, and ends with it', async () => {
  await using kit = await startTestSystem()
  const log: string[] = []
  const task = await kit.system.spawn(sumClass(), [log, { ms: 100 }, 1, 2])
  const results = [task.result(), task.result(), resultOf(task)]
  expect(await kit.within(200, Promise.all(results))).toEqual(['3', '3', '3'])
  expect(await task.exited).toEqual({ type: 'stopped', detail: { result: '3' } })
  expect(kit.clock.now()).toBe(100)
  expect(log).toEqual(['begins', 'ends'])
})

test('a result that was there early is kept for who asks late, for as long as the task says', async () => {
  await using kit = await startTestSystem()
  const [patient, hasty] = [
    await kit.system.spawn(sumClass(), [[], {}, 1, 2]),
    await kit.system.spawn(sumClass(), [[], { keep: 10 }, 3, 4]),
  ]
  await kit.advance(4000)
  expect(await patient.result()).toBe('3')
  await patient.exited
  await expect(hasty.result()).rejects.toMatchObject({ code: 'no-such-instance' })
  expect([await resultOf(patient), await resultOf(hasty)]).toEqual(['3', '7'])
})

test('nobody has to ask: a task ends by itself when its result was kept for long enough', async () => {
  await using kit = await startTestSystem()
  const task = await kit.system.spawn(sumClass(), [[], {}, 1, 2])
  await kit.advance(4999)
  expect(kit.system.inspect(task)?.phase).toBe('idle')
  await kit.advance(1)
  expect(await task.exited).toEqual({ type: 'stopped', detail: { result: '3' } })
})

test('a request for the result that is there before the work finds it done, once', async () => {
  await using kit = await startTestSystem()
  const log: string[] = []
  const failedLog: string[] = []
  const [task, failing] = [
    kit.system.spawnNow(sumClass(), [log, { ms: 50 }, 1, 2]),
    kit.system.spawnNow(sumClass(), [failedLog, { fails: 'no' }, 1, 2]),
  ]
  const failed = failing.result().catch((error: Error) => error.message)
  expect(await kit.within(100, Promise.all([task.result(), task.result()]))).toEqual(['3', '3'])
  expect(log).toEqual(['begins', 'ends'])
  expect(await failed).toBe('no')
  expect(await failing.exited).toMatchObject({ type: 'crashed', method: 'work', error: { message: 'no' } })
  expect(failedLog).toEqual(['begins'])
})

test('a failure is an exit: links, observers and those who wait learn of it', async () => {
  @actor({ name: 'Owner', version: '1.0.0' })
  class Owner extends Actor {
    @oneway() async hire(): Promise<Oneway> {
      await this.spawn(sumClass(), [[], { ms: 10, fails: 'overflow' }, 1, 2], { link: true })
    }
  }
  await using kit = await startTestSystem()
  const owner = await kit.system.spawn(Owner)
  const task = await kit.system.spawn(sumClass(), [[], { ms: 10, fails: 'overflow' }, 1, 2])
  owner.hire()
  const waiting = expect(task.result()).rejects.toMatchObject({
    code: 'exited',
    facts: { reason: { type: 'crashed', error: { message: 'overflow' } } },
  })
  await kit.advance(10)
  await waiting
  await expect(resultOf(task)).rejects.toThrow('overflow')
  expect(await owner.exited).toMatchObject({ type: 'linked', reason: { type: 'crashed' } })
  expect(kit.events.of('crashed').map(({ method }) => method)).toEqual(['work', 'work'])
})

test('a task that is late is ended, with an error that says so, and its work is told', async () => {
  await using kit = await startTestSystem()
  const log: string[] = []
  const task = await kit.system.spawn(sumClass(), [log, { ms: 500, limit: 100 }, 1, 2])
  await kit.advance(100)
  expect(await task.exited).toMatchObject({ type: 'killed', detail: { code: 'task-late' } })
  await expect(resultOf(task)).rejects.toThrow(`Sum ${task.pid} was not done within 100 ms`)
  await kit.advance(500)
  expect(log).toEqual(['begins', 'aborted'])
  const quick = await kit.system.spawn(sumClass(), [log, { ms: 50, limit: 100, keep: Infinity }, 1, 2])
  await kit.advance(1000)
  expect(await quick.result()).toBe('3')
})

test('a signal calls a task off: before it begins, and while it works', async () => {
  await using kit = await startTestSystem()
  const log: string[] = []
  const controller = new AbortController()
  const working = await kit.system.spawn(sumClass(), [log, { ms: 500, cancel: controller.signal }, 1, 2])
  await kit.advance(10)
  controller.abort('enough')
  const unborn = await kit.system.spawn(sumClass(), [log, { cancel: controller.signal }, 1, 2])
  for (const task of [working, unborn]) {
    expect(await task.exited).toEqual({ type: 'stopped', detail: { cancelled: 'enough' } })
    await expect(resultOf(task)).rejects.toMatchObject({ code: 'work-ended', cause: 'enough' })
  }
  expect(log).toEqual(['begins', 'aborted'])
  expect(kit.events.of('crashed')).toEqual([])
})

test('work that does not look at its signal goes on to its end', async () => {
  await using kit = await startTestSystem()
  const controller = new AbortController()
  const deaf = await kit.system.spawn(sumClass(), [[], { ms: 50, cancel: controller.signal, isDeaf: true }, 1, 2])
  controller.abort('enough')
  await kit.advance(50)
  expect(await resultOf(deaf.result().then(() => deaf))).toBe('3')
})

test('a stop waits for the work, a kill abandons it and tells it', async () => {
  await using kit = await startTestSystem()
  const [log, killedLog]: string[][] = [[], []]
  const [stopped, killed] = [
    await kit.system.spawn(sumClass(), [log!, { ms: 100 }, 1, 2]),
    await kit.system.spawn(sumClass(), [killedLog!, { ms: 100 }, 1, 2]),
  ]
  await kit.settle()
  const end = stopped.stop('late')
  await killed.kill('now')
  await expect(resultOf(killed)).rejects.toMatchObject({ code: 'work-ended' })
  expect(kit.clock.now()).toBe(0)
  await kit.advance(100)
  expect(await end).toEqual({ type: 'stopped', detail: 'late' })
  expect(log).toEqual(['begins', 'ends'])
  expect(killedLog).toEqual(['begins', 'aborted'])
})

test('nothing is left on a signal when its task is over', async () => {
  await using kit = await startTestSystem()
  const controller = new AbortController()
  let listeners = 0
  const { signal } = controller
  const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)]
  signal.addEventListener = (...args: Parameters<typeof add>) => (listeners++, add(...args))
  signal.removeEventListener = (...args: Parameters<typeof remove>) => (listeners--, remove(...args))
  const task = await kit.system.spawn(sumClass(), [[], { cancel: signal, keep: 0 }, 1, 2])
  await kit.advance(0)
  await task.exited
  expect(await resultOf(task)).toBe('3')
  expect(listeners).toBe(0)
  expect(kit.clock.pending).toBe(0)
})

function reportClass(version = '1.0.0', unit = 'pages') {
  @actor(versionOf('Report', version))
  class Report extends Actor {
    @staticMethod() static async build(year: number, pages: number): Promise<string> {
      if (year < 0) throw new Error('before the beginning')
      return `${year}: ${pages} ${unit}`
    }
    @request() print() {}
  }
  return asVersion(version, Report)
}

test('a static method is a task without a class of its own, and the current one is called', async () => {
  await using kit = await startTestSystem()
  const Report = reportClass()
  const task = await kit.system.spawn(MethodTask<typeof Report, 'build'>, [Report, 'build', [2024, 7]])
  const result: string = await task.result()
  expect(result).toBe('2024: 7 pages')
  expect(await kit.system.upgrade(reportClass('2.0.0', 'sheets'))).toMatchObject({ outcome: 'committed' })
  const next = await kit.system.spawn(MethodTask<typeof Report, 'build'>, ['Report', 'build', [2025, 1]])
  expect(await next.result()).toBe('2025: 1 sheets')
  const failing = await kit.system.spawn(MethodTask<typeof Report, 'build'>, ['Report', 'build', [-1, 1]])
  await expect(resultOf(failing)).rejects.toThrow('before the beginning')
  const wrong = kit.system.spawn(MethodTask, ['Report', 'print' as never, [] as never])
  await expect(wrong).rejects.toMatchObject({ code: 'no-static-method' })
})

test('an upgrade of the library class waits for work, keeps results, and loses none, up and down', async () => {
  await using kit = await startTestSystem()
  const { Task: Next } = await evaluateAgain<Module>('task/task.ts', {
    taskOutcome: 'outcome',
    "@actor({ version: '1.0.0'":
      "@actor({ version: '2.0.0', migrations: [migration('1.0.0', rename('taskOutcome', 'outcome'))]",
    "from '../failures.js'": "from '../failures.js'\nimport { migration, rename } from '@instar/core'",
  })
  for (const [i, version] of [Next, Task].entries()) {
    const log: string[] = []
    const working = await kit.system.spawn(sumClass(), [log, { ms: 100 }, i, 2])
    const done = await kit.system.spawn(sumClass(), [log, {}, i, 4])
    await kit.settle()
    const upgrade = kit.system.upgrade(version)
    const results = [working.result(), done.result()]
    await kit.advance(100)
    expect(await upgrade).toMatchObject({ outcome: 'committed' })
    expect(await Promise.all(results)).toEqual([`${i + 2}`, `${i + 4}`])
    expect([await resultOf(working), await resultOf(done)]).toEqual([`${i + 2}`, `${i + 4}`])
    expect(log.filter((line) => line === 'begins')).toHaveLength(2)
    expect(await kit.system.purge('Task', 'soft')).toMatchObject({ outcome: 'purged' })
  }
})

test('an upgrade of the subclass: work that has begun ends in its version, what has not is done by the new one', async () => {
  await using kit = await startTestSystem()
  const First = sumClass()
  const early = await kit.system.spawn(First, [[], { ms: 100 }, 1, 2])
  await kit.settle()
  const upgrade = kit.system.upgrade(sumClass('2.0.0', 'v2 '))
  await kit.settle()
  const late = kit.system.spawnNow(First, [[], { ms: 100 }, 1, 2])
  await kit.advance(100)
  expect(await upgrade).toMatchObject({ outcome: 'committed' })
  await kit.advance(100)
  expect(await Promise.all([early.result(), late.result()])).toEqual(['3', 'v2 3'])
  expect(await kit.system.upgrade(sumClass('1.0.0'))).toMatchObject({ outcome: 'committed' })
  expect(await kit.system.spawnNow(First, [[], {}, 1, 2]).result()).toBe('3')
})

test('work that does not come to its end before the deadline of an upgrade is named, and goes on', async () => {
  await using kit = await startTestSystem()
  const task = await kit.system.spawn(sumClass(), [[], { ms: 500 }, 1, 2])
  await kit.settle()
  const report = await kit.within(300, kit.system.upgrade(sumClass('2.0.0'), { deadline: 100 }))
  expect(report.outcome).toBe('refused')
  expect(String(report)).toContain('work')
  await kit.advance(500)
  expect(await task.result()).toBe('3')
})

test('a task keeps an attribute of its own through upgrades of both', async () => {
  await using kit = await startTestSystem()
  @actor({ name: 'Noting', version: '1.0.0' })
  class Noting extends Task<[], string> {
    @attribute() note = 'mine'
    override run() {
      return this.note
    }
  }
  const { Task: Next } = await evaluateAgain<Module>('task/task.ts', {
    "version: '1.0.0'": "version: '2.0.0'",
    "if (this.taskState === 'done')": "if (this.taskState == 'done')",
  })
  const task = await kit.system.spawn(Noting)
  expect(await kit.system.upgrade(Next)).toMatchObject({ outcome: 'committed' })
  expect(await task.result()).toBe('mine')
})

test('the example of the page prints what the page says', async () => {
  expect(await runPage('task')).toEqual(printedBy('task'))
})

test('a task is spawned with the arguments of its work, and its result is what that gives', async () => {
  await using kit = await startTestSystem()
  const task = await kit.system.spawn(sumClass(), [[], {}, 1, 2])
  expectTypeOf(task.result).returns.resolves.toEqualTypeOf<string>()
  expectTypeOf(() => resultOf(task)).returns.resolves.toEqualTypeOf<string>()
  // @ts-expect-error -- its work takes numbers.
  const wrong = await kit.system.spawn(sumClass(), [[], {}, 1, 'two'])
  expect(await wrong.result()).toBe('1two')
})

// The grid: each way to fail, in each hook of a child's life, under each strategy. A constructor is synchronous, so it can do
// nothing but throw; everywhere else a failure is thrown, a rejection, or a wait that takes too long.

import { Actor, actor, oneway, type Oneway, type Ref, request, type StrategyName } from '@instar/core'
import { startTestSystem, type TestSystem } from '@instar/core/testing'
import { expect, test } from 'vitest'
import { child, Supervisor } from '../src/index.js'

const hooks = ['constructor', 'start', 'oneway', 'timer', 'main', 'afterUpgrade', 'destruct'] as const
const ways = ['throw', 'reject', 'time-out'] as const
const concerned: Record<StrategyName, string[]> = {
  'one-for-one': ['b'],
  'one-for-all': ['a', 'b', 'c'],
  'rest-for-one': ['b', 'c'],
}

type Hook = (typeof hooks)[number]
type Way = (typeof ways)[number]

/** What goes wrong, how, and how often it still will. */
interface Fault {
  readonly hook: Hook
  readonly way: Way
  left: number
}

@actor({ name: 'Silent', version: '1.0.0' })
class Silent extends Actor {
  @request() answer(): Promise<never> {
    return new Promise(() => {})
  }
}

/** A worker whose hooks fail as the fault says, but only the one that is called `b`. */
function makeWorker(version: string) {
  @actor({ name: 'Worker', version })
  class Worker extends Actor {
    constructor(
      readonly label: string,
      readonly fault: Fault,
      readonly silent: Ref<Silent>,
    ) {
      super()
      void this.fail('constructor')
    }
    start(): unknown {
      return this.fail('start')
    }
    *main() {
      if (this.fault.hook === 'main') yield new Promise<void>((resolve) => this.system.clock.setTimer(resolve, 1))
      yield this.fail('main')
      yield new Promise(() => {})
    }
    @oneway() work(): Promise<Oneway> {
      return this.fail('oneway') as Promise<Oneway>
    }
    @oneway() tick(): Promise<Oneway> {
      return this.fail('timer') as Promise<Oneway>
    }
    @oneway() setTimer(): Oneway {
      this.after(1, Worker).tick()
    }
    @oneway() crash(): Oneway {
      throw new Error('crashed')
    }
    afterUpgrade(): unknown {
      return this.fail('afterUpgrade')
    }
    destruct(): unknown {
      return this.fail('destruct')
    }
    fail(hook: Hook): unknown {
      const { fault, label } = this
      if (fault.hook !== hook || label !== 'b' || fault.left === 0) return undefined
      fault.left -= 1
      if (fault.way === 'throw') throw new Error(`${hook} failed`)
      if (fault.way === 'reject') return Promise.reject(new Error(`${hook} failed`))
      if (hook === 'start' || hook === 'destruct') return new Promise(() => {})
      return this.silent.with({ timeout: 20 }).answer()
    }
  }
  return Worker
}

type Worker = InstanceType<ReturnType<typeof makeWorker>>

async function startBoss(started: TestSystem, strategy: StrategyName, fault: Fault): Promise<Ref<Supervisor>> {
  const silent = await started.system.spawn(Silent)
  const First = makeWorker('1.0.0')
  @actor({ name: 'Boss', version: '1.0.0' })
  class Boss extends Supervisor {
    override strategy() {
      return strategy
    }
    override children() {
      return ['a', 'b', 'c'].map((id) => child(id, First, [id, fault, silent], { timeout: 50, shutdown: 50 }))
    }
  }
  return started.system.spawn(Boss)
}

/** Makes the fault happen to b. */
async function trigger(started: TestSystem, b: Ref<Worker>, { hook }: Fault): Promise<void> {
  if (hook === 'oneway') b.work()
  else if (hook === 'timer') b.setTimer()
  else if (hook === 'afterUpgrade') await started.system.upgrade(makeWorker('2.0.0'))
  else if (hook !== 'main') b.crash()
  await started.settle()
  await started.advance(200)
}

const cells = Object.keys(concerned).flatMap((strategy) =>
  hooks.flatMap((hook) =>
    ways.flatMap((way) => (hook === 'constructor' && way !== 'throw' ? [] : [[strategy, way, hook] as const])),
  ),
)

test.each(cells)('%s: a %s in %s of a child is mended, and nobody else is touched', async (strategy, way, hook) => {
  await using started = await startTestSystem({ stopTimeout: 100 })
  // The first birth is well, so that there is somebody to fail.
  const fault: Fault = { hook, way, left: 0 }
  const boss = await startBoss(started, strategy as StrategyName, fault)
  const before = await boss.childrenNow()
  fault.left = 1
  await trigger(started, before[1]!.ref as Ref<Worker>, fault)

  expect(fault.left).toBe(0)
  const after = await boss.childrenNow()
  expect(after.map(({ id, status }) => `${id} ${status}`)).toEqual(['a running', 'b running', 'c running'])
  const restarted = after.filter(({ pid }, i) => pid !== before[i]!.pid).map(({ id }) => id)
  expect(restarted).toEqual(concerned[strategy as StrategyName])
  expect(started.system.countInstances('Worker')).toBe(3)
  const version = hook === 'afterUpgrade' ? '2.0.0' : '1.0.0'
  expect(new Set(after.map((each) => each.version))).toEqual(new Set([version]))
  expect(started.events.of('destruct-failed')).toHaveLength(hook === 'destruct' ? 1 : 0)
  // A restart that fails is a failure of its own.
  const isBirth = hook === 'constructor' || hook === 'start'
  expect(started.system.getState(boss)!['restartHistory']).toHaveLength(isBirth ? 2 : 1)
})

test.each(cells.filter(([, , hook]) => hook === 'constructor' || hook === 'start'))(
  '%s: a child that cannot be started again, for a %s in %s, is too much after three more attempts',
  async (strategy, way, hook) => {
    await using started = await startTestSystem({ stopTimeout: 100 })
    const fault: Fault = { hook, way, left: 0 }
    const boss = await startBoss(started, strategy as StrategyName, fault)
    fault.left = Infinity
    await trigger(started, (await boss.childNow('b'))!.ref as Ref<Worker>, fault)
    expect(await boss.exited).toMatchObject({
      type: 'crashed',
      error: { code: 'too-many-restarts', facts: { child: 'b' } },
    })
    expect(started.system.countInstances('Worker')).toBe(0)
  },
)

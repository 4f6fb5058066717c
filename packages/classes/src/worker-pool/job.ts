// A job of a pool: an instance that waits until the pool gives it a worker, has its work done, and ends with what came of it. So
// a job has a pid and an exit, may be killed, and outlives upgrades of its pool; and a pool is never held by work that goes on.
//
//   waiting --assign--> its worker works --> ends: stopped { result }, or crashed with the worker's error
//      ^                     | the worker has ended under it: the pool is asked
//      '-------- again ------+----- fail --> ends: crashed with `job-crashed-worker`

import { Actor, actor, attribute, describeExit, type ExitReason, isInstarError } from '@instar/core'
import { oneway, type Oneway, type Reference } from '@instar/core'
import { fail } from '../failures.js'
import type { Verdict } from './verdict.js'

/** What a job needs of its pool. */
export interface PoolOfJob extends Reference {
  bereft(job: Reference, exit: ExitReason): Promise<Verdict>
}

/** One job, as a pool spawns it; `resultOf` has its result. */
@actor({ name: 'WorkerPool.Job', version: '1.0.0', description: 'one piece of work of a pool' })
export class Job extends Actor {
  @attribute({ description: 'the pool that it belongs to' }) pool: PoolOfJob
  @attribute({ description: 'the method of the worker' }) method: string
  @attribute({ description: 'the arguments of the work' }) args: readonly unknown[]
  @attribute({ description: 'milliseconds that a worker may take' }) timeout: number

  constructor(pool: PoolOfJob, method: string, args: readonly unknown[], timeout: number) {
    super()
    this.pool = pool
    this.method = method
    this.args = args
    this.timeout = timeout
  }

  /** Has the work done by a worker; the pool sends it. */
  @oneway() async assign(worker: Reference): Promise<Oneway> {
    try {
      const patient = worker.with({ timeout: this.timeout }) as unknown as Record<string, Work>
      this.stop({ result: await patient[this.method]!(...this.args) })
    } catch (error) {
      const exit = endOf(worker, error)
      if (exit === undefined) throw error
      await this.leaveToPool(worker, exit)
    }
  }

  /** Its worker has ended: the pool says whether another one is to do the work. */
  async leaveToPool({ className, pid }: Reference, exit: ExitReason): Promise<void> {
    const verdict = await this.pool.with({ timeout: Infinity }).bereft(this.self(Job), exit)
    if (verdict === 'again') return
    const cause = 'error' in exit ? exit.error : undefined
    throw fail('job-crashed-worker', { class: className, pid, exit: describeExit(exit), reason: exit }, cause)
  }
}

type Work = (...args: readonly unknown[]) => Promise<unknown>

/** How the worker has ended, when the error says that it has; `undefined` for an error of the work. */
function endOf(worker: Reference, error: unknown): ExitReason | undefined {
  if (!isInstarError(error, 'exited') && !isInstarError(error, 'no-such-instance')) return undefined
  return error.facts['pid'] === worker.pid ? (error.facts['reason'] as ExitReason) : undefined
}

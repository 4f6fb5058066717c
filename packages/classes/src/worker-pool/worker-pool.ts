// A pool: a crew of workers, a queue of jobs for them, and a rule for what is too much. This is its door; below are the desk, which
// brings jobs and workers together, and the crew. Each job is an instance of its own (`worker-pool-job`), so the pool is never held by
// work that goes on. Ancestors: poolboy, piscina.
//
//   run() -> a job -> the queue, in turns of senders -> a free worker -> the job ends with the result

import { type Actor, actor, attribute, type Reference, request } from '@instar/core'
import { fail } from '../failures.js'
import { genericRequest } from '../generic-request.js'
import type { JobRef } from '../task/result.js'
import { JobDesk } from './desk.js'
import { Job, type PoolOfJob } from './job.js'
import { crewSettingsOf, demandOptions, jobSettingsOf } from './options.js'
import type { WorkArguments, WorkerPoolOptions, WorkResult } from './options.js'
import type { WorkerPoolStatistics } from './tally.js'

/** Whether a pool takes jobs. */
export type WorkerPoolState =
  /** It does. */
  | 'open'
  /** It takes no more, and ends when those that it has are over. */
  | 'closing'

/** What becomes of the jobs that wait when a pool is closed. */
export type ClosingRule =
  /** They are done. */
  | 'finish'
  /** They are given up, with `pool-closed`. */
  | 'reject'

/**
 * A pool of workers of the class `W`, whose request `M` does the jobs: `run` takes its arguments, and the result of a job is its
 * answer. Subclasses may override `lineOf`.
 */
@actor({ version: '1.0.0', description: 'has jobs done by a bounded number of workers' })
export class WorkerPool<W extends Actor = Actor, M extends keyof W & string = keyof W & string> extends JobDesk {
  @attribute({ initial: 'open' }) poolState!: WorkerPoolState

  /** Throws `bad-setting` with all that is wrong with the options. */
  constructor(options: WorkerPoolOptions<W, M>) {
    demandOptions(options)
    super(crewSettingsOf(options), options.size, jobSettingsOf(options))
    if (typeof options.worker === 'function') this.system.register(options.worker)
    const { worker } = this.crewSettings
    const { methods } = this.system.describe(worker)
    if (methods.some(({ name, kind }) => name === options.method && kind === 'request')) return
    const problems = `- method is ${options.method}: that is no request of ${worker}`
    throw fail('bad-setting', { class: 'WorkerPool', problems })
  }

  /**
   * Takes a job, with the arguments of the workers' method, and gives it at once: `await resultOf(pool.run('a.png'))`. To kill a
   * job takes it out of the queue, or ends the worker that works on it. Rejects with `pool-full` or `pool-closed`.
   */
  @genericRequest() run(...args: WorkArguments<W, M>): JobRef<WorkResult<W, M>> {
    if (this.poolState === 'closing') throw this.failure('pool-closed')
    const state = this.admit()
    const pool = this.self(WorkerPool) as unknown as PoolOfJob
    const job: Reference = this.spawnNow(Job, [pool, this.jobSettings.method, args, this.jobSettings.timeout])
    this.take(job, this.lineOf(this.sender, args), state)
    return job as JobRef<WorkResult<W, M>>
  }

  /**
   * Takes no more jobs, and ends the pool when those that it has are over. Settles at once; `pool.exited` tells the end. A `stop` of
   * the pool gives up what waits, and lets the workers end what they do.
   */
  @request() close(waiting: ClosingRule = 'finish'): void {
    this.poolState = 'closing'
    if (waiting === 'reject') this.giveUpIdle()
    this.jobIsOver()
  }

  /** What there is, and what has been counted. */
  @request({ const: true }) statistics(): WorkerPoolStatistics {
    const { running, waiting, outside } = this.ledger.counts
    const jobs = { busy: running, waiting: waiting + outside, ...this.poolTally }
    return { size: this.crewSize, workers: this.crew.size, replaced: this.workersReplaced, ...jobs }
  }

  /** Whose line a job waits in; lines take turns. Each sender has its own here, and all who are no instances share one. */
  lineOf(sender: Reference | null, _args: WorkArguments<W, M>): string {
    return sender?.pid ?? ''
  }

  /** Ends a pool that is closed, after its last job. */
  jobIsOver(): void {
    if (this.poolState === 'closing' && this.ledger.jobs.size === 0) this.stop()
  }
}

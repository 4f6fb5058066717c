// The desk of a pool: it brings jobs and workers together, and decides what becomes of a job when something ends. It keeps the
// ledger and nothing else, so all that waits is in its attributes, and goes through upgrades with it. The invariant: whatever
// happens to workers, a job ends once, and its work is begun again only when a retry allows it.

import { actor, attribute, type ExitReason, oneway, type Oneway, type Pid, type Ref } from '@instar/core'
import { type Reference, request } from '@instar/core'
import { type ClassesFailureCode, fail } from '../failures.js'
import { WorkerCrew } from './crew.js'
import type { Job } from './job.js'
import { emptyLedger, enterJob, idleJobs, type JobEntry, type JobState, type Ledger } from './ledger.js'
import { letIn, moveJob, nextJob, oldestJob, putBack, strikeJob } from './ledger.js'
import type { CrewSettings, JobSettings } from './options.js'
import { emptyTally, outcomeOf, type PoolTally } from './tally.js'
import { admissionOf, canHaveBegun, isWorkerFree, type Verdict, verdictOn } from './verdict.js'

/** What a `WorkerPool` is below its door. */
@actor({ name: 'WorkerPool.Desk', version: '1.0.0', description: 'brings jobs and workers together' })
export abstract class JobDesk extends WorkerCrew {
  @attribute({ description: 'how jobs are treated' }) jobSettings: JobSettings
  @attribute({ initial: emptyLedger, description: 'the jobs, and where they are' }) ledger!: Ledger
  @attribute({ initial: emptyTally, description: 'what has been counted' }) poolTally!: PoolTally

  constructor(crew: CrewSettings, size: number, jobs: JobSettings) {
    super(crew, size)
    this.jobSettings = jobs
  }

  override destruct(): void {
    this.giveUpIdle()
  }

  /** Called when a job is over. */
  abstract jobIsOver(): void

  /** The end of a job; sent by its monitor. */
  @oneway() jobEnded(pid: Pid, exit: ExitReason): Oneway {
    const job = strikeJob(this.ledger, pid)
    if (job === undefined) return
    if (job.state !== 'given-up') this.count(outcomeOf(exit))
    const worker = job.worker === null ? undefined : this.crew.get(job.worker)
    if (worker?.job === pid) {
      if (isWorkerFree(exit, worker.ref.pid)) this.release(worker)
      else this.exchange(worker)
    }
    this.dispatch()
    this.jobIsOver()
  }

  /** What becomes of a job whose worker has ended; the job asks. */
  @request() bereft({ pid }: Reference, exit: ExitReason): Verdict {
    const job = this.ledger.jobs.get(pid)
    if (job?.state !== 'running') return 'fail'
    const verdict = verdictOn(exit, job.crashes, this.jobSettings.retries)
    if (canHaveBegun(exit)) job.crashes += 1
    const worker = this.crew.get(job.worker!)
    if (verdict === 'again') {
      this.count('retried')
      putBack(this.ledger, job)
    }
    if (worker?.job === pid) this.lose(worker)
    this.dispatch()
    return verdict
  }

  /** The time of a job that waits for a place in the queue is up. */
  @oneway() losePatience(pid: Pid): Oneway {
    const job = this.ledger.jobs.get(pid)
    if (job?.state === 'outside') this.giveUp(job, this.failure('job-late', { ms: this.jobSettings.patience }))
  }

  /** Enters a job that has just come. */
  take(ref: Reference, line: string, state: JobState): void {
    const { patience } = this.jobSettings
    enterJob(this.ledger, { ref, line, since: this.system.clock.now(), state, worker: null, crashes: 0 })
    this.monitor(ref, 'jobEnded', ref.pid)
    if (state === 'outside' && patience < Infinity) this.after(patience, JobDesk).losePatience(ref.pid)
    this.dispatch()
  }

  /** Finds a place for a job that is to come; throws `pool-full` when there is none. */
  admit(): 'waiting' | 'outside' {
    if (this.firstFree() !== undefined) return 'waiting'
    const { waiting } = this.ledger.counts
    const admission = admissionOf(waiting, this.jobSettings.queueLimit, this.jobSettings.whenFull)
    if (admission === 'outside') return 'outside'
    if (admission === 'refused') {
      this.count('refused')
      throw this.failure('pool-full', { waiting })
    }
    const oldest = admission === 'in-place-of-oldest' ? oldestJob(this.ledger) : undefined
    if (oldest !== undefined)
      this.giveUp(oldest, this.failure('job-dropped', { ms: this.system.clock.now() - oldest.since }))
    return 'waiting'
  }

  /** Gives jobs to workers, as long as there are both. */
  dispatch(): void {
    const { queueLimit } = this.jobSettings
    for (let worker = this.firstFree(); worker !== undefined; worker = this.firstFree()) {
      // Whoever a worker is free for needs no place in the queue.
      letIn(this.ledger, queueLimit + 1)
      const job = nextJob(this.ledger, worker.ref.pid)
      if (job === undefined) return
      worker.job = job.ref.pid
      ;(job.ref as Ref<Job>).assign(worker.ref)
    }
    letIn(this.ledger, queueLimit)
  }

  /** Ends a job that nobody works on. */
  giveUp(job: JobEntry, error: Error): void {
    this.count('dropped')
    moveJob(this.ledger, job, 'given-up')
    void job.ref.kill(error)
  }

  giveUpIdle(): void {
    for (const job of idleJobs(this.ledger)) this.giveUp(job, this.failure('pool-closed'))
  }

  count(what: keyof PoolTally): void {
    this.poolTally = { ...this.poolTally, [what]: this.poolTally[what] + 1 }
  }

  /** An error of the pool. */
  failure(code: ClassesFailureCode, facts: object = {}): Error {
    const { className, pid } = this.self(JobDesk)
    return fail(code, { class: className, pid, ...facts })
  }
}

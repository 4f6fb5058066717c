// The ledger of a pool: its jobs, and where each of them is. Plain data and pure book-keeping; the pool carries out what follows from
// it. The invariant: `counts` has how many jobs there are of each state, and a job is in the queue exactly while it is waiting, but
// for those that have left early: these are passed over when their turn comes.

import type { Pid, Reference } from '@instar/core'
import { emptyLine, type Line, push, shift } from './line.js'
import { emptyQueue, type FairQueue, join, joinFirst, oldest, take } from './queue.js'

/** Where a job is. */
export type JobState =
  /** It has a place in the queue. */
  | 'waiting'
  /** It waits for a place in the queue. */
  | 'outside'
  /** A worker works on it. */
  | 'running'
  /** The pool has given it up, and its end has still to be told. */
  | 'given-up'

export interface JobEntry {
  readonly ref: Reference
  /** Whose line it waits in. */
  readonly line: string
  /** Milliseconds of the clock when it came. */
  readonly since: number
  state: JobState
  worker: Pid | null
  /** How many workers have ended under it. */
  crashes: number
}

export interface Ledger {
  readonly jobs: Map<Pid, JobEntry>
  readonly queue: FairQueue<Pid>
  readonly outsiders: Line<Pid>
  readonly counts: Record<JobState, number>
}

export function emptyLedger(): Ledger {
  const counts = { waiting: 0, outside: 0, running: 0, 'given-up': 0 }
  return { jobs: new Map(), queue: emptyQueue(), outsiders: emptyLine(), counts }
}

/** Enters a job that has just come, in the queue or outside of it. */
export function enterJob(ledger: Ledger, job: JobEntry): void {
  ledger.jobs.set(job.ref.pid, job)
  ledger.counts[job.state] += 1
  if (job.state === 'outside') push(ledger.outsiders, job.ref.pid)
  else join(ledger.queue, job.line, job.ref.pid, waitsIn(ledger))
}

/** Moves a job from one state to another. */
export function moveJob(ledger: Ledger, job: JobEntry, state: JobState): void {
  ledger.counts[job.state] -= 1
  ledger.counts[state] += 1
  job.state = state
}

/** Strikes a job that has ended. */
export function strikeJob(ledger: Ledger, pid: Pid): JobEntry | undefined {
  const job = ledger.jobs.get(pid)
  if (job === undefined) return undefined
  ledger.jobs.delete(pid)
  ledger.counts[job.state] -= 1
  return job
}

/** Lets those outside into the queue, as far as there is room. */
export function letIn(ledger: Ledger, limit: number): void {
  while (ledger.counts.outside > 0 && ledger.counts.waiting < limit) {
    const job = ledger.jobs.get(shift(ledger.outsiders)!)
    if (job?.state !== 'outside') continue
    moveJob(ledger, job, 'waiting')
    join(ledger.queue, job.line, job.ref.pid, waitsIn(ledger))
  }
}

/** Gives the next job to a worker; `undefined` when none waits. */
export function nextJob(ledger: Ledger, worker: Pid): JobEntry | undefined {
  const pid = take(ledger.queue, waitsIn(ledger))
  if (pid === undefined) return undefined
  const job = ledger.jobs.get(pid)!
  job.worker = worker
  moveJob(ledger, job, 'running')
  return job
}

/** A job that ran waits again, before all others. */
export function putBack(ledger: Ledger, job: JobEntry): void {
  moveJob(ledger, job, 'waiting')
  job.worker = null
  joinFirst(ledger.queue, job.ref.pid)
}

/** The job that has waited for longest. */
export function oldestJob(ledger: Ledger): JobEntry | undefined {
  const pid = oldest(ledger.queue, waitsIn(ledger))
  return pid === undefined ? undefined : ledger.jobs.get(pid)
}

/** The jobs that nobody works on. */
export function idleJobs({ jobs }: Ledger): JobEntry[] {
  return [...jobs.values()].filter(({ state }) => state === 'waiting' || state === 'outside')
}

function waitsIn({ jobs }: Ledger): (pid: Pid) => boolean {
  return (pid) => jobs.get(pid)?.state === 'waiting'
}

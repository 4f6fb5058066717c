// A crew: so many living workers of a class. Who ends is replaced, at once the first time and after growing delays when one after
// the other ends without a job done; who is too many goes when it is free. What the workers do is the affair of the pool that extends
// it. The invariant: every free worker is in `freeWorkers`, which may name others, too; nobody else is given work.

import { Actor, actor, attribute, type ConcreteClass, oneway, type Oneway, type Pid } from '@instar/core'
import { type Reference, request } from '@instar/core'
import { fail } from '../failures.js'
import { type CrewSettings, isCount } from './options.js'
import { replacementDelay } from './verdict.js'

/** A worker, and the job that it works on. */
export interface WorkerEntry {
  readonly ref: Reference
  job: Pid | null
  /** Whether it has ended, and its job has still to say how far it had come. */
  hasEnded: boolean
}

/** What keeps workers of a class alive; a `WorkerPool` is one. */
@actor({ name: 'WorkerPool.Crew', version: '1.0.0', description: 'keeps a number of workers alive' })
export abstract class WorkerCrew extends Actor {
  @attribute({ description: 'the class of the workers, and the arguments of their constructor' })
  crewSettings: CrewSettings
  @attribute({ description: 'how many workers there are to be' }) crewSize: number
  @attribute({ initial: () => new Map(), description: 'the workers' }) crew!: Map<Pid, WorkerEntry>
  @attribute({ initial: () => [] }) freeWorkers!: Pid[]
  @attribute({ initial: 0, description: 'workers that have ended since a job was last done' }) workerDeaths!: number
  @attribute({ initial: 0, description: 'workers that were replaced' }) workersReplaced!: number
  @attribute({ initial: false, description: 'whether new workers are waited for' }) isHiringLater!: boolean

  constructor(settings: CrewSettings, size: number) {
    super()
    this.crewSettings = settings
    this.crewSize = size
  }

  /** Called when workers have become free. */
  abstract dispatch(): void

  start(): void {
    this.hire()
  }

  destruct(): void {
    for (const { ref } of this.crew.values()) void ref.stop()
  }

  /** Changes the number of workers: new ones are born at once; those that are too many go when they are free. */
  @request() resize(size: number): void {
    const problems = `- size is ${String(size)}: give a whole number from 0 on`
    if (!isCount(size)) throw fail('bad-setting', { class: 'WorkerPool', problems })
    this.crewSize = size
    this.workerDeaths = 0
    while (this.crew.size > size && this.firstFree() !== undefined) this.dismiss(this.firstFree()!)
    this.hire()
  }

  /** The end of a worker; sent by its monitor. Its job, if it had one, is heard first; one that was let go is known no more. */
  @oneway() workerEnded(pid: Pid): Oneway {
    const worker = this.crew.get(pid)
    if (worker === undefined) return
    worker.hasEnded = true
    if (worker.job === null) this.replace(worker)
  }

  /** The end of the wait for new workers. */
  @oneway() hireNow(): Oneway {
    this.isHiringLater = false
    this.hire()
  }

  /** Lets as many workers be born as are missing; what is sent to them waits for their birth. */
  hire(): void {
    const { worker, args } = this.crewSettings
    while (this.crew.size < this.crewSize) {
      const ref = this.spawnNow<ConcreteClass>(worker, args as never[])
      this.monitor(ref, 'workerEnded', ref.pid)
      this.crew.set(ref.pid, { ref, job: null, hasEnded: false })
      this.freeWorkers.push(ref.pid)
    }
    this.dispatch()
  }

  /** A worker that is free, if there is one. */
  firstFree(): WorkerEntry | undefined {
    for (; this.freeWorkers.length > 0; this.freeWorkers.pop()) {
      const worker = this.crew.get(this.freeWorkers.at(-1)!)
      if (worker?.job === null) return worker
    }
    return undefined
  }

  /** A worker has done its job: it is free, or it goes. */
  release(worker: WorkerEntry): void {
    this.workerDeaths = 0
    if (worker.hasEnded) return this.lose(worker)
    worker.job = null
    if (this.crew.size > this.crewSize) this.dismiss(worker)
    else this.freeWorkers.push(worker.ref.pid)
  }

  /** A worker has ended, and what becomes of its job is settled. */
  lose(worker: WorkerEntry): void {
    worker.job = null
    if (worker.hasEnded) this.replace(worker)
  }

  /** Lets another one be born for one that has ended, now or a little later. */
  replace({ ref }: WorkerEntry): void {
    this.crew.delete(ref.pid)
    this.workerDeaths += 1
    this.workersReplaced += 1
    const delay = replacementDelay(this.workerDeaths)
    if (delay === 0) return this.hire()
    if (!this.isHiringLater) this.after(delay, WorkerCrew).hireNow()
    this.isHiringLater = true
  }

  /** Lets a free worker go. */
  dismiss({ ref }: WorkerEntry): void {
    this.crew.delete(ref.pid)
    void ref.stop()
  }

  /** Ends a worker whose work nobody waits for, and replaces it. */
  exchange({ ref }: WorkerEntry): void {
    this.crew.delete(ref.pid)
    this.workersReplaced += 1
    void ref.kill()
    this.hire()
  }
}

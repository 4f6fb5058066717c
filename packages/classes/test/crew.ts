// Children for tests of supervisors: they note their starts and ends in a log that the test holds, and fail when told to.

import { Actor, actor, attribute, oneway, type Oneway, request } from '@instar/core'

/** What happened, in order. */
export type Log = string[]

/** Milliseconds after which a hook of a worker gives up, by virtual time. */
export interface Ways {
  /** What `start` does, for each start in turn; the last one holds from then on. */
  readonly start?: readonly ('well' | 'throw' | 'reject' | 'hang')[]
  /** What `destruct` does. */
  readonly destruct?: 'well' | 'hang'
}

/** A worker class, as a factory makes it, so that tests share no class values. */
export function makeWorker(version = '1.0.0') {
  @actor({ name: 'Worker', version })
  class Worker extends Actor {
    @attribute() label: string
    @attribute() log: Log
    @attribute() ways: Ways
    constructor(label: string, log: Log, ways: Ways = {}) {
      super()
      this.label = label
      this.log = log
      this.ways = ways
    }
    async start(): Promise<void> {
      const { start = ['well'] } = this.ways
      const before = this.log.filter((line) => line === `try ${this.label}`).length
      this.log.push(`try ${this.label}`)
      const way = start[Math.min(before, start.length - 1)]
      if (way === 'throw') throw new Error(`${this.label} cannot start`)
      if (way === 'reject') await Promise.reject(new Error(`${this.label} cannot start`))
      if (way === 'hang') await new Promise(() => {})
      this.log.push(`start ${this.label}`)
    }
    async destruct(): Promise<void> {
      this.log.push(`end ${this.label}`)
      if (this.ways.destruct === 'hang') await new Promise(() => {})
    }
    @oneway() crash(): Oneway {
      throw new Error(`${this.label} crashed`)
    }
    @oneway() async crashLater(): Promise<Oneway> {
      await Promise.reject(new Error(`${this.label} crashed later`))
    }
    @oneway() hang(): Promise<Oneway> {
      return new Promise(() => {})
    }
    @oneway() finish(): Oneway {
      this.stop()
    }
    @request({ const: true }) whichVersion(): string {
      return version
    }
  }
  return Worker
}

export type Worker = InstanceType<ReturnType<typeof makeWorker>>
export type WorkerClass = ReturnType<typeof makeWorker>

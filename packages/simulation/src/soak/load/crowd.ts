// The load as the soak sees it: threads with callers, told to stop, and asked what they have counted.

import { once } from 'node:events'
import { createHistogram, type Histogram } from 'node:perf_hooks'
import { Worker } from 'node:worker_threads'
import type { Partners } from './conversation.js'
import { addTally, emptyTally, type Tally } from './tally.js'
import type { Outcome, Shift } from './worker.js'

const threads = 2

export interface CrowdOptions {
  readonly port: number
  readonly seed: number
  readonly connections: number
  readonly rooms: number
  readonly workers: number
  readonly overlook: number
}

/** What the whole load has counted. */
export interface CrowdOutcome {
  readonly tally: Tally
  readonly complaints: readonly string[]
  /** Microseconds. */
  readonly latency: Histogram
}

export class Crowd {
  private readonly workers: readonly Worker[]
  private readonly outcomes: readonly Promise<Outcome>[]

  constructor(options: CrowdOptions) {
    const shifts = Array.from({ length: Math.min(threads, options.connections) }, (_, i) => shiftOf(i, options))
    this.workers = shifts.map((workerData) => new Worker(new URL('./worker.js', import.meta.url), { workerData }))
    this.outcomes = this.workers.map(async (worker) => ((await once(worker, 'message')) as [Outcome])[0])
    // Who waits for them may come only at the end.
    for (const outcome of this.outcomes) outcome.catch(() => {})
  }

  /** Tells all callers to ask no more, and gives what they have counted when the last has been answered. */
  async finish(): Promise<CrowdOutcome> {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A thread, not a window.
    for (const worker of this.workers) worker.postMessage('over')
    const outcomes = await Promise.all(this.outcomes)
    const latency = createHistogram()
    for (const each of outcomes) latency.add(each.latency)
    return {
      tally: outcomes.reduce((sum, { tally }) => addTally(sum, tally), emptyTally()),
      complaints: outcomes.flatMap(({ complaints }) => complaints),
      latency,
    }
  }
}

function shiftOf(thread: number, { port, seed, connections, rooms, workers, overlook }: CrowdOptions): Shift {
  const partners: Partners[] = Array.from({ length: connections }, (_, i) => ({ account: i, room: i % rooms, workers }))
  return {
    port,
    seed,
    partners: partners.filter((_, i) => i % threads === thread),
    overlook: thread === 0 ? overlook : 0,
  }
}

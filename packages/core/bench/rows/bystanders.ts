// What others notice of an upgrade of a million instances: requests come from a thread of their own, one a millisecond,
// whether the last one was answered or not, and each is timed from the moment when it was due. So a long turn is paid for by
// every request that would have come within it.

import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { ActorSystem, type Ref } from '@instar/core'
import { evaluate, type Kitten } from '../forms/forms.js'
import { spread } from '../sampling.js'
import type { Figures } from './row.js'
import { Site } from './site.js'

const many = 1_000_000
const rounds = 7
const warmUps = 2
const quietMs = 2000

// The clock of `hrtime` is the same in all threads.
const source = `
const { parentPort } = require('node:worker_threads')
const sleeper = new Int32Array(new SharedArrayBuffer(4))
for (let due = process.hrtime.bigint(); ; due += 1000000n) {
  const wait = Number(due - process.hrtime.bigint()) / 1e6
  if (wait > 0) Atomics.wait(sleeper, 0, 0, wait)
  parentPort.postMessage(due)
}`

/** The 99th percentile of the latency of others during the upgrade, beside that of the two seconds before it. */
export async function bystanders(): Promise<Figures> {
  await using site = await Site.populated(many)
  await using system = await ActorSystem.start()
  const { Kitten } = await evaluate(1)
  const others = new Bystanders(await system.spawn(Kitten, ['Tom', 1]))
  const during: number[] = []
  const before: number[] = []
  const median: number[] = []
  const worst: number[] = []
  const lasted: number[] = []
  await others.begin()
  for (let i = 0; i < warmUps + rounds; i++) {
    const { Creature, Cat, Kitten: Next } = await site.prepare()
    await pause(100)
    others.take()
    await pause(quietMs)
    const quiet = others.take()
    const start = performance.now()
    await site.upgrade([Creature, Cat, Next])
    lasted.push(performance.now() - start)
    await pause(5)
    const busy = others.take()
    before.push(percentile(quiet, 0.99))
    during.push(percentile(busy, 0.99))
    median.push(percentile(busy, 0.5))
    worst.push(Math.max(...busy))
  }
  await others.end()
  const [ours, theirs, middle, longest, total] = [during, before, median, worst, lasted].map((all) =>
    spread(all.slice(-rounds)),
  )
  const { commit } = site.report.phases
  const note = `p50 ${middle!.median.toFixed(2)} ms, longest ${longest!.median.toFixed(1)} ms; upgrade ${total!.median.toFixed(0)} ms, commit ${commit!.toFixed(1)} ms`
  return { ours: ours!, theirs: theirs!, note }
}

class Bystanders {
  private latencies: number[] = []
  private readonly source = new Worker(source, { eval: true })

  constructor(private readonly kitten: Ref<Kitten>) {}

  async begin(): Promise<void> {
    this.source.on('message', (due: bigint) => void this.ask(due))
    await once(this.source, 'message')
  }

  /** The latencies, in milliseconds, since the last time that they were taken. */
  take(): number[] {
    const taken = this.latencies
    this.latencies = []
    return taken
  }

  async end(): Promise<void> {
    await this.source.terminate()
  }

  private async ask(due: bigint): Promise<void> {
    await this.kitten.getAge()
    this.latencies.push(Number(process.hrtime.bigint() - due) / 1e6)
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

function percentile(figures: readonly number[], share: number): number {
  const sorted = figures.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
}

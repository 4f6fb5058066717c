// instar: what others notice of an upgrade of very many. The load is open-loop: requests come at a fixed rate, whatever
// the answers do, and a latency counts from when its request was due. So a wait is seen by all that arrive meanwhile.

import { ActorSystem, type Ref } from '@instar/core'
import { evaluate } from '../forms/forms.js'
import { percentile } from '../statistics.js'
import type { Detail, Prepare } from '../work.js'
import { Bystander } from './instar-classes.js'
import { migrateAll, populate } from './instar-upgrade.js'

/** Fifty thousand a second: some 20% of a core with a million instances in its heap, stamps and books included. */
const perMs = 50
const crowd = 100
const quietMs = 1000

export const bystanders: Prepare = async (count) => {
  const system = await ActorSystem.start()
  const refs = await populate(system, count)
  const load = new OpenLoad(await Promise.all(Array.from({ length: crowd }, () => system.spawn(Bystander))))
  const release = await evaluate(2)
  void globalThis.gc?.()
  return {
    isOnce: true,
    async run() {
      load.start()
      // The first stretch is for the compiler.
      await load.record(() => pass(quietMs))
      const before = await load.record(() => pass(quietMs))
      let details: readonly Detail[] = []
      const during = await load.record(async () => ({ details } = await migrateAll(system, release, refs)))
      const after = await load.record(() => pass(quietMs))
      await load.stop()
      const all = [...figures('before', before), ...figures('during', during), ...figures('after', after), ...details]
      return { value: percentile(during, 0.99), details: all }
    },
    end: () => system.stop(),
  }
}

const pass = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

function figures(when: string, sorted: Float64Array): Detail[] {
  return [
    { name: `p50-${when}`, unit: 'ms', value: percentile(sorted, 0.5) },
    { name: `p99-${when}`, unit: 'ms', value: percentile(sorted, 0.99) },
    { name: `p99.9-${when}`, unit: 'ms', value: percentile(sorted, 0.999) },
  ]
}

class OpenLoad {
  private begin = 0
  private issued = 0
  private answered = 0
  private isOn = false
  private readonly latencies = new Float64Array(4_000_000)
  private recorded = 0

  constructor(private readonly refs: readonly Ref<Bystander>[]) {}

  start(): void {
    this.isOn = true
    this.begin = performance.now()
    setImmediate(this.turn)
  }

  /** The sorted latencies of what was answered during some work. */
  async record(work: () => Promise<unknown>): Promise<Float64Array> {
    this.recorded = 0
    await work()
    // What was due during the work is answered in the next turn.
    await new Promise(setImmediate)
    return this.latencies.slice(0, this.recorded).toSorted()
  }

  /** Ends the load, and waits until all that came has been answered. */
  async stop(): Promise<void> {
    this.isOn = false
    for (let turns = 0; turns < 1000; turns++) await new Promise(setImmediate)
    if (this.answered !== this.issued) throw new Error(`${this.answered} of ${this.issued} bystanders answered`)
  }

  private readonly turn = (): void => {
    if (!this.isOn) return
    const due = Math.floor((performance.now() - this.begin) * perMs)
    while (this.issued < due) void this.ask(this.issued++)
    setImmediate(this.turn)
  }

  private async ask(number: number): Promise<void> {
    await this.refs[number % crowd]!.serve()
    this.latencies[this.recorded++] = performance.now() - (this.begin + number / perMs)
    this.answered += 1
  }
}

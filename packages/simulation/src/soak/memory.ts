// The memory of the process under test over time: what is in use once a second, and, more rarely, what is left after a full
// collection, since that one holds everybody up. What grows with every upgrade shows as a slope of the second kind.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { slopeOf } from './slope.js'

export interface Sample {
  /** Seconds since the start. */
  readonly at: number
  readonly heapMb: number
  /** Upgrades that had been committed by then. */
  readonly upgrades: number
}

const megabyte = 2 ** 20
const fewestPoints = 3

export class Memory {
  readonly used: Sample[] = []
  readonly collected: Sample[] = []
  private readonly collect: () => void

  constructor(
    private readonly seconds: () => number,
    private readonly upgrades: () => number,
  ) {
    setFlagsFromString('--expose-gc')
    this.collect = runInNewContext('gc') as () => void
  }

  sample(): void {
    this.used.push(this.now())
  }

  /** Collects all garbage. A WeakRef holds its value to the end of the turn in which somebody looked, so it takes two turns. */
  async sampleCollected(): Promise<void> {
    for (let round = 0; round < 2; round++) {
      await new Promise<void>((resolve) => setImmediate(resolve))
      this.collect()
    }
    this.collected.push(this.now())
  }

  /** Kilobytes that each upgrade leaves behind, by the second half of the run; null when that has too few points. */
  get slope(): number | null {
    const half = this.collected.slice(Math.floor(this.collected.length / 2))
    if (half.length < fewestPoints) return null
    return slopeOf(half.map(({ upgrades, heapMb }) => [upgrades, heapMb * 1024]))
  }

  private now(): Sample {
    return { at: this.seconds(), heapMb: process.memoryUsage().heapUsed / megabyte, upgrades: this.upgrades() }
  }
}

// Bytes of the heap for each living instance. The array that holds them is there before the first look at the heap.

import { setImmediate } from 'node:timers/promises'
import type { Prepare } from './work.js'

export function bytesOf(bear: (i: number) => unknown): Prepare {
  return async (count) => {
    const living = Array.from<unknown>({ length: count }).fill(null)
    return {
      async run() {
        const before = await heapUsed()
        for (let i = 0; i < count; i++) living[i] = await bear(i)
        const bytes = ((await heapUsed()) - before) / count
        living.fill(null)
        return bytes
      },
    }
  }
}

async function heapUsed(): Promise<number> {
  const collect = globalThis.gc
  if (collect === undefined) throw new Error('Run with --expose-gc')
  void collect()
  // Weak references hold what they were asked for until the turn is over.
  await setImmediate()
  void collect()
  return process.memoryUsage().heapUsed
}

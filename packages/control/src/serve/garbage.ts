// Collecting garbage on demand, to find out what is held by somebody and what only has not been collected yet. It pauses the
// process for as long as V8 takes to look at its whole heap.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** How often: what a weak reference has been asked for stays until the next turn, and finalisers bring more garbage. */
const rounds = 4

/** Collects all garbage there is. */
export async function collectGarbage(): Promise<void> {
  const collect = collector()
  for (let round = 0; round < rounds; round += 1) {
    await new Promise((resolve) => setImmediate(resolve))
    collect()
  }
}

/** The collector of V8. Processes seldom start with it at hand; contexts that are made after this flag have it. */
function collector(): () => void {
  if (typeof globalThis.gc === 'function') return globalThis.gc
  setFlagsFromString('--expose-gc')
  try {
    return runInNewContext('gc') as () => void
  } finally {
    setFlagsFromString('--no-expose-gc')
  }
}

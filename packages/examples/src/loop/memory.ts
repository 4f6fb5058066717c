// Tells whether something is still in memory. It asks the collector first, so what it calls left is really held by somebody.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

export interface Memorable {
  readonly name: string
  readonly isGone: boolean
}

export class Memory {
  private readonly known: { readonly name: string; readonly value: WeakRef<object> }[] = []

  /** Watches a value, without holding it. */
  add(name: string, value: object): void {
    this.known.push({ name, value: new WeakRef(value) })
  }

  /** What was watched, in that order, and whether it is gone after a thorough collection. */
  async inspect(): Promise<readonly Memorable[]> {
    const collect = collector()
    // A WeakRef holds its value to the end of the turn in which somebody looked; a collection may need several turns.
    for (let round = 0; round < 3; round++) {
      await new Promise<void>((resolve) => setImmediate(resolve))
      collect()
    }
    return this.known.map(({ name, value }) => ({ name, isGone: value.deref() === undefined }))
  }
}

/** The garbage collector of V8, which programs normally cannot call. */
function collector(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}

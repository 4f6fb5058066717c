// Names of instances: unique in a system, given at birth, free again at exit.

import type { Pid } from '../base/ids.js'
import { fail } from '../protocol/failures.js'

/** What can have a name. */
export interface Named {
  readonly pid: Pid
  readonly className: string
}

export class Names<N extends Named> {
  private readonly byName = new Map<string, N>()

  find(name: string): N | undefined {
    return this.byName.get(name)
  }

  /** Gives a name; throws when it is taken. */
  give(name: string, to: N): void {
    const owner = this.byName.get(name)
    if (owner !== undefined) throw fail('name-taken', { name, class: owner.className, pid: owner.pid })
    this.byName.set(name, to)
  }

  /** Frees a name, if it is still that of `from`. */
  free(name: string, from: N): void {
    if (this.byName.get(name) === from) this.byName.delete(name)
  }
}

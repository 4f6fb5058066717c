// The tally counts what the system tells of: crashes, and births, by class.

import type { ActorSystem } from '@instar/core'

export class Tally {
  private readonly crashes = new Map<string, number>()
  private readonly births = new Map<string, number>()

  constructor(system: ActorSystem) {
    system.events$.subscribe((event) => {
      if (event.type === 'crashed') count(this.crashes, event.class)
      if (event.type === 'spawned') count(this.births, event.class)
    })
  }

  crashesOf(name: string): number {
    return this.crashes.get(name) ?? 0
  }

  birthsOf(name: string): number {
    return this.births.get(name) ?? 0
  }
}

function count(of: Map<string, number>, name: string): void {
  of.set(name, (of.get(name) ?? 0) + 1)
}

// Who there is in a run: the system, its ledger, the instances with their lives, and what the events have told.

import { type ActorSystem, InstarError, type Ref, type SystemEvent } from '@instar/core'
import type { Simulation } from '@instar/core/testing'
import type { Census } from './invariants.js'
import { Ledger, type Life } from './ledger.js'
import { type AnyCreature, kinds } from './zoo.js'

/** An instance, as others hold it and as the ledger knows it. */
export interface Inhabitant {
  readonly ref: Ref<AnyCreature>
  readonly life: Life
}

export class World implements Census {
  readonly ledger: Ledger
  readonly alive = new Map<string, string>()
  readonly inhabitants: Inhabitant[] = []
  readonly deadLetters = new Map<string, number>()
  readonly doomed = new Set<Ref<AnyCreature>>()
  births = 0
  upgrading = 0

  constructor(readonly simulation: Simulation) {
    this.ledger = new Ledger(
      (name) => this.system.generations(name).at(-1)!.version,
      (ms) => simulation.clock.pass(ms),
    )
    this.system.events$.subscribe((event) => this.hear(event))
  }

  get system(): ActorSystem {
    return this.simulation.system
  }

  /** Somebody of those that were born, by any number. */
  pick(place: number): Inhabitant | undefined {
    return this.inhabitants[place % this.inhabitants.length]
  }

  spawn(place: number): void {
    this.births += 1
    this.system.spawn(kinds[place % kinds.length]!).then(
      (ref) => {
        this.births -= 1
        const id = this.system.getState(ref)?.['CreatureId'] as number | undefined
        const life = id === undefined ? undefined : this.ledger.lives.get(id)
        if (life !== undefined) this.inhabitants.push({ ref: ref as unknown as Ref<AnyCreature>, life })
      },
      (error: unknown) => {
        this.births -= 1
        if (!(error instanceof InstarError && error.code === 'system-stopped'))
          this.ledger.blame('births succeed', String((error as Error).message))
      },
    )
  }

  end({ ref }: Inhabitant, how: 'stop' | 'kill'): void {
    this.doomed.add(ref)
    void ref[how]()
  }

  /** Many births and deaths at once. */
  storm(who: number, kind: number): void {
    for (let i = 0; i < 3; i++) {
      this.spawn(kind + i)
      const target = this.pick(who + i)
      if (target !== undefined) this.end(target, 'kill')
    }
  }

  private hear(event: SystemEvent): void {
    if (event.type === 'spawned') this.alive.set(event.pid, event.class)
    if (event.type === 'exited') this.alive.delete(event.pid)
    if (event.type === 'dead-letter') this.deadLetters.set(event.pid, (this.deadLetters.get(event.pid) ?? 0) + 1)
  }
}

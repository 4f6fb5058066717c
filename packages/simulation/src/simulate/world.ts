// Who there is in a run: the system, its ledger, the instances with their lives, and what the events have told.

import { type ActorSystem, InstarError, type Ref, type SystemEvent } from '@instar/core'
import type { Simulation } from '@instar/core/testing'
import type { Census } from './invariants.js'
import { Ledger, type Life } from './ledger.js'
import { Standing } from './standing.js'
import { type AnyCreature, type AnyKeeper, kinds, Supervisor, versions } from './zoo.js'

/** An instance, as others hold it and as the ledger knows it. */
export interface Inhabitant<C extends AnyCreature | AnyKeeper = AnyCreature> {
  readonly class: string
  readonly ref: Ref<C>
  readonly life: Life
}

const names = Object.keys(versions)

export class World implements Census {
  readonly ledger: Ledger
  readonly standing: Standing
  readonly alive = new Map<string, string>()
  readonly inhabitants: Inhabitant[] = []
  readonly keepers: Inhabitant<AnyKeeper>[] = []
  readonly deadLetters = new Map<string, number>()
  readonly doomed = new Set<object>()
  /** Whether the migration of somebody has failed in a lazy upgrade. */
  private hasQuarantined = false
  births = 0
  upgrading = 0

  constructor(readonly simulation: Simulation) {
    const { system } = this
    const versionOf = (name: string): string => system.generations(name).at(-1)!.version
    system.register(...kinds, Supervisor)
    this.ledger = new Ledger(versionOf, (ms) => simulation.clock.pass(ms))
    this.standing = new Standing(
      () => Object.fromEntries(names.map((name) => [name, versionOf(name)])),
      (invariant, detail) => this.ledger.blame(invariant, detail),
    )
    system.events$.subscribe((event) => this.hear(event))
  }

  get system(): ActorSystem {
    return this.simulation.system
  }

  /** Somebody of those that were born, by any number. */
  pick(place: number): Inhabitant | undefined {
    return this.inhabitants[place % this.inhabitants.length]
  }

  spawn(place: number): void {
    this.expect(this.system.spawn(kinds[place % kinds.length]!))
  }

  spawnKeeper(): void {
    this.expect(this.system.spawn(Supervisor))
  }

  end({ ref }: Inhabitant | Inhabitant<AnyKeeper>, how: 'stop' | 'kill'): void {
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

  private expect(birth: Promise<unknown>): void {
    this.births += 1
    birth.then(
      () => (this.births -= 1),
      (error: unknown) => {
        this.births -= 1
        if (!(error instanceof InstarError && error.code === 'system-stopped'))
          this.ledger.blame('births succeed', String((error as Error).message))
      },
    )
  }

  private hear(event: SystemEvent): void {
    this.standing.hear(event)
    if (event.type === 'upgrade-ended' && event.outcome === 'rolledBack') this.judgeFailure(event.problems)
    if (event.type === 'quarantined') this.hasQuarantined = true
    if (event.type === 'spawned') this.welcome(event.class, event.pid)
    if (event.type === 'exited') this.alive.delete(event.pid)
    if (event.type === 'dead-letter') this.deadLetters.set(event.pid, (this.deadLetters.get(event.pid) ?? 0) + 1)
  }

  // Who is in quarantine stands in the way of what comes after.
  private judgeFailure(problems: readonly string[]): void {
    if (!this.ledger.migrations.hasFailed && !this.hasQuarantined)
      this.ledger.blame('only a migration that fails takes an upgrade back', problems.join('; '))
  }

  private welcome(name: string, pid: string): void {
    this.alive.set(pid, name)
    const ref = this.system.find(pid as never)
    if (ref === undefined) return this.ledger.blame('who lives is found', `${name} ${pid}`)
    const id = this.system.getState(ref)?.[name === 'Keeper' ? 'KeeperId' : 'CreatureId'] as number
    const inhabitant = { class: name, ref: ref as never, life: this.ledger.lives.get(id)! }
    if (name === 'Keeper') this.keepers.push(inhabitant)
    else this.inhabitants.push(inhabitant)
  }
}

// What operators do, upgrades above all, and the misfortune that strikes while one is on its way.

import type { ActorSystem } from '@instar/core'
import type { Clients } from './clients.js'
import type { Action } from './workload.js'
import type { World } from './world.js'
import { versions } from './zoo.js'

/** Milliseconds in which a set has to come to rest, and callers to drain. */
const deadline = 40
const names = Object.keys(versions) as (keyof typeof versions)[]

export class Operator {
  committed = 0

  constructor(
    private readonly world: World,
    private readonly clients: Clients,
  ) {}

  upgrade(action: Action, isSecond = false): void {
    const values = names.flatMap((name, i) => versions[name][action.to[i]! - 1] ?? [])
    if (values.length === 0) return
    const { ledger, system } = this.world
    ledger.failingMigration = action.failing
    ledger.slowMigrations = action.slow
    const handle = system.upgrade(values as never, {
      strategy: action.isLazy ? 'lazy' : 'atomic',
      deadline,
      onDeadline: action.kills ? 'kill' : 'refuse',
      purge: action.purge,
      drainTimeout: action.purge === 'later' ? 0 : deadline,
      extra: ledger,
    })
    this.watch(handle, action.purge, ({ phase, done }) => {
      if (!isSecond && phase === action.fault.phase && done === 0) this.strike(action)
    })
    handle.report.then(
      ({ outcome, stragglers, defects }) => {
        if (outcome === 'refused' && stragglers.length === 0)
          ledger.blame('only stragglers keep a sound upgrade from its commit', defects.join('; '))
      },
      () => {},
    )
  }

  rollback(): void {
    this.watch(this.world.system.rollback({ deadline, extra: this.world.ledger }), 'later')
  }

  purge(which: number, mode: 'soft' | 'hard'): void {
    const name = names[which % names.length]!
    const { outcome, versions: gone } = this.world.system.purge(name, mode)
    if (outcome === 'purged') this.world.ledger.notePurge(name, gone, mode)
  }

  /** Misfortune at a named point of an upgrade. */
  private strike(action: Action): void {
    const { kind, phase } = action.fault
    const target = this.world.pick(action.other)
    if (kind === 'none' || target === undefined || this.world.ledger.violations.length > 0) return
    this.world.simulation.note(`${kind} at ${phase}`)
    if (kind === 'spawn') return this.world.spawn(action.other)
    if (kind === 'purge') return this.purge(action.who, 'soft')
    if (kind === 'upgrade') return this.upgrade({ ...action, to: [...action.to].toReversed(), failing: 0 }, true)
    if (kind === 'late') return this.world.simulation.clock.pass(deadline * 2)
    this.clients.address({ ...action, deed: kind }, target)
  }

  private watch(
    handle: ReturnType<ActorSystem['upgrade']>,
    purge: Action['purge'],
    onProgress: (progress: { readonly phase: string; readonly done: number }) => void = () => {},
  ): void {
    const { ledger, simulation } = this.world
    this.world.upgrading += 1
    handle.progress$.subscribe({
      next: (progress) => {
        if (progress.phase === 'plan') ledger.startUpgrade()
        onProgress(progress)
      },
      error: () => {},
    })
    const done = (): void => {
      this.world.upgrading -= 1
    }
    handle.settled.then(done, done)
    handle.report.then(
      (report) => {
        simulation.note(`upgrade: ${report.outcome}`)
        ledger.judgeOrder(report.plan.changes.some(({ direction }) => direction === 'down'))
        if (report.outcome === 'committed') this.committed += 1
        for (const { outcome, class: name, versions: gone } of report.purges ?? [])
          if (outcome === 'purged') ledger.notePurge(name, gone, purge === 'soft' ? 'soft' : 'hard')
        for (const { class: name, to } of report.classes) ledger.purged.delete(`${name} ${to}`)
      },
      () => {},
    )
  }
}

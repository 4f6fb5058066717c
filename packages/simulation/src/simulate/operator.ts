// What operators do, upgrades above all, and the misfortune that strikes while one is on its way.

import { type ActorSystem, isInstarError } from '@instar/core'
import type { Clients } from './clients.js'
import type { Action } from './workload.js'
import type { World } from './world.js'
import { type ClassName, spoiledVersion, versions } from './zoo.js'

/** Milliseconds in which a set has to come to rest, and callers to drain. */
const deadline = 40
const names = Object.keys(versions) as ClassName[]

/** A set of an upgrade: a version of each class, by its place. */
type Wanted = readonly { readonly name: ClassName; readonly place: number }[]

export class Operator {
  committed = 0

  constructor(
    private readonly world: World,
    private readonly clients: Clients,
  ) {}

  upgrade(action: Action, isSecond = false): void {
    const wanted = names.flatMap((name, i) => {
      const place = action.to[i]! - 1
      return place in versions[name] ? [{ name, place }] : []
    })
    if (wanted.length === 0) return
    const { ledger, standing, system } = this.world
    ledger.migrations.failing = action.failing
    ledger.migrations.slow = action.slow
    standing.ask(Object.fromEntries(wanted.map(({ name, place }) => [name, `${place + 1}.0.0`])))
    const handle = system.upgrade(valuesOf(wanted, action) as never, {
      strategy: action.isLazy ? 'lazy' : 'atomic',
      deadline,
      onDeadline: action.kills ? 'kill' : 'refuse',
      purge: action.purge,
      drainTimeout: action.purge === 'later' ? 0 : deadline,
      extra: ledger,
    })
    let hasStruck = isSecond
    this.watch(handle, action.purge, ({ phase, done }) => {
      if (action.flaw !== 'none' && phase === 'freeze')
        ledger.blame('what does not load is refused', 'it froze the set')
      if (hasStruck || phase !== action.fault.phase || done < (phase === 'stage' ? action.fault.done : 0)) return
      hasStruck = true
      this.strike(action)
    })
    handle.report.then(
      ({ outcome, stragglers, defects }) => {
        if (action.flaw !== 'none' && outcome !== 'refused') ledger.blame('what does not load is refused', outcome)
        if (action.flaw === 'none' && outcome === 'refused' && stragglers.length === 0)
          ledger.blame('only stragglers keep a sound upgrade from its commit', defects.join('; '))
      },
      () => {},
    )
  }

  rollback(): void {
    this.world.standing.ask(null)
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
    if (kind === 'storm') return this.world.storm(action.who, action.other)
    if (kind === 'rollback') return this.rollback()
    if (kind === 'purge') return this.purge(action.who, 'soft')
    if (kind === 'upgrade')
      return this.upgrade({ ...action, to: [...action.to].toReversed(), failing: 0, flaw: 'none' }, true)
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
        // Reviews have migrated copies before the freeze.
        if (progress.phase === 'plan' || progress.phase === 'freeze') ledger.migrations.start()
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
        ledger.migrations.judgeOrder(report.plan.changes.some(({ direction }) => direction === 'down'))
        if (report.outcome === 'committed') this.committed += 1
        for (const { outcome, class: name, versions: gone } of report.purges ?? [])
          if (outcome === 'purged') ledger.notePurge(name, gone, purge === 'soft' ? 'soft' : 'hard')
        for (const { class: name, to } of report.classes) ledger.purged.delete(`${name} ${to}`)
      },
      (error: unknown) => {
        if (!isInstarError(error, 'system-stopped')) ledger.blame('every upgrade has a report', String(error))
      },
    )
  }
}

/** The classes of a set; one of them does not load, if the action says so. */
function valuesOf(wanted: Wanted, { flaw, who }: Action): readonly unknown[] {
  return wanted.map(({ name, place }, i) =>
    flaw !== 'none' && i === who % wanted.length ? spoiledVersion(name, place, flaw) : versions[name][place],
  )
}

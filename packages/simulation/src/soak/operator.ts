// Who upgrades the server: every upgrade goes through here, is compared with what is expected of it, and counted. What
// differs from the expectation is a deviation.

import type { LazyOutcome, PurgeMode, UpgradeHandle, UpgradeOptions, UpgradeOutcome, UpgradeReport } from '@instar/core'
import { createHistogram } from 'node:perf_hooks'
import { classNames, type Release } from './editions.js'
import type { Server } from './server.js'

/** Milliseconds; nobody waits for it but those scenarios that say so. */
const usualDeadline = 60_000

export class Operator {
  readonly outcomes: Record<UpgradeOutcome, number> = { committed: 0, unchanged: 0, refused: 0, rolledBack: 0 }
  /** Microseconds from freeze to thaw, of the upgrades that were committed. */
  readonly pauses = createHistogram()
  /** Of those that were not: they may have waited for their deadline. */
  readonly vainPauses = createHistogram()
  /** Since somebody has set it to 0. */
  longestPauseMs = 0
  migrated = 0
  heldBirths = 0
  rollbacks = 0
  purged = 0

  constructor(
    readonly server: Server,
    private readonly onDeviation: (what: string) => void,
  ) {}

  /** Upgrades to a release, with the outcome that is expected. */
  async upgrade(release: Release, expected: UpgradeOutcome, options: UpgradeOptions = {}): Promise<UpgradeReport> {
    const handle = this.server.system.upgrade(release.classes, { deadline: usualDeadline, ...options })
    return this.observe(handle, expected, release.versions)
  }

  /** Takes the last upgrade back: the versions are those that were before it. */
  async rollback(versions: ReadonlyMap<string, string>): Promise<UpgradeReport> {
    this.rollbacks += 1
    return this.observe(this.server.system.rollback({ deadline: usualDeadline }), 'committed', versions)
  }

  /** Forgets old generations of all classes; those that somebody lingers in stay for the next time. */
  purge(mode: PurgeMode): void {
    const { system } = this.server
    for (const name of classNames) if (system.hasOldCode(name)) this.purged += system.purge(name, mode).versions.length
  }

  /** Notes a deviation unless something holds. */
  expect(holds: boolean, what: string): void {
    if (!holds) this.onDeviation(what)
  }

  private async observe(
    handle: UpgradeHandle,
    expected: UpgradeOutcome,
    versions: ReadonlyMap<string, string>,
  ): Promise<UpgradeReport> {
    const report = await handle
    const settled = await handle.settled
    this.count(report, settled)
    this.expect(report.outcome === expected, `expected ${expected}, and it was ${report.outcome}: ${String(report)}`)
    for (const { pid, message } of settled.quarantined) this.expect(false, `${pid} was quarantined: ${message}`)
    if (report.outcome === 'committed') this.server.editions.running = versions
    this.checkVersions()
    return report
  }

  /** Demands that the versions run that should. */
  private checkVersions(): void {
    for (const [name, version] of this.server.editions.running) {
      const found = this.server.system.describe(name).version
      this.expect(found === version, `${name} ${found} runs, not ${version}`)
    }
  }

  private count(report: UpgradeReport, settled: LazyOutcome): void {
    this.outcomes[report.outcome] += 1
    this.migrated += report.migrated + settled.migrated
    this.heldBirths += report.heldBirths
    this.longestPauseMs = Math.max(this.longestPauseMs, report.pauseMs)
    const pauses = report.outcome === 'committed' ? this.pauses : this.vainPauses
    pauses.record(Math.max(1, Math.round(report.pauseMs * 1000)))
  }
}

// What `system.upgrade` gives back: a promise of the report whose progress can be watched meanwhile.

import type { Observable } from 'rxjs'
import { ReplaySubject } from 'rxjs/internal/ReplaySubject'
import type { UpgradeProgress } from '../protocol/events.js'
import type { LazyOutcome } from '../upgrade/lazy.js'
import type { UpgradeReport } from '../upgrade/report.js'
import type { StartedUpgrade } from '../upgrade/upgrades.js'

/** An upgrade that has been asked for: await it for the report, watch `progress$` meanwhile. */
export class UpgradeHandle implements PromiseLike<UpgradeReport> {
  private readonly subject = new ReplaySubject<UpgradeProgress>()
  /** Phases as they are entered and instances as they are staged; from the beginning for late subscribers too. */
  readonly progress$: Observable<UpgradeProgress> = this.subject.asObservable()
  /** Settles with the report; rejects only when the upgrade could not be asked for. */
  readonly report: Promise<UpgradeReport>
  /** Settles when no instance waits for its migration any more: with the report, or, after a lazy upgrade, later. */
  readonly settled: Promise<LazyOutcome>

  constructor(start: (onProgress: (progress: UpgradeProgress) => void) => StartedUpgrade) {
    const { report, settled } = start((progress) => this.subject.next(progress))
    this.report = report
    this.settled = settled
    settled.then(
      () => this.subject.complete(),
      (error: unknown) => this.subject.error(error),
    )
  }

  // oxlint-disable-next-line unicorn/no-thenable -- `await system.upgrade(...)` is the usual call.
  then<A = UpgradeReport, B = never>(
    onReport?: ((report: UpgradeReport) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.report.then(onReport, onError)
  }

  toJSON(): string {
    return String(this)
  }

  toString(): string {
    return 'UpgradeHandle (await it for the report)'
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return String(this)
  }
}

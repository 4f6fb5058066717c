// What the observers of a system are told of one upgrade: how it goes on, how it ended and, of a lazy one, when nobody
// waits for its migration any more. They are told before those who await the report go on.

import { messageOf } from '../base/errors.js'
import type { EventSink, UpgradeProgress } from '../protocol/events.js'
import type { LazyOutcome } from '../upgrade/lazy.js'
import type { UpgradeReport } from '../upgrade/report.js'
import type { StartedUpgrade } from '../upgrade/upgrades.js'

/** Which upgrade it is. */
export interface UpgradeIdentity {
  readonly run: number
  readonly isRollback: boolean
  readonly isLazy: boolean
}

type OnProgress = (progress: UpgradeProgress) => void

/** Starts an upgrade, and tells the observers of it. */
export function announceUpgrade(
  start: (onProgress: OnProgress) => StartedUpgrade,
  identity: UpgradeIdentity,
  events: EventSink,
  onProgress: OnProgress,
): StartedUpgrade {
  const { run, isRollback, isLazy } = identity
  let hasBegun = false
  let isCommitted = false
  const started = start((progress) => {
    hasBegun = true
    if (events.isObserved) events.emit({ type: 'upgrade', run, progress })
    onProgress(progress)
  })
  const onReport = ({ outcome, classes, migrated, pauseMs, ...facts }: UpgradeReport): void => {
    isCommitted = outcome === 'committed'
    if (!events.isObserved) return
    const problems = outcome === 'committed' ? [] : problemsOf(facts)
    events.emit({ type: 'upgrade-ended', run, isRollback, outcome, classes, migrated, pauseMs, problems })
  }
  const onFailure = (error: unknown): void => {
    // One that could not even be asked for has told nothing, and so has nothing to end.
    if (!hasBegun || !events.isObserved) return
    const nothing = { classes: [], migrated: 0, pauseMs: 0, problems: [messageOf(error)] }
    events.emit({ type: 'upgrade-ended', run, isRollback, outcome: 'refused', ...nothing })
  }
  const onSettled = ({ migrated, quarantined }: LazyOutcome): void => {
    if (!isCommitted || !events.isObserved) return
    events.emit({ type: 'upgrade-settled', run, migrated, quarantined: quarantined.map(({ pid }) => pid) })
  }
  started.report.then(onReport, onFailure)
  if (isLazy) started.settled.then(onSettled, () => {})
  return started
}

function problemsOf({
  defects,
  failures,
  stragglers,
}: Pick<UpgradeReport, 'defects' | 'failures' | 'stragglers'>): string[] {
  return [
    ...defects,
    ...failures.map(({ class: name, pid, message }) => `${name} ${pid}: ${message}`),
    ...stragglers.map(({ class: name, pid, method, forMs }) => `${name} ${pid} has been in ${method} for ${forMs} ms`),
  ]
}

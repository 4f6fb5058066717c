// Following an upgrade or a rollback until no instance waits for its migration any more, with a limit, and passing on how far
// it is.

import type { LazyOutcome, UpgradeHandle, UpgradeOptions, UpgradeReport } from '@instar/core'
import { type Waited, within } from './deadline.js'
import type { Result, Scene } from './deed.js'
import { freezeLimit, upgradeLimit } from './limits.js'
import type { PreparedStep } from './prepared.js'
import type { UpgradeStep } from './script.js'

/** An upgrade that has ended, a lazy one as far as it can. */
export interface Followed {
  readonly report: UpgradeReport
  /** Those whose lazy migration failed. */
  readonly quarantined: LazyOutcome['quarantined']
  /** Whether a lazy upgrade still migrates in the background. */
  readonly isMigrating: boolean
}

/** What a step says of how its upgrade is to be done, and its rollback too. */
export function waysOf(step: UpgradeStep, { limits }: Scene): UpgradeOptions {
  const { strategy = 'atomic', onDeadline = 'refuse' } = step
  return { strategy, onDeadline, deadline: freezeLimit(step.limits, limits) }
}

export async function follow(
  start: () => UpgradeHandle,
  { step, name }: PreparedStep<UpgradeStep>,
  { system, limits, onProgress }: Scene,
): Promise<Waited<Followed>> {
  const handle = start()
  const subscription = handle.progress$.subscribe({
    next: (progress) => onProgress({ ...progress, step: name }),
    error: () => {},
  })
  const ms = upgradeLimit(step.limits, limits)
  const reported = await within(system, ms, () => handle)
  const settled = reported.type === 'done' ? await within(system, ms, () => handle.settled) : null
  subscription.unsubscribe()
  if (reported.type !== 'done') return reported
  const quarantined = settled?.type === 'done' ? settled.value.quarantined : []
  return { type: 'done', value: { report: reported.value, quarantined, isMigrating: settled?.type !== 'done' } }
}

/** How it went, for people. */
export function resultOf({ report, quarantined, isMigrating }: Followed): Result {
  const [first] = quarantined
  const problems = [
    ...(isMigrating ? ['its migration goes on in the background'] : []),
    ...(first === undefined ? [] : [`${quarantined.length} in quarantine, such as ${first.pid}: ${first.message}`]),
  ]
  const isGood = (report.outcome === 'committed' || report.outcome === 'unchanged') && problems.length === 0
  return { isGood, text: [`${report}`, ...problems.map((problem) => `  - ${problem}`)].join('\n') }
}

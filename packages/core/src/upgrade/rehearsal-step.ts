// The steps of migrations under observation: each runs on what it is given, as in an upgrade, and a second time on an equal
// copy on another day. The first run is what counts.

import { messageOf } from '../base/errors.js'
import type { MigrationStep, Slice } from '../class/migration.js'
import { disregard, isThenable } from '../base/promises.js'
import type { PlannedChange } from './change.js'
import { differencesOf } from './rehearsal-comparison.js'
import type { FindingKind } from './rehearsal-findings.js'
import { OtherDay } from './rehearsal-shift.js'
import { copyOf } from './state-copy.js'

/** What the instance holds, as far as the migration can reach it, and how that was before. */
export interface Holdings {
  readonly given: Slice
  before: Slice
}

type Report = (kind: FindingKind, message: string) => void

/** The same change, with steps that report what is wrong with them, and with which migration. */
export function observed(
  change: PlannedChange,
  holdings: () => Holdings,
  report: (kind: FindingKind, message: string, migration: string) => void,
): PlannedChange {
  const steps = change.path.steps.map((part) => {
    const migration = change.direction === 'down' ? `${part.to} -> ${part.from}` : `${part.from} -> ${part.to}`
    const reportIt: Report = (kind, message) => report(kind, message, migration)
    return { ...part, run: part.run.map((step) => observedStep(step, holdings, reportIt)) }
  })
  return { ...change, path: { ...change.path, steps } }
}

function observedStep(step: MigrationStep, holdings: () => Holdings, report: Report): MigrationStep {
  return (slice, dropped, context) => {
    const day = new OtherDay()
    const twin = copyOf({ slice, dropped })
    // What an earlier upgrade has kept is for the way back, not for a rehearsal to change.
    const lent = copyOf(dropped)
    const result = runFirst(() => day.first(() => step(slice, lent, context)), report)
    reportChanges(holdings(), report)
    if (dropped !== undefined) reportLoss(differencesOf(lent!, dropped), report)
    if ('error' in result) throw result.error
    if (isThenable(result.value)) report('asynchronous', `it gives a promise: ${fetchBefore}`)
    else {
      const again = (): Slice | void => step(twin.slice, twin.dropped, context)
      const difference = differenceOf(after(slice, result.value), twin.slice, () => day.again(again))
      if (difference !== null) report('not-reproducible', `the second time it ${difference}${adviceOn(day)}`)
    }
    return result.value
  }
}

const fetchBefore = 'fetch what it needs before, and hand it over as `extra`'

type Result = { readonly value: Slice | void } | { readonly error: unknown }

function runFirst(run: () => Slice | void, report: Report): Result {
  try {
    const value = run()
    abandon(value)
    return { value }
  } catch (error) {
    report('throws', `it threw: ${messageOf(error)}`)
    return { error }
  }
}

function reportChanges(holdings: Holdings, report: Report): void {
  const names = differencesOf(holdings.before, holdings.given)
  if (names.length === 0) return
  report('changes-input', `it changed what ${names.join(', ')} of the instance holds: make a new value instead`)
  holdings.before = copyOf(holdings.given)
}

function reportLoss(names: readonly string[], report: Report): void {
  if (names.length === 0) return
  report('changes-input', `it changed what was kept of ${names.join(', ')} for the way back: make a new value instead`)
}

/** What was different the second time, in words. */
function differenceOf(first: Slice, slice: Slice, run: () => Slice | void): string | null {
  try {
    const result = run()
    abandon(result)
    if (isThenable(result)) return 'gave a promise'
    const names = differencesOf(first, after(slice, result))
    return names.length === 0 ? null : `gave another value of ${names.join(', ')}`
  } catch (error) {
    return `threw: ${messageOf(error)}`
  }
}

function adviceOn({ asked }: OtherDay): string {
  return asked.size === 0 ? '' : `; it asks ${[...asked].join(' and ')}: hand over what it needs as \`extra\``
}

/** The slice after a step: what the step returned goes before what it left in its input. */
function after(slice: Slice, result: Slice | void): Slice {
  return typeof result === 'object' ? { ...slice, ...result } : slice
}

/** Nobody waits for the promise of an asynchronous migration; that it is rejected must not end the process. */
function abandon(result: unknown): void {
  if (isThenable(result)) disregard(result)
}

// What an upgrade did: a value that a program can switch over, and a text that a person can read.

import type { Pid } from '../base/ids.js'
import type { ClassOutcome, UpgradeOutcome, UpgradePhase } from '../protocol/events.js'
import type { Straggler } from './freeze.js'
import type { UpgradePlan } from './plan.js'
import type { Lingerer, PurgeReport } from './purge.js'
import type { MigrationFailure } from './stage.js'

export interface UpgradeFacts {
  readonly outcome: UpgradeOutcome
  readonly plan: UpgradePlan
  /** Why it was refused, as sentences. */
  readonly defects: readonly string[]
  readonly classes: readonly ClassOutcome[]
  /** States that were migrated. */
  readonly migrated: number
  readonly failures: readonly MigrationFailure[]
  /** Who had not come to rest at the deadline. */
  readonly stragglers: readonly Straggler[]
  /** Those of them that the policy `kill` ended. */
  readonly killed: readonly Pid[]
  /** Births that waited for the end of the upgrade. */
  readonly heldBirths: number
  /** Milliseconds of each phase that was entered. */
  readonly phases: Partial<Record<UpgradePhase, number>>
  /** Milliseconds from the freeze to the thaw: how long the set took no messages. */
  readonly pauseMs: number
  readonly purges: readonly PurgeReport[]
  /** Who is still in old code. */
  readonly lingering: readonly Lingerer[]
}

// The constructor assigns all of the facts, so the fields are declared by the interface of the same name.
/** Reported by every upgrade, whatever its outcome. */
export class UpgradeReport {
  constructor(facts: UpgradeFacts) {
    Object.assign(this, facts)
  }

  /** The whole report for a person, several lines. */
  toString(): string {
    return [...reportLines(this)].join('\n')
  }
}
export interface UpgradeReport extends UpgradeFacts {}

function* reportLines(report: UpgradeReport): Generator<string> {
  yield headline(report)
  for (const defect of report.defects) yield `  - ${defect}`
  for (const { class: name, pid, message } of report.failures) yield `  - ${name} ${pid}: ${message}`
  for (const { class: name, pid, method, forMs } of report.stragglers)
    yield `  - ${name} ${pid} has been in ${method} for ${forMs} ms`
  if (report.killed.length > 0) yield `  killed: ${report.killed.join(', ')}`
  for (const { class: name, from, to, instances } of report.classes)
    yield `  ${name} ${from ?? '(new)'} -> ${to}: ${count(instances, 'instance')}`
  if (report.outcome === 'committed') {
    yield `  ${count(report.migrated, 'state')} migrated, ${count(report.heldBirths, 'birth')} held, pause ${report.pauseMs.toFixed(1)} ms`
  }
  for (const { class: name, outcome, versions } of report.purges)
    yield `  purge of ${name}: ${outcome}${versions.length > 0 ? ` ${versions.join(', ')}` : ''}`
  for (const one of report.lingering) yield `  lingering: ${describeLingerer(one)}`
  for (const warning of report.plan.warnings) yield `  warning: ${warning}`
  for (const { class: name, pid, text } of report.plan.remarks) yield `  ${name} ${pid}: ${text}`
}

function headline({ outcome, plan, stragglers }: UpgradeReport): string {
  const changed = plan.changes.filter(({ kind }) => kind !== 'unchanged')
  const named = changed.length > 0 ? changed : plan.changes
  const names = named.map(({ class: name, to }) => `${name} ${to}`).join(', ')
  switch (outcome) {
    case 'committed':
      return `Upgraded to ${names}.`
    case 'unchanged':
      return `Nothing to do: ${names} is what runs.`
    case 'refused':
      if (names === '') return 'Refused. Nothing has changed.'
      return stragglers.length > 0
        ? `Refused ${names}: not all instances came to rest in time. Nothing has changed.`
        : `Refused ${names}. Nothing has changed.`
    case 'rolledBack':
      return `Rolled back ${names}: a migration failed. Everything is as it was.`
  }
}

/** One lingerer in words. */
export function describeLingerer({ class: name, version, kind, method, pid, forMs }: Lingerer): string {
  const who =
    kind === 'static' ? `the static call ${name}.${method}${pid === null ? '' : ` of ${pid}`}` : `${pid} in ${method}`
  return `${who}, in ${name} ${version} for ${forMs} ms`
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}

// Reports of upgrades as they travel, and as the history tells them. Pure.

import { type UpgradeFacts, type UpgradePlan, UpgradeReport } from '@instar/core'
import type { Done } from './action.js'
import { thrownInfo } from './thrown.js'

/** A finished upgrade, or rollback. */
export function doneWith(report: UpgradeReport): Done<'upgrade'> & Done<'rollback'> {
  const failures = report.failures.map((failure) => ({ ...failure, error: thrownInfo(failure.error) }))
  return {
    outcome: report.outcome,
    problems: report.outcome === 'committed' ? [] : problemsOf(report),
    result: { report: { ...report, failures }, text: String(report) },
  }
}

/** The report of an upgrade that nobody asked the system for, because something speaks against the release. */
export function refusedReport(plan: UpgradePlan, findings: readonly string[]): UpgradeReport {
  return new UpgradeReport({
    outcome: 'refused',
    plan,
    defects: [...findings, ...plan.defects],
    classes: [],
    migrated: 0,
    failures: [],
    stragglers: [],
    killed: [],
    heldBirths: 0,
    phases: {},
    pauseMs: 0,
    purges: [],
    lingering: [],
  })
}

function problemsOf({ defects, failures, stragglers }: UpgradeFacts): string[] {
  return [
    ...defects,
    ...failures.map(({ class: name, pid, message }) => `${name} ${pid}: ${message}`),
    ...stragglers.map(({ class: name, pid, method, forMs }) => `${name} ${pid} has been in ${method} for ${forMs} ms`),
  ]
}

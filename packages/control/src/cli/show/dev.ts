// What a save has brought, in a line or a few. Pure.

import type { UpgradeFacts } from '@instar/core'
import type { UpgradeAnswer } from '../../protocol/answers.js'
import { numbered } from './plan.js'
import { formatCount, formatDuration } from './quantities.js'
import type { Look } from './table.js'

/** The lines for one upgrade: what runs now, and what was kept. */
export function savedLines({ report, text }: UpgradeAnswer, { style }: Look): string[] {
  switch (report.outcome) {
    case 'unchanged':
      return [style.dim('nothing has changed for the process')]
    case 'committed':
      return [style.green(changesOf(report)), `  ${keptBy(report)}`]
    case 'refused':
      return [style.red('refused: everything runs on as it was'), ...numbered(reasonsOf(report, text))]
    case 'rolledBack':
      return [style.red('rolled back: everything runs on as it was'), ...numbered(reasonsOf(report, text))]
  }
}

function changesOf({ classes }: UpgradeFacts): string {
  return classes.map(({ class: name, from, to }) => `${name} ${from ?? '(new)'} -> ${to}`).join(', ')
}

function keptBy({ plan, migrated, pauseMs }: UpgradeFacts): string {
  const kept = plan.affected.reduce((sum, { instances }) => sum + instances, 0)
  return `kept ${formatCount(kept, 'instance')}, ${formatCount(migrated, 'state')} migrated, pause ${formatDuration(pauseMs)}`
}

function reasonsOf({ defects, failures, stragglers }: UpgradeFacts, text: string): string[] {
  const reasons = [
    ...defects,
    ...failures.map(({ class: name, pid, message }) => `${name} ${pid}: ${message}`),
    ...stragglers.map(({ class: name, pid, method }) => `${name} ${pid} is still in ${method}`),
  ]
  return reasons.length > 0 ? reasons : [text]
}

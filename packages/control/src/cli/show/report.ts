// What an upgrade, a rehearsal, a script, a confirmation or a purge has done; the outcome comes first. Pure.

import { describeLingerer } from '@instar/core'
import type {
  ConfirmAnswer,
  PurgeAnswer,
  RehearsalAnswer,
  ScriptAnswer,
  UpgradeAnswer,
} from '../../protocol/answers.js'
import { formatScriptAnswer } from '../../script/format.js'
import { numbered } from './plan.js'
import { formatCount, formatDuration } from './quantities.js'
import { classNames, releaseName } from './release-name.js'
import type { Look } from './table.js'

/** The lines of a report of core, its headline coloured by how it went. */
export function reportLines({ report, text }: UpgradeAnswer, look: Look): string[] {
  const isGood = report.outcome === 'committed' || report.outcome === 'unchanged'
  return [...coloured(text, isGood, look), ...phaseLines(report.phases, look)]
}

export function rehearsalLines({ rehearsal, text, findings }: RehearsalAnswer, look: Look): string[] {
  const isGood = rehearsal.outcome === 'passed' && findings.length === 0
  const against = findings.length === 0 ? [] : [look.style.red('Against the release:'), ...numbered(findings)]
  return [...coloured(text, isGood, look), ...against]
}

export function confirmationLines({ confirmed, journal }: ConfirmAnswer): string[] {
  if (!confirmed) return ['Nothing to confirm.']
  return ['Confirmed.', ...journal.confirmed.map((entry) => `  ${releaseName(entry)}: ${classNames(entry.classes)}`)]
}

export function purgeLines(answer: PurgeAnswer, look: Look): string[] {
  return [...outcomeLines(answer, look), ...proofLines(answer, look)]
}

/** What is left in memory of what has been purged, if that was asked. */
function proofLines({ class: name, left }: PurgeAnswer, { style }: Look): string[] {
  if (left === undefined) return []
  if (left.length === 0) return [`No purged version of ${name} is in memory, after a collection of garbage.`]
  return [
    style.red(`Still in memory: ${name} ${left.join(', ')}.`),
    'Somebody holds it: a closure or a bound method in the hands of others, a module variable, or a timer.',
  ]
}

function outcomeLines({ outcome, class: name, versions, lingering }: PurgeAnswer, { style }: Look): string[] {
  const who = lingering.map((one) => `  - ${describeLingerer(one)}`)
  switch (outcome) {
    case 'purged':
      return [style.green(`Purged ${name} ${versions.join(', ')}.`), ...(who.length > 0 ? ['Ended:', ...who] : [])]
    case 'refused':
      return [style.red(`Not purged: ${formatCount(lingering.length, 'call')} still in old code.`), ...who]
    case 'nothing':
      return [`${name} has no old generation.`]
  }
}

/** The lines of an answer of a script, its headline coloured by how it went. */
export function scriptLines(answer: ScriptAnswer, look: Look): string[] {
  return coloured(formatScriptAnswer(answer), isDone(answer), look)
}

/** Whether a script has come to its end, or would. */
export function isDone({ outcome }: ScriptAnswer): boolean {
  return outcome === 'done' || outcome === 'rehearsed'
}

function coloured(text: string, isGood: boolean, { style }: Look): string[] {
  const [headline = '', ...rest] = text.split('\n')
  return [isGood ? style.green(headline) : style.red(headline), ...rest]
}

function phaseLines(phases: UpgradeAnswer['report']['phases'], { style }: Look): string[] {
  const entered = Object.entries(phases).map(([phase, ms]) => `${phase} ${formatDuration(ms)}`)
  return entered.length === 0 ? [] : [style.dim(`  phases: ${entered.join(', ')}`)]
}

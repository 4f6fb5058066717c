// What a release would do: the versions first, then what happens to each class, who is held, and what speaks against it. Pure.

import type { AffectedClass, ClassChange, UpgradePlan } from '@instar/core'
import type { PlanAnswer } from '../../protocol/answers.js'
import { formatCount } from './quantities.js'
import { releaseName } from './release-name.js'
import type { Look } from './table.js'

/** The lines of `instar plan`. */
export function planLines({ release, plan, findings }: PlanAnswer, look: Look): string[] {
  return [
    `release ${look.style.bold(releaseName(release))}`,
    ...changeLines(plan, look),
    ...affectedLines(plan),
    ...plan.remarks.map(({ class: name, pid, text }) => `  ${name} ${pid}: ${text}`),
    ...plan.warnings.map((warning) => `${look.style.yellow('warning:')} ${warning}`),
    ...verdictLines([...findings, ...plan.defects], plan, look),
  ]
}

/** Whether there is anything to do, and nothing against it. */
export function verdictOf({ plan, findings }: PlanAnswer): 'sound' | 'refused' | 'unchanged' {
  if (findings.length + plan.defects.length > 0) return 'refused'
  return plan.changes.every(({ kind }) => kind === 'unchanged') ? 'unchanged' : 'sound'
}

function changeLines({ changes }: UpgradePlan, look: Look): string[] {
  const width = Math.max(0, ...changes.map(({ class: name }) => name.length))
  return changes.flatMap((change) => [
    `  ${change.class.padEnd(width)}  ${versionsOf(change, look)}`,
    ...[...detailsOf(change, look)].map((detail) => `      ${detail}`),
  ])
}

function versionsOf({ from, to, kind, direction, via }: ClassChange, { style }: Look): string {
  if (kind === 'unchanged') return style.dim(`${to} (unchanged)`)
  const way = via.length > 2 ? `, by ${via.slice(1, -1).join(', ')}` : ''
  const down = direction === 'down' ? ', a downgrade' : ''
  return `${from ?? '(new)'} -> ${style.bold(to)} (${kind}${down}${way})`
}

function* detailsOf({ kind, attributes, methods, isCodeOnly }: ClassChange, { style }: Look): Generator<string> {
  if (kind === 'added') return
  for (const name of attributes.added) yield style.green(`+ attribute ${name}`)
  for (const name of attributes.dropped) yield style.red(`- attribute ${name}`)
  for (const [from, to] of Object.entries(attributes.renamed)) yield style.yellow(`~ attribute ${from} -> ${to}`)
  for (const name of methods.added) yield style.green(`+ method ${name}`)
  for (const name of methods.removed) yield style.red(`- method ${name}`)
  if (isCodeOnly && kind === 'changed') yield style.dim('code only: no state migrates')
}

function affectedLines({ affected, order }: UpgradePlan): string[] {
  if (affected.length === 0) return []
  const total = affected.reduce((sum, { instances }) => sum + instances, 0)
  return [
    `  ${formatCount(total, 'instance')} of ${formatCount(affected.length, 'class', 'classes')} will be frozen: ${affected.map(affectedText).join(', ')}`,
    ...(order.length > 1 ? [`  order: ${order.join(', ')}`] : []),
  ]
}

function affectedText({ class: name, instances }: AffectedClass): string {
  return `${name} ${instances}`
}

function verdictLines(defects: readonly string[], { changes }: UpgradePlan, { style }: Look): string[] {
  if (defects.length === 0) {
    const isIdle = changes.every(({ kind }) => kind === 'unchanged')
    return [isIdle ? 'Nothing to do: this is what runs.' : style.green('The plan is sound.')]
  }
  const reasons = formatCount(defects.length, 'reason')
  return [style.red(`It would be refused, for ${reasons}:`), ...numbered(defects)]
}

/** Sentences with their numbers. */
export function numbered(sentences: readonly string[]): string[] {
  const width = String(sentences.length).length
  return sentences.map((sentence, i) => `  ${String(i + 1).padStart(width)}. ${sentence}`)
}

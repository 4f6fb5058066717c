// Instances: many in a table, one in detail, and who of them is in old code. Pure.

import { describeLingerer, type InstanceInfo, type InstancePage, type Lingerer, type RunningInfo } from '@instar/core'
import { formatCount, formatDuration, formatNumber } from './quantities.js'
import { factLines, type Look, tableLines } from './table.js'

const head = ['pid', 'class', 'name', 'phase', 'mailbox', 'running', 'age']

/** The lines of `instar instances`. */
export function instanceLines(page: InstancePage, look: Look): string[] {
  const { instances, total, class: name } = page
  if (instances.length === 0) return [`${name} has no ${total === 0 ? '' : 'more '}instances.`]
  const rows = instances.map((each) => [
    each.pid,
    each.class,
    each.name ?? '-',
    each.isFrozen ? `${each.phase}, frozen` : each.phase,
    each.mailbox,
    runningText(each.running),
    formatDuration(each.statistics.ageMs),
  ])
  const rest = instances.length < total ? [`${instances.length} of ${formatCount(total, 'instance')}`] : []
  return [...tableLines(head, rows, look), ...rest]
}

/** The lines of `instar inspect`. */
export function inspectionLines(each: InstanceInfo, look: Look): string[] {
  const versions = Object.entries(each.versions).map(([name, version]) => `${name} ${version}`)
  const { quarantine, exit } = each
  const facts = factLines(
    [
      ['instance', look.style.bold(`${each.class} ${each.pid}`)],
      ['name', each.name ?? ''],
      ['versions', versions.join(', ') + (each.isMigrated ? '' : look.style.yellow(' (not yet migrated)'))],
      ['phase', each.isFrozen ? `${each.phase}, frozen by an upgrade` : each.phase],
      ['running', runningText(each.running)],
      ['mailbox', formatCount(each.mailbox, 'message')],
      ['handled', formatNumber(each.statistics.handled)],
      ['age', formatDuration(each.statistics.ageMs)],
      ['timers', String(each.timers)],
      ['links', each.links.join(', ')],
      ['quarantine', quarantine === null ? '' : look.style.red(quarantine)],
      ['exit', exit ?? ''],
    ],
    look,
  )
  return [...facts, ...attributeLines(each, look)]
}

/** The lines of `instar lingering`. */
export function lingererLines(lingerers: readonly Lingerer[]): string[] {
  if (lingerers.length === 0) return ['Nobody is in old code.']
  return lingerers.map(describeLingerer)
}

function attributeLines({ attributes }: InstanceInfo, look: Look): string[] {
  const entries = Object.entries(attributes)
  if (entries.length === 0) return []
  return ['attributes', ...factLines(entries, look).map((line) => `  ${line}`)]
}

function runningText(running: RunningInfo | null): string {
  if (running === null) return '-'
  const { method, forMs, sender } = running
  const time = forMs === 0 ? '' : ` for ${formatDuration(forMs)}`
  return `${method}${time}${sender === null ? '' : `, asked by ${sender}`}`
}

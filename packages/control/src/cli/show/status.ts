// How a process is. Pure.

import type { Journal, JournalEntry, Status } from '../../protocol/answers.js'
import { formatBytes, formatCount, formatDuration, formatNumber } from './quantities.js'
import { classNames, releaseName } from './release-name.js'
import { factLines, type Look } from './table.js'

/** The lines of `instar status`. */
export function statusLines(status: Status, look: Look): string[] {
  const { statistics, journal, underWay, memory } = status
  return factLines(
    [
      [
        'node',
        `${look.style.bold(status.node)}, process ${status.processId}, up ${formatDuration(statistics.uptimeMs)}`,
      ],
      ['runs on', `Node ${status.nodejs.replace(/^v/, '')}, core ${status.core}, protocol ${status.protocol}`],
      ['memory', `${formatBytes(memory.rss)}, heap ${formatBytes(memory.heapUsed)}`],
      ['instances', instances(statistics)],
      ['messages', messages(statistics, look)],
      ['running', running(journal, look)],
      ['confirmed', releases(journal.confirmed) || 'nothing'],
      ['under way', underWay === null ? 'nothing' : `${underWay.command}, for ${formatDuration(underWay.sinceMs)}`],
    ],
    look,
  )
}

/** What runs and what is confirmed: the lines of `instar current`. */
export function journalLines(journal: Journal, look: Look): string[] {
  return [
    ...entryLines('running', journal.running, look),
    ...entryLines('confirmed', journal.confirmed, look),
    ...(isUnconfirmed(journal) ? [look.style.yellow('What runs is not confirmed.')] : []),
  ]
}

/** Whether something runs that a restart would not bring back. */
export function isUnconfirmed({ running, confirmed }: Journal): boolean {
  const known = new Set(confirmed.map(({ hash }) => hash))
  return running.some(({ hash }) => !known.has(hash))
}

function entryLines(title: string, entries: readonly JournalEntry[], look: Look): string[] {
  if (entries.length === 0) return [`${look.style.bold(title)}: nothing`]
  const lines = entries.flatMap((entry) => [
    `  ${releaseName(entry)}: ${classNames(entry.classes)}`,
    `    ${look.style.dim(entry.file)}`,
  ])
  return [`${look.style.bold(title)}:`, ...lines]
}

function running(journal: Journal, { style }: Look): string {
  const names = releases(journal.running) || 'what the process started with'
  return isUnconfirmed(journal) ? `${names}, ${style.yellow('not confirmed')}` : names
}

function releases(entries: readonly JournalEntry[]): string {
  return entries.map(releaseName).join(', ')
}

function instances({ instances, births }: Status['statistics']): string {
  return `${formatNumber(instances)} living, ${formatNumber(births)} born`
}

function messages({ handled, crashes, deadLetters }: Status['statistics'], { style }: Look): string {
  const troubles = [
    crashes === 0 ? '' : style.red(formatCount(crashes, 'crash', 'crashes')),
    deadLetters === 0 ? '' : style.yellow(formatCount(deadLetters, 'dead letter')),
  ].filter((text) => text !== '')
  return [`${formatNumber(handled)} handled`, ...(troubles.length > 0 ? troubles : ['no crashes'])].join(', ')
}

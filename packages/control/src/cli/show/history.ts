// What was done to a process: the audit log as a table in which an action and its end are one row; what
// went wrong stands last, since it may be long. Pure.

import type { HistoryEntry } from '../../protocol/answers.js'
import { formatDuration } from './quantities.js'
import { type Look, tableLines } from './table.js'

const head = ['#', 'at', 'command', 'from', 'subject', 'outcome', 'took', '']

/** The lines of `instar history`, oldest first. */
export function historyLines(entries: readonly HistoryEntry[], look: Look): string[] {
  if (entries.length === 0) return ['Nothing has been done yet.']
  const rows = withoutBeginnings(entries).map((each) => [
    each.serial,
    each.at.replace('T', ' ').replace(/\.\d+Z$/, 'Z'),
    each.command,
    each.from,
    subjectText(each.subject),
    each.outcome === 'begun' ? 'begun, not ended' : each.outcome,
    each.durationMs === undefined ? '-' : formatDuration(each.durationMs),
    (each.problems ?? []).join('; '),
  ])
  return tableLines(head, rows, look)
}

/** Without the entries that say that something was begun which is known to have ended. */
export function withoutBeginnings(entries: readonly HistoryEntry[]): HistoryEntry[] {
  const ended = new Set(entries.map(({ begun }) => begun))
  return entries.filter(({ serial }) => !ended.has(serial))
}

/** A release by name and short hash, and the rest as it is. */
function subjectText(subject: HistoryEntry['subject']): string {
  const { release, name, hash, ...rest } = subject
  const texts = Object.entries(rest).map(([key, value]) => `${key} ${plainText(value)}`)
  const named = [release, name].filter((each) => each !== undefined).map(plainText)
  const short = typeof hash === 'string' ? [`(${hash.slice(0, 12)})`] : []
  return [...named, ...short, ...texts].join(' ') || '-'
}

function plainText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

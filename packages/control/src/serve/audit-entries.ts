// The entries of the audit log as text and back. Pure. A line that a crash has torn is passed over; an action that was begun
// and whose end is not there is told as interrupted.

import type { HistoryEntry } from '../protocol/answers.js'

/** What an entry says beside its serial and its time. */
export type Remark = Omit<HistoryEntry, 'serial' | 'at'>

/** How many problems an entry tells, and how long each may be. */
const mostProblems = 50
const longestProblem = 2000

/** One line. */
export function formatEntry({ problems, ...entry }: HistoryEntry): string {
  const told = problems === undefined || problems.length === 0 ? {} : { problems: shortened(problems) }
  return `${JSON.stringify({ ...entry, ...told })}\n`
}

/** The entries of a log, oldest first. */
export function parseEntries(text: string): HistoryEntry[] {
  return text.split('\n').flatMap((line) => parseEntry(line))
}

/** History as it is told: `underWay` is the serial of the action that goes on, if one does. */
export function tellHistory(entries: readonly HistoryEntry[], underWay: number | null): HistoryEntry[] {
  const ended = new Set(entries.map(({ begun }) => begun))
  return entries.map((entry) => {
    if (entry.outcome !== 'begun' || entry.serial === underWay || ended.has(entry.serial)) return entry
    return {
      ...entry,
      outcome: 'interrupted',
      problems: ['its end is not in the log: the process ended before it did'],
    }
  })
}

function parseEntry(line: string): HistoryEntry[] {
  try {
    const entry = JSON.parse(line) as Partial<HistoryEntry> | null
    const isEntry =
      Number.isSafeInteger(entry?.serial) && typeof entry?.command === 'string' && typeof entry.outcome === 'string'
    return isEntry ? [entry as HistoryEntry] : []
  } catch {
    return []
  }
}

function shortened(problems: readonly string[]): string[] {
  const told = problems.slice(0, mostProblems).map((problem) => problem.slice(0, longestProblem))
  return problems.length > told.length ? [...told, `and ${problems.length - told.length} more`] : told
}

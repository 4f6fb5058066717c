// The journal as data: which releases the process has been upgraded to, and which of them run, by the versions of the
// classes that the system runs at the moment. So the journal cannot differ from what runs, whoever upgraded, and rolling
// back brings back what was there before. Pure.

import type { JournalEntry } from '../protocol/answers.js'

/** The versions of a class. */
export interface ClassVersions {
  readonly current: string
  /** Those that a rollback may come to. */
  readonly older: readonly string[]
}

export type Versions = ReadonlyMap<string, ClassVersions>

export interface Book {
  /** What may run again by a rollback, and what is confirmed; in the order in which they were upgraded to. */
  readonly kept: readonly JournalEntry[]
  /** What a process manager starts with. */
  readonly confirmed: readonly JournalEntry[]
}

/** Takes a release in as the newest. */
export function withRelease({ kept, confirmed }: Book, entry: JournalEntry): Book {
  return { kept: [...kept.filter(({ hash }) => hash !== entry.hash), entry], confirmed }
}

/** The releases that run, oldest first, each with those of its classes that come from it. */
export function runningOf({ kept }: Book, versions: Versions): JournalEntry[] {
  const claimed = new Set<string>()
  const newestFirst = kept.toReversed().flatMap((entry) => {
    const own = entry.classes.filter(({ class: name, version }) => {
      return versions.get(name)?.current === version && !claimed.has(name)
    })
    for (const { class: name } of own) claimed.add(name)
    return own.length === 0 ? [] : [{ ...entry, classes: own }]
  })
  return newestFirst.toReversed()
}

/** What runs is confirmed from now on. */
export function withConfirmed(book: Book, versions: Versions): Book {
  return { kept: book.kept, confirmed: runningOf(book, versions) }
}

/** Without the releases that neither run, nor are confirmed, nor can come back by a rollback. */
export function trimmed({ kept, confirmed }: Book, versions: Versions): Book {
  const isReachable = ({ hash, classes }: JournalEntry): boolean =>
    confirmed.some((entry) => entry.hash === hash) ||
    classes.some(({ class: name, version }) => {
      const known = versions.get(name)
      return known?.current === version || known?.older.includes(version) === true
    })
  return { kept: kept.filter(isReachable), confirmed }
}

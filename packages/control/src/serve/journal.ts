// The journal of a process: which releases run, and which are confirmed. It lies beside the socket and outlives the
// process, so that the next one starts with what was confirmed; an upgrade that nobody has confirmed ends with the process.

import type { ActorClass, ActorSystem } from '@instar/core'
import { fail } from '../base/failures.js'
import { type StatePlace, statePlace } from '../base/place.js'
import type { Journal, JournalEntry } from '../protocol/answers.js'
import { readRelease, writeRelease } from '../release/file.js'
import { loadRelease, type LoadOptions } from '../release/load.js'
import { namedClass } from '../release/named-class.js'
import type { Release } from '../release/release.js'
import { type Book, runningOf, trimmed, type Versions, withConfirmed, withRelease } from './journal-book.js'
import { readStored, releaseFile, removeOthers, writeStored } from './journal-file.js'
import { ensurePrivateFolder } from './private-folder.js'
import { messageOf } from './thrown.js'

/**
 * Reads the journal beside a socket, whether or not anybody serves there; an empty one when there is none. `running` is what
 * ran when it was last written. Throws `bad-journal`.
 */
export async function readJournal(path: string): Promise<Journal> {
  const { running, confirmed } = await readStored(statePlace(path))
  return { running, confirmed }
}

/**
 * Loads the classes that were confirmed, the newest of each name, to be registered before the first birth:
 * `system.register(...(await loadConfirmed(path)))`. None when nothing was. `path` is that of the socket. Throws
 * `bad-journal`, or `bad-confirmed` with all that is wrong.
 */
export async function loadConfirmed(path: string, options: LoadOptions = {}): Promise<readonly ActorClass[]> {
  const { confirmed } = await readStored(statePlace(path))
  const loaded = await Promise.allSettled(confirmed.map((entry) => loadEntry(entry, options)))
  const defects = loaded.flatMap((each) => (each.status === 'rejected' ? [messageOf(each.reason)] : []))
  if (defects.length > 0) throw fail('bad-confirmed', { problems: listed(defects), defects })
  return loaded.flatMap((each) => (each.status === 'fulfilled' ? each.value : []))
}

/** The journal of a process that is served. */
export class LiveJournal {
  private constructor(
    private readonly place: StatePlace,
    private readonly system: ActorSystem,
    private book: Book,
  ) {}

  /** Goes on with what was confirmed. What was not is forgotten: it ended with the process that ran it. */
  static async open(place: StatePlace, system: ActorSystem): Promise<LiveJournal> {
    const { confirmed, kept } = await readStored(place)
    const whole = kept.filter(({ hash }) => confirmed.some((entry) => entry.hash === hash))
    return new LiveJournal(place, system, { kept: whole, confirmed })
  }

  /** What runs and what is confirmed, at the moment. */
  get current(): Journal {
    return { running: runningOf(this.book, this.versions), confirmed: this.book.confirmed }
  }

  /** Whether a release runs that has not been confirmed. */
  get hasUnconfirmed(): boolean {
    const { running, confirmed } = this.current
    return running.some(({ hash }) => !confirmed.some((entry) => entry.hash === hash))
  }

  /** Keeps the file of a release that is about to be upgraded to, until the next `follow`. Throws `unwritten-release`. */
  async store(release: Release): Promise<void> {
    await ensurePrivateFolder(this.place.releases)
    await writeRelease(releaseFile(this.place, release.hash), release)
  }

  /** Says that a release, whose file is kept, has been upgraded to; written by `follow`. */
  take({ hash, manifest }: Release): void {
    const classes = manifest.classes.map(({ name, version }) => ({ class: name, version }))
    this.book = withRelease(this.book, { name: manifest.name, hash, file: releaseFile(this.place, hash), classes })
  }

  /** Says that what runs is there to stay; written by `follow`. */
  confirm(): void {
    this.book = withConfirmed(this.book, this.versions)
  }

  /** Writes down what runs by now, and lets go of releases that are not needed any more. */
  async follow(): Promise<void> {
    this.book = trimmed(this.book, this.versions)
    await writeStored(this.place, { ...this.current, kept: this.book.kept })
    await removeOthers(this.place, this.book.kept)
  }

  private get versions(): Versions {
    const { classes } = this.system
    return new Map(classes.map(({ name, version, older }) => [name, { current: version, older }]))
  }
}

async function loadEntry({ file, hash, name, classes }: JournalEntry, options: LoadOptions): Promise<ActorClass[]> {
  const release = await readRelease(file)
  if (release.hash !== hash)
    throw new Error(`${file} is not the release ${name} ${hash.slice(0, 12)} that was confirmed`)
  const loaded = await loadRelease(release, options)
  return loaded.classes.filter((value) => {
    const { name, version } = namedClass(value, release.manifest, {})
    return classes.some((each) => each.class === name && each.version === version)
  })
}

function listed(defects: readonly string[]): string {
  return defects.map((defect) => `  - ${defect}`).join('\n')
}

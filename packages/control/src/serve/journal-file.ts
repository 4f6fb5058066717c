// The journal on the disk: `journal.json`, written whole or not at all, and the releases that it names beside it.

import { open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { fail } from '../base/failures.js'
import type { StatePlace } from '../base/place.js'
import type { JournalEntry } from '../protocol/answers.js'
import { syncFolder } from './durable-folder.js'
import { messageOf } from './thrown.js'

const journalFormat = 1
const hash = z.string().regex(/^[0-9a-f]{64}$/)
const entries = z.array(
  z.object({
    name: z.string(),
    hash,
    classes: z.array(z.object({ class: z.string(), version: z.string() })),
  }),
)
const content = z.object({ format: z.literal(journalFormat), running: entries, confirmed: entries, kept: entries })

/** What is on the disk. */
export interface StoredJournal {
  readonly running: readonly JournalEntry[]
  readonly confirmed: readonly JournalEntry[]
  readonly kept: readonly JournalEntry[]
}

/** Where a release is kept. */
export function releaseFile({ releases }: StatePlace, releaseHash: string): string {
  return join(releases, `${releaseHash}.release`)
}

/** Reads the journal; an empty one when there is none. Throws `bad-journal`. */
export async function readStored(place: StatePlace): Promise<StoredJournal> {
  const text = await readFile(place.journal, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
    throw error
  })
  if (text === null) return { running: [], confirmed: [], kept: [] }
  const { running, confirmed, kept } = parseJournal(text, place.journal)
  // The folder may have moved since.
  const placed = (list: z.infer<typeof entries>): JournalEntry[] =>
    list.map((entry) => ({ ...entry, file: releaseFile(place, entry.hash) }))
  return { running: placed(running), confirmed: placed(confirmed), kept: placed(kept) }
}

/** Writes the journal, durably. */
export async function writeStored(place: StatePlace, stored: StoredJournal): Promise<void> {
  const draft = `${place.journal}.new`
  const file = await open(draft, 'w', 0o600)
  try {
    await file.writeFile(`${JSON.stringify({ format: journalFormat, ...stored }, null, 2)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, place.journal)
  await syncFolder(dirname(place.journal))
}

/** Removes all releases but these. */
export async function removeOthers({ releases }: StatePlace, wanted: readonly JournalEntry[]): Promise<void> {
  const files = new Set(wanted.map((entry) => `${entry.hash}.release`))
  const names = await readdir(releases).catch(() => [])
  for (const name of names.filter((each) => !files.has(each))) await rm(join(releases, name), { force: true })
}

function parseJournal(text: string, file: string): z.infer<typeof content> {
  try {
    return content.parse(JSON.parse(text))
  } catch (error) {
    const problem = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error)
    throw fail('bad-journal', { file, problem }, error)
  }
}

// Release files. A file is there whole or not at all, also after a power cut: it is written under another name,
// brought to the disk, and only then given its name.

import { randomUUID } from 'node:crypto'
import { open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fail } from '../base/failures.js'
import { problemOfReading, problemOfWriting } from './file-problem.js'
import type { Release } from './release.js'
import { demandSize, formatRelease, parseRelease } from './text.js'

/** Reads a release file. Throws `no-release` when it cannot be read, and what `parseRelease` throws. */
export async function readRelease(file: string): Promise<Release> {
  return parseRelease(await readBytes(file), file)
}

/** Writes a release file, in place of one that may be there. Throws `unwritten-release`; then nothing has changed. */
export async function writeRelease(file: string, release: Release): Promise<void> {
  const folder = dirname(file)
  const draft = join(folder, `.${randomUUID()}.draft`)
  try {
    await writeDurably(draft, formatRelease(release))
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {})
    throw fail('unwritten-release', { file, ...problemOfWriting(error, folder) }, error)
  }
  await settleFolder(folder)
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    const { size } = await demandFile(file)
    demandSize(size, file)
    return await readFile(file)
  } catch (error) {
    if (!isFileError(error)) throw error
    throw fail('no-release', { file, problem: problemOfReading(error) }, error)
  }
}

/** Looks before it opens: opening a pipe would wait for somebody to write. */
async function demandFile(file: string): Promise<{ readonly size: number }> {
  const found = await stat(file)
  if (found.isFile()) return found
  throw fail('no-release', { file, problem: found.isDirectory() ? 'it is a folder' : 'it is no file' })
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return typeof (error as NodeJS.ErrnoException).syscall === 'string'
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx')
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Brings the name to the disk. Not every system lets folders be synced; then the name is as safe as it makes it. */
async function settleFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null)
  try {
    await handle?.sync().catch(() => {})
  } finally {
    await handle?.close()
  }
}

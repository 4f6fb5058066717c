// A folder that only its owner may enter: made when it is missing, refused when it is not safe, never changed.

import { mkdir, stat } from 'node:fs/promises'
import { fail } from '../base/failures.js'
import { folderDefect } from './folder-verdict.js'

/** Makes sure of such a folder. Throws `unsafe-folder` with what is wrong. */
export async function ensurePrivateFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unsafe(folder, 'it cannot be made', error)
  }
  const facts = await stat(folder).catch((error: unknown) => {
    throw unsafe(folder, 'it cannot be looked at', error)
  })
  const user = process.getuid?.() ?? null
  const defect = folderDefect({ isFolder: facts.isDirectory(), owner: facts.uid, mode: facts.mode }, user, folder)
  if (defect !== null) throw fail('unsafe-folder', { folder, ...defect })
}

function unsafe(folder: string, problem: string, cause: unknown): Error {
  const { message } = cause as Error
  return fail('unsafe-folder', { folder, problem: `${problem}: ${message}`, cure: 'Use a folder of your own.' }, cause)
}

// Names that are to be there after a power cut: the content of a file is synced with the file, its name with its folder.

import { open } from 'node:fs/promises'

/** Makes the names in a folder durable. Not every platform lets folders be opened; there it is left to the platform. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null)
  try {
    await handle?.sync().catch(() => {})
  } finally {
    await handle?.close()
  }
}

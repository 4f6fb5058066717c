// Where the audit log is written: text is appended, and is on the disk when the promise settles. The file is opened for
// each append: so a folder that has vanished is noticed, and a log that was moved away is begun anew.

import { type FileHandle, open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { syncFolder } from './durable-folder.js'

/** A text that grows and outlives the process. */
export interface AuditFile {
  readonly path: string
  /** All of it; empty when there is none. */
  read(): Promise<string>
  /** Appends whole lines, after what an earlier process may have left half written. Rejects when they are not on the disk. */
  append(lines: string): Promise<void>
}

export class DiskAuditFile implements AuditFile {
  constructor(readonly path: string) {}

  async read(): Promise<string> {
    return readFile(this.path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return ''
      throw error
    })
  }

  async append(lines: string): Promise<void> {
    const file = await open(this.path, 'a+', 0o600)
    try {
      const { size } = await file.stat()
      const text = size === 0 || (await endsLine(file, size)) ? lines : `\n${lines}`
      await writeDurably(file, text, size)
      if (size === 0) await syncFolder(dirname(this.path))
    } finally {
      await file.close()
    }
  }
}

async function endsLine(file: FileHandle, size: number): Promise<boolean> {
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1)
  return buffer[0] === 0x0a
}

// What a full disk cut off is taken out again, as far as that goes; a line that stays torn is passed over by readers.
async function writeDurably(file: FileHandle, text: string, size: number): Promise<void> {
  try {
    await file.appendFile(text)
    await file.datasync()
  } catch (error) {
    await file.truncate(size).catch(() => {})
    throw error
  }
}

// Watches the folders of sources. Folders and not files, since editors put a new file in the place of the old one.

import { type FSWatcher, watch } from 'node:fs'

const sourceName = /\.([cm]?[jt]sx?|json)$/

export class SourceWatch {
  private readonly watchers = new Map<string, FSWatcher>()

  constructor(private readonly onChange: () => void) {}

  /** Watches exactly these folders from now on; one that cannot be watched is left out. */
  follow(folders: Iterable<string>): void {
    const wanted = new Set(folders)
    for (const folder of this.watchers.keys()) if (!wanted.has(folder)) this.leave(folder)
    for (const folder of wanted) if (!this.watchers.has(folder)) this.enter(folder)
  }

  close(): void {
    for (const folder of this.watchers.keys()) this.leave(folder)
  }

  private enter(folder: string): void {
    try {
      const watcher = watch(folder, (_event, name) => {
        if (name === null || sourceName.test(name)) this.onChange()
      })
      // A folder that goes away while it is watched; the next build says what is missing.
      watcher.once('error', () => this.leave(folder))
      this.watchers.set(folder, watcher)
    } catch {
      // The same before it was watched.
    }
  }

  private leave(folder: string): void {
    this.watchers.get(folder)?.close()
    this.watchers.delete(folder)
  }
}

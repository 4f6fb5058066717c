// Upgrading on save: sources are watched, built, and upgraded to, one after the other; whatever goes wrong is said, and the
// process runs on as it was.

import { dirname } from 'node:path'
import { stat } from 'node:fs/promises'
import type { WireUpgradeOptions } from '../../protocol/commands.js'
import type { Release } from '../../release/release.js'
import { formatRelease } from '../../release/text.js'
import { command, type CommandSpec } from '../command.js'
import type { Context } from '../context.js'
import { errorJson, errorLines } from '../show/error.js'
import { savedLines } from '../show/dev.js'
import { Quiet } from '../quiet.js'
import { raisedVersions } from '../raised-versions.js'
import { SourceWatch } from '../source-watch.js'
import { buildFrom } from '../sources.js'
import { type UpgradeFlags, upgradeOptions, wireOptions } from './upgrade-options.js'

/** Editors write in several steps. */
const quietMs = 100

const dev = command<UpgradeFlags>({
  name: 'dev',
  group: 'Build',
  arguments: { '<sources...>': 'TypeScript or JavaScript files, or folders of them' },
  summary: 'Upgrades the process whenever a source is saved, until Ctrl-C',
  options: upgradeOptions,
  examples: ['dev src/cats', 'dev src/cat.ts --deadline 1s'],
  async run(context, sources, flags) {
    const { signal, clock } = context.io
    const quiet = new Quiet(clock, quietMs)
    const watch = new SourceWatch(quiet.note)
    const session = new DevSession(context, sources, wireOptions(flags), watch)
    try {
      await session.begin()
      do await session.upgrade()
      while (await quiet.next(signal))
    } finally {
      quiet.stop()
      watch.close()
    }
    return { json: undefined, lines: [] }
  },
})

export const devCommands: readonly CommandSpec[] = [dev]

/** What is watched, and what was upgraded to last. */
class DevSession {
  private last: string | null = null
  private folders: readonly string[] = []

  constructor(
    private readonly context: Context,
    private readonly sources: readonly string[],
    private readonly options: { options?: WireUpgradeOptions },
    private readonly watch: SourceWatch,
  ) {}

  /** Watches before anything is built, so that nothing that is saved meanwhile is missed. */
  async begin(): Promise<void> {
    this.folders = await Promise.all(this.sources.map((typed) => folderOf(this.context.path(typed))))
    this.watch.follow(this.folders)
    this.context.say(`watching ${this.sources.join(', ')}`)
  }

  async upgrade(): Promise<void> {
    try {
      const release = await buildFrom(this.context, this.sources)
      this.follow(release)
      if (release.hash === this.last) return
      await this.send(await this.raised(release))
      this.last = release.hash
    } catch (error) {
      if (!this.context.io.signal.aborted) this.tell(errorJson(error), errorLines(error, this.context.style))
    }
  }

  private async send(release: Release): Promise<void> {
    const answer = await this.context.act('upgrade', { release: formatRelease(release), ...this.options })
    this.tell(answer, savedLines(answer, this.context))
  }

  /** The same release with versions that it can be upgraded to. */
  private async raised(release: Release): Promise<Release> {
    const versions = raisedVersions(release.manifest.classes, await this.context.call('classes', {}))
    return Object.keys(versions).length === 0 ? release : buildFrom(this.context, this.sources, { versions })
  }

  /** Modules outside of what was named belong to it when they are imported. */
  private follow({ manifest }: Release): void {
    const imported = manifest.sources.map(({ file }) => dirname(this.context.path(file)))
    this.watch.follow([...this.folders, ...imported])
  }

  private tell(json: unknown, lines: readonly string[]): void {
    if (this.context.isJson) this.context.io.stdout.write(`${JSON.stringify(json)}\n`)
    else this.context.say(...lines)
  }
}

async function folderOf(path: string): Promise<string> {
  return stat(path).then(
    (found) => (found.isDirectory() ? path : dirname(path)),
    () => dirname(path),
  )
}

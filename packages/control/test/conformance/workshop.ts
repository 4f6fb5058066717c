// A process that is served, and an operator with sources on disk: releases are built from files and sent through the socket.

import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Actor, ActorSystem, isInstarError, type SystemEvent } from '@instar/core'
import {
  buildRelease,
  ControlClient,
  type ControlServer,
  formatRelease,
  loadRelease,
  serveControl,
} from '../../src/index.js'

import type { Input } from '../../src/protocol/commands.js'

/** Texts by path. */
export type Files = Readonly<Record<string, string>>

export class Workshop implements AsyncDisposable {
  readonly events: SystemEvent[] = []
  private builds = 0

  private constructor(
    readonly folder: string,
    readonly system: ActorSystem,
    readonly server: ControlServer,
    readonly client: ControlClient,
  ) {
    system.events$.subscribe((event) => this.events.push(event))
  }

  static async open(): Promise<Workshop> {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'instar-workshop-')))
    const system = await ActorSystem.start()
    const server = await serveControl(system, { path: join(folder, 'run', 'x.sock') })
    return new Workshop(folder, system, server, await ControlClient.find({ control: server.path }))
  }

  /** Writes sources into a folder of their own, builds them, and gives the release as text. */
  async build(files: Files): Promise<string> {
    const root = join(this.folder, `sources-${(this.builds += 1)}`)
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, name)), { recursive: true })
      await writeFile(join(root, name), text)
    }
    return formatRelease((await buildRelease({ entries: ['.'], root, name: `release-${this.builds}` })).release)
  }

  /** Builds sources and starts with them, as a program does. */
  async startWith(files: Files): Promise<void> {
    const { parseRelease } = await import('../../src/index.js')
    const { classes } = await loadRelease(parseRelease(await this.build(files), 'memory'))
    this.system.register(...classes)
  }

  spawn(name: string): Promise<Actor & Record<string, () => Promise<unknown>>> {
    return this.system.spawn(name) as never
  }

  async upgrade(files: Files, options?: Input<'upgrade'>['options']) {
    const release = await this.build(files)
    const { report } = await this.client.call('upgrade', { release, ...(options === undefined ? {} : { options }) })
    return report
  }

  /** The classes with their versions and instances: what must not change by what is refused. */
  portrait(): unknown {
    return this.system.classes.map(({ name, version, older, instances }) => ({ name, version, older, instances }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.close()
    await this.system.stop()
    await rm(this.folder, { recursive: true, force: true })
  }
}

/** All sentences of an error of this framework. */
export async function complaints(run: () => Promise<unknown>): Promise<string[]> {
  try {
    await run()
  } catch (error) {
    if (!isInstarError(error)) throw error
    const { defects } = error.facts
    return Array.isArray(defects) ? (defects as string[]) : [error.message]
  }
  throw new Error('an error was expected')
}

/** A class with a request `tell` that says its version; `more` goes into its body, `extra` into the options of its decorator. */
export function source(name: string, version: string, { more = '', extra = '', head = '' } = {}): string {
  return `import { Actor, actor, add, attribute, drop, migration, rename, request, staticMethod } from '@instar/core'
${head}
@actor({ version: '${version}'${extra} })
export class ${name} extends Actor {
  @attribute() told = 0
  @request() tell(): string {
    this.told += 1
    return '${name} ${version}, ' + this.told
  }
  ${more}
}
`
}

/** A promise that the test settles. */
export function makeGate(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve!: () => void
  const promise = new Promise<void>((done) => (resolve = done))
  return { promise, resolve }
}

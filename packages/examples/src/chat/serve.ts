// The server as a process: people type to it over WebSocket, and its operator looks at it, and upgrades it, with `instar`
// from another terminal. It knows no version of a room or a visitor itself: what it starts with comes from releases, so that
// all of it can be forgotten.

import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ActorClass } from '@instar/core'
import { buildRelease, loadConfirmed, loadRelease, readRelease, type Release, serveControl } from '@instar/control'
import { host } from './door.js'
import type { ServeTask } from './options.js'
import { ChatServer } from './server.js'

export interface Desk {
  readonly say: (line: string) => void
  /** Ends it. */
  readonly signal: AbortSignal
}

/** The sources of the versions, and what goes into a release beside the rooms. */
export const sources = fileURLToPath(new URL('../../src/chat/', import.meta.url))
export const beside = ['visitor.ts', 'lobby.ts']

/** Serves until the signal; rejects when it cannot listen on the port, or at the control socket. */
export async function serve({ port, control, releases }: ServeTask, { say, signal }: Desk): Promise<void> {
  await using server = await ChatServer.open(await classesFor(control, releases), port)
  await using operator = await serveControl(server.system, control === undefined ? {} : { path: control })
  const listening = await server.getPort()
  say(
    `Room ${server.version} listens on ${host}:${listening}. Type to it, in JSON: npx wscat -c ws://${host}:${listening}`,
  )
  say(`Its control socket is ${operator.path}. Look at it: instar --control ${operator.path} status`)
  if (!signal.aborted) await once(signal, 'abort')
  say('The server closes its connections and ends.')
}

/** What to start with: what was asked for, else what was confirmed, else the first version. */
async function classesFor(control: string | undefined, files: readonly string[]): Promise<readonly ActorClass[]> {
  const confirmed = files.length > 0 || control === undefined ? [] : await loadConfirmed(control)
  if (confirmed.length > 0) return confirmed
  const releases = files.length > 0 ? await Promise.all(files.map((file) => readRelease(file))) : [await firstRelease()]
  return newest(await Promise.all(releases.map(async (release) => (await loadRelease(release)).classes)))
}

async function firstRelease(): Promise<Release> {
  const entries = ['v1.ts', ...beside].map((file) => join(sources, file))
  return (await buildRelease({ entries, root: sources, name: 'chat-1.0.0' })).release
}

/** Of several releases with the same classes, the last one counts. */
function newest(releases: readonly (readonly ActorClass[])[]): ActorClass[] {
  return [...new Map(releases.flat().map((value) => [value.name, value])).values()]
}

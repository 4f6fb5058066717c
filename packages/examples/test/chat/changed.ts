// Versions of the chat's classes as a release brings them: its sources, with parts of their text replaced.

import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildRelease, loadRelease, type Release } from '@instar/control'
import type { ActorClass } from '@instar/core'
import { beside, sources } from '../../src/chat/serve.js'

/** By file: what is replaced by what. */
export type Edits = Readonly<Record<string, readonly (readonly [before: string, after: string])[]>>

/** Another version of the class in a file, with other code. */
export function changed(file: string, ...edits: Edits[string]): Edits {
  return { [file]: [["@actor({ version: '1.0.0'", "@actor({ version: '1.1.0'"], ...edits] }
}

const others = ['gathering.ts', 'history.ts', 'connection.ts', 'protocol.ts']

/** A release of a version of the rooms (`v1.ts`, `v2.ts`) with all that goes with them, after some edits. */
export async function releaseOf(rooms: string, edits: Edits = {}): Promise<Release> {
  const folder = await mkdtemp(join(tmpdir(), 'chat-changed-'))
  try {
    for (const file of [rooms, ...beside, ...others]) await cp(join(sources, file), join(folder, file))
    for (const file of Object.keys(edits)) await edit(join(folder, file), edits[file]!)
    const entries = [rooms, ...beside].map((file) => join(folder, file))
    return (await buildRelease({ entries, root: folder, name: 'chat' })).release
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The classes of such a release. */
export async function classesOf(rooms: string, edits: Edits = {}): Promise<readonly ActorClass[]> {
  return (await loadRelease(await releaseOf(rooms, edits))).classes
}

async function edit(file: string, edits: Edits[string]): Promise<void> {
  let text = await readFile(file, 'utf8')
  for (const [before, after] of edits!) {
    if (!text.includes(before)) throw new Error(`${file} does not contain ${before}`)
    text = text.replaceAll(before, after)
  }
  await writeFile(file, text)
}

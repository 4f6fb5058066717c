// An instance as an entry: its snapshot as JSON, with the run that its pid belongs to. And back.

import type { Pid, Snapshot, SnapshotLevel } from '@instar/core'
import { fail } from '../failures.js'
import { type FindRef, Malformed, Reader } from './reader.js'
import type { EntryTransformer } from './transformers.js'
import type { Json } from './view.js'
import { Writer } from './writer.js'

/** The fields of an entry, as they were read; nothing is known of the values yet. */
export interface Entry {
  readonly class: string
  readonly pid: Pid
  /** The incarnation of the system that wrote it. */
  readonly run: string
  readonly levels: readonly RawLevel[]
  readonly parts: readonly Json[]
}

interface RawLevel extends Omit<SnapshotLevel, 'slice'> {
  readonly slice: Readonly<Record<string, Json>>
}

/** A snapshot as the body of a line. Throws `unwritable` with all that cannot be written. */
export function entryText(snapshot: Snapshot, run: string, transformers: readonly EntryTransformer[]): string {
  const { class: name, pid } = snapshot
  const writer = new Writer(transformers)
  const looked = snapshot.levels.map((level) =>
    Object.entries(level.slice).map(([attribute, value]) => {
      return [attribute, writer.look(value, { class: level.class, attribute })] as const
    }),
  )
  const { problems } = writer
  if (problems.length > 0)
    throw fail('unwritable', { class: name, pid, problems, list: problems.map((each) => `- ${each}`).join('\n') })
  const levels = snapshot.levels.map(({ class: level, version, passed }, i) => {
    const slice = Object.fromEntries(looked[i]!.map(([attribute, value]) => [attribute, writer.write(value)]))
    return { class: level, version, passed, slice }
  })
  return JSON.stringify({ class: name, pid, run, levels, parts: writer.parts() }).slice(1, -1)
}

/** The entry that these fields make; a phrase says what is wrong with them. */
export function entryOf(fields: Readonly<Record<string, Json>>): Entry | string {
  const { class: name, pid, run, levels, parts } = fields
  if (typeof name !== 'string' || typeof pid !== 'string' || typeof run !== 'string')
    return 'lacks its class, pid or run'
  if (!Array.isArray(levels) || !Array.isArray(parts)) return 'lacks its levels or its parts'
  const isSound = (levels as readonly Json[]).every((level) => isObject(level) && isObject(level['slice'] ?? null))
  return isSound ? (fields as unknown as Entry) : 'has a level without a slice'
}

/** The snapshot of an entry. Throws `Malformed`, and what a transformer throws. */
export function snapshotOf(entry: Entry, transformers: readonly EntryTransformer[], findRef: FindRef): Snapshot {
  const reader = new Reader(entry.parts, transformers, findRef)
  const levels = entry.levels.map(({ class: name, version, passed, slice }) => {
    const values = Object.entries(slice).map(([attribute, json]) => {
      return [attribute, reader.read(json, { class: name, attribute })] as const
    })
    return { class: name, version, passed, slice: Object.fromEntries(values) }
  })
  return { class: entry.class, pid: entry.pid, levels }
}

/** What reading an entry was ended by, as a phrase. */
export function problemOf(error: unknown): string {
  if (error instanceof Malformed) return error.message
  return `could not be read: ${error instanceof Error ? error.message : String(error)}`
}

function isObject(json: Json): json is { readonly [key: string]: Json } {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

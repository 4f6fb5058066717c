// A trait for instances that can be written down and read back: in another process, or under another version of their class,
// where they are migrated on the way in as a living instance would be. What is written is the state, that is the attributes of
// the whole lineage; constructors do not run again, `start` does. Ancestor: WOOPER's class_Serialisable.

import { Actor, actor, request, type Revival } from '@instar/core'
import { fail } from '../failures.js'
import { entryText } from './entry.js'
import { lineOf } from './line.js'
import type { EntryTransformer } from './transformers.js'

/** Attributes by name. */
export type WrittenAttributes = Readonly<Record<string, unknown>>

/** To bytes and back: `serialise()` here, `writeInstances` for many; `deserialise` and `readInstances` bring them back. */
@actor({ version: '1.0.0', description: 'can be written to bytes, and read back from them' })
export class Serialisable extends Actor {
  /** Of one that is read back: runs `afterDeserialise`, before the `start` of the class. */
  start(revival?: Revival): unknown {
    return revival === undefined ? undefined : this.afterDeserialise(revival)
  }

  /**
   * Override to get ready, and to have something else written than attributes hold: what is returned is written in place of the
   * attributes that it names, and changes nothing of the instance. Awaited. The default returns nothing.
   */
  beforeSerialise(): WrittenAttributes | void | Promise<WrittenAttributes | void> {}

  /**
   * Override to set up what no attribute holds, in an instance that has been read back: it has its attributes, migrated to what
   * runs, and has not started. Told whom it was and by which versions it was written. Awaited; a throw refuses the entry.
   */
  afterDeserialise(_revival: Revival): unknown {
    return undefined
  }

  /** This instance alone, as bytes for `deserialise`. Throws `unwritable`, and what `beforeSerialise` throws. */
  @request() async serialise(transformers: readonly EntryTransformer[] = []): Promise<Uint8Array> {
    return Buffer.concat([lineOf('instance', 1, await this.takeEntry(transformers)), lineOf('end', 1)])
  }

  /** This instance as the body of an entry; `writeInstances` puts it in a line. */
  @request() async takeEntry(transformers: readonly EntryTransformer[]): Promise<string> {
    const instead = (await this.beforeSerialise()) ?? {}
    const ref = this.self(Serialisable)
    const { levels, ...snapshot } = this.system.snapshot(ref)!
    const known = levels.flatMap(({ slice }) => Object.keys(slice))
    const unknown = Object.keys(instead).filter((name) => !known.includes(name))
    if (unknown.length > 0) throw noAttributes(ref.className, ref.pid, unknown)
    const written = levels.map((level) => ({ ...level, slice: replaced(level.slice, instead) }))
    return entryText({ ...snapshot, levels: written }, this.system.incarnation, transformers)
  }
}

function replaced(slice: WrittenAttributes, instead: WrittenAttributes): WrittenAttributes {
  return Object.fromEntries(
    Object.entries(slice).map(([name, value]) => [name, Object.hasOwn(instead, name) ? instead[name] : value]),
  )
}

function noAttributes(className: string, pid: string, names: readonly string[]): Error {
  const problems = names.map((name) => `beforeSerialise returned ${name}, which is no attribute`)
  return fail('unwritable', { class: className, pid, problems, list: problems.map((each) => `- ${each}`).join('\n') })
}

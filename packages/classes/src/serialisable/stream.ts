// Streams of instances, out and in: to a file, to a socket, from one process to another, from one version to another. One
// instance is held at a time, so a stream may be longer than the memory.

import {
  type Actor,
  type ActorSystem,
  isReference,
  type Pid,
  type Ref,
  type Reference,
  type ReviveOptions,
} from '@instar/core'
import { fail } from '../failures.js'
import { type Arrival, Arrivals } from './arrivals.js'
import { lineOf } from './line.js'
import { type Bytes, linesOf } from './lines.js'
import type { EntryTransformer } from './transformers.js'

export interface WriteOptions {
  /** Asked in their order; the first that matches a value writes it. */
  readonly transformers?: readonly EntryTransformer[]
}

export interface ReadOptions extends Pick<ReviveOptions, 'migrations' | 'extra'> {
  /** Those by whose names the entries were written. */
  readonly transformers?: readonly EntryTransformer[]
  /** Says what a ref in a state is to be: null for nothing; undefined leaves it to the rules. */
  readonly refs?: (pid: string, className: string) => Reference | null | undefined
  /** How an instance is born: under a name, say. */
  readonly birth?: (who: {
    readonly entry: number
    readonly class: string
    readonly pid: Pid
  }) => Pick<ReviveOptions, 'name' | 'timeout'>
}

/** What a ref of an instance with the trait can be asked. */
interface Serialised {
  takeEntry(transformers: readonly EntryTransformer[]): Promise<string>
}

/**
 * Instances as bytes, a line each, and a last line that says how many: `pipeline(writeInstances(refs), createWriteStream(file))`.
 * Each is asked when its turn comes, between two of its messages, so a stream is no picture of one moment: freeze what has to
 * agree by not sending to it meanwhile. Throws `not-serialisable`, `unwritable`, and what the requests of it throw.
 */
export async function* writeInstances(
  refs: Iterable<Reference> | AsyncIterable<Reference>,
  { transformers = [] }: WriteOptions = {},
): AsyncGenerator<Uint8Array> {
  let n = 0
  for await (const ref of refs) {
    if (!isSerialisable(ref)) throw fail('not-serialisable', { value: String(ref) })
    n += 1
    yield lineOf('instance', n, await ref.takeEntry(transformers))
  }
  yield lineOf('end', n)
}

/**
 * Bears the instances of a stream, one after the other, as they are asked for: each is told when it lives. What is truncated,
 * altered, or leads to no version that runs is refused at its entry, by number; those before it live. Leaving the loop early
 * gives up the rest. Classes have to be known to the system. Refs among the instances are tied again: see the page.
 */
export async function* readInstances(
  system: ActorSystem,
  bytes: Bytes,
  options: ReadOptions = {},
): AsyncGenerator<Arrival> {
  const arrivals = new Arrivals(system, options)
  try {
    for await (const line of linesOf(bytes)) yield await arrivals.bear(line)
  } finally {
    arrivals.close()
  }
}

/** Bears the one instance that is in these bytes; throws `not-one-instance` before it does when there are others, or none. */
export async function deserialise<C extends Actor = Actor>(
  system: ActorSystem,
  bytes: Bytes,
  options: ReadOptions = {},
): Promise<Ref<C>> {
  const lines = []
  for await (const line of linesOf(bytes))
    if (lines.push(line) > 1) throw fail('not-one-instance', { count: 'are more' })
  const [line] = lines
  if (line === undefined) throw fail('not-one-instance', { count: 'is none' })
  const arrivals = new Arrivals(system, options)
  try {
    return (await arrivals.bear(line)).ref as Ref<C>
  } finally {
    arrivals.close()
  }
}

function isSerialisable(ref: unknown): ref is Serialised {
  return isReference(ref) && typeof (ref as Partial<Serialised>).takeEntry === 'function'
}

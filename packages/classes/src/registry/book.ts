// The book of a registry: who is entered under which key, and which keys somebody is entered under. Plain data and pure
// book-keeping; whatever the size of the book, an entry is made, found and struck in the same time. The invariant: a pid is
// under a key in `byKey` exactly when the key is under the pid in `byPid`, and neither has empty entries.

import type { Pid, Reference } from '@instar/core'

/** A key is what can be written down: a text or a number. */
export type RegistryKey = string | number

/** The entries, from both sides. Maps keep the order in which entries were made. */
export interface Book<K extends RegistryKey> {
  readonly byKey: Map<K, Map<Pid, Reference>>
  readonly byPid: Map<Pid, Set<K>>
  /** How many entries there are. */
  entries: number
}

export function emptyBook<K extends RegistryKey>(): Book<K> {
  return { byKey: new Map(), byPid: new Map(), entries: 0 }
}

/** Makes an entry; false when it is there already. */
export function enter<K extends RegistryKey>(book: Book<K>, key: K, ref: Reference): boolean {
  const { pid } = ref
  let holders = book.byKey.get(key)
  if (holders?.has(pid) === true) return false
  if (holders === undefined) book.byKey.set(key, (holders = new Map()))
  holders.set(pid, ref)
  const keys = book.byPid.get(pid)
  if (keys === undefined) book.byPid.set(pid, new Set([key]))
  else keys.add(key)
  book.entries += 1
  return true
}

/** Strikes an entry; gives whose it was, `undefined` when there is none. */
export function strike<K extends RegistryKey>(book: Book<K>, key: K, pid: Pid): Reference | undefined {
  const holders = book.byKey.get(key)
  const ref = holders?.get(pid)
  if (holders === undefined || ref === undefined) return undefined
  holders.delete(pid)
  if (holders.size === 0) book.byKey.delete(key)
  const keys = book.byPid.get(pid)!
  keys.delete(key)
  if (keys.size === 0) book.byPid.delete(pid)
  book.entries -= 1
  return ref
}

/** Who is entered under a key, in the order of the entries. */
export function holdersOf<K extends RegistryKey>(book: Book<K>, key: K): Reference[] {
  return [...(book.byKey.get(key)?.values() ?? [])]
}

/** Who was entered first under a key. */
export function firstHolder<K extends RegistryKey>(book: Book<K>, key: K): Reference | undefined {
  return book.byKey.get(key)?.values().next().value
}

/** The keys that somebody is entered under, in the order of the entries. */
export function keysUnder<K extends RegistryKey>(book: Book<K>, pid: Pid): K[] {
  return [...(book.byPid.get(pid) ?? [])]
}

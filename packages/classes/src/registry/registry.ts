// A registry: instances by keys of one's own, unique or shared. Who ends is out of it by itself, told by a monitor, whose
// message comes ahead of whatever is asked after the end. Ancestor: Elixir's Registry, with its unique and duplicate keys.

import {
  Actor,
  actor,
  attribute,
  type Monitor,
  oneway,
  type Oneway,
  type Pid,
  type Ref,
  type Reference,
} from '@instar/core'
import { request } from '@instar/core'
import { fail } from '../failures.js'
import { genericRequest } from '../generic-request.js'
import { type Book, emptyBook, enter, firstHolder, holdersOf, keysUnder, type RegistryKey, strike } from './book.js'

/** Whether a key has one holder or many. */
export type RegistryKind =
  /** A key leads to one instance at most: who comes second is refused. */
  | 'unique'
  /** Any number of instances share a key. */
  | 'duplicate'

/** What is in a registry. */
export interface RegistryStatistics {
  readonly keys: number
  /** Pairs of a key and an instance. */
  readonly entries: number
  readonly instances: number
}

/**
 * Instances by keys. `K` is the type of the keys (texts or numbers), `I` the class of what is registered: `whereis` of a
 * `Registry<string, Room>` gives a `Ref<Room>`. Subclasses may override `entered` and `struck`.
 */
@actor({ version: '1.0.0', description: 'finds instances by keys, and forgets them when they end' })
export class Registry<K extends RegistryKey = string, I extends Actor = Actor> extends Actor {
  @attribute({ description: 'unique or duplicate' }) registryKind: RegistryKind
  @attribute({ initial: emptyBook, description: 'the entries, by key and by pid' }) book!: Book<K>
  /** Transient: one monitor for each instance that is in the book. */
  registryMonitors!: Map<Pid, Monitor>

  /** `kind` says whether a key has one holder, the default, or many. */
  constructor(kind: RegistryKind = 'unique') {
    super()
    if (!['unique', 'duplicate'].includes(kind))
      throw fail('bad-setting', {
        class: 'Registry',
        problems: `- its kind is ${String(kind)}: say 'unique' or 'duplicate'`,
      })
    this.registryKind = kind
  }

  /** Of one that was read back: enters its holders anew, under the pids that they have now. */
  start(): void {
    this.registryMonitors = new Map()
    const entries = [...this.book.byKey].flatMap(([key, holders]) => [...holders.values()].map((ref) => ({ key, ref })))
    this.book = emptyBook()
    for (const { key, ref } of entries) this.register(key, ref)
  }

  /**
   * Enters an instance under a key; without `ref` the sender itself. Entering twice is the same as once. Rejects with
   * `key-taken`, which names the holder, when a unique key belongs to another one.
   */
  @request() register(key: K, ref: Ref<I> | Reference | null = this.sender): void {
    demandKey(key)
    const who = demandRegistrant(key, ref)
    const holder = this.registryKind === 'unique' ? firstHolder(this.book, key) : undefined
    if (holder !== undefined && holder.pid !== who.pid)
      throw fail('key-taken', { key, class: holder.className, pid: holder.pid })
    if (!this.registryMonitors.has(who.pid))
      this.registryMonitors.set(who.pid, this.monitor(who, 'registrantEnded', who.pid))
    if (enter(this.book, key, who)) this.entered(key, who as Ref<I>)
  }

  /** Takes an instance, without `ref` the sender, from under a key; whether it was there. */
  @request() unregister(key: K, ref: Ref<I> | Reference | null = this.sender): boolean {
    return this.release(key, demandRegistrant(key, ref).pid)
  }

  /** Who has a key: of several, who has had it for longest. Who had ended when this was asked is never given. */
  @genericRequest() whereis(key: K): Ref<I> | undefined {
    return firstHolder(this.book, key) as Ref<I> | undefined
  }

  /** All who have a key, in the order in which they were registered. */
  @request() lookup(key: K): Ref<I>[] {
    return holdersOf(this.book, key) as Ref<I>[]
  }

  /** The keys of an instance, without `ref` of the sender, in the order in which it got them. */
  @request() keysOf(ref: Ref<I> | Reference | null = this.sender): K[] {
    return ref === null ? [] : keysUnder(this.book, ref.pid)
  }

  /** How much is in the book. */
  @request({ const: true }) statistics(): RegistryStatistics {
    const { byKey, byPid, entries } = this.book
    return { keys: byKey.size, entries, instances: byPid.size }
  }

  /** Strikes all that a registrant had; sent by its monitor. */
  @oneway() registrantEnded(pid: Pid): Oneway {
    for (const key of keysUnder(this.book, pid)) this.release(key, pid)
  }

  /** Called when somebody was entered under a key. For subclasses; does nothing here. */
  entered(_key: K, _ref: Ref<I>): void {}

  /** Called when an entry was struck, on demand or because the registrant has ended. For subclasses; does nothing here. */
  struck(_key: K, _ref: Ref<I>): void {}

  /** Strikes one entry, and the monitor with the last one. */
  release(key: K, pid: Pid): boolean {
    const ref = strike(this.book, key, pid)
    if (ref === undefined) return false
    if (!this.book.byPid.has(pid)) {
      this.registryMonitors.get(pid)?.cancel()
      this.registryMonitors.delete(pid)
    }
    this.struck(key, ref as Ref<I>)
    return true
  }
}

function demandKey(key: unknown): void {
  const isKey = (typeof key === 'string' && key !== '') || (typeof key === 'number' && !Number.isNaN(key))
  if (!isKey) throw fail('bad-key', { key })
}

function demandRegistrant(key: RegistryKey, ref: unknown): Reference {
  if (typeof ref !== 'object' || ref === null || !('pid' in ref)) throw fail('no-registrant', { key })
  return ref as Reference
}

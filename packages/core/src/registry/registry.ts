// The classes of one system: by name, with their graph of inheritance. Adopting a class and replacing generations are the
// two changes there are; both happen in one synchronous turn.

import type { Clock } from '../base/clock.js'
import { linkKey } from '../class/keys.js'
import type { ClassLink } from '../class/link.js'
import { actorName, loosenTraits } from '../class/reader.js'
import type { ClassValue } from '../class/metadata.js'
import { fail } from '../protocol/failures.js'
import type { Generation } from './generation.js'
import type { Layout } from './layout.js'
import { install, reinstallMembers, type ServiceReader } from './install.js'
import { linearise } from './lineage.js'
import { leadTo, linkDown, linkUp } from './linking.js'
import { LiveClass } from './live-class.js'

/** Called for each class whose methods may have changed, so that refs can offer them. */
export type InstallListener = (live: LiveClass) => void

export class Registry {
  private readonly byName = new Map<string, LiveClass>()
  /** Class values that are, or were, a generation of a class here. */
  private readonly known = new WeakSet<ClassValue>()

  /** Counts the classes that have come. */
  revision = 0

  constructor(
    /** The class that every actor class extends in the end. */
    readonly root: ClassValue,
    private readonly readService: ServiceReader,
    private readonly system: object,
    private readonly clock: Clock,
    private readonly onInstall: InstallListener,
  ) {}

  get classes(): IterableIterator<LiveClass> {
    return this.byName.values()
  }

  find(name: string): LiveClass | undefined {
    return this.byName.get(name)
  }

  /** The live class of a name or of a class value of any version. */
  get(which: ClassValue | string): LiveClass {
    const name = typeof which === 'function' ? actorName(which) : which
    const live = this.byName.get(name)
    if (live === undefined) throw fail('unknown-class', { class: name })
    return live
  }

  /** The live class that runs this very class value: the usual case, found without a look-up by name. */
  running(value: ClassValue): LiveClass | undefined {
    // The link may be inherited from a superclass; then that one does not run this value.
    const live = (value as { [linkKey]?: ClassLink } | undefined | null)?.[linkKey]?.targets[0] as LiveClass | undefined
    return live !== undefined && live.system === this.system && live.current.value === value ? live : undefined
  }

  /** Whether a class value is, or was, a generation of a class here. */
  isKnown(value: ClassValue): boolean {
    return this.known.has(value) && this.byName.has(actorName(value))
  }

  /** Notes that another copy of a class value stands for the same generation; who imported the copy is led to what runs. */
  recognise(value: ClassValue): void {
    this.known.add(value)
    const live = this.get(value)
    const installed = [live.current, ...live.older].some((generation) => generation.value === value)
    if (!installed && leadTo(live, value)) live.copies.add(new WeakRef(value))
    for (const copy of live.copies) if (copy.deref() === undefined) live.copies.delete(copy)
  }

  /** Makes a class live. Its superclass and traits are live already, and the generation has been checked. */
  adopt(generation: Generation): LiveClass {
    const parent = generation.parent === null ? null : this.get(generation.parent)
    const traits = generation.traits.map((name) => this.get(name))
    const live = new LiveClass(generation.name, parent, traits, generation, this.root, this.system, this.clock)
    live.lineage = linearise<LiveClass>(live, ({ lineage }) => lineage)!
    this.byName.set(live.name, live)
    for (const level of live.parents) level.heirs.add(live)
    this.makeCurrent(live, generation)
    // The traits' constructors now have to be able to run on an instance of this class.
    for (const level of live.lineage) linkUp(level)
    this.refresh([live])
    this.revision += 1
    for (const { gate } of live.parents) if (gate?.welcome(live) === true) live.gate = gate
    return live
  }

  /** Replaces generations. What is replaced becomes old, and stays until it is purged. `layouts` are those made beforehand. */
  replace(generations: readonly Generation[], layouts: ReadonlyMap<LiveClass, Layout>): void {
    const changed = generations.map((generation) => this.get(generation.name))
    for (const [i, live] of changed.entries()) {
      live.current.state = 'old'
      const again = live.older.indexOf(generations[i]!)
      if (again !== -1) live.older.splice(again, 1)
      live.older.push(live.current)
      this.makeCurrent(live, generations[i]!)
    }
    this.refresh(this.affectedBy(changed), layouts)
  }

  /** The classes and everything that inherits from them, each after what it inherits from. */
  affectedBy(changed: readonly LiveClass[]): LiveClass[] {
    const affected = new Set(changed.flatMap((live) => live.descendants()))
    return [...affected].toSorted((a, b) => a.lineage.length - b.lineage.length)
  }

  /** Takes a class out that nobody inherits from and that has no instances. */
  remove(live: LiveClass): void {
    this.byName.delete(live.name)
    for (const level of live.parents) level.heirs.delete(live)
    this.release(live)
  }

  /** Ends a lazy upgrade of a class: attributes are read plainly again. */
  settle(live: LiveClass): void {
    live.pending = null
    live.gate = null
    reinstallMembers(live, this.readService)
  }

  /** Forgets an old generation. */
  forget(live: LiveClass, generation: Generation): void {
    live.older.splice(live.older.indexOf(generation), 1)
    // Its class value, if somebody still holds it, goes on leading to this class: static calls find what is current.
    live.leftInMemory()
    live.purged.set(new WeakRef(generation.value), generation.version)
    generation.forget()
  }

  /** Lets go of every class value, when the system stops. */
  close(): void {
    for (const live of this.byName.values()) this.release(live)
  }

  private release(live: LiveClass): void {
    live.isClosed = true
    for (const generation of [...live.older, live.current]) linkDown(live, generation.value)
    for (const known of [...live.purged.keys(), ...live.copies]) {
      const value = known.deref()
      if (value !== undefined) linkDown(live, value)
    }
  }

  private makeCurrent(live: LiveClass, generation: Generation): void {
    generation.state = 'current'
    generation.keepsake = null
    live.current = generation
    live.isProven = false
    this.known.add(generation.value)
    loosenTraits(generation.record)
  }

  private refresh(affected: readonly LiveClass[], layouts: ReadonlyMap<LiveClass, Layout> = new Map()): void {
    for (const live of affected) linkUp(live)
    for (const live of affected) {
      if (live.parent !== null) live.current.noteSuperclass(live.parent.current.version)
      install(live, this.readService, layouts.get(live))
      this.onInstall(live)
    }
  }
}

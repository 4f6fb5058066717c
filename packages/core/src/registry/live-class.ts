// What a system runs for a class name. Its prototype P is the dispatch prototype of every instance, for ever: upgrades
// exchange P's properties and never P itself, so an instance changes class without being touched, callbacks that hold
// `this` keep holding the instance, and V8 keeps one hidden class per class name, whatever the age of the instance.

import type { Clock } from '../base/clock.js'
import type { StaticTarget } from '../class/link.js'
import type { ClassValue } from '../class/metadata.js'
import type { Code } from '../protocol/method.js'
import { MethodSlot } from '../protocol/method.js'
import type { Recipient } from '../protocol/message.js'
import type { Gate } from './gate.js'
import type { Generation } from './generation.js'
import { WriteGuard } from './guard.js'
import type { Intake } from './intake.js'
import type { Layout } from './layout.js'
import { type Member, PidSet } from './pid-set.js'
import { callStatic } from './static-call.js'
import { Tally } from './tally.js'

/** An instance as its class sees it. */
export interface Instance extends Member, Recipient {
  readonly serial: number
}

/** Prototypes by which others use the methods of a class; made by the rooms that know how. */
export interface Faces {
  makeRef(target: Instance): object
  readonly ref: object
  /** Refs with call options. */
  readonly tuned: object
  /** Methods that are sent by a timer. */
  readonly delayed: object
}

/** Migrates instances when they are touched. */
export interface PendingMigration {
  /** Throws when the migration fails. */
  touch(instance: object): void
}

export class LiveClass implements StaticTarget {
  /** The generations that were replaced and not purged, oldest first. */
  readonly older: Generation[] = []
  /** Purged class values that somebody else may still hold, each with its version; they lead to this class until the system stops. */
  readonly purged = new Map<WeakRef<ClassValue>, string>()
  /** Class values that were never installed, because their content ran already; they lead to this class as well. */
  readonly copies = new Set<WeakRef<ClassValue>>()
  /** Direct subclasses, and the classes that have this one as a trait. */
  readonly heirs = new Set<LiveClass>()
  readonly instances = new PidSet<Instance>()
  /** The methods that can be sent, own and inherited. */
  readonly slots = new Map<string, MethodSlot>()
  /** What instances are constructed as; `new.target` of every birth. */
  readonly constructAs: ClassValue
  /** The dispatch prototype P. */
  readonly prototype: object
  /** This class first, the base last. */
  lineage: readonly LiveClass[] = [this]
  layout!: Layout
  readonly guard = new WriteGuard()
  readonly tally = new Tally()
  /** Passive instances, known weakly. */
  readonly passives = new Set<WeakRef<Instance>>()
  /** Counts lazy upgrades: an instance of an older epoch has not migrated yet. */
  epoch = 0
  /** While a lazy upgrade goes on: what migrates an instance that is touched. */
  pending: PendingMigration | null = null
  /** Stands while the class is frozen. */
  gate: Gate | null = null
  /** Instances whose method, hook or destructor is under way across an `await`. */
  suspended = 0
  /** Instances whose main loop has been given what it waited for and has not gone on yet. */
  owed = 0
  /** What its mailboxes are beside queues, if anything. */
  intake: Intake | null = null
  /** The main loop, if the class has one. */
  main: Code | null = null
  isClosed = false
  /** Whether a first birth has shown that fields reach their accessors. */
  isProven = false
  starters: readonly Code[] = []
  destructors: readonly Code[] = []
  upgradeHooks: readonly Code[] = []
  /** Traits that are constructed by themselves, base first; and those that the constructor has to construct. */
  readyTraits: readonly LiveClass[] = []
  askingTraits: readonly LiveClass[] = []
  /** What traits of this superclass call as `super(...)`. */
  gateway: ClassValue | null = null
  /** What `this.as(...)` gives for this class; made on first use after an install. */
  upcast: object | null = null
  /** What refs and timers of this class are made with. */
  faces!: Faces

  constructor(
    readonly name: string,
    readonly parent: LiveClass | null,
    readonly traits: readonly LiveClass[],
    public current: Generation,
    root: ClassValue,
    /** The system that runs it. */
    readonly system: object,
    private readonly clock: Clock,
  ) {
    const Live = class extends (root as new () => object) {}
    Object.defineProperty(Live, 'name', { value: name })
    this.constructAs = Live
    this.prototype = Live.prototype
    if (parent !== null) Object.setPrototypeOf(this.prototype, parent.prototype)
  }

  /** The class value that is current. */
  get value(): ClassValue {
    return this.current.value
  }

  /** The versions that have been purged and whose code is in memory all the same. */
  leftInMemory(): string[] {
    for (const value of this.purged.keys()) if (value.deref() === undefined) this.purged.delete(value)
    return [...this.purged.values()]
  }

  /** The superclass, if any, and then the traits. */
  get parents(): readonly LiveClass[] {
    return this.parent === null ? this.traits : [this.parent, ...this.traits]
  }

  /** The class and its superclasses, without traits: those whose constructors `super(...)` reaches. */
  get chain(): LiveClass[] {
    return this.parent === null ? [this] : [this, ...this.parent.chain]
  }

  /** The levels in the order of their lives: the superclass first, then the traits as declared, then the class. */
  get lifeOrder(): LiveClass[] {
    return [...new Set([...this.parents.flatMap((level) => level.lifeOrder), this])]
  }

  inheritsFrom(name: string): boolean {
    return this.lineage.some((level) => level.name === name)
  }

  /** The class and everything that inherits from it, each before its own heirs. */
  descendants(): LiveClass[] {
    const found = new Set<LiveClass>([this])
    for (const live of found) for (const heir of live.heirs) found.add(heir)
    return [...found]
  }

  /** The slot of a method name, made if need be: it stays for ever, so that a ref can hold it. */
  slot(name: string, kind: MethodSlot['kind']): MethodSlot {
    let slot = this.slots.get(name)
    if (slot === undefined) this.slots.set(name, (slot = new MethodSlot(name, kind)))
    return slot
  }

  callStatic(owner: string, value: ClassValue, method: string, args: readonly unknown[]): unknown {
    return callStatic(this, owner, value, method, args, this.clock, this.system)
  }
}

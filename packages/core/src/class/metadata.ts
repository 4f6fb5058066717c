// What decorators record of a class: the declaration, not the judgement (`checks`) and not the running thing (`registry`).

import type { Code, MethodKind } from '../protocol/method.js'
import type { Migration } from './migration.js'
import type { StandardSchema } from './schema.js'

/** A class value, as far as the rooms below the instance need to know it. */
export type ClassValue = Function & { readonly prototype: object }

/** A bound of mailboxes. */
export interface MailboxBound {
  /** Messages that may wait. */
  readonly capacity: number
  /**
   * What becomes of a message too many. `reject`: the sender is told, by an error of the request or of the send.
   * `drop-newest`: a oneway is a dead letter. `drop-oldest`: the one that has waited longest is. In a mailbox with an order
   * both look among the messages of the lowest priority, the new one included.
   */
  readonly overflow: 'reject' | 'drop-newest' | 'drop-oldest'
}

/** What mailboxes are beside queues: bounded, or in an order of their own, or both. */
export type MailboxOptions =
  | (MailboxBound & {
      /**
       * The token of a `MailboxOrder` that the system has a binding for: it gives messages priorities. Without one they wait in
       * the order of their arrival.
       */
      readonly order?: symbol | string
    })
  | { readonly order: symbol | string; readonly capacity?: undefined; readonly overflow?: undefined }

export interface ActorOptions {
  /** `major.minor.patch`; the version of this class alone, not of its superclasses. */
  readonly version: string
  /** The name in the system; the default is the name of the class. All versions of a class share it. */
  readonly name?: string
  /** What the class is for; shown by introspection. */
  readonly description?: string
  /** Further actor classes whose attributes and methods this class has, the first one first in conflicts of order. */
  readonly traits?: readonly ClassValue[]
  /** Refuses every upgrade that would change the class; for what must not move under a running process. */
  readonly sticky?: boolean
  /** Bounds or orders the mailboxes of instances of this class and of those that inherit from it. */
  readonly mailbox?: MailboxOptions
  /**
   * Milliseconds that the asynchronous destructors of an instance may take, before it is over all the same; `Infinity` for
   * those that keep a limit themselves. Inherited; the default is the system's `stopTimeout`.
   */
  readonly stopTimeout?: number
  /** How older slices of this class become those of this version, and back. */
  readonly migrations?: readonly Migration[]
}

export interface AttributeOptions {
  /** Shown by introspection. */
  readonly description?: string
  /**
   * The value before the constructor runs, and that of living instances when an upgrade adds the attribute: a plain
   * value, or a function for anything that must not be shared between instances.
   */
  readonly initial?: unknown
  /** Checked at birth and whenever an upgrade has changed the slice. */
  readonly schema?: StandardSchema
}

export interface AttributeRecord extends AttributeOptions {
  readonly name: string
}

export interface MethodRecord {
  readonly name: string
  readonly kind: Exclude<MethodKind, 'hook'>
  readonly isConst: boolean
  /** Which arguments no crash report shows: all, none, or those at these places. */
  readonly redact: boolean | readonly number[]
  /** Other names that lead to it. */
  readonly aliases: ReadonlyMap<string, AliasAdapter | null>
}

/** From the arguments that callers of an alias give to those that the method takes. */
export type AliasAdapter = (...args: any[]) => readonly unknown[]

/** Names that a method had in other versions: a list, or each with how its arguments are adapted. */
export type Aliases = readonly string[] | Readonly<Record<string, AliasAdapter>>

export interface StaticRecord {
  readonly name: string
  /** The author's own code; the class carries a stub that finds the current generation. */
  readonly code: Code
}

export interface ServiceRecord {
  readonly name: string
  readonly token: symbol | string
}

/** A trait as a class knows it once it is registered: a class must not keep the first version of its traits in memory. */
export interface LooseTrait {
  readonly name: string
  readonly value: WeakRef<ClassValue>
}

/** A place in a source file: a path as its source map has it, and a line from 1. */
export interface SourcePlace {
  readonly file: string
  readonly line: number
}

/** Where a class comes from that was loaded from text. */
export interface ClassOrigin {
  /** The hash of its sources; it stands for the content of the class. */
  readonly hash: string | null
  readonly place: SourcePlace | null
}

/** Everything that the decorators of one class, without its superclasses, have recorded. */
export interface ClassRecord {
  options: ActorOptions | undefined
  /** The traits, once `options` has let them go. */
  looseTraits: readonly LooseTrait[] | undefined
  /** Of a class that was loaded from text; null for one that came with the program. */
  origin: ClassOrigin | null
  readonly attributes: Map<string, AttributeRecord>
  readonly methods: Map<string, MethodRecord>
  readonly statics: Map<string, StaticRecord>
  readonly services: Map<string, ServiceRecord>
  /** Misuse that only the decorator itself can see. */
  readonly misuses: string[]
}

export function emptyRecord(): ClassRecord {
  return {
    options: undefined,
    looseTraits: undefined,
    origin: null,
    attributes: new Map(),
    methods: new Map(),
    statics: new Map(),
    services: new Map(),
    misuses: [],
  }
}

// One loaded version of one actor class: its code, what its decorators declared, and who is still in it.

import type { Pid } from '../base/ids.js'
import { compareVersions } from '../base/version.js'
import { type ClassRecord, type ClassValue, emptyRecord } from '../class/metadata.js'
import type { Code } from '../protocol/method.js'
import type { Migration } from '../class/migration.js'
import type { KeptStates } from './kept-states.js'

export type GenerationState =
  /** Loaded, and not (or no more) what runs. */
  | 'loaded'
  /** What the live class runs. */
  | 'current'
  /** Replaced; calls may linger in it, and it can be gone back to. */
  | 'old'
  /** Forgotten: the code has been let go. */
  | 'purged'

/** A call that entered a generation and has not ended. */
export interface Lease {
  readonly kind: 'static' | 'instance'
  readonly method: string
  /** The instance that runs it, or that waits for it; `null` when it was called from outside. */
  readonly pid: Pid | null
  readonly since: number
  /** Ends it by force: who waits for it gets a PurgedError. */
  revoke(): void
}

/** States as they were before an upgrade took attributes from them, kept for the way back. */
export interface Keepsake {
  /** The upgrade that took them: from the version of this generation to another one. */
  readonly to: string
  /** The attributes of this class that were taken. */
  readonly names: readonly string[]
  /** Whole states, by serial of the instance; shared by all classes of the upgrade. */
  readonly states: KeptStates
}

export class Generation {
  state: GenerationState = 'loaded'
  readonly name: string
  readonly version: string
  migrations: readonly Migration[]
  /** Whether an upgrade that runs goes to this generation, so that no purge may take it away. */
  isWanted = false
  /** Calls that are under way in this generation and may outlive its being current. */
  readonly leases = new Set<Lease>()
  /** Functions of this generation that the framework has bound; a purge takes the code out of them. */
  readonly bindings = new Set<{ code: Code | null }>()
  /** The oldest version of the superclass that it has run over; it can do so again, whatever it was written against. */
  oldestSuperclass: string | null = null
  /** What the upgrade away from this generation dropped. */
  keepsake: Keepsake | null = null
  private code: ClassValue | null
  /** Tells, after a purge, whether the code was really let go: an alarm, not a proof. */
  private readonly alarm: WeakRef<ClassValue>

  constructor(
    value: ClassValue,
    name: string,
    public record: ClassRecord,
    readonly hash: string,
    readonly parent: string | null,
    readonly traits: readonly string[],
    /** The version of the superclass that it was written against. */
    readonly writtenAgainst: string | null,
  ) {
    this.name = name
    this.version = record.options!.version
    this.migrations = record.options!.migrations ?? []
    this.code = value
    this.alarm = new WeakRef(value)
  }

  /** The class value; gone after a purge. */
  get value(): ClassValue {
    if (this.code === null) throw new Error(`${this.name} ${this.version} has been purged`)
    return this.code
  }

  get prototype(): object {
    return this.value.prototype
  }

  /** Whether the code is still in memory; may stay true for a while after a purge, until the collector has run. */
  get isInMemory(): boolean {
    return this.alarm.deref() !== undefined
  }

  /** Notes what version of the superclass it runs over. */
  noteSuperclass(version: string): void {
    const { oldestSuperclass: oldest } = this
    if (oldest === null || compareVersions(version, oldest) < 0) this.oldestSuperclass = version
  }

  /** Whether it is known to get on with this version of its superclass. */
  getsOnWith(version: string): boolean {
    if (this.writtenAgainst === null) return true
    const over = [this.writtenAgainst, this.oldestSuperclass].filter((each) => each !== null)
    return over.some((each) => compareVersions(each, version) <= 0)
  }

  /** Lets the code go. */
  forget(): void {
    this.state = 'purged'
    this.code = null
    // Refs may be kept for ever, and some still know the generations that a method of theirs was left in.
    this.record = emptyRecord()
    this.migrations = []
    this.keepsake = null
    this.leases.clear()
    for (const binding of this.bindings) binding.code = null
    this.bindings.clear()
  }
}

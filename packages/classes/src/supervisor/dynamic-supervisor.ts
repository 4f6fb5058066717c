// The supervisor of children that come and go: nobody declares them, they are started by asking, as many as there are. The
// books are a map, so each restart takes the same time among ten children or a hundred thousand. Ancestors: Elixir's
// `DynamicSupervisor`, and `simple_one_for_one` of OTP.

import {
  Actor,
  actor,
  attribute,
  type ChildSpec,
  completeSpec,
  type ConcreteClass,
  type Ref,
  request,
  specDefects,
  stopTogether,
} from '@instar/core'
import { fail } from '../failures.js'
import { BaseSupervisor } from './base.js'
import { demandStart, makeKnown, release } from './births.js'
import { type Child, newChild } from './child.js'
import { demandSound } from './declaration.js'
import { ruleDefects } from './rules.js'

/** A child that is started by asking: its class and arguments are typed, and its id may be left to the supervisor. */
export interface DynamicChildSpec<C extends ConcreteClass = ConcreteClass> extends Omit<
  ChildSpec,
  'id' | 'class' | 'args'
> {
  /** Unique among the children; the default is `child-1` and so on. */
  readonly id?: string
  readonly class: C | string
  readonly args?: ConstructorParameters<C>
}

// Whether a type that hangs on the type argument is that of a oneway is nothing that the compiler can tell.
const typedRequest = request() as unknown as MethodDecorator

/**
 * Starts children when it is asked to, and restarts each by itself. A child that has ended for good (a temporary one, a
 * transient one that ended normally, or one that was stopped by `stopChild`) is forgotten. Override `maxChildren`; and
 * `intensity` and `backoff`, which hold for all children together. Give the class of the children as the type argument,
 * and `startChild` is typed by it: `class Rooms extends DynamicSupervisor<typeof Room> {}`.
 */
@actor({ version: '1.0.0', description: 'starts children when it is asked to, and restarts each when it fails' })
export class DynamicSupervisor<C extends ConcreteClass = ConcreteClass> extends BaseSupervisor {
  @attribute({ initial: 0, description: 'numbers the children that were given no id' }) unnamed!: number

  /** How many children there may be at once, those that wait for a restart included; `Infinity` by default. */
  @request({ const: true }) maxChildren(): number {
    return Infinity
  }

  /** Refuses rules that cannot be. */
  start(): void {
    demandSound(this, ruleDefects(this))
  }

  /**
   * Starts a child, and gives its ref once its `start` has ended. The ref is of this incarnation; after a restart `childNow`
   * tells the new one. One child is started at a time. Rejects with `bad-children`, `child-exists`, `too-many-children`, and
   * with `child-not-started`, when the child is forgotten.
   */
  @typedRequest async startChild(spec: DynamicChildSpec<C>): Promise<Ref<InstanceType<C>>> {
    const child = this.admit(spec as DynamicChildSpec)
    const { id } = child.spec
    this.supervised.set(id, child)
    try {
      return (await demandStart(this, child)) as Ref<InstanceType<C>>
    } catch (error) {
      this.supervised.delete(id)
      throw error
    }
  }

  /** Stops a child, within its own limit, and forgets it. Rejects with `no-such-child`. */
  @request() override async stopChild(id: string): Promise<void> {
    await this.removeChild(id)
  }

  /** Stops all children at the same time, each within its own limit. */
  override async destruct(): Promise<void> {
    const leaving = [...this.supervised.values()].flatMap((child) => {
      const ref = release(this, child)
      return ref === null ? [] : [{ ref, shutdown: child.spec.shutdown }]
    })
    await stopTogether(leaving, this.system.clock)
  }

  /** It ended as it should: nobody declared it, so nobody will miss it. */
  override childAtRest({ spec }: Child): void {
    this.supervised.delete(spec.id)
  }

  /** A new child for the books, if it may come in. */
  admit(given: DynamicChildSpec): Child {
    demandSound(this, specDefects([typeof given === 'object' ? { ...given, id: given?.id ?? 'new' } : given]))
    const spec = { ...given, id: given.id ?? `child-${(this.unnamed += 1)}` } as ChildSpec
    const { className, pid } = this.self(Actor)
    if (this.supervised.has(spec.id)) throw fail('child-exists', { class: className, pid, child: spec.id })
    const count = this.supervised.size
    if (count >= this.maxChildren()) throw fail('too-many-children', { class: className, pid, count })
    makeKnown(this, [spec])
    return newChild(completeSpec(spec))
  }
}

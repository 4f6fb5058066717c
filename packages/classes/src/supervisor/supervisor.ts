// The supervisor of children that are known beforehand. A subclass declares them; the supervisor starts them in order, keeps
// them running by its rules, and stops them in reverse. Ancestor: OTP's `supervisor`. When its class is upgraded, OTP's
// supervisor takes the new specs of living children, starts nobody and stops nobody; so does this one, and tells what differs.

import { actor, type ChildSpec, type ConcreteClass, request, type UpgradeReview } from '@instar/core'
import { BaseSupervisor } from './base.js'
import { demandStart, makeKnown, stopChildren } from './births.js'
import { adoptSpecs, completeAll, readDeclaration } from './declaration.js'
import { type ChildrenDifference, compareChildren } from './difference.js'
import { reviewDeclaration } from './review.js'

/**
 * Starts the children that a subclass declares, restarts them by its rules, and stops them in reverse. Override `children`;
 * and `strategy`, `intensity` and `backoff`, where the defaults (one-for-one, 3 restarts within 5,000 ms, no wait) do not do.
 * A child that cannot be started fails the supervisor; too many restarts crash it with `too-many-restarts`.
 *
 * ```ts
 * @actor({ version: '1.0.0' })
 * class Shop extends Supervisor {
 *   override children() {
 *     return [child('till', Till, ['EUR']), child('door', Door, [], { restart: 'transient' })]
 *   }
 * }
 * ```
 */
@actor({ version: '1.0.0', description: 'starts the children that it declares, and restarts them when they fail' })
export abstract class Supervisor extends BaseSupervisor {
  /** The children, in start order; none by default. Asked at the start, at each upgrade of the class, and by `applyChildren`. */
  @request({ const: true }) children(): readonly ChildSpec[] {
    return []
  }

  /** Starts the declared children in order; when one cannot be started, stops those before it in reverse, and fails. */
  async start(): Promise<void> {
    const specs = readDeclaration(this)
    makeKnown(this, specs)
    adoptSpecs(this, completeAll(specs), true)
    try {
      for (const child of this.supervised.values()) await demandStart(this, child)
    } catch (error) {
      await stopChildren(this, [...this.supervised.keys()].toReversed())
      throw error
    }
  }

  /** What differs between the children that are declared now and those that there are; nothing is done about it. */
  @request({ const: true }) difference(): ChildrenDifference {
    return compareChildren(completeAll(readDeclaration(this)), this.supervised)
  }

  /**
   * Makes the children those that are declared now: stops and forgets the removed ones, the last one first, and starts the
   * added ones in order. A child that is still declared goes on as it is, and has its new spec from its next start; with
   * `restartChanged` that is now. Gives what has differed. Rejects with `bad-children` before anything is done, and with
   * `child-not-started` at the first child that cannot be started: what was done before it stays done.
   */
  @request() async applyChildren({ restartChanged = false }: ApplyOptions = {}): Promise<ChildrenDifference> {
    const specs = readDeclaration(this)
    const declared = completeAll(specs)
    const difference = compareChildren(declared, this.supervised)
    makeKnown(this, specs)
    await stopChildren(this, difference.removed.toReversed())
    for (const id of difference.removed) this.supervised.delete(id)
    adoptSpecs(this, declared, true)
    for (const [id, child] of this.supervised) {
      if (restartChanged && child.isOutdated) await stopChildren(this, [id])
      else if (!difference.added.includes(id)) continue
      await demandStart(this, child)
    }
    return difference
  }

  /** The specs of living children are those of the new version from now on; nobody is started or stopped. */
  afterUpgrade(): void {
    const specs = readDeclaration(this)
    makeKnown(this, specs)
    adoptSpecs(this, completeAll(specs))
  }

  /** Speaks against an upgrade whose declaration is not sound, and tells what it would change. */
  reviewUpgrade(review: UpgradeReview): void {
    reviewDeclaration(this, review)
  }
}

/** How the declared children are applied. */
export interface ApplyOptions {
  /** Whether those whose spec has changed since they were started are restarted; they are not by default. */
  readonly restartChanged?: boolean
}

/** A spec whose arguments are checked against the constructor of the class. `options` are the other fields of a spec. */
export function child<C extends ConcreteClass>(
  id: string,
  which: C | string,
  ...[args, options]: [] extends ConstructorParameters<C>
    ? [args?: ConstructorParameters<C>, options?: ChildOptions]
    : [args: ConstructorParameters<C>, options?: ChildOptions]
): ChildSpec {
  return { ...options, id, class: which, ...(args === undefined ? {} : { args }) }
}

/** What a spec can say beside its id, class and arguments. */
export type ChildOptions = Omit<ChildSpec, 'id' | 'class' | 'args'>

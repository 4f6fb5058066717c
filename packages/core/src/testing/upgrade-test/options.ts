// What is said about a test of an upgrade, and what it tells when it has passed.

import type { Arbitrary } from 'fast-check'
import type { Random } from '../../base/random.js'
import type { ActorClass } from '../../instance/actor.js'
import type { Reference } from '../../ref/types.js'
import type { ActorSystem } from '../../system/system.js'
import type { UpgradeOptions } from '../../upgrade/options.js'

/** Class values, or a function that evaluates them anew for each run. */
export type ClassSource = ActorClass | readonly ActorClass[] | (() => ActorClass | readonly ActorClass[])

/** A call of a method by name, with arbitraries of fast-check for its arguments. Made by `call`. */
export interface Operation {
  readonly method: string
  readonly args: readonly Arbitrary<unknown>[]
  /** How often it is chosen, beside the others; the default is 1. */
  readonly weight?: number
}

/** Anything that is done to an instance; chance comes by a seed. */
export type Action = (ref: Reference, random: Random) => unknown

/** What holds at all times at which no method of the instances is under way. */
export interface Invariant {
  readonly name: string
  /** Throws, or gives false, when it does not hold. */
  readonly check: (system: ActorSystem, refs: readonly Reference[]) => boolean | void
}

export interface UpgradeTestOptions {
  /** What runs at first: a class, a list, or a function that makes them anew for each run. */
  readonly from: ClassSource
  /** What it is upgraded to. */
  readonly to: ClassSource
  /** Bears the instances; the default is two of each class of `from` whose constructor takes no argument. */
  readonly spawn?: (system: ActorSystem, from: readonly ActorClass[]) => readonly (Reference | Promise<Reference>)[]
  /** What is done to the instances, before, during and after the upgrade. */
  readonly workload: readonly (Operation | Action)[]
  /** Looked at after every step at which no method of the instances is under way, and at the end. */
  readonly invariants?: readonly Invariant[]
  /** Arbitraries of the attributes that a class declares itself, by its name; the default is what was seen in living ones. */
  readonly states?: Readonly<Record<string, Arbitrary<Record<string, unknown>>>>
  /** The default is 100. */
  readonly runs?: number
  /** The default is 1. The runs have the seeds from this one on. */
  readonly seed?: number
  readonly options?: UpgradeOptions
}

/** What a test of an upgrade that has passed has done. */
export interface UpgradeTestReport {
  readonly runs: number
  readonly steps: number
  readonly upgrades: { readonly committed: number; readonly refused: number }
  readonly calls: { readonly answered: number; readonly failed: number }
  /** States on which the laws of migrations were checked. */
  readonly states: number
  /** What could not be checked, as sentences. */
  readonly remarks: readonly string[]
}

/** A call of a method, with an arbitrary of fast-check for each argument. */
export function call(method: string, ...args: readonly Arbitrary<unknown>[]): Operation {
  return { method, args }
}

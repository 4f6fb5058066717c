// What is said about a test of an upgrade, and what it tells when it has passed. The calls of a workload are typed by the
// methods of the classes, of either version; where a factory hides these behind `ActorClass`, calls are by name alone.

import type { Arbitrary } from 'fast-check'
import type { Random } from '../../base/random.js'
import type { HookName } from '../../class/hooks.js'
import type { Actor, ActorClass, Ref } from '../../instance/actor.js'
import type { Reference } from '../../ref/types.js'
import type { ActorSystem } from '../../system/system.js'
import type { UpgradeOptions } from '../../upgrade/options.js'
import type { StateSource } from './states.js'

/** Class values, or a function that evaluates them anew for each run. */
export type ClassSource = ActorClass | readonly ActorClass[] | (() => ActorClass | readonly ActorClass[])

/** The class values of a source, as a list. */
export type ClassesOf<S> = S extends ActorClass
  ? readonly [S]
  : S extends readonly ActorClass[]
    ? S
    : S extends () => infer R
      ? ClassesOf<R>
      : never

/** The instances of the classes of a source. */
export type InstanceOf<S> = ClassesOf<S>[number] extends ActorClass<infer I> ? I : never

/** A ref to one of these instances. */
export type RefOf<I> = I extends Actor ? Ref<I> : never

/** A call of a method by name, with arbitraries of fast-check for its arguments. Made by `call`. */
export interface Operation<Name extends string = string, Args extends readonly unknown[] = readonly any[]> {
  readonly method: Name
  readonly args: { readonly [K in keyof Args]: Arbitrary<Args[K]> }
  /** How often it is chosen, beside the others: a whole number, 1 unless you say so. Written `{ ...call(...), weight: 3 }`. */
  readonly weight?: number
}

type MethodOf<I> = Exclude<keyof I, keyof Actor | HookName> & string
type CallOf<I> = I extends Actor
  ? { [K in MethodOf<I>]: I[K] extends (...args: infer A) => unknown ? Operation<K, A> : never }[MethodOf<I>]
  : never

/** The calls that instances take; any, where one of their classes is known as an actor class only. */
export type OperationOf<I> = Actor extends I ? Operation : CallOf<I>

/** Anything that is done to an instance; chance comes by a seed. */
export type Action<R = Reference> = (ref: R, random: Random) => unknown

/** What holds at all times at which no method of the instances is under way. */
export interface Invariant<R = Reference> {
  readonly name: string
  /** Throws, or gives false, when it does not hold. */
  readonly check: (system: ActorSystem, refs: readonly R[]) => boolean | void
}

/** Who is next, in a run: the strategies of the simulation by name. */
export const strategyNames = ['first-in-first-out', 'random-walk', 'fair-priorities'] as const
export type StrategyName = (typeof strategyNames)[number]

export interface UpgradeTestOptions<From extends ClassSource = ClassSource, To extends ClassSource = ClassSource> {
  /** What runs at first: a class, a list, or a function that makes them anew for each run. */
  readonly from: From
  /** What it is upgraded to. */
  readonly to: To
  /** Bears the instances; the default is two of each class of `from` whose constructor takes no argument. */
  readonly spawn?: (system: ActorSystem, from: ClassesOf<From>) => readonly (Reference | Promise<Reference>)[]
  /** What is done to the instances, before, during and after the upgrade. */
  readonly workload: readonly (OperationOf<InstanceOf<From> | InstanceOf<To>> | Action<RefOf<InstanceOf<From>>>)[]
  /** Looked at after every step at which no method of the instances is under way, and at the end. */
  readonly invariants?: readonly Invariant<RefOf<InstanceOf<From>>>[]
  /**
   * Arbitraries of the attributes that a class declares itself, by its name. The default is what the schemas of the attributes
   * allow, as far as they say it as JSON Schema; of the others what was seen in living instances.
   */
  readonly states?: Readonly<Record<string, Arbitrary<Record<string, unknown>>>>
  /** The default is 100. */
  readonly runs?: number
  /** The default is 1. The runs have the seeds from this one on. */
  readonly seed?: number
  /** In which orders things may go; the default is all of them, a run each by chance. */
  readonly strategies?: readonly StrategyName[]
  /** What a failure has named: does that again and nothing else. The other options have to be as they were. */
  readonly replay?: string
  readonly options?: UpgradeOptions
}

/** The laws of the migrations of one class, as they were checked. */
export interface LawReport {
  readonly class: string
  readonly from: string
  readonly to: string
  /** On how many states. */
  readonly states: number
  /** Where the states came from. */
  readonly source: StateSource
  /** Whether there is a way back, which was checked too. */
  readonly isReversible: boolean
}

/** What a test of an upgrade that has passed has done. */
export interface UpgradeTestReport {
  readonly runs: number
  readonly steps: number
  readonly upgrades: { readonly committed: number; readonly refused: number }
  readonly calls: { readonly answered: number; readonly failed: number }
  /** Instances that failed where nobody waited for the error. */
  readonly crashes: number
  /** By class whose states migrate. */
  readonly laws: readonly LawReport[]
  /** What could not be checked, or better, as sentences. */
  readonly remarks: readonly string[]
}

/** A call of a method, with an arbitrary of fast-check for each argument. */
export function call<Name extends string, Args extends readonly unknown[]>(
  method: Name,
  ...args: { readonly [K in keyof Args]: Arbitrary<Args[K]> }
): Operation<Name, Args> {
  return { method, args }
}

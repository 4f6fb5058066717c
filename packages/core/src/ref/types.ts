// The types of refs: what a class's methods look like from outside. Mapped by name only; filtering members by their type
// would recurse for ever in classes that use their own ref.

import type { Observable } from 'rxjs'
import type { Pid } from '../base/ids.js'
import type { InstanceChange } from '../protocol/changes.js'
import type { ExitReason } from '../protocol/exit.js'
import type { HookName } from '../class/hooks.js'
import type { AnyMethod, IsOneway } from '../class/oneway.js'

/** Per call: how long to wait for the answer, and a signal that ends the wait. */
export interface CallOptions {
  /** Milliseconds; `Infinity` waits for ever. The default is the system's. */
  readonly timeout?: number
  readonly signal?: AbortSignal
}

/** How one method is called from outside: a request gives a promise, a oneway nothing. */
export type Sent<M> = M extends (...args: infer A) => infer R
  ? IsOneway<R> extends true
    ? (...args: A) => void
    : (...args: A) => Promise<Awaited<R>>
  : never

/** The methods of a class as its refs offer them. `Base` is what every actor has and no ref offers. */
export type Methods<C, Base> = {
  readonly [K in Exclude<keyof C, keyof Base | HookName>]: Sent<C[K]>
}

/** What every ref has, beside the methods of its class. */
export interface Reference {
  /** The identity of the instance: `<node.serial>`. */
  readonly pid: Pid
  /** The name of its class. */
  readonly className: string
  /** Settles when the instance has ended, with the reason; never rejects. */
  readonly exited: Promise<ExitReason>
  /**
   * The changes of its attributes, told right after the message, upgrade or `replaceState` that made them: one item each. What
   * an attribute's value contains is compared by identity, so it shows when it is replaced. Completes at the exit. Costs
   * nothing while nobody subscribes.
   */
  readonly changes$: Observable<InstanceChange>
  /** Asks the instance to end after its running method; settles when its destructors have run. */
  stop(detail?: unknown): Promise<ExitReason>
  /** Ends the instance at once, its running method notwithstanding. Its destructors still run. */
  kill(detail?: unknown): Promise<ExitReason>
  /** The same instance, called with other options. */
  with(options: CallOptions): this
}

/** A method called later: it returns the timer. */
export type Delayed<M, T> = M extends AnyMethod ? (...args: Parameters<M>) => T : never

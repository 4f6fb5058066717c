// What tests expect of messages, and how what came instead is told.

import { isDeepStrictEqual } from 'node:util'
import type { Actor } from '../instance/actor.js'
import type { Methods } from '../ref/types.js'
import type { Received } from './inbox.js'
import { describeCall } from './wording.js'

/** How long a test waits for something to come. */
export interface Patience {
  /** Virtual milliseconds that may pass meanwhile. The default is 0: what comes without time going on. */
  readonly within?: number
}

type ArgumentsOf<M> = M extends (...args: infer A) => unknown ? A : never
type Sendable<C extends Actor> = keyof Methods<C, Actor> & string

/** A method of a class with its arguments: `['print', 'hello']`. */
export type Call<C extends Actor> = {
  readonly [K in Sendable<C>]: readonly [method: K, ...args: ArgumentsOf<C[K]>]
}[Sendable<C>]

/** What a message has to be: of a method, of a method with equal arguments, or one for which a predicate holds. */
export type Expected<C extends Actor> = Sendable<C> | Call<C> | ((message: Received) => boolean)

/** Whether a message is what was expected. Arguments are compared as `assert.deepStrictEqual` does. */
export function isExpected<C extends Actor>(message: Received, expected: Expected<C>): boolean {
  if (typeof expected === 'string') return message.method === expected
  if (typeof expected === 'function') return expected(message)
  const [method, ...args] = expected as readonly [string, ...unknown[]]
  return message.method === method && isDeepStrictEqual([...message.args], args)
}

/** What was expected, in words. */
export function describeExpected<C extends Actor>(expected: Expected<C>): string {
  if (typeof expected === 'string') return `${expected}(...)`
  if (typeof expected === 'function') return `a message for which ${expected.toString()} holds`
  const [method, ...args] = expected as readonly [string, ...unknown[]]
  return describeCall(method, args)
}

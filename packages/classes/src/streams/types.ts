// How the methods of a ref look to a stream: a request turns an item into an answer, a oneway takes one.

import type { Reference } from '@instar/core'

/** The methods of a ref, beside what all refs have. */
export type MethodName<R> = Exclude<keyof R, keyof Reference> & string

/** What the request gives; never for a oneway. */
export type AnswerOf<M> = M extends (...args: never[]) => Promise<infer Answer> ? Answer : never

/** The first argument of a request; never for a oneway. */
export type AskedItem<M> = M extends (...args: infer Args) => Promise<unknown> ? First<Args> : never

/** The first argument of a oneway; never for a request. */
export type ToldItem<M> = M extends (...args: infer Args) => infer Result
  ? Result extends Promise<unknown>
    ? never
    : First<Args>
  : never

/** The arguments of a request. */
export type AskedArguments<M> = M extends (...args: infer Args) => Promise<unknown> ? Args : never

// Of a method without arguments items are left unread.
type First<Args> = Args extends readonly []
  ? unknown
  : Args extends readonly [(infer Item)?, ...unknown[]]
    ? Item
    : never

/** A method of a ref, once the types have been seen to. */
export function send(ref: Reference, method: string, args: readonly unknown[]): unknown {
  return (ref as unknown as Record<string, (...args: readonly unknown[]) => unknown>)[method]!(...args)
}

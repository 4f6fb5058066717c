// Assertions about types. The files of this folder are never run: the compiler is the test, `@ts-expect-error` its `throws`.

/** Fails to compile unless `T` is `true`. */
export function assert<T extends true>(..._none: T extends true ? [] : [never]): void {}

/** Whether two types are the same, `any` and `unknown` included. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** Whether a type is `any`. */
export type IsAny<T> = 0 extends 1 & T ? true : false
export type IsNotAny<T> = IsAny<T> extends true ? false : true

/** Whether a value of `A` may be used where `B` is asked for. */
export type IsAssignable<A, B> = [A] extends [B] ? true : false

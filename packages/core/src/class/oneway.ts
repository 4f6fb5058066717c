// The types by which the compiler tells a oneway from a request.

declare const onewayBrand: unique symbol

/**
 * The return type of a oneway: `void` to the author, told apart from a request's by the compiler. An asynchronous oneway
 * returns `Promise<Oneway>`.
 */
export type Oneway = void | typeof onewayBrand

/** Whether a method with this return type is a oneway. */
export type IsOneway<R> = unknown extends Awaited<R> ? false : [typeof onewayBrand] extends [Awaited<R>] ? true : false

/** Any method, for decorators and mapped types. */
export type AnyMethod = (...args: never[]) => unknown

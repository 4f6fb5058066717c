// `@request()` for a method whose answer is of a type parameter. Whether such a type is that of a oneway, which `@request()`
// refuses, cannot be told before the parameter is known; so this one does not ask.

import { request, type RequestOptions } from '@instar/core'

/** Declares a request, as `@request()` does, whatever its type. */
export function genericRequest(options: RequestOptions = {}): (target: object, name: string) => void {
  const record = request(options) as (target: object, name: string, descriptor: never) => void
  return (target, name) => record(target, name, undefined as never)
}

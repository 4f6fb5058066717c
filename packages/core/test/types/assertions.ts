// The assertions themselves: what they refuse.

import { assert, type Equal, type IsAny, type IsAssignable, type IsNotAny } from './assert.js'

assert<Equal<{ a: 1 }, { a: 1 }>>()
// @ts-expect-error -- not equal
assert<Equal<{ a: 1 }, { a: 2 }>>()
// @ts-expect-error -- any is equal to itself only
assert<Equal<any, unknown>>()
// @ts-expect-error -- readonly counts
assert<Equal<{ a: 1 }, { readonly a: 1 }>>()
assert<IsAny<any>>()
// @ts-expect-error -- unknown is not any
assert<IsAny<unknown>>()
// @ts-expect-error -- never is not any
assert<IsAny<never>>()
assert<IsNotAny<string>>()
// @ts-expect-error -- any
assert<IsNotAny<any>>()
assert<IsAssignable<1, number>>()
// @ts-expect-error -- the other way round
assert<IsAssignable<number, 1>>()

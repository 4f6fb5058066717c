// Faces: the prototypes of what offers the methods of a class to others: refs, refs with call options, timers. A face has
// one generated function per method, so that V8 keeps feedback per class; see `base/codegen`. Methods are
// only ever added to a face: who calls one that its class has no more gets an answer that says so.

import { generate } from '../base/codegen.js'
import type { MethodSlot } from '../protocol/method.js'

/** What the methods of a face do with a call; `self` is the object that has the face. */
export type Send = (self: never, method: MethodSlot, args: readonly unknown[]) => unknown

/** Makes a face without methods; `base` is what all faces of its sort have. */
export function makeFace(base: object): object {
  // No face is a thenable; saying so here saves every promise of one the way up the prototypes.
  // oxlint-disable-next-line unicorn/no-thenable -- the opposite is meant.
  return Object.create(base, { then: { value: undefined } }) as object
}

/** Adds the methods that a face does not have yet. */
export function extendFace(face: object, send: Send, methods: Iterable<MethodSlot>): void {
  const missing = [...methods].filter(({ name }) => !Object.hasOwn(face, name))
  if (missing.length === 0) return
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(generateMethods(send, missing)))) {
    Object.defineProperty(face, name, { ...descriptor, enumerable: false })
  }
}

// Few arguments are put into an array by hand: it is cheaper than a rest parameter, and none share one empty array.
function generateMethods(send: Send, methods: readonly MethodSlot[]): object {
  const texts = methods.map(
    ({ name }, i) => `${JSON.stringify(name)}(a, b) {
switch (arguments.length) {
case 0: return send(this, s${i}, none)
case 1: return send(this, s${i}, [a])
case 2: return send(this, s${i}, [a, b])
default: return send(this, s${i}, list(...arguments))
} }`,
  )
  // Each slot is a constant of its own: to look it up in an array would cost every message.
  const text = `const [${methods.map((_, i) => `s${i}`).join(', ')}] = slots\nreturn {\n${texts.join(',\n')}\n}`
  const made = generate<object>('face', ['slots', 'none', 'list', 'send'], text, [methods, [], listOf, send])
  return made ?? Object.fromEntries(methods.map((method) => [method.name, plainMethod(send, method)]))
}

// Passing `arguments` on is all that V8 does without making an object of them first, whatever the case.
function listOf(...args: unknown[]): readonly unknown[] {
  return args
}

function plainMethod(send: Send, method: MethodSlot): (this: never, ...args: unknown[]) => unknown {
  return function (...args) {
    return send(this, method, args)
  }
}

/** Makes objects with this face and one field. */
export function faceMaker<T>(face: object, key: symbol): (value: T) => object {
  const text =
    'function Ref(value) { this[key] = value }\nRef.prototype = face\nreturn function make(value) { return new Ref(value) }'
  const made = generate<(value: T) => object>('face maker', ['face', 'key'], text, [face, key])
  return made ?? ((value) => Object.assign(Object.create(face) as object, { [key]: value }))
}

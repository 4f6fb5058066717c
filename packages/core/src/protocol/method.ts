// What a message is addressed to: the slot of a method name in a live class. The slot stays the same object through
// every upgrade, its code is exchanged. So a ref needs no look-up to send, and a message that waited in a mailbox runs
// the code that is current when its turn comes.

/** WOOPER's kinds of method. A lifecycle hook runs like a oneway, but nobody can send it. */
export type MethodKind = 'request' | 'oneway' | 'hook'

// biome-ignore lint: methods of any shape are called with arguments that the types of the ref have checked.
export type Code = (this: object, ...args: never[]) => unknown

export class MethodSlot {
  /** The current code; `null` when the current generation has no such method. */
  code: Code | null = null
  kind: MethodKind
  isConst = false
  /** Whether the code is an async function, whose continuations have to know their message. */
  isAsync = false

  /** Whether its code is there and needs nothing but to be called: it is neither const nor async. */
  isPlain = false

  /** Whether a frozen instance handles it all the same, because what it brings would be lost. */
  isOwed = false

  /** Whether what it asks for is never waited for before it has ended: it waits at its yields. */
  waitsAtYields = false

  constructor(
    readonly name: string,
    kind: MethodKind,
  ) {
    this.kind = kind
  }

  /** Sums up what its other fields say, after they were set. */
  settle(): void {
    this.isPlain = this.code !== null && !this.isConst && !this.isAsync
  }
}

const asyncPrototype: unknown = Object.getPrototypeOf(async () => {})

/** Whether a function is declared `async`, so that what it sets off has to be followed across its awaits. */
export function isAsyncFunction(code: unknown): boolean {
  return typeof code === 'function' && Object.getPrototypeOf(code) === asyncPrototype
}

// The static call that code runs on behalf of: known synchronously by a register, and across `await` in asynchronous static
// methods. It says which system's classes are meant, and carries the signal that a hard purge aborts.

import { AsyncLocalStorage } from 'node:async_hooks'

export class StaticCall {
  private controller: AbortController | null = null
  private isAborted = false
  private reason: unknown

  constructor(readonly system: object) {}

  /** Aborted when the generation that the call runs in is purged hard. */
  get signal(): AbortSignal {
    this.controller ??= new AbortController()
    if (this.isAborted) this.controller.abort(this.reason)
    return this.controller.signal
  }

  abort(reason: unknown): void {
    this.isAborted = true
    this.reason = reason
    this.controller?.abort(reason)
  }
}

const register: { call: StaticCall | null } = { call: null }
const calls = new AsyncLocalStorage<StaticCall>()
let isEntered = false

/** The static call that runs; null outside of all. */
export function runningStaticCall(): StaticCall | null {
  return register.call ?? (isEntered ? (calls.getStore() ?? null) : null)
}

/** Runs a function as part of a static call; `isAsync` makes the call known across its awaits. */
export function runStaticCall<R>(call: StaticCall, isAsync: boolean, code: () => R): R {
  const outer = register.call
  register.call = call
  try {
    if (!isAsync) return code()
    isEntered = true
    return calls.run(call, code)
  } finally {
    register.call = outer
  }
}

// Promises of any make.

/** Whether a value is a promise of any make. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
}

/** Takes note of a promise that nobody waits for: that it is rejected must not end the process. */
export function disregard(promise: PromiseLike<unknown>): void {
  Promise.resolve(promise).catch(() => {})
}

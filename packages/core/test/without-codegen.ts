// Runs something as in a process that disallows code from strings: `new Function` throws what it throws there.

/** Runs `work` without code generation; what it starts asynchronously has it again, unless the promise is the result. */
export function withoutCodegen<T>(work: () => T): T {
  const original = globalThis.Function
  const refuse = function (): never {
    throw new EvalError('Code generation from strings disallowed for this context')
  }
  refuse.prototype = original.prototype
  const restore = (): void => void (globalThis.Function = original)
  globalThis.Function = refuse as unknown as FunctionConstructor
  let result: T
  try {
    result = work()
  } catch (error) {
    restore()
    throw error
  }
  if (!(result instanceof Promise)) {
    restore()
    return result
  }
  return result.finally(restore) as T
}

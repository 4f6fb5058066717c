// Code from text, for the few functions of which V8 should keep feedback per class. V8 shares the feedback of functions
// whose text is equal (its compilation cache finds them), so every generated text begins with a line of its own. Where
// a process disallows code from strings, callers fall back to closures: slower, and the same otherwise.

// Only makes texts differ; it carries nothing from one system to another.
let serial = 0

/** A first line that no other generated text has. */
export function uniqueMark(purpose: string): string {
  return `// ${purpose} ${(serial += 1)}\n`
}

/** Compiles a function body, as strict code, and calls it with `values`; `undefined` where code from strings is disallowed. */
export function generate<T>(
  purpose: string,
  parameters: readonly string[],
  text: string,
  values: readonly unknown[],
): T | undefined {
  try {
    return new Function(...parameters, `${uniqueMark(purpose)}'use strict'\n${text}`)(...values) as T
  } catch (error) {
    if (error instanceof EvalError) return undefined
    throw error
  }
}

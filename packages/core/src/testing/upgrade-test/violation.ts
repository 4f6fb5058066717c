// What a test of an upgrade has found: which promise is not kept, on what, and how to see it again.

import { AssertionError } from 'node:assert'

/** A promise that is not kept. */
export class Violation extends Error {
  constructor(
    /** The invariant or law. */
    readonly promise: string,
    detail: string,
    readonly trace: readonly string[] = [],
  ) {
    super(detail)
  }
}

/** The error that the user sees. `example` is the smallest one that was found. */
export function failureOf(error: unknown, example: readonly string[], seed: number): AssertionError {
  const { promise, message, trace } =
    error instanceof Violation ? error : new Violation('every run comes to its end', String(error))
  const steps = trace.length === 0 ? [] : ['The last steps (time, what happened):', ...indented(trace)]
  const lines = [
    `This does not hold: ${promise}.`,
    ...indented(message.split('\n')),
    'The smallest example that was found:',
    ...indented(example),
    ...steps,
    `To see it again: upgradeTest({ ..., seed: ${seed}, runs: 1 })`,
  ]
  return new AssertionError({ message: lines.join('\n') })
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`)
}

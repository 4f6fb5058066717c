// What a test of an upgrade has found: which promise is not kept, on what, and how to see it again.

import { AssertionError } from 'node:assert'
import { inspect } from 'node:util'

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

/** The smallest example that was found. */
export interface Example {
  /** What it is, as the subject of a sentence. */
  readonly title: string
  readonly lines: readonly string[]
  /** The option that shows it again. */
  readonly replay: string
}

/** The error that the user sees. */
export function failureOf(error: unknown, { title, lines, replay }: Example): AssertionError {
  const { promise, message, trace } =
    error instanceof Violation ? error : new Violation('every run comes to its end', String(error))
  const steps = trace.length === 0 ? [] : ['The last steps (time, what happened):', ...indented(trace)]
  const all = [
    `This does not hold: ${promise}.`,
    ...indented(message.split('\n')),
    `${title}:`,
    ...indented(lines),
    ...steps,
    `To see it again: upgradeTest({ ..., replay: '${replay}' })`,
  ]
  return new AssertionError({ message: all.join('\n') })
}

/** A state as it would be written, on as many lines as it needs. */
export function linesOf(state: unknown): string[] {
  return inspect(state, { depth: 8, breakLength: 100, maxArrayLength: 50, maxStringLength: 500 }).split('\n')
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`)
}

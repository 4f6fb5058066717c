// What was thrown, as data that JSON can carry. Anything can be thrown, and anything can be in it.

/** An error as it is told to clients. */
export interface ThrownInfo {
  readonly name: string
  readonly message: string
  readonly stack?: string
}

const longestMessage = 2000
const longestStack = 4000

/** The message of anything that was thrown, even of what cannot be printed. */
export function messageOf(thrown: unknown): string {
  try {
    return (thrown instanceof Error ? String(thrown.message) : String(thrown)).slice(0, longestMessage)
  } catch {
    return 'something that cannot be printed'
  }
}

/** Anything that was thrown, as a name and a message. */
export function thrownInfo(thrown: unknown): ThrownInfo {
  const message = messageOf(thrown)
  try {
    if (!(thrown instanceof Error)) return { name: typeof thrown, message }
    const stack = typeof thrown.stack === 'string' ? { stack: thrown.stack.slice(0, longestStack) } : {}
    return { name: String(thrown.name), message, ...stack }
  } catch {
    return { name: 'Error', message }
  }
}

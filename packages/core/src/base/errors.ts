// One error class for the whole framework. A catalogue entry gives each code its message with named holes and its
// advice; the values stay on `facts`, so programs switch over `code` and read `facts`, and people read the message.
// Recognition goes by a registered symbol: `instanceof` breaks when two copies of this package are loaded.

const brand = Symbol.for('instar.error')

export interface CatalogueEntry {
  /** What happened, to whom; `{hole}` is filled from the facts. */
  readonly message: string
  /** What to do about it. */
  readonly advice: string
}

export type Facts = Readonly<Record<string, unknown>>

/** Every error of the framework: switch over `code`, read `facts`; the message says what happened and what to do. */
export class InstarError<Code extends string = string> extends Error {
  override readonly name: string = 'InstarError'
  readonly code: Code
  readonly facts: Facts
  readonly advice: string

  constructor(code: Code, entry: CatalogueEntry, facts: Facts, cause?: unknown) {
    const advice = fill(entry.advice, facts)
    super(`${fill(entry.message, facts)} ${advice}`.trimEnd(), cause === undefined ? undefined : { cause })
    this.code = code
    this.facts = facts
    this.advice = advice
    Object.defineProperty(this, brand, { value: true })
  }
}

/** Whether a value is an error of this framework, and, when a code is given, that very one. */
export function isInstarError<Code extends string>(value: unknown, code?: Code): value is InstarError<Code> {
  if (typeof value !== 'object' || value === null || !(brand in value)) return false
  return code === undefined || (value as { code?: unknown }).code === code
}

/** A value in a message: short, whatever it is. */
function printed(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'function') return value.name === '' ? 'a function' : value.name
  if (Array.isArray(value)) return 'a list'
  const text = messageOf(value)
  return text.startsWith('[object ') ? 'an object' : text.slice(0, 120)
}

function fill(text: string, facts: Facts): string {
  return text.replace(/\{(\w+)\}/g, (_, hole: string) => printed(facts[hole]))
}

/**
 * Reads the stack of an error that is going to be kept. Until somebody does, V8 holds on to the functions on it, and so
 * to the classes that they belong to.
 */
export function settleStack(error: unknown): void {
  try {
    if (error instanceof Error) void error.stack
  } catch {
    // A stack that cannot be read holds nothing that we could let go.
  }
}

/** The message of anything that was thrown, even of what cannot be printed. */
export function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? String(error.message) : String(error)
  } catch {
    return 'something that cannot be printed'
  }
}

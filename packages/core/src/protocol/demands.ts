// Demands on what users hand over at the public doors: told at once, by name, with what would do. Types say the same to who
// compiles; these are for everybody else, and for what types cannot say.

import { fail } from './failures.js'

/** Throws unless a condition holds of an option. */
export function demand(isGood: boolean, option: string, value: unknown, problem: string): void {
  if (!isGood) throw fail('bad-option', { option, value: quoted(value), problem })
}

/** Demands milliseconds: a number from 0 on, or `Infinity`; undefined is the default. */
export function demandMs(option: string, value: unknown): void {
  demand(
    value === undefined || (typeof value === 'number' && value >= 0),
    option,
    value,
    'is no number of milliseconds',
  )
}

/** Demands an object of options, all of them known: a misspelt option would be silently lost. */
export function demandOptions(options: unknown, known: readonly string[], of: string): void {
  demand(typeof options === 'object' && options !== null, of, options, 'is no object of options')
  for (const option of Object.keys(options as object)) {
    if (!known.includes(option)) throw fail('unknown-option', { option, of, known: known.join(', ') })
  }
}

function quoted(value: unknown): unknown {
  return typeof value === 'string' ? JSON.stringify(value) : value
}

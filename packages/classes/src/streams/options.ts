// What streams are told, and what is wrong with it.

import { fail } from '../failures.js'

/** Throws for what is no whole number from `least` on; `Infinity` is one where that is said. */
export function demandCount(option: string, value: number, least: number, mayBeInfinite = false): void {
  if ((Number.isInteger(value) && value >= least) || (mayBeInfinite && value === Infinity)) return
  throw fail('bad-stream-option', { option, value, problem: `give a whole number from ${least} on` })
}

/** Throws for what is no number of milliseconds. */
export function demandMs(option: string, value: number): void {
  if (typeof value === 'number' && value > 0) return
  throw fail('bad-stream-option', { option, value, problem: 'give a positive number of milliseconds' })
}

/** Throws for what is none of these words. */
export function demandWord(option: string, value: string, words: readonly string[]): void {
  if (!words.includes(value)) throw fail('bad-stream-option', { option, value, problem: `say ${words.join(' or ')}` })
}

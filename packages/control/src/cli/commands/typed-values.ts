// What is typed as the value of an option, read as what it means. Each throws `bad-argument` that says what was expected.

import { fail } from '../../base/failures.js'
import type { WireUpgradeOptions } from '../../protocol/commands.js'

const units: Readonly<Record<string, number>> = { ms: 1, '': 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000 }

/** Milliseconds of `500`, `500ms`, `1.5s`, `2m`, `1h`. Throws `bad-argument`. */
export function parseDuration(text: string, argument: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|min|h)?$/.exec(text.trim()) ?? []
  if (number === undefined)
    throw fail('bad-argument', { argument, problem: `\`${text}\` is no time such as 500ms or 5s` })
  return Number(number) * units[unit ?? '']!
}

/** A whole number from 1. Throws `bad-argument`. */
export function parseCount(text: string, argument: string): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number > 0) return number
  throw fail('bad-argument', { argument, problem: `\`${text}\` is no whole number from 1` })
}

/** JSON as data. Throws `bad-argument`. */
export function parseJson(text: string, argument: string): WireUpgradeOptions['extra'] {
  try {
    return JSON.parse(text) as WireUpgradeOptions['extra']
  } catch (error) {
    throw fail('bad-argument', { argument, problem: `\`${text}\` is no JSON: ${(error as Error).message}` }, error)
  }
}

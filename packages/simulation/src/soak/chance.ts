// What the scenarios choose by chance.

import type { Random } from '@instar/core'
import type { Edition, Editions } from './editions.js'

/** A whole number from `least` to `most`. */
export function between(random: Random, least: number, most: number): number {
  return least + Math.floor(random.next() * (most - least + 1))
}

export function shuffled<T>(list: readonly T[], random: Random): T[] {
  const left = [...list]
  return Array.from({ length: left.length }, () => left.splice(Math.floor(random.next() * left.length), 1)[0]!)
}

/** Other editions of some classes than those that run. */
export function otherEditions(
  editions: Editions,
  names: readonly string[],
  random: Random,
): Readonly<Record<string, Edition>> {
  const other = (name: string): Edition => (((editions.of(name) - 1 + between(random, 1, 2)) % 3) + 1) as Edition
  return Object.fromEntries(names.map((name) => [name, other(name)]))
}

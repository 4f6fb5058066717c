// Judges a page of guarantees: each is numbered in order, and held by tests that exist.

import type { Guarantee, Semantics } from './guarantees.js'

/** The titles of the tests in a file; `undefined` when there is no such file. */
export type TitlesOf = (path: string) => readonly string[] | undefined

/** What is wrong with a page, as sentences; empty when nothing is. */
export function defectsOf({ guarantees, malformed }: Semantics, titlesOf: TitlesOf): string[] {
  return [
    ...malformed.map((line) => `no guarantee and no test of one: ${line.trim()}`),
    ...numberDefects(guarantees),
    ...guarantees.flatMap((guarantee) => witnessDefects(guarantee, titlesOf)),
  ]
}

export function nameOf({ letter, number }: Guarantee): string {
  return `${letter}${number}`
}

function numberDefects(guarantees: readonly Guarantee[]): string[] {
  const last = new Map<string, number>()
  const seen = new Set<string>()
  return guarantees.flatMap((guarantee) => {
    const { letter, number } = guarantee
    const name = nameOf(guarantee)
    const before = last.get(letter) ?? 0
    last.set(letter, number)
    if (seen.has(name)) return [`${name} is there twice`]
    seen.add(name)
    return number < before ? [`${name} comes after ${letter}${before}`] : []
  })
}

function witnessDefects(guarantee: Guarantee, titlesOf: TitlesOf): string[] {
  const name = nameOf(guarantee)
  if (guarantee.witnesses.length === 0) return [`${name} names no test`]
  return guarantee.witnesses.flatMap(({ path, title }) => {
    const titles = titlesOf(path)
    if (titles === undefined) return [`${name} names a file that does not exist: ${path}`]
    return titles.includes(title) ? [] : [`${name} names a test that ${path} does not have: ${title}`]
  })
}

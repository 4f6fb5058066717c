// Why mutants may survive: `packages/core/test/mutants.json` has a list of reasons, each with the mutants that it holds for.
// A mutant is known by its file, the line that it begins in, and its text, so that it is found again when lines have moved.

import { existsSync, readFileSync } from 'node:fs'

export class Explanations {
  #reasons = new Map()

  constructor(path) {
    const list = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : []
    for (const { why, mutants } of list) for (const mutant of mutants) this.#reasons.set(keyOf(mutant), why)
  }

  /** The reason, or undefined. */
  of(mutant) {
    return this.#reasons.get(keyOf(mutant))
  }
}

function keyOf({ file, in: line, original, replacement }) {
  const short = file.replace('packages/core/src/', '')
  return [short, line, original, replacement].map((text) => text.replaceAll(/\s+/g, ' ')).join('\0')
}

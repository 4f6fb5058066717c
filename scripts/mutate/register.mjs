// What tests get for `vitest` while mutants are tried: `test` and `describe` only note what there is, so that a test can
// be run again and again, for one mutant after the other, without loading anything anew.

import { expect } from 'vitest'

export { expect }

/** All tests, in the order in which they were found: `{ name, run }`. */
export const tests = []

let path = []
let finishing = []

/** Notes what `load` declares under the name of its file. */
export async function noteFile(file, load) {
  path = [file]
  await load()
}

/** Runs a test once, and what it wants done when it has finished. Rejects with the first failure. */
export async function runOnce(test) {
  finishing = []
  const mine = finishing
  try {
    await test.run()
  } finally {
    for (const finish of mine.toReversed()) await finish()
  }
}

export function onTestFinished(finish) {
  finishing.push(finish)
}

export function describe(name, declare) {
  path.push(name)
  declare()
  path.pop()
}

export function test(name, ...rest) {
  const run = rest.find((each) => typeof each === 'function')
  tests.push({ name: [...path, name].join(' > '), run: () => run() })
}

test.each = (rows) => (name, run) => {
  rows.forEach((row, at) => test(`${name} #${at}`, () => (Array.isArray(row) ? run(...row) : run(row))))
}

describe.each = (rows) => (name, declare) => {
  rows.forEach((row, at) => describe(`${name} #${at}`, () => (Array.isArray(row) ? declare(...row) : declare(row))))
}

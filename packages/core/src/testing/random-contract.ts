// What every source of chance promises.

import { ok, strictEqual } from 'node:assert'
import type { Random } from '../base/random.js'
import type { ContractSuite } from './contract.js'

/** So many that a sound source fails less than once in the life of the universe. */
const draws = 10_000

/** The contract of sources of chance. */
export function randomContract(makeRandom: () => Random): ContractSuite {
  const draw = (): number[] => {
    const random = makeRandom()
    return Array.from({ length: draws }, () => random.next())
  }
  return {
    name: 'a source of chance',
    cases: [
      {
        title: 'numbers are from 0 up to, not including, 1',
        run: async () => {
          for (const each of draw()) ok(each >= 0 && each < 1, `it gave ${each}`)
        },
      },
      {
        title: 'numbers are spread over their range',
        run: async () => {
          const tenths = new Set(draw().map((each) => Math.floor(each * 10)))
          strictEqual(tenths.size, 10, `its numbers are in ${tenths.size} of 10 parts`)
          const mean = draw().reduce((sum, each) => sum + each, 0) / draws
          ok(mean > 0.45 && mean < 0.55, `their mean is ${mean}`)
        },
      },
      {
        title: 'a number does not tell the next one',
        run: async () => {
          const numbers = draw()
          const rises = numbers.filter((each, i) => i > 0 && each > numbers[i - 1]!).length
          ok(rises > draws * 0.45 && rises < draws * 0.55, `of ${draws} numbers ${rises} are above the last one`)
        },
      },
    ],
  }
}

// The story: an upgrade that looks right is tested, mended, tested, mended, and passes.

import type { Migration } from '@instar/core'
import { call, upgradeTest } from '@instar/core/testing'
import * as fc from 'fast-check'
import { makePerson, makePersonOfTwoNames } from './person.js'
import { better, careless, right } from './splitting.js'

const names = fc
  .array(fc.constantFrom('Ada', 'King', 'Lovelace'), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join(' '))

/** Tells the story; gives how many of the migrations passed. */
export async function tellStory(say: (line: string) => void): Promise<number> {
  let passed = 0
  for (const [title, splitting] of Object.entries({ careless, better, right })) {
    say(`The ${title} migration:`)
    if (await passes(splitting, (line) => say(`  ${line}`))) passed += 1
  }
  return passed
}

async function passes(splitting: Migration, say: (line: string) => void): Promise<boolean> {
  try {
    const { runs, laws, upgrades, calls } = await upgradeTest({
      from: makePerson,
      to: () => makePersonOfTwoNames(splitting),
      workload: [call('rename', names), call('getName')],
    })
    say(
      `passed: ${laws[0]!.states} states, ${runs} runs, ${upgrades.committed} upgrades committed, ${upgrades.refused} refused, ${calls.answered} calls answered`,
    )
    return true
  } catch (error) {
    for (const line of (error as Error).message.split('\n')) say(line)
    return false
  }
}

// The story: three attempts to make accounts count cents, by one and the same script. `say` gets it line by line.

import { ActorSystem } from '@instar/core'
import { type AccountClass, makeAccount } from './account.js'
import { Bank, euros } from './bank.js'
import { upgradeWithCare, type Verdict } from './script.js'
import { makeDraft } from './v2_0_0.js'
import { makeAccountInCents } from './v2.js'

type Say = (line: string) => void

/** Tells the story, as it happens; gives the verdict on each attempt. */
export async function tellStory(say: Say): Promise<readonly Verdict[]> {
  await using system = await ActorSystem.start()
  const bank = new Bank(system)
  await bank.open(makeAccount(), 1000)
  say(
    `${bank.size} accounts hold ${euros(await bank.getSum())}, each counted in euros. They shall count cents instead.`,
  )
  const attempt = (title: string, to: AccountClass): Promise<Verdict> => {
    say(title)
    return attemptTo(system, bank, to, (text) => say(indented(text)))
  }
  const verdicts = [
    await attempt('A first draft does not get past its rehearsal:', makeDraft()),
    await attempt(
      'The next one does, but leaves off parts of a cent:',
      makeAccountInCents('2.0.1', (amount) => Math.floor(amount * 100)),
    ),
    await attempt(
      'The third one rounds them:',
      makeAccountInCents('2.0.2', (amount) => Math.round(amount * 100)),
    ),
  ]
  const { outcome, defects } = await system.rollback()
  say(`What has been confirmed stays. A rollback now is ${outcome}: ${defects.join(', ')}.`)
  return verdicts
}

async function attemptTo(system: ActorSystem, bank: Bank, to: AccountClass, say: Say): Promise<Verdict> {
  const before = await bank.getSum()
  const check = async (): Promise<boolean> => {
    const after = await bank.getSum()
    say(`check: ${euros(before)} before, ${euros(after)} now`)
    return after === before
  }
  const verdict = await upgradeWithCare({ system, to, extra: { now: Date.now() }, check, say })
  say(
    `${verdict}: ${bank.size} accounts run ${system.describe('Account').version} and hold ${euros(await bank.getSum())}`,
  )
  return verdict
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')
}

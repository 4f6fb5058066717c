// The story: three attempts to make accounts count cents, by one and the same script. `say` gets it line by line.

import { formatScriptAnswer, runScript, type Script, type ScriptAnswer } from '@instar/control'
import { ActorSystem } from '@instar/core'
import { makeAccount } from './account.js'
import { euros, openAccounts, sumOf } from './bank.js'
import rounding, { countCents } from './script.js'
import { makeDraft } from './v2_0_0.js'
import { makeAccountInCents } from './v2.js'

type Say = (line: string) => void

/** Tells the story, as it happens; gives the outcome of each attempt. */
export async function tellStory(say: Say): Promise<readonly ScriptAnswer['outcome'][]> {
  await using system = await ActorSystem.start()
  const Account = makeAccount()
  await openAccounts(system, Account, 1000)
  const accounts = async (): Promise<string> =>
    `${system.countInstances(Account)} accounts run ${system.describe(Account).version} and hold ${euros(await sumOf(system, Account))}`
  say(`${await accounts()}, each counted in euros. They shall count cents instead.`)
  const attempt = async (title: string, script: Script): Promise<ScriptAnswer['outcome']> => {
    say(title)
    const outcome = await attemptIt(system, script, (text) => say(indented(text)))
    say(indented(`${await accounts()}.`))
    return outcome
  }
  const outcomes = [
    await attempt('A first draft does not get past its rehearsal:', countCents(makeDraft())),
    await attempt('The next one does, but leaves off parts of a cent:', countCents(makeFlooring())),
    await attempt('The third one rounds them:', rounding),
  ]
  const { outcome, defects } = await system.rollback()
  say(`What has been confirmed stays. A rollback now is ${outcome}: ${defects.join(', ')}.`)
  return outcomes
}

function makeFlooring(): ReturnType<typeof makeAccountInCents> {
  return makeAccountInCents('2.0.1', (amount) => Math.floor(amount * 100))
}

/** Rehearses a script, and runs it when nothing speaks against it. */
async function attemptIt(system: ActorSystem, script: Script, say: Say): Promise<ScriptAnswer['outcome']> {
  const rehearsal = await runScript(system, script, { dryRun: true })
  say(formatScriptAnswer(rehearsal))
  if (rehearsal.outcome !== 'rehearsed') return rehearsal.outcome
  const answer = await runScript(system, script, { say: (line) => say(`the script says: ${line}`) })
  say(formatScriptAnswer(answer))
  return answer.outcome
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')
}

// The story: clerks and accounts crash in the middle of transfers, a branch gives up, and classes are upgraded while the bank
// is open. Through all of it no cent is lost. `say` gets it line by line.

import { ActorSystem, RANDOM } from '@instar/core'
import { SeededRandom } from '@instar/core/testing'
import { makeAccount } from './account-v1.js'
import { makeAccount2 } from './account-v2.js'
import { Auditor } from './auditor.js'
import { makeBank } from './bank.js'
import { makeBank2 } from './bank-v2.js'
import { haveMishaps, wearOutBranch } from './crash-scenes.js'
import { BankDay } from './day.js'
import { type Say, sayBooks, sayCrashes } from './telling.js'
import { upgradeAccounts, upgradeBank } from './upgrade-scenes.js'

const size = { branches: 4, clerks: 8, cents: 100_000 }

/** Tells the story, as it happens; gives the most cents that were ever missing. */
export async function tellStory(say: Say): Promise<number> {
  await using system = await ActorSystem.start({
    configure: (container) => container.rebind(RANDOM).toConstantValue(new SeededRandom(2)),
  })
  const Account = makeAccount()
  const day = await BankDay.open(system, Account, makeBank(), size)
  say(`A bank opens: ${size.branches} branches, ${day.accounts} accounts, ${size.clerks} clerks and a ledger.`)
  await sayBooks(day, say)
  await haveMishaps(day, say)
  await wearOutBranch(day, 117, say)
  await upgradeAccounts(day, makeAccount2(), 'While such things happen, the accounts learn to count in cents:', say)
  await upgradeBank(day, makeBank2(), say)
  await upgradeAccounts(day, Account, 'Under the eyes of the auditor the accounts go back to euros:', say)
  await close(day, say)
  return day.lost
}

async function close(day: BankDay, say: Say): Promise<void> {
  const auditor = day.system.whereis('auditor', Auditor)!
  const { missing } = await auditor.audit()
  const { wrong } = await auditor.findings()
  say('The bank closes:')
  sayCrashes(day, say)
  say(`  the auditor found ${wrong} wrong sums, and in the last one ${missing} cents missing`)
  say(
    `  stock was taken ${day.stocks} times, while transfers were under way; the most that was ever missing: ${day.lost} cents`,
  )
}

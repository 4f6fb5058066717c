// The scenes in which a class is upgraded while customers bring orders, and clerks and accounts crash.

import type { Supervisor } from '@instar/classes'
import type { Ref } from '@instar/core'
import type { AccountClass } from './account.js'
import type { BankClass } from './bank.js'
import type { BankDay } from './day.js'
import { type Say, sayBooks, sayCrashes, sayReport } from './telling.js'

export async function upgradeAccounts(day: BankDay, Account: AccountClass, title: string, say: Say): Promise<void> {
  const { system } = day
  say(title)
  await day.serve(1200, 'mad', async () => {
    sayReport(await system.upgrade(Account), say)
  })
  say(`  ${system.countInstances('Account')} accounts run ${system.describe('Account').version}`)
  sayCrashes(day, say)
  await sayBooks(day, say)
}

export async function upgradeBank(day: BankDay, Bank: BankClass, say: Say): Promise<void> {
  const { system, bank } = day
  say('The bank shall have an auditor, and bear more restarts. What that means for its children stands in the plan:')
  for (const { class: name, text } of system.plan(Bank).remarks) say(`  ${name}: ${text}`)
  await day.serve(1200, 'mad', async () => {
    await sayBank(bank, say)
    sayReport(await system.upgrade(Bank), say)
    await sayBank(bank, say)
    const { added } = await bank.applyChildren()
    say(`  added when asked to: ${added.join(', ')}`)
    await sayBank(bank, say)
  })
  sayCrashes(day, say)
  await sayBooks(day, say)
}

async function sayBank(bank: Ref<Supervisor>, say: Say): Promise<void> {
  const { restarts, withinMs } = await bank.intensity()
  const ids = (await bank.childrenNow()).map(({ id }) => id)
  say(`  it has ${ids.join(', ')}, and bears ${restarts} restarts within ${withinMs / 1000} s`)
}

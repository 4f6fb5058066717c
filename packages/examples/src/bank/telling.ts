// What the story says again and again.

import type { ActorSystem, UpgradeReport } from '@instar/core'
import { ledgerOf, withAccount } from './address.js'
import type { BankDay } from './day.js'

export type Say = (line: string) => void

/** The books at the end of a scene. The accounts are asked one by one, whatever version they are of. */
export async function sayBooks({ system, accounts, lost }: BankDay, say: Say): Promise<void> {
  const { settled, open } = await ledgerOf(system).figures()
  const euros = (await sumOf(system, accounts)) / 100
  say(`  ${settled} transfers settled, ${open} open; the accounts hold ${euros.toFixed(2)} euros; lost: ${lost} cents`)
}

/** Who has crashed since the opening, and who was born again. */
export function sayCrashes({ tally }: BankDay, say: Say): void {
  const classes = { clerks: 'ClumsyClerk', accounts: 'Account', branches: 'Branch' }
  const counts = Object.entries(classes).map(([noun, name]) => {
    return `${noun} ${tally.crashesOf(name)} and ${tally.birthsOf(name)}`
  })
  say(`  crashed and restarted so far: ${counts.join(', ')}`)
}

export function sayReport({ outcome, classes, pauseMs }: UpgradeReport, say: Say): void {
  for (const { class: name, from, to } of classes)
    say(`  ${name} ${from} -> ${to}: ${outcome}, pause ${pauseMs.toFixed(1)} ms`)
}

async function sumOf(system: ActorSystem, accounts: number): Promise<number> {
  const numbers = Array.from({ length: accounts }, (_, i) => i + 1)
  const cents = await Promise.all(numbers.map((each) => withAccount(system, each, (account) => account.getCents())))
  return cents.reduce((sum, each) => sum + each, 0)
}

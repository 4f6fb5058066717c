// The upgrade script: accounts are to count cents. It stays only if no cent is made or lost by it. `instar run script.ts` runs
// what it exports by default, in a process that someone else has started.

import { apply, check, confirm, defineScript, type Script, upgrade } from '@instar/control'
import type { AccountClass } from './account.js'
import { euros, sumOf } from './bank.js'
import { makeAccountInCents } from './v2.js'

export function countCents(Account: AccountClass): Script {
  return defineScript({
    name: 'count cents',
    steps: [
      apply('note what all hold', async ({ system, notes }) => {
        notes.set('before', await sumOf(system, Account))
      }),
      upgrade(Account, { extra: { now: Date.now() }, limits: { freeze: 1000 } }),
      check('no cent is made or lost', async ({ system, notes, say }) => {
        const before = notes.get('before') as number
        const now = await sumOf(system, Account)
        say(`${euros(before)} before, ${euros(now)} now`)
        return now === before
      }),
      confirm(),
    ],
  })
}

export default countCents(makeAccountInCents('2.0.2', (amount) => Math.round(amount * 100)))

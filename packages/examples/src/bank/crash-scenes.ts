// The scenes in which things go wrong: crashes that are made good on the spot, and so many of them that it goes further up.

import type { Supervisor } from '@instar/classes'
import { type ActorSystem, type ExitReason, isInstarError, type Ref } from '@instar/core'
import { accountName, accountNow, branchNow, branchOf } from './address.js'
import type { BankDay } from './day.js'
import { type Say, sayBooks, sayCrashes } from './telling.js'

export async function haveMishaps(day: BankDay, say: Say): Promise<void> {
  say('A quiet day:')
  await day.serve(1200, 'quiet')
  await sayBooks(day, say)
  say('A mad day. In every 25th transfer the clerk, the payer or the payee crashes, at each point of it in turn:')
  await day.serve(1200, 'mad')
  sayCrashes(day, say)
  await sayBooks(day, say)
}

/** One account crashes more often than its branch bears. */
export async function wearOutBranch(day: BankDay, account: number, say: Say): Promise<void> {
  const { system } = day
  const name = branchOf(account)
  const branch = await branchNow(system, name)
  say(`${accountName(account)} crashes again and again, and its branch bears only so much:`)
  let crashes = 0
  await day.serve(1200, 'quiet', async () => {
    crashes = await wearOut(system, branch, account)
  })
  say(`  after ${crashes} more crashes ${name} gives up${codeOf(await branch.exited)}`)
  const children = await (await branchNow(system, name)).childrenNow()
  say(`  its supervisor restarts it: ${children.filter(({ status }) => status === 'running').length} accounts are back`)
  sayCrashes(day, say)
  await sayBooks(day, say)
}

/** Lets an account crash until its branch gives up; gives how often that was. */
async function wearOut(system: ActorSystem, branch: Ref<Supervisor>, account: number): Promise<number> {
  for (let crashes = 0; ; crashes++) {
    // It answers when it has made good the last crash, or does not, because that was one too many.
    if (!(await hasAnswered(branch.countChildren()))) return crashes
    const ref = await accountNow(system, account)
    ref.stumble()
    await ref.exited
  }
}

function hasAnswered(request: Promise<unknown>): Promise<boolean> {
  return request.then(
    () => true,
    () => false,
  )
}

function codeOf(reason: ExitReason): string {
  return reason.type === 'crashed' && isInstarError(reason.error) ? `: ${reason.error.code}` : ''
}

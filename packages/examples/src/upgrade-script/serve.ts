// A process with a thousand accounts, for the script to be run on from outside.

import { once } from 'node:events'
import { serveControl } from '@instar/control'
import { ActorSystem } from '@instar/core'
import { makeAccount } from './account.js'
import { euros, openAccounts, sumOf } from './bank.js'

export interface Desk {
  /** The path of the control socket; undefined for one in the default folder. */
  readonly control: string | undefined
  readonly say: (line: string) => void
  /** Ends it. */
  readonly signal: AbortSignal
}

/** Serves until the signal; rejects when it cannot listen at the control socket. */
export async function serve({ control, say, signal }: Desk): Promise<void> {
  await using system = await ActorSystem.start()
  const Account = makeAccount()
  await openAccounts(system, Account, 1000)
  await using operator = await serveControl(system, control === undefined ? {} : { path: control })
  const { version } = system.describe(Account)
  say(`1000 accounts run ${version} and hold ${euros(await sumOf(system, Account))}.`)
  say(
    `Its control socket is ${operator.path}. Run the script: instar run --control ${operator.path} script.ts --dry-run`,
  )
  if (!signal.aborted) await once(signal, 'abort')
}

// What the bound of a mailbox costs while it is not reached.

import { ActorSystem } from '@instar/core'
import { makeBounded } from '../forms/breeds.js'
import { evaluate } from '../forms/forms.js'
import { compare, perSecond } from '../sampling.js'
import type { Figures } from './row.js'

const messages = 1_000_000
const aTurn = 1000

/** Oneways to an instance whose mailbox is bounded, beside an equal one without a bound. */
export async function boundedMailbox(): Promise<Figures> {
  await using system = await ActorSystem.start()
  const { Bounded, Unbounded } = makeBounded(await evaluate(1))
  const bounded = await system.spawn(Bounded, ['Tom', 1])
  const unbounded = await system.spawn(Unbounded, ['Tom', 1])
  return await compare(
    perSecond(messages, async () => {
      for (let sent = 0; sent < messages; sent += aTurn) {
        for (let i = 0; i < aTurn; i++) bounded.declareBirthday()
        await bounded.getAge()
      }
    }),
    perSecond(messages, async () => {
      for (let sent = 0; sent < messages; sent += aTurn) {
        for (let i = 0; i < aTurn; i++) unbounded.declareBirthday()
        await unbounded.getAge()
      }
    }),
  )
}

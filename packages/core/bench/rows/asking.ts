// Requests to asynchronous methods, which hold their instance until they settle and know their message across `await`.
// Once one has run, synchronous ones pay a little too, so they are compared within one process.

import { ActorSystem, type Ref } from '@instar/core'
import { BareAsker } from '../baseline-async.js'
import { Asker } from '../forms/askers.js'
import { compare, perSecond, type Round, timed } from '../sampling.js'
import type { Figures } from './row.js'

const answers = 200_000
const chains = 40_000
const chainLength = 5

/** A method that awaits once, beside a synchronous one of the same instance; each request waits for the last answer. */
export async function requestAsyncMethod(): Promise<Figures> {
  await using system = await ActorSystem.start()
  const asker = await system.spawn(Asker, [null])
  const bare = new BareAsker(null)
  const figures = await compare(
    perAnswer(async () => {
      for (let i = 0; i < answers; i++) await asker.answerLater()
    }),
    perAnswer(async () => {
      for (let i = 0; i < answers; i++) await asker.answer()
    }),
  )
  const { ours: later, theirs: atOnce } = await compare(
    perAnswer(async () => {
      for (let i = 0; i < answers; i++) await bare.answerLater()
    }),
    perAnswer(async () => {
      for (let i = 0; i < answers; i++) await bare.answer()
    }),
  )
  const [slow, fast] = [later.median, atOnce.median]
  return {
    ...figures,
    note: `by hand: ${slow.toFixed(0)} ns beside ${fast.toFixed(0)}, ratio ${(slow / fast).toFixed(2)}`,
  }
}

/** Nanoseconds an answer. */
function perAnswer(work: () => Promise<void>): Round {
  return async () => ((await timed(work)) / answers) * 1e6
}

/** A request that five instances answer together: each but the last asks the next one. */
export async function requestInChain(): Promise<Figures> {
  await using system = await ActorSystem.start()
  let ours: Ref<Asker> = await system.spawn(Asker, [null])
  let theirs = new BareAsker(null)
  for (let i = 1; i < chainLength; i++) {
    ours = await system.spawn(Asker, [ours])
    theirs = new BareAsker(theirs)
  }
  const [first, bareFirst] = [ours, theirs]
  return await compare(
    perSecond(chains, async () => {
      for (let i = 0; i < chains; i++) await first.askOn()
    }),
    perSecond(chains, async () => {
      for (let i = 0; i < chains; i++) await bareFirst.askOn()
    }),
  )
}

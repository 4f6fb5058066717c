// Many runs: a seed makes a workload and the chance of a strategy. A run that breaks an invariant is shrunk by fast-check to a
// small workload that still does.

import * as fc from 'fast-check'
import { FairPriorities, FirstInFirstOut, RandomWalk, Replay, SeededRandom, type Strategy } from '@instar/core/testing'
import { Violation } from './ledger.js'
import { play, type RunOutcome } from './run.js'
import { type Action, workloads } from './workload.js'

export const strategyNames = ['fifo', 'random', 'pct', 'replay'] as const
export type StrategyName = (typeof strategyNames)[number]

function strategyOf(name: StrategyName, seed: number): Strategy {
  if (name === 'fifo') return new FirstInFirstOut()
  return name === 'pct' ? new FairPriorities(new SeededRandom(seed)) : new RandomWalk(new SeededRandom(seed))
}

/** The workload of a seed. */
function workloadOf(seed: number): readonly Action[] {
  return fc.sample(workloads, { seed, numRuns: 1 })[0]!
}

/** Runs one seed. A replay is a run that is repeated by its choices, and has to go the same way. */
export async function runSeed(name: StrategyName, seed: number): Promise<RunOutcome> {
  const actions = workloadOf(seed)
  const outcome = await play(actions, strategyOf(name, seed))
  if (name !== 'replay' || outcome.violation !== null) return outcome
  const again = await play(actions, new Replay(outcome.choices))
  const place = outcome.trace.findIndex((line, i) => again.trace[i] !== line)
  if (place === -1 && again.trace.length === outcome.trace.length) return again
  const detail = `step ${place}: ${outcome.trace[place]}, then ${again.trace[place]}`
  return { ...again, violation: new Violation('the same choices give the same run', detail) }
}

/** The smallest workload that was found to break an invariant under the same strategy and seed. */
export async function shrink(
  name: StrategyName,
  seed: number,
): Promise<{ actions: readonly Action[]; outcome: RunOutcome }> {
  let smallest: { actions: readonly Action[]; outcome: RunOutcome } | null = null
  const property = fc.asyncProperty(workloads, async (actions) => {
    const outcome = await play(actions, strategyOf(name, seed))
    if (outcome.violation !== null) smallest = { actions, outcome }
    return outcome.violation === null
  })
  await fc.check(property, { seed, numRuns: 1, interruptAfterTimeLimit: 10_000 })
  return smallest ?? { actions: workloadOf(seed), outcome: await runSeed(name, seed) }
}

// One strategy's seeds, one after the other, counted; what breaks first is told with all that it takes to see it again.

import { runSeed, shrink, type StrategyName } from './seeds.js'

/** Which seeds of which strategy. */
export interface Lot {
  readonly strategy: StrategyName
  readonly from: number
  readonly seeds: number
  readonly stopAtFirst: boolean
  /** Whether somebody reads the account of the first violation: to make its workload small takes seconds. */
  readonly isTold: boolean
}

export interface Tally {
  seeds: number
  violations: number
  firstViolation: number | null
  invariant: string | null
  steps: number
  messages: number
  upgrades: number
}

/** What came of a lot, and what there is to read of its first violation. */
export interface LotResult {
  readonly strategy: StrategyName
  readonly tally: Tally
  readonly account: readonly string[]
}

export async function runLot({ strategy, from, seeds, stopAtFirst, isTold }: Lot): Promise<LotResult> {
  const first = { firstViolation: null, invariant: null }
  const tally: Tally = { seeds: 0, violations: 0, ...first, steps: 0, messages: 0, upgrades: 0 }
  let account: string[] = []
  for (let seed = from; seed < from + seeds; seed++) {
    const { violation, steps, messages, committed } = await runSeed(strategy, seed)
    tally.seeds += 1
    tally.steps += steps
    tally.messages += messages
    tally.upgrades += committed
    if (violation === null) continue
    tally.violations += 1
    if (tally.firstViolation === null) {
      tally.firstViolation = seed
      tally.invariant = violation.invariant
      if (isTold) account = await tell(strategy, seed)
    }
    if (stopAtFirst) break
  }
  return { strategy, tally, account }
}

async function tell(strategy: StrategyName, seed: number): Promise<string[]> {
  const { actions, outcome } = await shrink(strategy, seed)
  return [
    outcome.violation?.message ?? 'The violation did not come again.',
    `  replay: pnpm simulate --strategy ${strategy} --from ${seed} --seeds 1`,
    `  smallest workload: ${actions.map(({ deed, client }) => `${client}:${deed}`).join(', ')}`,
    ...outcome.trace.slice(-25).map((line) => `  ${line}`),
  ]
}

// What happens in one run, as data that fast-check makes and shrinks: who calls what, when the upgrade is asked for, and in
// which order things go.

import type { Arbitrary } from 'fast-check'
import type { FastCheck } from '../fast-check.js'
import { SeededRandom } from '../seeded-random.js'
import { FairPriorities, FirstInFirstOut, RandomWalk, type Strategy } from '../simulation/strategy.js'
import { describeCall } from '../wording.js'
import type { Action, Operation, StrategyName } from './options.js'

export interface PlannedCall {
  readonly operation: number
  readonly target: number
  readonly client: number
  readonly args: readonly unknown[]
}

export interface Scenario {
  readonly calls: readonly PlannedCall[]
  /** How many calls have been sent when the upgrade is asked for; beyond their number: after all. */
  readonly upgradeAfter: number
  /** Steps for which a method is under way when the set is frozen, so that the upgrade has to wait. */
  readonly delay: number
  readonly strategy: StrategyName
  readonly chance: number
}

const mostCalls = 20
const longestDelay = 8

/** All that may happen with this workload. */
export function scenarios(
  fc: FastCheck,
  workload: readonly (Operation | Action)[],
  strategies: readonly StrategyName[],
): Arbitrary<Scenario> {
  const calls = workload.map((each, operation) => {
    const args = typeof each === 'function' ? [] : each.args
    const arbitrary = fc.record({
      operation: fc.constant(operation),
      target: fc.nat(7),
      client: fc.nat(2),
      args: fc.tuple(...args),
    })
    return { arbitrary, weight: typeof each === 'function' ? 1 : (each.weight ?? 1) }
  })
  return fc.record({
    calls: fc.array(fc.oneof(...calls), { maxLength: mostCalls, size: 'max' }),
    upgradeAfter: fc.nat(mostCalls),
    delay: fc.nat(longestDelay),
    strategy: fc.constantFrom(...strategies),
    chance: fc.nat(2 ** 31 - 1),
  })
}

/** Who is next in this scenario. */
export function strategyOf({ strategy, chance }: Scenario): Strategy {
  const random = new SeededRandom(~chance)
  switch (strategy) {
    case 'first-in-first-out':
      return new FirstInFirstOut()
    case 'random-walk':
      return new RandomWalk(random)
    case 'fair-priorities':
      return new FairPriorities(random)
  }
}

/** A scenario as lines. */
export function describeScenario(
  workload: readonly (Operation | Action)[],
  { calls, upgradeAfter, delay, strategy }: Scenario,
  isUpgrading: boolean,
): string[] {
  const lines = calls.map(({ client, target, operation, args }) => {
    const what = workload[operation]!
    const text = typeof what === 'function' ? what.name || 'action' : describeCall(what.method, args)
    return `client ${client} calls ${text} of instance ${target}`
  })
  const waiting = delay === 0 ? '' : `, and waits ${delay} steps for a method that is under way`
  const all = isUpgrading ? lines.toSpliced(upgradeAfter, 0, `the upgrade is asked for${waiting}`) : lines
  return [`in the order ${strategy}${isUpgrading ? '' : ', without any upgrade'}`, ...all]
}

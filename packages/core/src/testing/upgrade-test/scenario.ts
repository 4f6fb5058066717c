// What happens in one run, as data that fast-check makes and shrinks: who calls what, when the upgrade is asked for, and in
// which order things go.

import type { Arbitrary } from 'fast-check'
import type { FastCheck } from '../fast-check.js'
import type { Action, Operation } from './options.js'

export const orders = ['first in, first out', 'random walk', 'fair priorities'] as const

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
  readonly order: (typeof orders)[number]
  readonly chance: number
}

const mostCalls = 20

/** All that may happen with this workload. */
export function scenarios(fc: FastCheck, workload: readonly (Operation | Action)[]): Arbitrary<Scenario> {
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
    order: fc.constantFrom(...orders),
    chance: fc.nat(2 ** 31 - 1),
  })
}

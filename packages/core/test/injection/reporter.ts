// Says in one line how much was injected, and for what reasons it was not. A run that has injected nothing has failed.

import type { Reporter, TestModule } from 'vitest/node'

/** What the setup file notes of each test. */
export interface Injected {
  readonly boundaries: number
  readonly upgrades: number
  /** Why boundaries were passed over, each with how many. */
  readonly refusals: readonly (readonly [string, number])[]
  /** Why the test was run without upgrades. */
  readonly exemption?: string | undefined
}

declare module 'vitest' {
  interface TaskMeta {
    injected?: Injected
  }
}

export default class InjectionReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const injected = tests.flatMap((test) => test.meta().injected ?? [])
    const upgrades = sum(injected.map((each) => each.upgrades))
    const boundaries = sum(injected.map((each) => each.boundaries))
    const reached = injected.filter((each) => each.upgrades > 0).length
    const exempt = injected.filter(({ exemption }) => exemption !== undefined).length
    console.log(
      `Injected ${upgrades} upgrades at ${boundaries} boundaries, into ${reached} of ${tests.length} tests; ${exempt} are exempt`,
    )
    for (const [reason, count] of tallied(injected.flatMap(({ refusals }) => refusals)))
      console.log(`  ${count} passed over: ${reason}`)
    if (upgrades === 0) process.exitCode = 1
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}

function tallied(counts: readonly (readonly [string, number])[]): Map<string, number> {
  const totals = new Map<string, number>()
  for (const [reason, count] of counts) totals.set(reason, (totals.get(reason) ?? 0) + count)
  return totals
}

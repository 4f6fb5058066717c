// Says in one line how much was injected, and, on request, what was refused. A run that has injected nothing has failed.

import type { Reporter, TestCase, TestModule } from 'vitest/node'

/** What the setup file notes of each test. */
export interface Injected {
  boundaries: number
  upgrades: number
  refusals: [string, number][]
}

declare module 'vitest' {
  interface TaskMeta {
    injected?: Injected
  }
}

export default class InjectionReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const injected = tests.flatMap((test: TestCase) => test.meta().injected ?? [])
    const upgrades = injected.reduce((sum, each) => sum + each.upgrades, 0)
    const boundaries = injected.reduce((sum, each) => sum + each.boundaries, 0)
    const reached = injected.filter((each) => each.upgrades > 0).length
    console.log(`Injected ${upgrades} upgrades at ${boundaries} boundaries, into ${reached} of ${tests.length} tests`)
    const refusals = new Map<string, number>()
    for (const test of tests) {
      for (const [defect, count] of test.meta().injected?.refusals ?? []) {
        refusals.set(defect, (refusals.get(defect) ?? 0) + count)
      }
    }
    for (const [defect, count] of [...refusals].sort((a, b) => b[1] - a[1]).slice(0, 60))
      console.log(`refused ${count}: ${defect}`)
    if (upgrades === 0) process.exitCode = 1
  }
}

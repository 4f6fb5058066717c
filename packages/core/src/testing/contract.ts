// Contracts as data: what every implementation of an interface promises, in cases that any test runner can run. Cases
// make what they test, assert by node:assert, and share nothing.

/** One promise of a contract. */
export interface ContractCase {
  /** A sentence. */
  readonly title: string
  /** Rejects when the promise is not kept. */
  run(): Promise<void>
}

/** The promises of an interface, for one implementation of it. */
export interface ContractSuite {
  readonly name: string
  readonly cases: readonly ContractCase[]
}

/** What a suite needs of a test runner; that of vitest, of node:test and of others fits. */
export interface ContractRunner {
  readonly describe: (name: string, body: () => void) => unknown
  readonly test: (title: string, run: () => Promise<void>) => unknown
}

/** Hands the cases of a suite over to a test runner. */
export function describeContract({ name, cases }: ContractSuite, { describe, test }: ContractRunner): void {
  describe(name, () => {
    // Runners hand arguments of their own to what they run.
    for (const each of cases) test(each.title, () => each.run())
  })
}

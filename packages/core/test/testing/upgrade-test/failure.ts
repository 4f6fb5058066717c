// What the tests of `upgradeTest` need of a failure.

import { AssertionError } from 'node:assert'
import { expect } from 'vitest'
import { isInstarError } from '../../../src/index.js'
import { upgradeTest, type UpgradeTestOptions } from '../../../src/testing/index.js'

async function rejectionOf(options: UpgradeTestOptions): Promise<unknown> {
  return upgradeTest(options).then(
    () => new Error('it has passed'),
    (error: unknown) => error,
  )
}

/** The text of a test that finds something. */
export async function failureOf(options: UpgradeTestOptions): Promise<string> {
  const error = await rejectionOf(options)
  expect(error).toBeInstanceOf(AssertionError)
  return (error as AssertionError).message
}

/** What is wrong with a test that has nothing to test. */
export async function defectsOf(options: UpgradeTestOptions): Promise<string[]> {
  const error = await rejectionOf(options)
  if (!isInstarError(error, 'bad-upgrade-test')) throw error
  return error.message
    .split('\n')
    .slice(1)
    .map((line) => line.replace('  - ', ''))
}

/** The option that shows a failure again. */
export function replayIn(message: string): string {
  return /replay: '([^']+)'/.exec(message)![1]!
}

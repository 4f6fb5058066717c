import { strictEqual } from 'node:assert'
import nodeTest from 'node:test'
import { describe, expect, test } from 'vitest'
import { type ContractRunner, type ContractSuite, describeContract } from '../../src/testing/index.js'

const suite: ContractSuite = {
  name: 'a sum',
  cases: [
    { title: 'is right', run: async () => strictEqual(1 + 1, 2) },
    { title: 'is wrong', run: async () => strictEqual(1 + 1, 3) },
  ],
}

/** A runner that notes what it is handed, and hands over what runners hand to tests. */
function makeRunner() {
  const titles: string[] = []
  const runs: (() => Promise<void>)[] = []
  const runner: ContractRunner = {
    describe: (name, body) => {
      titles.push(name)
      body()
    },
    test: (title, run) => {
      titles.push(title)
      runs.push(() => (run as (context: unknown) => Promise<void>)({ name: title }))
    },
  }
  return { titles, runs, runner }
}

test('a suite is handed over to a runner: its name, its titles, and what is to be run', async () => {
  const { titles, runs, runner } = makeRunner()
  expect(describeContract(suite, runner)).toBeUndefined()
  expect(titles).toEqual(['a sum', 'is right', 'is wrong'])
  expect(await Promise.allSettled(runs.map((run) => run()))).toMatchObject([
    { status: 'fulfilled' },
    { status: 'rejected', reason: { code: 'ERR_ASSERTION', actual: 2, expected: 3 } },
  ])
})

test('nothing of a suite runs before the runner runs it', () => {
  let run = 0
  const { runner } = makeRunner()
  describeContract({ name: 'lazy', cases: [{ title: 'counts', run: async () => void (run += 1) }] }, runner)
  expect(run).toBe(0)
})

test('a case is not handed what the runner hands to its tests', async () => {
  const { runs, runner } = makeRunner()
  let handed: unknown
  describeContract(
    { name: 'bare', cases: [{ title: 'is bare', run: async (...args) => void (handed = args) }] },
    runner,
  )
  await runs[0]!()
  expect(handed).toEqual([])
})

test('the runners of vitest and of Node fit', () => {
  const runners: ContractRunner[] = [
    { describe, test },
    { describe: nodeTest.describe, test: nodeTest.test },
  ]
  expect(runners.every((runner) => typeof runner.test === 'function')).toBe(true)
})

describeContract({ name: 'in vitest', cases: suite.cases.slice(0, 1) }, { describe, test })

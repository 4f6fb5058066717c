// A test of an upgrade, for those who have written both versions. First the laws of the migrations, on many states; then
// whole runs of the system in many orders.
//
//   a run without upgrade --> states --> laws --> runs with the upgrade --> report
//
// fast-check is loaded when it is needed: whoever only wants a virtual clock does not pay for it.

import { Actor } from '../../instance/actor.js'
import type { Cell } from '../../instance/cell.js'
import { readState } from '../../instance/state.js'
import { demand } from '../../protocol/demands.js'
import type { State } from '../../registry/layout.js'
import { readClasses } from '../../loader/loader.js'
import { compareGenerations } from '../../upgrade/change.js'
import { copyOf } from '../../upgrade/state-copy.js'
import type { FastCheck } from '../fast-check.js'
import { describeCall, show } from '../wording.js'
import { evaluate } from './classes.js'
import { Laws } from './laws.js'
import type { UpgradeTestOptions, UpgradeTestReport } from './options.js'
import { Run, type RunResult } from './run.js'
import { type Scenario, scenarios } from './scenario.js'
import { failureOf } from './violation.js'

const usualRuns = 100
const statesOfLaws = 100
const runsToObserve = 3
const mostSeen = 200
/** Milliseconds after which the smallest example so far will do. */
const longestSearch = 10_000

/**
 * Tests an upgrade before it is done to the living. Checks the laws of its migrations (valid, repeatable, without a change
 * of their input; down after up is where it was) on the states that `states` gives, or that were seen in living instances;
 * then runs the workload with the upgrade amid it, in `runs` orders by seed, with the invariants. Rejects with an
 * `AssertionError` that shows the smallest example that was found, and how to see it again. What the classes take from
 * `Math.random` or the real clock is not repeated.
 */
export async function upgradeTest(options: UpgradeTestOptions): Promise<UpgradeTestReport> {
  const { runs = usualRuns, seed = 1 } = options
  demand(options.workload.length > 0, 'workload', options.workload, 'has nothing that could be done')
  const fc = await import('fast-check')
  const seen = await observe(fc, options, seed)
  const { states, remarks } = checkLaws(fc, options, seed, seen)
  const results: RunResult[] = []
  for (let i = 0; i < runs; i++) results.push(await tryRun(fc, options, seed + i))
  const count = (outcome: RunResult['outcome']): number => results.filter((each) => each.outcome === outcome).length
  return {
    runs,
    steps: sum(results.map(({ steps }) => steps)),
    upgrades: { committed: count('committed'), refused: count('refused') },
    calls: { answered: sum(results.map((one) => one.answered)), failed: sum(results.map((one) => one.failed)) },
    states,
    remarks,
  }
}

/** What living instances hold, by the class that declares it. */
async function observe(fc: FastCheck, options: UpgradeTestOptions, seed: number): Promise<Map<string, State[]>> {
  const seen = new Map<string, State[]>()
  const note = (cell: Cell): void => {
    const state = readState(cell)!
    for (const { name: level } of cell.live.lineage) {
      const own = cell.live.layout.attributes.filter(({ owner }) => owner === level)
      const list = seen.get(level) ?? []
      seen.set(level, list)
      if (list.length < mostSeen) list.push(copyOf(Object.fromEntries(own.map(({ name }) => [name, state[name]]))))
    }
  }
  for (const scenario of fc.sample(scenarios(fc, options.workload), { seed, numRuns: runsToObserve })) {
    try {
      await new Run(options, scenario, note, false).go()
    } catch (error) {
      throw failureOf(error, ['without any upgrade', ...describe(options, scenario)], seed)
    }
  }
  return seen
}

function checkLaws(
  fc: FastCheck,
  options: UpgradeTestOptions,
  seed: number,
  seen: ReadonlyMap<string, readonly State[]>,
): Pick<UpgradeTestReport, 'states' | 'remarks'> {
  const remarks: string[] = []
  let states = 0
  for (const laws of lawsOf(options)) {
    const { of } = laws
    const living = seen.get(of) ?? []
    const arbitrary = options.states?.[of] ?? (living.length > 0 ? fc.constantFrom(...living) : null)
    if (arbitrary === null) {
      remarks.push(`${of}: no state was given or seen, so the laws of its migrations were not checked`)
      continue
    }
    if (options.states?.[of] === undefined)
      remarks.push(
        `${of}: the laws were checked on ${living.length} states seen in living instances; \`states\` would give others`,
      )
    if (!laws.laws.isReversible) remarks.push(`${of}: there is no way down, so nothing was checked of it`)
    const result = fc.check(
      fc.property(arbitrary, (state) => laws.laws.check(state)),
      { seed, numRuns: statesOfLaws },
    )
    if (result.failed) throw failureOf(result.errorInstance, [show(result.counterexample![0])], seed)
    states += result.numRuns
  }
  return { states, remarks }
}

function lawsOf({ from, to, options = {} }: UpgradeTestOptions): { of: string; laws: Laws }[] {
  const before = readClasses(evaluate(from), Actor).generations
  const after = readClasses(evaluate(to), Actor).generations
  return after.flatMap((next) => {
    const previous = before.find(({ name }) => name === next.name)
    if (previous === undefined) return []
    const change = compareGenerations(previous, next, options.migrations?.[next.name])
    const isToBeChecked = change.direction === 'up' && change.kind === 'changed' && !change.isCodeOnly
    return isToBeChecked && change.path.defects.length === 0 ? [{ of: next.name, laws: new Laws(change, options) }] : []
  })
}

async function tryRun(fc: FastCheck, options: UpgradeTestOptions, seed: number): Promise<RunResult> {
  let first: RunResult | undefined
  const property = fc.asyncProperty(scenarios(fc, options.workload), async (scenario) => {
    const result = await new Run(options, scenario).go()
    first ??= result
  })
  const result = await fc.check(property, { seed, numRuns: 1, interruptAfterTimeLimit: longestSearch })
  if (result.failed) throw failureOf(result.errorInstance, describe(options, result.counterexample![0]), seed)
  return first!
}

function describe({ workload }: UpgradeTestOptions, { calls, upgradeAfter, order }: Scenario): string[] {
  const lines = calls.map(({ client, target, operation, args }) => {
    const what = workload[operation]!
    const text = typeof what === 'function' ? what.name || 'action' : describeCall(what.method, args)
    return `client ${client} calls ${text} of instance ${target}`
  })
  return [`in the order ${order}`, ...lines.toSpliced(upgradeAfter, 0, 'the upgrade is asked for')]
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}

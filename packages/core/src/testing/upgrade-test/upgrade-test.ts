// A test of an upgrade, for those who have written both versions. First the laws of the migrations, on many states; then
// whole runs of the system in many orders.
//
//   defects? --> runs without upgrade --> states --> laws --> runs with the upgrade --> report

import type { Cell } from '../../instance/cell.js'
import { readState } from '../../instance/state.js'
import type { State } from '../../registry/layout.js'
import { copyOf } from '../../upgrade/state-copy.js'
import type { FastCheck } from '../fast-check.js'
import { demandTestable } from './defects.js'
import { checkLaws, type LawChecks } from './law-check.js'
import { type ClassSource, strategyNames, type UpgradeTestOptions, type UpgradeTestReport } from './options.js'
import { followed, formatReplay, parametersOf, parseReplay, type Replay, strayReplay } from './replay.js'
import { play, type RunPlan, type RunResult } from './run.js'
import { describeScenario, type Scenario, scenarios } from './scenario.js'
import { StateMaker } from './states.js'
import { failureOf } from './violation.js'

const usualRuns = 100
const runsToObserve = 3
const mostSeen = 200
/** Milliseconds after which the smallest example so far will do. */
const longestSearch = 10_000

/**
 * Tests an upgrade before it is done to the living. Checks the laws of its migrations (valid, repeatable, without a change
 * of their input; down after up is where it was) on the states that `states` gives, that the schemas of the attributes
 * allow, or that were seen in living instances; then runs the workload with the upgrade amid it, in `runs` orders by seed,
 * with the invariants. Rejects with an `AssertionError` that shows the smallest example that was found, and the `replay` that
 * shows it again; with `bad-upgrade-test` and all that is wrong when there is nothing to test. What the classes take from
 * `Math.random` or the real clock is not repeated.
 */
export async function upgradeTest<const From extends ClassSource, const To extends ClassSource>(
  options: UpgradeTestOptions<From, To>,
): Promise<UpgradeTestReport>
export async function upgradeTest(options: UpgradeTestOptions): Promise<UpgradeTestReport> {
  await demandTestable(options)
  return new UpgradeTest(await import('fast-check'), options).run()
}

class UpgradeTest {
  private readonly seed: number
  private readonly replay: Replay | null

  constructor(
    private readonly fc: FastCheck,
    private readonly options: UpgradeTestOptions,
  ) {
    this.seed = options.seed ?? 1
    this.replay = options.replay === undefined ? null : parseReplay(options.replay)
  }

  async run(): Promise<UpgradeTestReport> {
    const { replay } = this
    if (replay !== null && replay.of !== 'law') return reportOf([await this.tryRuns(replay.of, replay)])
    const seen = await this.observe()
    const laws = checkLaws(this.fc, this.options, this.makerOf(seen), this.seed, replay)
    const runs = replay === null ? (this.options.runs ?? usualRuns) : 0
    const results: RunResult[] = []
    for (let i = 0; i < runs; i++) results.push(await this.tryRuns('run', null, this.seed + i))
    return reportOf(results, laws)
  }

  private makerOf(seen: ReadonlyMap<string, readonly State[]>): StateMaker {
    return new StateMaker(this.fc, this.seed, this.options.states ?? {}, seen)
  }

  /** What living instances hold when nothing is upgraded, by the class that declares it. */
  private async observe(): Promise<Map<string, State[]>> {
    const seen = new Map<string, State[]>()
    await this.tryRuns('before', null, this.seed, (cell) => noteState(seen, cell))
    return seen
  }

  /** One run with a seed, or a few without upgrade; the result of the last that was not made smaller. */
  private async tryRuns(
    of: 'run' | 'before',
    replay: Replay | null,
    seed = this.seed,
    onState?: (cell: Cell) => void,
  ): Promise<RunResult> {
    const { fc, options } = this
    const plan: RunPlan = { isUpgrading: of === 'run', ...(onState === undefined ? {} : { onState }) }
    let last: RunResult | null = null
    const all = scenarios(fc, options.workload, options.strategies ?? strategyNames)
    const property = fc.asyncProperty(all, async (scenario) => {
      last = await play(options, scenario, plan)
    })
    const numRuns = of === 'run' ? 1 : runsToObserve
    const first = { seed, numRuns, interruptAfterTimeLimit: longestSearch }
    const result = await followed(replay, () => fc.check(property, parametersOf(replay, first) as object))
    if (result.failed && result.counterexample !== null)
      throw failureOf(result.errorInstance, {
        title: 'The smallest example that was found',
        lines: describeScenario(options.workload, result.counterexample[0] as Scenario, plan.isUpgrading),
        replay: formatReplay({ of, seed: result.seed, path: result.counterexamplePath! }),
      })
    if (last === null) throw strayReplay()
    return last
  }
}

function noteState(seen: Map<string, State[]>, cell: Cell): void {
  const state = readState(cell)!
  for (const { name: level } of cell.live.lineage) {
    const own = cell.live.layout.attributes.filter(({ owner }) => owner === level)
    const list = seen.get(level) ?? []
    seen.set(level, list)
    if (list.length < mostSeen) list.push(copyOf(Object.fromEntries(own.map(({ name }) => [name, state[name]]))))
  }
}

function reportOf(
  results: readonly RunResult[],
  { laws, remarks }: LawChecks = { laws: [], remarks: [] },
): UpgradeTestReport {
  const count = (outcome: RunResult['outcome']): number => results.filter((each) => each.outcome === outcome).length
  const total = (of: (each: RunResult) => number): number => results.reduce((sum, each) => sum + of(each), 0)
  return {
    runs: results.length,
    steps: total(({ steps }) => steps),
    upgrades: { committed: count('committed'), refused: count('refused') },
    calls: { answered: total(({ answered }) => answered), failed: total(({ failed }) => failed) },
    crashes: total(({ crashes }) => crashes),
    laws,
    remarks,
  }
}

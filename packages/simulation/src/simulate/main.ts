// `simulate`: runs seeds under each strategy, and says what broke, with the command that repeats it.

import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { Command, InvalidArgumentError, Option } from 'commander'
import { countOnRecord } from '../mutants/findings.js'
import { type Lot, type LotResult, runLot, type Tally } from './lot.js'
import { type StrategyName, strategyNames } from './seeds.js'

interface Options {
  readonly seeds: number
  readonly from: number
  readonly strategy?: StrategyName
  readonly stopAtFirst?: true
  readonly json?: true
}

const options = new Command('simulate')
  .description(
    'Runs a small world of actors under simulated time and order, with upgrades and faults, and looks at invariants.',
  )
  .option('--seeds <n>', 'how many seeds each strategy runs', count, 2000)
  .option('--from <seed>', 'the first seed', count, 1)
  .addOption(new Option('--strategy <name>', 'only this strategy').choices([...strategyNames]))
  .option('--stop-at-first', 'end at the first violation')
  .option('--json', 'print one line of JSON and nothing else')
  .parse()
  .opts<Options>()

function count(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It is no whole number.')
  return Number(text)
}

const strategies: Partial<Record<StrategyName, Tally>> = {}
const start = performance.now()
const lots = (options.strategy === undefined ? strategyNames : [options.strategy]).map(lotOf)
// Whoever looks for the first violation wants to know of no other strategy.
if (lots.length === 1 || options.stopAtFirst === true) {
  for (const lot of lots) {
    note(await runLot(lot))
    if (options.stopAtFirst === true && strategies[lot.strategy]!.violations > 0) break
  }
} else await runBeside(lots)
report()

function lotOf(strategy: StrategyName): Lot {
  const { from, seeds, stopAtFirst = false, json = false } = options
  return { strategy, from, seeds, stopAtFirst, isTold: !json }
}

/** Runs lots in threads, as many at once as there are cores. */
async function runBeside(all: readonly Lot[]): Promise<void> {
  // The last first: a replay takes twice as long.
  const waiting = all.toReversed()
  const work = async (): Promise<void> => {
    for (let lot = waiting.shift(); lot !== undefined; lot = waiting.shift()) note(await runInThread(lot))
  }
  await Promise.all(Array.from({ length: Math.min(all.length, availableParallelism()) }, work))
}

async function runInThread(lot: Lot): Promise<LotResult> {
  const thread = new Worker(new URL('lot-thread.js', import.meta.url), { workerData: lot })
  const [result] = (await once(thread, 'message')) as [LotResult]
  return result
}

function note({ strategy, tally, account }: LotResult): void {
  strategies[strategy] = tally
  if (account.length > 0) console.log(`\n${account.join('\n')}`)
}

function report(): void {
  const tallies = strategyNames.flatMap((name) =>
    strategies[name] === undefined ? [] : [[name, strategies[name]] as const],
  )
  const violations = tallies.reduce((sum, [, tally]) => sum + tally.violations, 0)
  const seeds = tallies.reduce((sum, [, tally]) => sum + tally.seeds, 0)
  if (options.json === true)
    console.log(JSON.stringify({ seeds, violations, strategies: Object.fromEntries(tallies), ...countOnRecord() }))
  else {
    for (const [name, tally] of tallies)
      console.log(
        `${name.padEnd(7)} ${tally.seeds} seeds, ${tally.steps} steps, ${tally.messages} messages, ${tally.upgrades} upgrades, ${tally.violations} violations`,
      )
    console.log(`${((performance.now() - start) / 1000).toFixed(1)} s`)
  }
  process.exitCode = violations > 0 ? 1 : 0
}

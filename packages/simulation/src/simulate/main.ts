// `simulate`: runs seeds under each strategy, and says what broke, with the command that repeats it.

import { Command, InvalidArgumentError, Option } from 'commander'
import { countOnRecord } from '../mutants/findings.js'
import { runSeed, shrink, type StrategyName, strategyNames } from './seeds.js'

interface Options {
  readonly seeds: number
  readonly from: number
  readonly strategy?: StrategyName
  readonly stopAtFirst?: true
  readonly json?: true
}

interface Tally {
  seeds: number
  violations: number
  firstViolation: number | null
  invariant: string | null
  steps: number
  messages: number
  upgrades: number
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
for (const name of options.strategy === undefined ? strategyNames : [options.strategy]) {
  strategies[name] = await runSeeds(name)
  if (options.stopAtFirst === true && strategies[name].violations > 0) break
}
report()

async function runSeeds(name: StrategyName): Promise<Tally> {
  const tally: Tally = {
    seeds: 0,
    violations: 0,
    firstViolation: null,
    invariant: null,
    steps: 0,
    messages: 0,
    upgrades: 0,
  }
  for (let seed = options.from; seed < options.from + options.seeds; seed++) {
    const { violation, steps, messages, committed } = await runSeed(name, seed)
    tally.seeds += 1
    tally.steps += steps
    tally.messages += messages
    tally.upgrades += committed
    if (violation === null) continue
    tally.violations += 1
    if (tally.firstViolation === null) {
      tally.firstViolation = seed
      tally.invariant = violation.invariant
      if (options.json !== true) await tell(name, seed)
    }
    if (options.stopAtFirst === true) break
  }
  return tally
}

async function tell(name: StrategyName, seed: number): Promise<void> {
  const { actions, outcome } = await shrink(name, seed)
  console.log(`\n${outcome.violation?.message ?? 'The violation did not come again.'}`)
  console.log(`  replay: pnpm simulate --strategy ${name} --from ${seed} --seeds 1`)
  console.log(`  smallest workload: ${actions.map(({ deed, client }) => `${client}:${deed}`).join(', ')}`)
  console.log(
    outcome.trace
      .slice(-25)
      .map((line) => `  ${line}`)
      .join('\n'),
  )
}

function report(): void {
  const tallies = Object.entries(strategies)
  const violations = tallies.reduce((sum, [, tally]) => sum + tally.violations, 0)
  const seeds = tallies.reduce((sum, [, tally]) => sum + tally.seeds, 0)
  if (options.json === true) console.log(JSON.stringify({ seeds, violations, strategies, ...countOnRecord() }))
  else {
    for (const [name, tally] of tallies)
      console.log(
        `${name.padEnd(7)} ${tally.seeds} seeds, ${tally.steps} steps, ${tally.messages} messages, ${tally.upgrades} upgrades, ${tally.violations} violations`,
      )
    console.log(`${((performance.now() - start) / 1000).toFixed(1)} s`)
  }
  process.exitCode = violations > 0 ? 1 : 0
}

// `mutants`: shows the simulation each mutant, says how many seeds each strategy needs, and fails when one goes unseen.
// `--check` is for every build: only the seed that was quickest, and a few after it, since workloads change.

import { Command, InvalidArgumentError } from 'commander'
import { setUp } from './bench.js'
import { countFound, type Finding, isFound, quickest, readFindings, wording, writeFindings } from './findings.js'
import { type Mutant, readMutants } from './mutant.js'
import { strategies, type Strategy, tryOut, type Verdict } from './trial.js'

interface Options {
  readonly seeds: number
  readonly patience: number
  readonly only: readonly string[]
  readonly json?: true
  readonly write?: true
  readonly check?: true
}

const atOnce = 2
const seedsOfCheck = 100

const options = new Command('mutants')
  .description('Shows the simulation mutants of core, one patch each, and says what notices them.')
  .option('--seeds <n>', 'how many seeds each strategy has', count, 2000)
  .option('--patience <seconds>', 'how long a strategy may take for a mutant', count, 60)
  .option('--only <names...>', 'only these mutants', [])
  .option('--check', 'only repeat, for each mutant, the strategy and seed that found it first')
  .option('--write', 'write what was found to MUTANTS.md and mutants/findings.json')
  .option('--json', 'print one line of JSON and nothing else')
  .parse()
  .opts<Options>()

function count(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It is no whole number.')
  return Number(text)
}

const { only } = options
const mutants = readMutants().filter(({ name }) => only.length === 0 || only.includes(name))
const known = options.check === true ? readFindings() : []
const waiting = [...mutants]
const findings: Finding[] = []
await Promise.all(Array.from({ length: atOnce }, work))
findings.sort((a, b) => (a.mutant < b.mutant ? -1 : 1))
report()

async function work(): Promise<void> {
  for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
    const finding = await find(mutant)
    findings.push(finding)
    if (options.json !== true) console.log(lineOf(finding))
  }
}

async function find(mutant: Mutant): Promise<Finding> {
  const bench = setUp(mutant)
  const verdicts: Record<Strategy, Verdict> = { fifo: 'unseen', random: 'unseen', pct: 'unseen' }
  const patience = options.patience * 1000
  try {
    if (options.check === true) {
      const best = quickest(known.find((each) => each.mutant === mutant.name)!.verdicts)
      if (best === null) return { mutant: mutant.name, verdicts }
      const { strategy, seed: from } = best
      verdicts[strategy] = await tryOut(bench, { strategy, from, seeds: seedsOfCheck, patience })
    } else {
      for (const strategy of strategies)
        verdicts[strategy] = await tryOut(bench, { strategy, from: 1, seeds: options.seeds, patience })
    }
  } finally {
    bench.clear()
  }
  return { mutant: mutant.name, verdicts }
}

function lineOf({ mutant, verdicts }: Finding): string {
  const cells = strategies.map((strategy) => `${strategy} ${wording(verdicts[strategy]).padEnd(7)}`)
  return `${mutant.padEnd(36)} ${cells.join(' ')} ${quickest(verdicts)?.invariant ?? 'NOT FOUND'}`
}

function report(): void {
  const found = findings.filter(isFound).length
  if (options.write === true) writeFindings(findings, mutants, options.seeds)
  const facts = { mutants: findings.length, mutantsFound: found, strategies: countFound(findings), findings }
  console.log(options.json === true ? JSON.stringify(facts) : `Mutants ${found} of ${findings.length} found`)
  if (found === findings.length) return
  process.exitCode = 1
  if (options.check === true)
    console.error('Core may have changed the order of steps: `pnpm mutants --write` looks anew.')
}

// What was found: seeds needed, mutant by mutant and strategy by strategy. As data beside the patches, from which the quick
// check takes the seed that it repeats, and as a table for readers.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { home, type Mutant } from './mutant.js'
import { strategies, type Strategy, type Verdict } from './trial.js'

export interface Finding {
  readonly mutant: string
  readonly verdicts: Readonly<Record<Strategy, Verdict>>
}

const data = join(home, 'mutants', 'findings.json')
export const document = join(home, 'MUTANTS.md')

/** What is on record; nothing before the first `--write`. */
export function readFindings(): readonly Finding[] {
  if (!existsSync(data)) return []
  return JSON.parse(readFileSync(data, 'utf8')) as readonly Finding[]
}

export function writeFindings(findings: readonly Finding[], mutants: readonly Mutant[], seeds: number): void {
  writeFileSync(data, `[\n${findings.map((finding) => `  ${JSON.stringify(finding)}`).join(',\n')}\n]\n`)
  writeFileSync(document, describe(findings, mutants, seeds))
}

export function isFound({ verdicts }: Finding): boolean {
  return quickest(verdicts) !== null
}

/** The strategy that needed the fewest seeds; null when none has found it. */
export function quickest(
  verdicts: Finding['verdicts'],
): { readonly strategy: Strategy; readonly seed: number; readonly invariant: string } | null {
  const found = strategies.flatMap((strategy) => {
    const verdict = verdicts[strategy]
    return typeof verdict === 'string' ? [] : [{ strategy, ...verdict }]
  })
  return found.toSorted((a, b) => a.seed - b.seed)[0] ?? null
}

/** How many seeds were needed, as a table says it. */
export function wording(verdict: Verdict): string {
  if (verdict === 'unseen') return '-'
  return typeof verdict === 'string' ? verdict : String(verdict.seed)
}

/** What is on record; a copy of the simulation that is a trial has no record. */
export function countOnRecord(): { readonly mutants: number; readonly mutantsFound: number } {
  const findings = existsSync(data) ? readFindings() : []
  return { mutants: findings.length, mutantsFound: findings.filter(isFound).length }
}

/** How many mutants each strategy has found. */
export function countFound(findings: readonly Finding[]): Record<Strategy, number> {
  const count = (strategy: Strategy): number =>
    findings.filter(({ verdicts }) => typeof verdicts[strategy] !== 'string').length
  return { fifo: count('fifo'), random: count('random'), pct: count('pct') }
}

function describe(findings: readonly Finding[], mutants: readonly Mutant[], seeds: number): string {
  const counts = countFound(findings)
  const rows = findings.map(({ mutant, verdicts }) => {
    const { breaks } = mutants.find(({ name }) => name === mutant)!
    const cells = strategies.map((strategy) => wording(verdicts[strategy]))
    return `| \`${mutant}\` | ${cells.join(' | ')} | ${quickest(verdicts)?.invariant ?? '**nothing**'} | ${breaks} |`
  })
  return `# Mutants

The simulation is a checker, and this is how it is checked: each patch in \`mutants/\` breaks one thing in core, and the
simulation has to notice. The table has the seeds that each strategy needed until the first violation, from seed 1 on; \`-\`
says that ${seeds} were not enough. Written by \`pnpm mutants --write\`.

| Mutant | fifo | random | pct | Noticed by | What it breaks |
| ------ | ---: | -----: | --: | ---------- | -------------- |
${rows.join('\n')}

Found: ${findings.filter(isFound).length} of ${findings.length}; ${strategies.map((each) => `${counts[each]} by ${each}`).join(', ')}.
`
}

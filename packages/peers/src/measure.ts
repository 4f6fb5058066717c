// One process's figure for one row: the work is done again and again within a budget of time, so that the compiler has
// seen it, and the median of all but the first is taken. Work that takes longer than the budget is done once.

import type { Row } from './rows.js'
import { spread } from './statistics.js'
import type { Measured, Prepare, Work } from './work.js'

const mostRuns = 9

export async function measure(row: Row, prepare: Prepare, count: number, budgetMs: number): Promise<Measured> {
  const work = await prepare(count)
  const measured: Measured[] = []
  const until = performance.now() + budgetMs
  do {
    // Not after the last one: the process ends, and ending a hundred thousand takes some subjects minutes.
    if (measured.length > 0) await work.reset?.()
    measured.push(await runOnce(row, work, count))
  } while (work.isOnce !== true && performance.now() < until && measured.length < mostRuns)
  await work.end?.()
  return { value: medianOfWarm(measured.map(({ value }) => value)), details: measured.at(-1)!.details }
}

/** The first run is the one that was compiled meanwhile; it counts only when there is no other. */
export function medianOfWarm(figures: readonly number[]): number {
  return spread(figures.length === 1 ? figures : figures.slice(1)).median
}

async function runOnce(row: Row, work: Work, count: number): Promise<Measured> {
  const start = performance.now()
  const outcome = await work.run()
  const ms = performance.now() - start
  if (typeof outcome !== 'number') return outcome
  if (row.kind === 'own') return { value: outcome, details: [] }
  return { value: rateOf(row, outcome, count, ms), details: [] }
}

export function rateOf(row: Row, handled: number, count: number, ms: number): number {
  if (handled !== count) throw new Error(`${handled} of ${count} were handled in ${row.name}`)
  return (count / ms) * 1000
}

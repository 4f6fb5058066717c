// One process's figure for one row: the work is done again and again within a budget of time, so that the compiler has
// seen it, and the median of all but the first is taken. Work that takes longer than the budget is done once.

import type { Row } from './rows.js'
import { spread } from './statistics.js'
import type { Prepare, Work } from './work.js'

const mostRuns = 9

export async function measure(row: Row, prepare: Prepare, count: number, budgetMs: number): Promise<number> {
  const work = await prepare(count)
  const figures: number[] = []
  const until = performance.now() + budgetMs
  do {
    figures.push(row.kind === 'own' ? await work.run() : await runTimed(work, count))
    await work.reset?.()
  } while (performance.now() < until && figures.length < mostRuns)
  await work.end?.()
  return spread(figures.length === 1 ? figures : figures.slice(1)).median
}

async function runTimed(work: Work, count: number): Promise<number> {
  const start = performance.now()
  const handled = await work.run()
  const ms = performance.now() - start
  if (handled !== count) throw new Error(`${handled} of ${count} were handled`)
  return (count / ms) * 1000
}

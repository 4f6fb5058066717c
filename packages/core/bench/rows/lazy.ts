// Lazy upgrades: the commit comes at once, however many instances there are; they migrate afterwards, in slices between
// the turns of the event loop.

import { compare, type Round, spread } from '../sampling.js'
import { LoopWatch } from './loop-watch.js'
import type { Figures } from './row.js'
import { Site } from './site.js'

const many = 1_000_000
const few = 1000
const rounds = 7
// A round migrates a million states; the few are upgraded often before, so that nothing is left to be compiled.
const warmUps = 2
const rehearsals = 20

/** Until the report of a lazy upgrade with a migration, at a million instances; a thousand beside, in the note. */
export async function lazyCommit(): Promise<Figures> {
  await using small = new LazySite(await Site.populated(few))
  for (let i = 0; i < rehearsals; i++) await small.upgrade()
  await using large = new LazySite(await Site.populated(many))
  const { ours, theirs } = await compare(
    () => large.upgrade(),
    () => small.upgrade(),
    { rounds, mostWarmUps: warmUps },
  )
  return { ours, theirs: null, note: `${large.summary}; ${few} instances: ${theirs.median.toFixed(2)} ms` }
}

class LazySite implements AsyncDisposable {
  private readonly settled: number[] = []
  private readonly longest: number[] = []

  constructor(private readonly site: Site) {}

  /** Milliseconds until the report. */
  readonly upgrade: Round = async () => {
    const { Creature, Cat, Kitten } = await this.site.prepare()
    const watch = new LoopWatch()
    const start = performance.now()
    let settled!: Promise<unknown>
    await this.site.upgrade([Creature, Cat, Kitten], { strategy: 'lazy' }, (running) => (settled = running.settled))
    const untilReport = performance.now() - start
    await settled
    this.settled.push(performance.now() - start)
    this.longest.push(Math.max(...(await watch.end()).map(({ ms }) => ms)))
    return untilReport
  }

  /** What came after the reports, in the measured rounds. */
  get summary(): string {
    const [settled, longest] = [this.settled, this.longest].map((figures) => spread(figures.slice(-rounds)).median)
    return `settled after ${settled!.toFixed(0)} ms, longest block ${longest!.toFixed(1)} ms`
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.site[Symbol.asyncDispose]()
  }
}

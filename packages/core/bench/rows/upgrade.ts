// Upgrades under a hundred thousand idle instances of a subclass, from the call to the report. Loading the next version
// and purging the last one are not timed. Each upgrade begins with a collected heap: so many objects make a collection
// long, and it would fall upon rounds at random.

import { compare, type Round, spread, timed } from '../sampling.js'
import { LoopWatch } from './loop-watch.js'
import type { Figures } from './row.js'
import { living, Site } from './site.js'

const rounds = 11

/** The superclass gets other code; nothing is done for an instance. By hand: `Object.setPrototypeOf` on each. */
export async function codeOnly(): Promise<Figures> {
  await using site = await Site.populated()
  const ours: Round = async () => {
    const { Creature } = await site.prepare()
    return await timed(() => site.upgrade([Creature]))
  }
  const objects = Array.from({ length: living }, (_, age) => new Before(age))
  const prototypes = [Before.prototype, After.prototype]
  const theirs: Round = () =>
    timed(() => {
      prototypes.reverse()
      for (const object of objects) Object.setPrototypeOf(object, prototypes[0]!)
    })
  const figures = await compare(ours, theirs, { rounds })
  return {
    ...figures,
    note: `the first one, cold: ${figures.first.toFixed(1)} ms, pause ${site.first!.pauseMs.toFixed(1)} ms`,
  }
}

class Before {
  constructor(readonly age: number) {}
  next(): number {
    return this.age + 1
  }
}

class After {
  constructor(readonly age: number) {}
  next(): number {
    return 1 + this.age
  }
}

/** All code differs; of five attributes one is renamed, one dropped, one added. By hand: a loop that does just this. */
export async function migrate(): Promise<Figures> {
  await using site = await Site.populated()
  const ours: Round = async () => {
    const { Creature, Cat, Kitten } = await site.prepare()
    return perInstance(await timed(() => site.upgrade([Creature, Cat, Kitten])))
  }
  const objects = Array.from({ length: living }, (_, age) => ({ state: initialState(age) as FormA | FormB }))
  const theirs: Round = async () => perInstance(await timed(() => objects.forEach(exchange)))
  const figures = await compare(ours, theirs, { rounds })
  return { ...figures, note: `the first one, cold: ${figures.first.toFixed(2)} µs; ${phasesOf(site)}` }
}

const perInstance = (ms: number): number => (ms * 1000) / living

type FormA = { name: string; age: number; x: number; y: number; lives: number }
type FormB = { name: string; age: number; x: number; z: number; energy: number }

function initialState(age: number): FormA {
  return { name: 'Tom', age, x: 0, y: 0, lives: 9 }
}

function exchange(object: { state: FormA | FormB }): void {
  const { state } = object
  const { name, age, x } = state
  object.state =
    'lives' in state ? { name, age, x, z: x + 1, energy: state.lives } : { name, age, x, y: x + 1, lives: state.energy }
}

/** The same upgrade as the event loop sees it: the longest time between two of its turns, the commit taken off. */
export async function longestBlock(): Promise<Figures> {
  await using site = await Site.populated()
  const whole: number[] = []
  const ours: Round = async () => {
    const { Creature, Cat, Kitten } = await site.prepare()
    const watch = new LoopWatch()
    let commitStart = Infinity
    await site.upgrade([Creature, Cat, Kitten], {}, (running) =>
      running.progress$.subscribe(({ phase }) => {
        if (phase === 'commit') commitStart = performance.now()
      }),
    )
    const blocks = await watch.end()
    const commit = site.report.phases.commit!
    whole.push(Math.max(...blocks.map(({ ms }) => ms)))
    return Math.max(
      ...blocks.map(({ start, ms }) => (start <= commitStart && commitStart < start + ms ? ms - commit : ms)),
    )
  }
  const { ours: longest } = await compare(ours, () => 0, { rounds })
  const withCommit = spread(whole.slice(-rounds)).median
  return { ours: longest, theirs: null, note: `${withCommit.toFixed(1)} ms with the commit; ${phasesOf(site)}` }
}

function phasesOf({ report: { phases } }: Site): string {
  return `stage ${phases.stage!.toFixed(1)} ms, commit ${phases.commit!.toFixed(1)} ms`
}

// Who is next: the ways to walk through the orders of events that a system may come to. Each is a pure choice among the
// tasks that wait; chance comes in by a seed.
//
//   FirstInFirstOut   as they came: what an idle machine does
//   RandomWalk        any of them, each as likely as the next one
//   FairPriorities    probabilistic concurrency testing (Burckhardt et al., ASPLOS 2010): threads have priorities by chance,
//                     a few of which fall at steps by chance, so that one thread may run far ahead of another; and, so
//                     that nobody starves for ever, a random walk after the first stretch (the fair variant of Coyote)
//   Replay            the choices of a run that was

import type { Random } from '../../base/random.js'
import { anyPlace } from '../seeded-random.js'
import type { Task } from './task.js'

/** Chooses the next step of a simulation. */
export interface Strategy {
  /** The place of the next task; there is at least one. */
  choose(tasks: readonly Task[]): number
}

/** That a patient task goes before others that wait. */
const haste = 1 / 12

/** Takes what came first; time goes on when nothing else is left. */
export class FirstInFirstOut implements Strategy {
  choose(tasks: readonly Task[]): number {
    return Math.max(
      0,
      tasks.findIndex(({ isPatient }) => isPatient !== true),
    )
  }
}

/** Takes any task, each as likely as the others. */
export class RandomWalk implements Strategy {
  constructor(private readonly random: Random) {}

  choose(tasks: readonly Task[]): number {
    return placeAmong(tasks, admitted(tasks, this.random), this.random)
  }
}

/** Priorities by chance that fall by chance; after a first stretch a random walk, so that nobody starves. */
export class FairPriorities implements Strategy {
  private readonly priorities = new Map<string, number>()
  private readonly falls: ReadonlySet<number>
  private step = 0
  private lowest = 0

  /** `depth` priorities fall within the first `stretch` steps; after these, chance decides each step. */
  constructor(
    private readonly random: Random,
    private readonly stretch = 400,
    depth = 5,
  ) {
    this.falls = new Set(Array.from({ length: depth }, () => anyPlace(random, stretch)))
  }

  choose(tasks: readonly Task[]): number {
    this.step += 1
    const candidates = admitted(tasks, this.random)
    if (this.step > this.stretch) return placeAmong(tasks, candidates, this.random)
    const first = candidates.reduce((best, task) => (this.priorityOf(task) > this.priorityOf(best) ? task : best))
    if (this.falls.has(this.step)) this.priorities.set(first.thread, (this.lowest -= 1))
    return tasks.indexOf(first)
  }

  private priorityOf({ thread }: Task): number {
    let priority = this.priorities.get(thread)
    if (priority === undefined) this.priorities.set(thread, (priority = this.random.next()))
    return priority
  }
}

/** Repeats the choices of another run; beyond their end it takes what came first. */
export class Replay implements Strategy {
  private step = 0

  constructor(private readonly choices: readonly number[]) {}

  choose(tasks: readonly Task[]): number {
    return Math.min(this.choices[this.step++] ?? 0, tasks.length - 1)
  }
}

function admitted(tasks: readonly Task[], random: Random): readonly Task[] {
  const eager = tasks.filter(({ isPatient }) => isPatient !== true)
  return eager.length === 0 || (eager.length < tasks.length && random.next() < haste) ? tasks : eager
}

function placeAmong(tasks: readonly Task[], candidates: readonly Task[], random: Random): number {
  return tasks.indexOf(candidates[anyPlace(random, candidates.length)]!)
}

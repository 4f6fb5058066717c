// A system under simulated time and order. Nothing happens by itself: a message, a slice of an upgrade, a timer, an action of
// the test are tasks, and each step takes one that the strategy chooses, lets everything that follows from it come to
// rest, and looks at the invariants.
//
//   pool --strategy--> task --> microtasks run out --> invariants --> the next step

import type { Container } from 'inversify'
import type { SystemOptions } from '../../system/options.js'
import { ActorSystem } from '../../system/system.js'
import { CLOCK, DISPATCHER, RANDOM, SCHEDULER } from '../../system/tokens.js'
import { SeededRandom } from '../seeded-random.js'
import { VirtualClock } from '../virtual-clock.js'
import { SimulatedDispatcher, SimulatedScheduler } from './simulated-services.js'
import type { Strategy } from './strategy.js'
import { type Task, TaskPool } from './task.js'

export interface SimulationOptions extends SystemOptions {
  readonly strategy: Strategy
  /** Chance for `RANDOM`; the default is 1. */
  readonly seed?: number
  /** Steps after which a run that does not end is an error; the default is 20,000. */
  readonly patience?: number
  /** Looks at the world after every step; what it throws ends the run. */
  readonly afterStep?: () => void
}

/** A system whose every step is chosen by a strategy. Made by `Simulation.start`. */
export class Simulation {
  readonly clock = new VirtualClock()
  /** The choices that were made so far: what `Replay` takes. */
  readonly choices: number[] = []
  /** What happened so far, a line for each step. */
  readonly trace: string[] = []
  system!: ActorSystem
  private readonly pool = new TaskPool()
  private readonly time: Task = {
    thread: 'time',
    label: 'time goes on',
    isPatient: true,
    run: () => void this.clock.fireNext(),
  }

  private constructor(private readonly options: SimulationOptions) {}

  static async start(options: SimulationOptions): Promise<Simulation> {
    const simulation = new Simulation(options)
    const { strategy: _strategy, seed: _seed, patience: _patience, afterStep: _afterStep, ...rest } = options
    simulation.system = await ActorSystem.start({ ...rest, configure: (container) => simulation.bind(container) })
    return simulation
  }

  /** Lets the test act: a task like any other. */
  act(thread: string, label: string, run: () => void, isPatient = false): void {
    this.pool.add({ thread, label, run, isPatient })
  }

  /** Writes a line into the trace. */
  note(line: string): void {
    this.trace.push(`      ${line}`)
  }

  /** Takes steps until nothing waits any more, and no timer that is due before `until`. */
  async run(until = Infinity): Promise<void> {
    const { patience = 20_000 } = this.options
    await this.comeToRest()
    for (let step = 0; ; step++) {
      const tasks = this.enabled(until)
      if (tasks.length === 0) return
      if (step === patience) throw new Error(`No rest after ${patience} steps; ${tasks[0]!.label} and others go on`)
      await this.take(tasks)
    }
  }

  private enabled(until: number): readonly Task[] {
    const due = this.clock.nextDue
    return due === undefined || due > until ? this.pool.tasks : [...this.pool.tasks, this.time]
  }

  private async take(tasks: readonly Task[]): Promise<void> {
    const place = tasks.length === 1 ? 0 : this.options.strategy.choose(tasks)
    if (tasks.length > 1) this.choices.push(place)
    const task = tasks[place]!
    this.trace.push(`${String(Math.round(this.clock.now())).padStart(5)} ${task.label}`)
    if (task !== this.time) this.pool.take(place)
    task.run()
    await this.comeToRest()
    this.options.afterStep?.()
  }

  // All promises that a step settles are followed before the event loop comes to its next phase.
  private comeToRest(): Promise<void> {
    return new Promise((resolve) => void setImmediate(resolve))
  }

  private bind(container: Container): void {
    const scheduler = new SimulatedScheduler(this.pool)
    container.rebind(CLOCK).toConstantValue(this.clock)
    container.rebind(SCHEDULER).toConstantValue(scheduler)
    container.rebind(RANDOM).toConstantValue(new SeededRandom(this.options.seed ?? 1))
    container.rebind(DISPATCHER).toConstantValue(new SimulatedDispatcher(this.clock, scheduler, this.pool))
    this.options.configure?.(container)
  }
}

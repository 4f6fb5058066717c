// One run: a small zoo, a workload, a strategy. Every deed is done through the public door and written into the ledger; after
// every step, and at the end, the invariants are looked at.

import { Simulation, type Strategy } from '@instar/core/testing'
import { Clients } from './clients.js'
import { demandAtRest, demandAtStep } from './invariants.js'
import { LEDGER, Violation } from './ledger.js'
import { Operator } from './operator.js'
import type { Action } from './workload.js'
import { World } from './world.js'

/** How a run went. */
export interface RunOutcome {
  readonly violation: Violation | null
  readonly steps: number
  readonly choices: readonly number[]
  readonly trace: readonly string[]
  readonly committed: number
  readonly messages: number
}

const clients = [0, 1, 2, 3]
const firstInhabitants = [0, 1, 2]

class Run {
  readonly world: World
  readonly operator: Operator
  /** A violation has been seen: what follows is clearing away. */
  hasFailed = false
  private readonly clients: Clients

  constructor(private readonly simulation: Simulation) {
    this.world = new World(simulation)
    this.clients = new Clients(this.world)
    this.operator = new Operator(this.world, this.clients)
  }

  async play(actions: readonly Action[]): Promise<void> {
    const { world, simulation } = this
    world.spawnKeeper()
    for (const kind of firstInhabitants) world.spawn(kind)
    await simulation.run(0)
    for (const client of clients) this.follow(actions.filter((each) => each.client === client))
    await simulation.run()
    world.ledger.openForGood()
    await simulation.run()
    demandAtRest(world)
    await this.stop()
    if (world.alive.size > 0) throw new Violation('everybody ends with the system', [...world.alive.keys()].join(', '))
    const [first] = world.ledger.violations
    if (first !== undefined) throw first
  }

  /** Ends the system, whatever goes on in it: the next run has the same class values. */
  async stop(): Promise<void> {
    this.world.ledger.openForGood()
    await Promise.all([this.world.system.stop(), this.simulation.run()])
  }

  private follow([first, ...rest]: readonly Action[]): void {
    if (first === undefined || this.hasFailed) return
    this.simulation.act(`client ${first.client}`, `client ${first.client}: ${first.deed}`, () => {
      if (!this.hasFailed) this.perform(first)
      this.follow(rest)
    })
  }

  private perform(action: Action): void {
    const { world, operator } = this
    switch (action.deed) {
      case 'upgrade':
        return operator.upgrade(action)
      case 'rollback':
        return operator.rollback()
      case 'purge':
        return operator.purge(action.who, 'soft')
      case 'purgeHard':
        return operator.purge(action.who, 'hard')
      case 'spawn':
        return world.spawn(action.other)
      case 'storm':
        return world.storm(action.who, action.other)
      case 'count':
        return this.clients.count()
      case 'open':
        return world.ledger.openAll()
      default: {
        const target = world.pick(action.who)
        if (target !== undefined) this.clients.address(action, target)
      }
    }
  }
}

/** Plays a workload; the violation is the first that was seen. */
export async function play(actions: readonly Action[], strategy: Strategy): Promise<RunOutcome> {
  let run: Run | null = null
  const simulation = await Simulation.start({
    strategy,
    requestTimeout: Infinity,
    configure: (container) => void container.bind(LEDGER).toDynamicValue(() => run!.world.ledger),
    afterStep: () => {
      if (run!.hasFailed) return
      run!.world.standing.look()
      demandAtStep(run!.world)
    },
  })
  run = new Run(simulation)
  const violation = await violationOf(run, actions)
  const { choices, trace } = simulation
  const { committed } = run.operator
  return { violation, steps: trace.length, choices, trace, committed, messages: run.world.ledger.entries.size }
}

async function violationOf(run: Run, actions: readonly Action[]): Promise<Violation | null> {
  try {
    await run.play(actions)
    return null
  } catch (error) {
    run.hasFailed = true
    // What is broken may not even end; the violation is what counts.
    await run.stop().catch(() => {})
    if (error instanceof Violation) return error
    return new Violation('the run comes to its end', String((error as Error).stack))
  }
}

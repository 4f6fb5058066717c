// One run: a simulated system on the old classes, clients that send what the scenario says, and the upgrade amid them; after
// every step the promises and the invariants, at the end a soft purge.
//
//   births --> clients and upgrade, step by step --> rest --> purge

import { messageOf } from '../../base/errors.js'
import type { ConcreteClass } from '../../instance/actor.js'
import type { Cell } from '../../instance/cell.js'
import type { Reference } from '../../ref/types.js'
import { targetOf } from '../../ref/ref.js'
import type { UpgradeReport } from '../../upgrade/report.js'
import { SeededRandom } from '../seeded-random.js'
import { Simulation } from '../simulation/simulation.js'
import { evaluate } from './classes.js'
import { Clients } from './clients.js'
import { Delay } from './delay.js'
import { demandGenerations, demandInvariants, demandPurge, demandRest } from './inspection.js'
import type { UpgradeTestOptions } from './options.js'
import { type Scenario, strategyOf } from './scenario.js'
import { TrialUpgrade } from './trial-upgrade.js'
import { Violation } from './violation.js'
import { Witness } from './witness.js'

/** Virtual time that a run may take: longer than requests and upgrades wait. */
const longestRun = 20_000
const shownSteps = 25
const betweenMessages: ReadonlySet<string> = new Set(['idle', 'ready', 'parked', 'exited'])

export interface RunResult {
  readonly steps: number
  readonly outcome: UpgradeReport['outcome'] | null
  readonly answered: number
  readonly failed: number
  readonly crashes: number
}

/** What differs between the runs of one test. */
export interface RunPlan {
  readonly isUpgrading: boolean
  /** Is shown every state that an instance has between two messages. */
  readonly onState?: (cell: Cell) => void
}

/** Plays a scenario; throws the first violation, with the last steps. */
export async function play(test: UpgradeTestOptions, scenario: Scenario, plan: RunPlan): Promise<RunResult> {
  let run: Run | null = null
  const strategy = strategyOf(scenario)
  const simulation = await Simulation.start({ strategy, seed: scenario.chance, afterStep: () => run?.look() })
  try {
    const witness = new Witness(simulation.system)
    const refs = await bear(test, simulation)
    run = new Run(test, scenario, plan, simulation, witness, refs)
    return await run.go()
  } catch (error) {
    const { promise, message } =
      error instanceof Violation ? error : new Violation('a run comes to its end', messageOf(error))
    throw new Violation(promise, message, simulation.trace.slice(-shownSteps))
  } finally {
    run?.end()
    const stopped = simulation.system.stop()
    await simulation.run()
    await stopped
  }
}

async function bear(
  { from, spawn = spawnTwoOfEach }: UpgradeTestOptions,
  simulation: Simulation,
): Promise<Reference[]> {
  const { system, clock } = simulation
  const classes = evaluate(from)
  system.register(...classes)
  const births = Promise.all(spawn(system, classes))
  births.catch(() => {})
  await simulation.run(clock.now() + longestRun)
  const refs = await births
  if (refs.length === 0) throw new Error('no instance was born: say `spawn`, which gives the refs of some')
  return refs
}

class Run {
  private readonly cells: readonly Cell[]
  private readonly clients: Clients
  private readonly upgrade: TrialUpgrade
  private isOver = false

  constructor(
    private readonly test: UpgradeTestOptions,
    private readonly scenario: Scenario,
    private readonly plan: RunPlan,
    private readonly simulation: Simulation,
    private readonly witness: Witness,
    private readonly refs: readonly Reference[],
  ) {
    const { workload, options } = test
    const random = new SeededRandom(scenario.chance)
    this.cells = refs.map((ref) => targetOf(ref) as unknown as Cell)
    this.clients = new Clients({ simulation, refs, workload, random, onSent: () => this.upgradeWhenDue() })
    this.upgrade = new TrialUpgrade(simulation, this.cells, options, new Delay(simulation, this.cells, scenario.delay))
  }

  async go(): Promise<RunResult> {
    const { simulation, clients, upgrade, witness } = this
    clients.start(this.scenario.calls)
    this.upgradeWhenDue()
    await simulation.run(simulation.clock.now() + longestRun)
    this.lookAtRest()
    if (upgrade.report?.outcome === 'committed') {
      demandPurge(simulation.system, upgrade.report)
      this.look()
    }
    const { answered, failed } = clients
    const outcome = upgrade.report?.outcome ?? null
    return { steps: simulation.trace.length, outcome, answered, failed, crashes: witness.crashes }
  }

  /** What follows is clearing away. */
  end(): void {
    this.isOver = true
    this.clients.isOver = true
  }

  look(): void {
    if (this.isOver) return
    const { upgrade, witness, cells, simulation, test } = this
    witness.look()
    const broken = upgrade.broken ?? witness.broken
    if (broken !== null) throw broken
    // A lazy upgrade lets states follow one by one; an atomic one does not.
    if (upgrade.report?.outcome === 'committed' && test.options?.strategy !== 'lazy') demandGenerations(cells)
    if (!cells.every(({ phase }) => betweenMessages.has(phase))) return
    for (const cell of cells) if (cell.instance !== null) this.plan.onState?.(cell)
    demandInvariants(test.invariants ?? [], simulation.system, this.refs)
  }

  private lookAtRest(): void {
    const { clients, upgrade, simulation, cells } = this
    this.look()
    if (clients.waiting.length > 0) throw new Violation('every call ends', clients.waiting.join('\n'))
    if (upgrade.hasAsked && upgrade.report === null) throw new Violation('the upgrade ends', 'it goes on')
    demandRest(simulation.system, cells)
    this.witness.lookAtRest()
  }

  private upgradeWhenDue(): void {
    const { calls, upgradeAfter } = this.scenario
    const isDue = this.clients.sent >= Math.min(upgradeAfter, calls.length)
    if (this.plan.isUpgrading && isDue && !this.upgrade.hasAsked) this.upgrade.ask(() => evaluate(this.test.to))
  }
}

function spawnTwoOfEach(system: Simulation['system'], from: ReturnType<typeof evaluate>): Promise<Reference>[] {
  const bare = from.filter(({ length }) => length === 0) as ConcreteClass[]
  return bare.flatMap((Class) => [1, 2].map(() => system.spawn(Class as new () => InstanceType<ConcreteClass>)))
}

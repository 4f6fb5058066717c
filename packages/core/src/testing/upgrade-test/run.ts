// One run: a simulated system on the old classes, clients that send what the scenario says, and the upgrade amid them; after
// every step the invariants, at the end a soft purge.

import { isInstarError, messageOf } from '../../base/errors.js'
import type { ActorClass, ConcreteClass } from '../../instance/actor.js'
import type { Cell } from '../../instance/cell.js'
import { readState } from '../../instance/state.js'
import type { Reference } from '../../ref/types.js'
import { targetOf } from '../../ref/ref.js'
import type { UpgradeReport } from '../../upgrade/report.js'
import { isSame } from '../../upgrade/rehearsal-comparison.js'
import { copyOf } from '../../upgrade/state-copy.js'
import { assertPurged } from '../assert-purged.js'
import { SeededRandom } from '../seeded-random.js'
import { FairPriorities, FirstInFirstOut, RandomWalk, type Strategy } from '../simulation/strategy.js'
import { Simulation } from '../simulation/simulation.js'
import { describeCall, show } from '../wording.js'
import { evaluate } from './classes.js'
import type { UpgradeTestOptions } from './options.js'
import type { PlannedCall, Scenario } from './scenario.js'
import { Violation } from './violation.js'

/** Virtual time that a run may take: longer than requests and upgrades wait. */
const longestRun = 20_000
const shownSteps = 25
const betweenMessages: ReadonlySet<string> = new Set(['idle', 'ready', 'parked', 'exited'])

export interface RunResult {
  readonly steps: number
  readonly outcome: UpgradeReport['outcome'] | null
  readonly answered: number
  readonly failed: number
}

export class Run {
  private simulation!: Simulation
  private from: readonly ActorClass[] = []
  private refs: readonly Reference[] = []
  private readonly open = new Set<string>()
  private answered = 0
  private failed = 0
  private sent = 0
  private report: UpgradeReport | null = null
  private hasAsked = false
  private staged: readonly unknown[] | null = null
  private broken: Violation | null = null
  private readonly random: SeededRandom

  constructor(
    private readonly test: UpgradeTestOptions,
    private readonly scenario: Scenario,
    /** Is shown every state that an instance has between two messages. */
    private readonly onState: (cell: Cell) => void = () => {},
    private readonly isUpgrading = true,
  ) {
    this.random = new SeededRandom(scenario.chance)
  }

  async go(): Promise<RunResult> {
    const strategy = strategyOf(this.scenario)
    const { chance: seed } = this.scenario
    this.simulation = await Simulation.start({ strategy, seed, afterStep: () => this.look() })
    try {
      await this.bear()
      this.schedule()
      await this.simulation.run(this.simulation.clock.now() + longestRun)
      this.lookAtRest()
      this.purge()
    } catch (error) {
      const { promise, message } =
        error instanceof Violation ? error : new Violation('a run comes to its end', messageOf(error))
      throw new Violation(promise, message, this.simulation.trace.slice(-shownSteps))
    } finally {
      const stopped = this.simulation.system.stop()
      this.broken = null
      this.hasEnded = true
      await this.simulation.run()
      await stopped
    }
    const { answered, failed, report } = this
    return { steps: this.simulation.trace.length, outcome: report?.outcome ?? null, answered, failed }
  }

  private hasEnded = false

  private async bear(): Promise<void> {
    const { system, clock } = this.simulation
    this.from = evaluate(this.test.from)
    system.register(...this.from)
    const spawn = this.test.spawn ?? spawnTwoOfEach
    const births = Promise.all(spawn(system, this.from))
    births.catch(() => {})
    await this.simulation.run(clock.now() + longestRun)
    this.refs = await births
    if (this.refs.length === 0) throw new Error('no instance was born: say `spawn`, which gives the refs of some')
  }

  private schedule(): void {
    const { calls } = this.scenario
    for (const who of new Set(calls.map(({ client }) => client))) {
      const own = calls.filter(({ client }) => client === who)
      this.sendNext(`client ${who}`, own)
    }
    this.upgradeWhenDue()
  }

  private sendNext(client: string, [next, ...rest]: readonly PlannedCall[]): void {
    if (next === undefined) return
    this.simulation.act(client, `${client} calls`, () => {
      this.send(client, next)
      this.sent += 1
      this.upgradeWhenDue()
      this.sendNext(client, rest)
    })
  }

  private send(client: string, { operation, target, args }: PlannedCall): void {
    const ref = this.refs[target % this.refs.length]!
    const what = this.test.workload[operation]!
    const name = `${show(ref)}.${typeof what === 'function' ? what.name || 'action' : describeCall(what.method, args)}`
    const title = `${client}, call ${this.sent + 1}: ${name}`
    this.simulation.note(title)
    try {
      const answer = typeof what === 'function' ? what(ref, this.random) : callOf(ref, what.method, args)
      this.follow(title, answer)
    } catch (error) {
      this.end(title, false, messageOf(error))
    }
  }

  private follow(title: string, answer: unknown): void {
    if (!(answer instanceof Promise)) return this.end(title, true, undefined)
    this.open.add(title)
    answer.then(
      (value: unknown) => this.end(title, true, value),
      (error: unknown) => this.end(title, false, isInstarError(error) ? error.code : messageOf(error)),
    )
  }

  private end(title: string, isAnswer: boolean, value: unknown): void {
    if (this.hasEnded) return
    this.open.delete(title)
    if (isAnswer) this.answered += 1
    else this.failed += 1
    this.simulation.note(`${title} ${isAnswer ? 'gave' : 'failed:'} ${show(value)}`)
  }

  private upgradeWhenDue(): void {
    const { calls, upgradeAfter } = this.scenario
    if (!this.isUpgrading || this.hasAsked || this.sent < Math.min(upgradeAfter, calls.length)) return
    this.hasAsked = true
    this.simulation.act('upgrade', 'the upgrade is asked for', () => this.upgrade())
  }

  private upgrade(): void {
    const handle = this.simulation.system.upgrade(evaluate(this.test.to), this.test.options)
    handle.progress$.subscribe({
      next: ({ phase }) => {
        if (phase === 'stage') this.staged ??= this.states()
      },
      error: () => {},
    })
    handle.report.then(
      (report) => this.judge(report),
      (error: unknown) => (this.broken = new Violation('the upgrade can be asked for', messageOf(error))),
    )
  }

  private judge(report: UpgradeReport): void {
    this.report = report
    this.simulation.note(`the upgrade is ${report.outcome}`)
    if (report.outcome === 'rolledBack' || (report.outcome === 'refused' && report.stragglers.length === 0)) {
      const isUntouched = this.staged === null || isSame(this.staged, this.states())
      const promise = isUntouched ? 'the upgrade is committed' : 'what is not committed leaves states as they were'
      this.broken = new Violation(promise, String(report))
    }
  }

  private states(): readonly unknown[] {
    return this.cells.map((cell) => copyOf(readState(cell)))
  }

  private get cells(): readonly Cell[] {
    return this.refs.map((ref) => targetOf(ref) as unknown as Cell)
  }

  private look(): void {
    if (this.hasEnded) return
    if (this.broken !== null) throw this.broken
    if (this.report?.outcome === 'committed') this.lookAtGenerations()
    if (!this.cells.every(({ phase }) => betweenMessages.has(phase))) return
    for (const cell of this.cells) if (cell.instance !== null) this.onState(cell)
    this.lookAtTheirs()
  }

  private lookAtTheirs(): void {
    const { system } = this.simulation
    if (this.refs.length === 0) return
    for (const { name, check } of this.test.invariants ?? []) {
      try {
        if (check(system, this.refs) !== false) continue
      } catch (error) {
        throw new Violation(name, messageOf(error))
      }
      throw new Violation(name, 'it gave false')
    }
  }

  // A lazy upgrade lets states follow one by one; an atomic one does not.
  private lookAtGenerations(): void {
    if (this.test.options?.strategy === 'lazy') return
    for (const cell of this.cells) {
      const state = readState(cell)
      if (state === null) continue
      const names = cell.live.layout.attributes.map(({ name }) => name)
      if (!isSame(Object.keys(state), names))
        throw new Violation('no instance is on an old generation after the commit', `${cell} has ${show(state)}`)
    }
  }

  private lookAtRest(): void {
    this.look()
    if (this.open.size > 0) throw new Violation('every call ends', [...this.open].join('\n'))
    if (this.hasAsked && this.report === null) throw new Violation('the upgrade ends', 'it goes on')
    for (const { pid } of this.refs) {
      const info = this.simulation.system.inspect(pid)
      if (info === undefined || info.exit !== null) continue
      if (info.isFrozen) throw new Violation('nobody is frozen at rest', pid)
      if (info.mailbox > 0) throw new Violation('nobody waits at rest', `${pid} has ${info.mailbox} messages`)
    }
    this.lookAtPids()
  }

  private lookAtPids(): void {
    const { system } = this.simulation
    for (const { live, exit, pid } of this.cells) {
      const isMember = (live.instances.all as readonly Cell[]).some((each) => each.pid === pid)
      if (isMember === (exit === null) && (system.find(pid) !== undefined) === (exit === null)) continue
      throw new Violation('the instances of a class are those that were born and have not ended', pid)
    }
  }

  private purge(): void {
    if (this.report?.outcome !== 'committed') return
    const { system } = this.simulation
    for (const { class: name } of this.report.classes) {
      const { outcome, lingering } = system.purge(name)
      if (outcome === 'refused') throw new Violation('old code can be purged at the end', show(lingering))
      assertPurged(system, name)
    }
    this.look()
  }
}

function callOf(ref: Reference, method: string, args: readonly unknown[]): unknown {
  const methods = ref as unknown as Record<string, (...args: readonly unknown[]) => unknown>
  return methods[method]!(...args)
}

function spawnTwoOfEach(system: Simulation['system'], from: readonly ActorClass[]): Promise<Reference>[] {
  const bare = from.filter(({ length }) => length === 0) as ConcreteClass[]
  return bare.flatMap((Class) => [1, 2].map(() => system.spawn(Class as new () => InstanceType<ConcreteClass>)))
}

function strategyOf({ order, chance }: Scenario): Strategy {
  const random = new SeededRandom(~chance)
  switch (order) {
    case 'first in, first out':
      return new FirstInFirstOut()
    case 'random walk':
      return new RandomWalk(random)
    case 'fair priorities':
      return new FairPriorities(random)
  }
}

// The upgrade of a run: it is asked for once, and its report is judged. It is committed, or not all come to rest in time; what
// is not committed leaves the states as they were.

import { messageOf } from '../../base/errors.js'
import type { ActorClass } from '../../instance/actor.js'
import type { Cell } from '../../instance/cell.js'
import { readState } from '../../instance/state.js'
import type { UpgradeOptions } from '../../upgrade/options.js'
import { isSame } from '../../upgrade/rehearsal-comparison.js'
import type { UpgradeReport } from '../../upgrade/report.js'
import { copyOf } from '../../upgrade/state-copy.js'
import type { Simulation } from '../simulation/simulation.js'
import type { Delay } from './delay.js'
import { Violation } from './violation.js'

export class TrialUpgrade {
  report: UpgradeReport | null = null
  broken: Violation | null = null
  hasAsked = false
  private staged: readonly unknown[] | null = null

  constructor(
    private readonly simulation: Simulation,
    private readonly cells: readonly Cell[],
    private readonly options: UpgradeOptions | undefined,
    private readonly delay: Delay,
  ) {}

  /** Asks for it when its turn has come; `to` gives the classes. */
  ask(to: () => readonly ActorClass[]): void {
    this.hasAsked = true
    this.simulation.act('upgrade', 'the upgrade is asked for', () => this.start(to()))
  }

  private start(to: readonly ActorClass[]): void {
    const handle = this.simulation.system.upgrade(to, this.options)
    handle.progress$.subscribe({
      next: ({ phase }) => {
        if (phase === 'freeze') this.delay.begin()
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
    const isLate = report.stragglers.length > 0 || this.delay.isOn
    if (report.outcome === 'rolledBack' || (report.outcome === 'refused' && !isLate)) {
      const isUntouched = this.staged === null || isSame(this.staged, this.states())
      const promise = isUntouched ? 'the upgrade is committed' : 'what is not committed leaves states as they were'
      this.broken = new Violation(promise, String(report))
    }
  }

  private states(): readonly unknown[] {
    return this.cells.map((cell) => copyOf(readState(cell)))
  }
}

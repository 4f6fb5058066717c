// Keeps a freeze waiting for some steps, as an instance does whose method is under way. Without it, the small systems of a test
// would be frozen and thawed within one step, and nothing could arrive in between.

import type { Cell } from '../../instance/cell.js'
import type { Simulation } from '../simulation/simulation.js'

export class Delay {
  /** Whether somebody is waited for. */
  isOn = false

  constructor(
    private readonly simulation: Simulation,
    private readonly cells: readonly Cell[],
    private readonly steps: number,
  ) {}

  /** Begins when the set is frozen, before it is looked at. */
  begin(): void {
    const live = this.cells.find((cell) => cell.live.gate !== null)?.live
    if (live === undefined || this.steps === 0 || this.isOn) return
    this.isOn = true
    live.suspended += 1
    this.goOn(this.steps, () => {
      this.isOn = false
      live.suspended -= 1
      live.gate?.onRest()
    })
  }

  private goOn(left: number, end: () => void): void {
    const label = left === 1 ? 'a method under way has ended' : 'a method is under way'
    this.simulation.act('a method under way', label, () => (left === 1 ? end() : this.goOn(left - 1, end)))
  }
}

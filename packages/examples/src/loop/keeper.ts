// Who keeps the parrot: bears it, changes its version, and can tell whether old code is gone.

import { ActorSystem, type ExitReason, type PurgeReport, type UpgradeReport } from '@instar/core'
import { Memory } from './memory.js'
import type { ParrotClass, Terminal } from './listener.js'
import { makeParrot1 } from './v1.js'
import { makeParrot2 } from './v2.js'
import { makeParrot3 } from './v3.js'
import { makeParrot4 } from './v4.js'

const makers = [makeParrot1, makeParrot2, makeParrot3, makeParrot4]

/** The versions that there are, by their first number. */
export const versions: readonly number[] = makers.map((_, i) => i + 1)

export class Keeper implements AsyncDisposable {
  /** Knows every class that ran here, without keeping it. */
  readonly classes = new Memory()

  private constructor(
    private readonly system: ActorSystem,
    /** Settles when the parrot has ended; it does so by itself when no lines will come any more. */
    readonly ended: Promise<ExitReason>,
  ) {}

  /** Bears a parrot of version 1. */
  static async open(terminal: Terminal): Promise<Keeper> {
    const system = await ActorSystem.start()
    const parrot = makeParrot1()
    const { exited } = await system.spawn(parrot, [terminal])
    const keeper = new Keeper(system, exited)
    keeper.remember(parrot)
    return keeper
  }

  /** The version that the parrot has. */
  get version(): string {
    return this.system.describe('Parrot').version
  }

  /** Upgrades, or downgrades, the parrot. */
  async become(version: number): Promise<UpgradeReport> {
    const parrot = makers[version - 1]!()
    const report = await this.system.upgrade(parrot)
    if (report.outcome === 'committed') this.remember(parrot)
    return report
  }

  /** Forgets the versions that do not run any more. */
  purge(): PurgeReport {
    return this.system.purge('Parrot')
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.system.stop()
  }

  private remember(parrot: ParrotClass): void {
    this.classes.add(`Parrot ${this.version}`, parrot)
  }
}

// A system with very many idle instances, to be upgraded again and again.

import { ActorSystem, type UpgradeHandle, type UpgradeOptions, type UpgradeReport } from '@instar/core'
import { evaluate, type Release } from '../forms/forms.js'
import { collect } from '../sampling.js'

export const living = 100_000

export class Site implements AsyncDisposable {
  /** What the last upgrade said, and what the very first one said, when nothing of an upgrade had been compiled. */
  report!: UpgradeReport
  first: UpgradeReport | null = null
  private version = 1

  private constructor(private readonly system: ActorSystem) {}

  static async populated(count = living): Promise<Site> {
    const { Kitten } = await evaluate(1)
    const system = await ActorSystem.start()
    for (let i = 0; i < count; i++) await system.spawn(Kitten, ['Tom', i])
    return new Site(system)
  }

  /** Makes ready: forgets what the last upgrade left, and evaluates the next version. Not to be timed. */
  async prepare(): Promise<Release> {
    for (const { name } of this.system.classes) this.system.purge(name, 'soft')
    const release = await evaluate((this.version += 1))
    collect()
    return release
  }

  /** Upgrades, and hands the running upgrade to who wants to watch it. */
  async upgrade(
    classes: readonly Release[keyof Release][],
    options: UpgradeOptions = {},
    watch?: (running: UpgradeHandle) => void,
  ): Promise<void> {
    const running = this.system.upgrade(classes, options)
    watch?.(running)
    this.report = await running
    this.first ??= this.report
    if (this.report.outcome !== 'committed') throw new Error(String(this.report))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.system.stop()
  }
}

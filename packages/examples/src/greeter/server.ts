// The server as its operator sees it: it opens, its greeters change version, and it can tell whether old code is gone.

import { ActorSystem, type PurgeReport, type Ref, type UpgradeReport } from '@instar/core'
import { Acceptor } from './acceptor.js'
import type { GreeterClass } from './connection.js'
import { Memory } from './memory.js'

export class GreeterServer implements AsyncDisposable {
  /** Knows every class that ran here, without keeping it. */
  readonly classes = new Memory()

  private constructor(
    readonly system: ActorSystem,
    private readonly acceptor: Ref<Acceptor>,
  ) {}

  /** Starts to listen on a port; 0 lets the machine choose. */
  static async open(make: () => GreeterClass, port: number): Promise<GreeterServer> {
    const system = await ActorSystem.start()
    try {
      const greeter = make()
      system.register(greeter)
      const server = new GreeterServer(system, await system.spawn(Acceptor, [port]))
      server.remember(greeter)
      return server
    } catch (error) {
      await system.stop()
      throw error
    }
  }

  getPort(): Promise<number> {
    return this.acceptor.getPort()
  }

  /** The version that the greeters run. */
  get version(): string {
    return this.system.describe('Greeter').version
  }

  /** Upgrades, or downgrades, all greeters. */
  async become(make: () => GreeterClass): Promise<UpgradeReport> {
    const greeter = make()
    const report = await this.system.upgrade(greeter)
    if (report.outcome === 'committed') this.remember(greeter)
    return report
  }

  /** Forgets the versions that do not run any more. */
  purge(): PurgeReport {
    return this.system.purge('Greeter')
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.system.stop()
  }

  private remember(greeter: GreeterClass): void {
    this.classes.add(`Greeter ${this.version}`, greeter)
  }
}

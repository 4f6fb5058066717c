// The server as a program sees it: it knows the classes that it was started with, and opens its port. Everything else about
// it is its operator's business, from outside.

import { type ActorClass, ActorSystem, type Ref } from '@instar/core'
import { Acceptor } from './acceptor.js'

export class GreeterServer implements AsyncDisposable {
  private constructor(
    readonly system: ActorSystem,
    private readonly acceptor: Ref<Acceptor>,
  ) {}

  /** Starts to listen on a port, with these classes, a Greeter among them; 0 lets the machine choose the port. */
  static async open(classes: readonly ActorClass[], port: number): Promise<GreeterServer> {
    const system = await ActorSystem.start({ node: 'greeter' })
    try {
      system.register(...classes)
      return new GreeterServer(system, await system.spawn(Acceptor, [port]))
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

  [Symbol.asyncDispose](): Promise<void> {
    return this.system.stop()
  }
}

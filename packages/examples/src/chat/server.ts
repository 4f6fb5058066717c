// The server as a program sees it: it knows the classes that it was started with, and opens its port. Everything else about
// it is its operator's business, from outside.

import { type ActorClass, ActorSystem, type Ref } from '@instar/core'
import { Door } from './door.js'
import type { Lobby } from './lobby.js'

export class ChatServer implements AsyncDisposable {
  private constructor(
    readonly system: ActorSystem,
    private readonly door: Ref<Door>,
  ) {}

  /** Starts to listen on a port, with these classes: a Room, a Visitor, a Lobby; 0 lets the machine choose the port. */
  static async open(classes: readonly ActorClass[], port: number): Promise<ChatServer> {
    const system = await ActorSystem.start({ node: 'chat' })
    try {
      system.register(...classes)
      const lobby = await system.spawn<typeof Lobby>('Lobby')
      return new ChatServer(system, await system.spawn(Door, [port, lobby]))
    } catch (error) {
      await system.stop()
      throw error
    }
  }

  getPort(): Promise<number> {
    return this.door.getPort()
  }

  /** The version that the rooms run. */
  get version(): string {
    return this.system.describe('Room').version
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.system.stop()
  }
}

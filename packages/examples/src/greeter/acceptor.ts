// The instance that owns the listening socket and bears a greeter for each connection.

import { Actor, actor, request } from '@instar/core'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { GreeterClass } from './connection.js'

export const host = '127.0.0.1'

@actor({ version: '1.0.0' })
export class Acceptor extends Actor {
  private readonly server: Server = createServer()
  private readonly port: number

  /** `port` 0 lets the machine choose. */
  constructor(port: number) {
    super()
    this.port = port
  }

  async start(): Promise<void> {
    const self = this.self(Acceptor)
    this.server.on('connection', (socket) => {
      // 'close' follows an error, and the greeter hears of that.
      socket.on('error', () => {})
      self.welcome(socket).catch(() => socket.destroy())
    })
    this.server.listen(this.port, host)
    await once(this.server, 'listening')
  }

  destruct(): void {
    this.server.close()
  }

  @request({ const: true }) getPort(): number {
    return (this.server.address() as AddressInfo).port
  }

  /**
   * Gives a connection its greeter; while the greeters are being upgraded, that waits. By name, because whoever holds a class
   * keeps its code in memory, and the acceptor lives longer than any version.
   */
  @request() async welcome(socket: Socket): Promise<void> {
    await this.spawn<GreeterClass>('Greeter', [socket])
  }
}

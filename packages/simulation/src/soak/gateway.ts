// Listens, and bears an instance for each connection. It is not upgraded itself; while connections are, births wait.

import { Actor, actor, request } from '@instar/core'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'

const host = '127.0.0.1'

type LineClass = new (socket: Socket) => Actor

@actor({ version: '1.0.0', description: 'listens for connections' })
export class Gateway extends Actor {
  private readonly server: Server = createServer({ pauseOnConnect: true, noDelay: true })

  async start(): Promise<void> {
    const self = this.self(Gateway)
    this.server.on('connection', (socket) => {
      // 'close' follows an error, and the connection hears of that.
      socket.on('error', () => {})
      self.welcome(socket).catch(() => socket.destroy())
    })
    this.server.listen(0, host)
    await once(this.server, 'listening')
  }

  destruct(): void {
    this.server.close()
  }

  @request({ const: true }) getPort(): number {
    return (this.server.address() as AddressInfo).port
  }

  /** By name, so that it keeps no version of the class. */
  @request() async welcome(socket: Socket): Promise<void> {
    await this.spawn<LineClass>('Line', [socket])
  }
}

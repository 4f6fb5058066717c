// The instance that owns the listening socket and bears a visitor for each connection.

import { Actor, actor, type Ref, request } from '@instar/core'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Lobby } from './lobby.js'
import type { VisitorClass } from './visitor.js'

export const host = '127.0.0.1'

/** Bytes; whoever sends a longer message is disconnected. */
const maxPayload = 16_384

@actor({ version: '1.0.0', description: 'listens for connections' })
export class Door extends Actor {
  private readonly server: WebSocketServer
  private readonly lobby: Ref<Lobby>

  /** `port` 0 lets the machine choose. */
  constructor(port: number, lobby: Ref<Lobby>) {
    super()
    this.server = new WebSocketServer({ host, port, maxPayload, clientTracking: false })
    this.lobby = lobby
  }

  async start(): Promise<void> {
    const self = this.self(Door)
    this.server.on('connection', (socket) => {
      // Nothing is read before somebody listens; the visitor reads on.
      socket.pause()
      // 'close' follows an error, and the visitor hears of that.
      socket.on('error', () => {})
      self.welcome(socket).catch(() => socket.terminate())
    })
    await once(this.server, 'listening')
  }

  destruct(): void {
    this.server.close()
  }

  @request({ const: true }) getPort(): number {
    return (this.server.address() as AddressInfo).port
  }

  /** Gives a connection its visitor; while visitors are being upgraded, that waits. By name, so that it keeps no version. */
  @request() async welcome(socket: WebSocket): Promise<void> {
    await this.spawn<VisitorClass>('Visitor', [socket, this.lobby])
  }
}

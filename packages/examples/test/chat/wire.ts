// A socket without a network, for tests that turn the time: what the server does to it is written down, and the other side is
// the test.

import { EventEmitter } from 'node:events'
import type { WebSocket } from 'ws'
import type { News } from '../../src/chat/protocol.js'

export class Wire extends EventEmitter {
  readonly OPEN = 1
  readyState = 1
  /** Bytes that wait for the other side to read. */
  bufferedAmount = 0
  /** Whether the other side answers pings. */
  isAlive = true
  /** What was done to it. */
  readonly deeds: string[] = []
  readonly news: News[] = []

  get asSocket(): WebSocket {
    return this as unknown as WebSocket
  }

  /** The other side types. */
  type(message: object): void {
    this.emit('message', Buffer.from(JSON.stringify(message)), false)
  }

  send(text: string): void {
    this.news.push(JSON.parse(text) as News)
  }

  ping(): void {
    this.deeds.push('ping')
    if (this.isAlive) this.emit('pong')
  }

  pause(): void {
    this.deeds.push('pause')
  }

  resume(): void {
    this.deeds.push('resume')
  }

  close(): void {
    this.end('close')
  }

  terminate(): void {
    this.end('terminate')
  }

  private end(how: string): void {
    if (this.readyState !== this.OPEN) return
    this.deeds.push(how)
    this.readyState = 3
    this.emit('close')
  }
}

// One instance per socket: it reads what the socket brings, one message after the other, and writes what it is told. Whoever
// vanishes without a word is noticed by a heart that does not beat.
//
// The socket is a plain field, so upgrades leave it alone. All that it calls back is made by `this.callback`, which holds a
// name and no code: after an upgrade of this very class there is nothing of the old one in the socket.

import { Actor, actor, oneway, type Oneway } from '@instar/core'
import type { RawData, WebSocket } from 'ws'
import type { News, Problem } from './protocol.js'

const beatMs = 30_000
/** Bytes that may wait for somebody who does not read. */
const mostUnread = 2 ** 20

@actor({ version: '1.0.0', description: 'a socket that brings demands, and is told news' })
export abstract class Connection extends Actor {
  private readonly socket: WebSocket
  private isAlive = true

  constructor(socket: WebSocket) {
    super()
    this.socket = socket
  }

  start(): void {
    this.socket.on('message', this.callback('hear'))
    this.socket.on('pong', this.callback('feel'))
    this.socket.on('close', this.callback('hangUp'))
    this.every(beatMs, Connection).beat()
    this.socket.resume()
    // It may have been closed while this birth waited for the end of an upgrade.
    if (this.socket.readyState !== this.socket.OPEN) this.stop()
  }

  destruct(): void {
    this.socket.close(1001, 'the server ends')
  }

  /** A message has come. Until it is answered the socket is read no further, so nobody can fill the memory by shouting. */
  @oneway() async hear(message: RawData, isBinary: boolean): Promise<Oneway> {
    this.socket.pause()
    const problem = await this.meet(isBinary ? '' : String(message))
    // As a message it goes behind all that a room has told before it answered, so the answer is what comes last.
    this.self(Connection).answer(problem)
  }

  @oneway() answer(problem: Problem | null): Oneway {
    this.tell(problem === null ? { is: 'done' } : { is: 'refused', problem })
    this.socket.resume()
  }

  @oneway() tell(news: News): Oneway {
    this.socket.send(JSON.stringify(news))
    if (this.socket.bufferedAmount > mostUnread) this.socket.terminate()
  }

  /** Whoever has not felt the last beat when the next one is due is gone. */
  @oneway() beat(): Oneway {
    if (!this.isAlive) this.socket.terminate()
    this.isAlive = false
    if (this.socket.readyState === this.socket.OPEN) this.socket.ping()
  }

  @oneway() feel(): Oneway {
    this.isAlive = true
  }

  @oneway() hangUp(): Oneway {
    this.stop()
  }

  /** Does what a message asks for; null when that is done, else why not. It never throws. */
  protected abstract meet(message: string): Promise<Problem | null>
}

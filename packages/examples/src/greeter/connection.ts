// What a server of lines needs, whatever it answers: one instance per socket, with the text that has come in and is no
// whole line yet. Upgrades of its subclass touch neither.
//
// A callback may outlive the code that was current when it was made. So those of the socket only send messages to their
// instance, which run what is current by then; and they are made here, in the class that stays, so that they keep nothing
// of the class that goes.

import { Actor, actor, attribute, oneway, type Oneway } from '@instar/core'
import type { Socket } from 'node:net'

@actor({ version: '1.0.0' })
export abstract class Connection extends Actor {
  @attribute({ description: 'what has come in since the last line break' }) rest = ''
  /** No attribute, so transient: it stays on the instance, whatever becomes of the class. */
  private readonly socket: Socket

  constructor(socket: Socket) {
    super()
    this.socket = socket
  }

  start(): void {
    const self = this.self(Connection)
    this.socket.setEncoding('utf8')
    this.socket.on('data', (text: string) => self.receive(text))
    this.socket.on('close', () => void self.stop())
    // It may have been closed while this birth waited for the end of an upgrade.
    if (this.socket.destroyed) this.stop()
  }

  destruct(): void {
    this.socket.destroySoon()
  }

  /** Takes what the socket has read, and answers each line that is complete. */
  @oneway() receive(text: string): Oneway {
    const lines = (this.rest + text).split('\n')
    this.rest = lines.pop()!
    for (const line of lines) this.socket.write(`${this.answer(line.trimEnd())}\n`)
  }

  protected abstract answer(line: string): string
}

/** A version of the greeter, as those see it who make connections. */
export type GreeterClass = new (socket: Socket) => Connection

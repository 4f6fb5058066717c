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
  private onLine: () => void = () => {}

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
    for (const line of lines) {
      this.onLine()
      const answer = this.answer(line.trimEnd())
      if (typeof answer === 'string') this.tell(answer)
      else this.tellLater(answer)
    }
  }

  @oneway() tell(answer: string): Oneway {
    this.socket.write(`${answer}\n`)
  }

  /** The answer to a line; one that takes its time is told when it is there, and lines are answered meanwhile. */
  protected abstract answer(line: string): string | Promise<string>

  /** Resolves when another line has come. */
  protected nextLine(): Promise<void> {
    return new Promise((resolve) => {
      this.onLine = resolve
    })
  }

  private tellLater(answer: Promise<string>): void {
    const self = this.self(Connection)
    answer.then(
      (text) => self.tell(text),
      (error: unknown) => self.tell(`(no answer: ${(error as Error).message})`),
    )
  }
}

/** A version of the greeter, as those see it who make connections. */
export type GreeterClass = new (socket: Socket) => Connection

// A person at the other end of a socket, as nc would be: what is typed is sent as it is, and answers are lines.

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { host } from '../../src/greeter/acceptor.js'

export class Talker implements AsyncDisposable {
  private readonly answers: AsyncIterator<string>

  private constructor(private readonly socket: Socket) {
    this.answers = createInterface({ input: socket })[Symbol.asyncIterator]()
  }

  static async connect(port: number): Promise<Talker> {
    const socket = connect(port, host)
    await once(socket, 'connect')
    return new Talker(socket)
  }

  /** Sends a text, which need not be a whole line, or may be several. */
  type(text: string): void {
    this.socket.write(text)
  }

  /** The next answer; undefined when the other side has hung up. */
  async hear(): Promise<string | undefined> {
    const { value, done } = await this.answers.next()
    return done === true ? undefined : value
  }

  /** Sends a text and waits for the next answer. */
  ask(text: string): Promise<string | undefined> {
    this.type(text)
    return this.hear()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.socket.closed) return
    this.socket.destroy()
    await once(this.socket, 'close')
  }
}

// The other side of a socket: a client that knows nothing of actors, and keeps book of what happens to it. It says its name
// in a line, waits for the answer, and says it again. Answers are numbered by the server; one that is not the next counts
// as lost, like one that never comes.

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { host } from './acceptor.js'

const patienceMs = 10_000

export class Client {
  /** Lines said, so replies that are due. */
  said = 0
  /** Replies that did not come, or had the wrong number. */
  lost = 0
  /** Whether the other side hung up. */
  isDisconnected = false
  longestWaitMs = 0
  lastAnswer = ''
  private readonly listeners: ((answer: string | undefined) => void)[] = []

  private constructor(
    readonly name: string,
    private readonly socket: Socket,
    private readonly onAnswer: () => void,
  ) {
    createInterface({ input: socket }).on('line', (line) => this.listeners.shift()?.(line))
    socket.on('error', () => {})
    socket.on('close', this.onClose)
  }

  static async connect(name: string, port: number, onAnswer: () => void): Promise<Client> {
    const socket = connect(port, host)
    await once(socket, 'connect')
    return new Client(name, socket, onAnswer)
  }

  /** Says `count` lines, each after the answer to the last one. */
  async say(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const start = performance.now()
      this.said += 1
      const answer = await this.ask(this.name)
      this.longestWaitMs = Math.max(this.longestWaitMs, performance.now() - start)
      if (Number(/ line (\d+)/.exec(answer ?? '')?.[1]) !== this.said) this.lost += 1
      this.lastAnswer = answer ?? '(silence)'
      this.onAnswer()
    }
  }

  /** Says a line, and does not wait for the answer. */
  type(line: string): void {
    this.socket.write(`${line}\n`)
  }

  /** Says a line; gives the next answer, or undefined when none comes. */
  ask(line: string): Promise<string | undefined> {
    const answer = this.hear()
    this.type(line)
    return answer
  }

  /** The answer after those that others wait for; undefined when none comes. */
  hear(): Promise<string | undefined> {
    if (this.isDisconnected) return Promise.resolve(undefined)
    return new Promise((resolve) => {
      const limit = setTimeout(() => listener(undefined), patienceMs)
      const listener = (answer: string | undefined): void => {
        clearTimeout(limit)
        resolve(answer)
      }
      this.listeners.push(listener)
    })
  }

  async leave(): Promise<void> {
    this.socket.off('close', this.onClose)
    if (this.socket.destroyed) return
    this.socket.end()
    await once(this.socket, 'close')
  }

  private readonly onClose = (): void => {
    this.isDisconnected = true
    for (const listener of this.listeners.splice(0)) listener(undefined)
  }
}

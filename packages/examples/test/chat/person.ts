// A person at the other end of a socket: what is typed is sent as it is, and what comes is taken message by message, in its
// order.

import { once } from 'node:events'
import { WebSocket } from 'ws'
import { host } from '../../src/chat/door.js'
import type { Demand, News } from '../../src/chat/protocol.js'

export class Person implements AsyncDisposable {
  /** The code with which the other side hung up. */
  closeCode: number | undefined
  private readonly news: News[] = []
  private onNews: () => void = () => {}

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (text) => {
      this.news.push(JSON.parse(String(text)) as News)
      this.onNews()
    })
    socket.on('close', (code) => {
      this.closeCode = code
      this.onNews()
    })
    socket.on('error', () => {})
  }

  static async connect(port: number): Promise<Person> {
    const socket = new WebSocket(`ws://${host}:${port}`)
    const person = new Person(socket)
    await once(socket, 'open')
    return person
  }

  /** Connects, and joins a room; what that said is taken. */
  static async join(port: number, room: string, as: string): Promise<Person> {
    const person = await Person.connect(port)
    await person.ask({ do: 'join', room, as })
    return person
  }

  /** Sends a demand, any other text, or bytes. */
  type(message: Demand | string | Buffer): void {
    const isRaw = typeof message === 'string' || Buffer.isBuffer(message)
    this.socket.send(isRaw ? message : JSON.stringify(message))
  }

  /** The next message; undefined when the other side has hung up. */
  async hear(): Promise<News | undefined> {
    while (this.news.length === 0 && this.closeCode === undefined) {
      await new Promise<void>((resolve) => (this.onNews = resolve))
    }
    return this.news.shift()
  }

  /** Types, and gives all that comes until the answer, with it. */
  async ask(message: Demand | string | Buffer): Promise<(News | undefined)[]> {
    this.type(message)
    const heard: (News | undefined)[] = []
    do heard.push(await this.hear())
    while (heard.at(-1) !== undefined && !['done', 'refused'].includes(heard.at(-1)!.is))
    return heard
  }

  /** Says something in a room; gives all that comes until the answer, with it. */
  say(room: string, text: string): Promise<(News | undefined)[]> {
    return this.ask({ do: 'say', room, text })
  }

  /** Is gone without a word. */
  async vanish(): Promise<void> {
    if (this.closeCode !== undefined) return
    this.socket.terminate()
    await once(this.socket, 'close')
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.vanish()
  }
}

// A member of a room who types numbered lines, each as soon as the last one has been acknowledged, and keeps book of what
// everybody in the room says, the own lines included.

import { Book } from './book.js'
import { Client } from './client.js'
import type { News } from './protocol.js'

export class Typist {
  readonly book = new Book()
  /** Lines that were acknowledged. */
  said = 0
  /** Lines that were refused, or never answered. */
  failed = 0
  longestWaitMs = 0
  private client!: Client

  private constructor(
    readonly name: string,
    readonly room: string,
    private readonly onSaid: () => void,
  ) {}

  /** Connects, and joins a room. */
  static async join(name: string, room: string, port: number, onSaid: () => void): Promise<Typist> {
    const typist = new Typist(name, room, onSaid)
    typist.client = await Client.connect(port, (news) => typist.note(news))
    const answer = await typist.client.ask({ do: 'join', room, as: name })
    if (answer?.is !== 'done') throw new Error(`${name} cannot join ${room}: ${JSON.stringify(answer)}`)
    return typist
  }

  get isDisconnected(): boolean {
    return this.client.isDisconnected
  }

  /** Types that many lines. */
  async type(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const start = performance.now()
      const answer = await this.client.ask({ do: 'say', room: this.room, text: `line ${this.said + 1}` })
      this.longestWaitMs = Math.max(this.longestWaitMs, performance.now() - start)
      if (answer?.is === 'done') this.said += 1
      else this.failed += 1
      this.onSaid()
    }
  }

  /** Has heard all that was acknowledged before: a whisper to oneself goes behind it. */
  async catchUp(): Promise<void> {
    const answer = await this.client.ask({ do: 'whisper', room: this.room, to: this.name, text: 'is that all?' })
    if (answer?.is !== 'done') this.failed += 1
  }

  leave(): Promise<void> {
    return this.client.leave()
  }

  private note({ is, who, text }: News): void {
    const number = /^line (\d+)$/.exec(String(text))?.[1]
    if (is === 'line' && number !== undefined) this.book.enter(String(who), Number(number))
  }
}

// Somebody in the story whose conversation is shown, message by message, as it goes over the socket.

import { Client } from './client.js'
import type { Demand, News } from './protocol.js'

export class Guest {
  private client!: Client
  private heard: News[] = []
  private onNews: () => void = () => {}

  private constructor(
    private readonly name: string,
    private readonly say: (line: string) => void,
  ) {}

  static async connect(name: string, port: number, say: (line: string) => void): Promise<Guest> {
    const guest = new Guest(name, say)
    guest.client = await Client.connect(port, (news) => guest.note(news))
    return guest
  }

  get isDisconnected(): boolean {
    return this.client.isDisconnected
  }

  /** Types a message, and shows it with what is heard until it has been answered, and how. */
  async type(message: Demand | string): Promise<void> {
    this.heard = []
    const answer = await this.client.ask(message)
    this.show('>', message)
    for (const news of this.heard) this.show('<', news)
    this.show('<', answer ?? '(silence)')
    this.heard = []
  }

  /** Says something in a room, and shows it so. */
  tell(room: string, text: string): Promise<void> {
    return this.type({ do: 'say', room, text })
  }

  /** Waits until something of this kind has been heard, and shows it. */
  async waitFor(kind: string): Promise<void> {
    const find = (): News | undefined => this.heard.find(({ is }) => is === kind)
    while (find() === undefined) await new Promise<void>((resolve) => (this.onNews = resolve))
    this.show('<', find()!)
  }

  /** Has heard, and shows nothing of it, all that was said in a room before: a whisper to oneself goes behind it. */
  async catchUp(room: string): Promise<void> {
    await this.client.ask({ do: 'whisper', room, to: this.name, text: 'is that all?' })
  }

  vanish(): void {
    this.client.vanish()
  }

  leave(): Promise<void> {
    return this.client.leave()
  }

  private show(sign: '<' | '>', message: object | string): void {
    this.say(`  ${this.name} ${sign} ${typeof message === 'string' ? message : JSON.stringify(message)}`)
  }

  private note(news: News): void {
    this.heard.push(news)
    this.onNews()
  }
}

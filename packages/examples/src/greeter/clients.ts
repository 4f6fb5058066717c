// Many clients that talk at once.

import { Client } from './client.js'

export class Clients {
  private answers = 0
  private awaited: { readonly answers: number; readonly reached: () => void } | null = null

  private constructor(private readonly all: Client[] = []) {}

  /** Connects that many clients, one after the other. */
  static async gather(size: number, port: number): Promise<Clients> {
    const everybody = new Clients()
    for (let i = 1; i <= size; i++) {
      everybody.all.push(await Client.connect(`client ${i}`, port, () => everybody.count()))
    }
    return everybody
  }

  /** Everybody says `count` lines. */
  async say(count: number): Promise<void> {
    await Promise.all(this.all.map((client) => client.say(count)))
  }

  /** Everybody talks until the signal, and says one more line after it. */
  async talkUntil(signal: AbortSignal): Promise<void> {
    await Promise.all(
      this.all.map(async (client) => {
        while (!signal.aborted) await client.say(1)
        await client.say(1)
      }),
    )
  }

  /** Resolves when that many more answers have come. */
  hear(answers: number): Promise<void> {
    return new Promise((reached) => {
      this.awaited = { answers: this.answers + answers, reached }
    })
  }

  /** What the first client heard last. */
  get sample(): string {
    const [{ name, lastAnswer }] = this.all as [Client]
    return `${name} hears: ${lastAnswer}`
  }

  async leave(): Promise<void> {
    await Promise.all(this.all.map((client) => client.leave()))
  }

  get disconnects(): number {
    return this.all.filter(({ isDisconnected }) => isDisconnected).length
  }

  get said(): number {
    return this.all.reduce((sum, { said }) => sum + said, 0)
  }

  get lost(): number {
    return this.all.reduce((sum, { lost }) => sum + lost, 0)
  }

  get longestWaitMs(): number {
    return Math.max(...this.all.map(({ longestWaitMs }) => longestWaitMs))
  }

  /** How many heard an answer that begins like this the last time. */
  heard(beginning: string): number {
    return this.all.filter(({ lastAnswer }) => lastAnswer.startsWith(beginning)).length
  }

  private count(): void {
    this.answers += 1
    if (this.answers === this.awaited?.answers) this.awaited.reached()
  }
}

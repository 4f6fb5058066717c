// Many people in several rooms who type at once, and what their books say together.

import { Typist } from './typist.js'

export interface Account {
  /** Lines that were acknowledged. */
  readonly said: number
  /** What came of them: each line goes to every member of its room. */
  readonly delivered: number
  readonly lost: number
  /** Came again, or out of order. */
  readonly doubled: number
  /** Lines that were refused, or never answered. */
  readonly failed: number
  readonly disconnects: number
  readonly longestWaitMs: number
}

export class Crowd {
  private answers = 0
  private awaited: { readonly answers: number; readonly reached: () => void } | null = null

  private constructor(private readonly all: Typist[] = []) {}

  /** Connects that many people, in turn to one of the rooms. */
  static async gather(size: number, rooms: readonly string[], port: number): Promise<Crowd> {
    const crowd = new Crowd()
    for (let i = 0; i < size; i++) {
      crowd.all.push(await Typist.join(`visitor-${i + 1}`, rooms[i % rooms.length]!, port, () => crowd.count()))
    }
    return crowd
  }

  /** Everybody types that many lines. */
  async type(count: number): Promise<void> {
    await Promise.all(this.all.map((typist) => typist.type(count)))
  }

  /** Everybody types until the signal, and one more line after it. */
  async typeUntil(signal: AbortSignal): Promise<void> {
    await Promise.all(
      this.all.map(async (typist) => {
        while (!signal.aborted && !typist.isDisconnected) await typist.type(1)
        await typist.type(1)
      }),
    )
  }

  /** Resolves when that many more lines have been answered. */
  hear(answers: number): Promise<void> {
    return new Promise((reached) => {
      this.awaited = { answers: this.answers + answers, reached }
    })
  }

  /** What came of all lines so far; nobody types meanwhile. */
  async account(): Promise<Account> {
    await Promise.all(this.all.map((typist) => typist.catchUp()))
    const sum = (figure: (typist: Typist) => number): number =>
      this.all.reduce((total, each) => total + figure(each), 0)
    return {
      said: sum(({ said }) => said),
      delivered: sum(({ book }) => book.heard),
      lost: sum(({ book, room }) => book.lost(this.saidIn(room))),
      doubled: sum(({ book }) => book.doubled),
      failed: sum(({ failed }) => failed),
      disconnects: sum(({ isDisconnected }) => Number(isDisconnected)),
      longestWaitMs: Math.max(...this.all.map(({ longestWaitMs }) => longestWaitMs)),
    }
  }

  async leave(): Promise<void> {
    await Promise.all(this.all.map((typist) => typist.leave()))
  }

  private saidIn(room: string): ReadonlyMap<string, number> {
    return new Map(this.all.filter((typist) => typist.room === room).map(({ name, said }) => [name, said]))
  }

  private count(): void {
    this.answers += 1
    if (this.answers === this.awaited?.answers) this.awaited.reached()
  }
}

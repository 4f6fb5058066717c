// What main loops wait for: flies come into webs, one entry of the ledger each. A fly is handed over to the loop that waits, or
// lies there until one does; a loop that is ended where it waits waits no more.

import type { Entry, Ledger, Running } from './ledger.js'

/** Who sends flies: they keep an order of their own. */
export const feeder = -Infinity

interface Hungry {
  readonly code: Running
  readonly take: (fly: Entry) => void
}

export class Webs {
  private readonly flies = new Map<number, Entry[]>()
  private readonly hungry = new Map<number, Hungry>()
  private readonly eating = new Set<number>()

  constructor(private readonly ledger: Ledger) {}

  /** A fly comes into a web. */
  feed(method: string, life: number): void {
    const fly = this.ledger.send(method, life, feeder, false)
    const spider = this.hungry.get(life)
    if (spider === undefined) this.fliesOf(life).push(fly)
    else {
      this.hungry.delete(life)
      spider.take(fly)
    }
  }

  /** A loop waits for the next fly. */
  hunger(life: number, code: Running): Entry | Promise<Entry> {
    this.ledger.demandCurrent(code, `the main loop of life ${life}`)
    if (this.hungry.has(life) || this.eating.has(life))
      this.ledger.blame('an instance has one main loop', `two of life ${life} wait`)
    return this.fliesOf(life).shift() ?? new Promise((take) => this.hungry.set(life, { code, take }))
  }

  /** A loop begins with a fly: until it lets go nothing else of its instance runs. */
  seize(fly: Entry, life: number, code: Running): void {
    this.ledger.begin(fly.id, life, code)
    this.eating.add(life)
  }

  letGo(life: number): void {
    this.eating.delete(life)
  }

  /** A loop has ended. */
  leave(life: number): void {
    this.hungry.delete(life)
    this.eating.delete(life)
  }

  isEating(life: number): boolean {
    return this.eating.has(life)
  }

  /** The code of the loop that waits in a web. */
  codeAt(life: number): Running | undefined {
    return this.hungry.get(life)?.code
  }

  private fliesOf(life: number): Entry[] {
    let flies = this.flies.get(life)
    if (flies === undefined) this.flies.set(life, (flies = []))
    return flies
  }
}

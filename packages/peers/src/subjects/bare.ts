// The limit of the language: a class of three levels with a mailbox, as one would write it by hand. An array with a head
// index, drained in one microtask, an object for each message and a promise for each request. No names, no time limits,
// no supervision, no upgrade.

import { bytesOf } from '../bytes.js'
import { tally } from '../tally.js'
import { burst, callers, pairs, type Prepare, ringSize, type Works } from '../work.js'

type Kind = 'getAge' | 'declareBirthday' | 'feed' | 'note' | 'hop' | 'tell'

interface Mail {
  readonly kind: Kind
  readonly amount: number
  readonly resolve: ((value: number) => void) | null
}

const resolved = Promise.resolve()

abstract class BareActor {
  private readonly mailbox: Mail[] = []
  private head = 0
  private isScheduled = false

  private readonly drain = (): void => {
    const { mailbox } = this
    while (this.head < mailbox.length) this.handle(mailbox[this.head++]!)
    mailbox.length = this.head = 0
    this.isScheduled = false
  }

  protected abstract handle(mail: Mail): void

  protected post(kind: Kind, amount: number, resolve: ((value: number) => void) | null): void {
    this.mailbox.push({ kind, amount, resolve })
    if (this.isScheduled) return
    this.isScheduled = true
    void resolved.then(this.drain)
  }
}

class BareCreature extends BareActor {
  constructor(
    protected name: string,
    protected age: number,
  ) {
    super()
  }

  getAge(): Promise<number> {
    return new Promise((resolve) => this.post('getAge', 0, resolve))
  }

  declareBirthday(): void {
    this.post('declareBirthday', 0, null)
  }

  protected handle(mail: Mail): void {
    if (mail.kind === 'getAge') mail.resolve!(this.age)
    else this.age += 1
  }

  weigh(food: number): number {
    return this.age + food
  }
}

class BareCat extends BareCreature {
  protected x = 0
  protected y = 0
  protected lives = 9

  feed(amount: number): Promise<number> {
    return new Promise((resolve) => this.post('feed', amount, resolve))
  }

  protected override handle(mail: Mail): void {
    if (mail.kind !== 'feed') return super.handle(mail)
    this.lives += mail.amount
    mail.resolve!(this.lives)
  }

  override weigh(food: number): number {
    return super.weigh(food) + this.x + this.lives
  }
}

export class BareKitten extends BareCat {
  /** The usual asynchronous factory: a birth may have to wait for something. */
  static async spawn(name: string, age: number): Promise<BareKitten> {
    return new BareKitten(name, age)
  }

  override weigh(food: number): number {
    return super.weigh(food) + this.age
  }

  weighOften(litter: readonly BareKitten[], times: number): number {
    let sum = 0
    for (let i = 0; i < times; i++) sum = (sum + litter[i & 63]!.weigh(i & 15)) & 1023
    return sum
  }
}

class BarePasser extends BareActor {
  next: BarePasser = this

  note(): void {
    this.post('note', 0, null)
  }

  tell(): void {
    this.post('tell', 0, null)
  }

  hop(left: number): void {
    this.post('hop', left, null)
  }

  protected handle({ kind, amount }: Mail): void {
    if (kind === 'tell') return this.next.note()
    tally.one()
    if (kind === 'hop' && amount > 1) this.next.hop(amount - 1)
  }
}

const spawn: Prepare = async (count) => {
  let made: BareKitten[] = []
  return {
    async run() {
      for (let i = 0; i < count; i++) made.push(await BareKitten.spawn('Tom', i))
      return made.length
    },
    reset: () => (made = []),
  }
}

const oneway: Prepare = async (count) => {
  const kitten = new BareKitten('Tom', 0)
  return {
    async run() {
      const before = await kitten.getAge()
      for (let sent = 0; sent < count; sent += burst) {
        for (let i = 0; i < burst; i++) kitten.declareBirthday()
        await kitten.getAge()
      }
      return (await kitten.getAge()) - before
    },
  }
}

async function feedOften(kitten: BareKitten, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await kitten.feed(1)
}

const requests =
  (atOnce: number): Prepare =>
  async (count) => {
    const kitten = new BareKitten('Tom', 0)
    return {
      async run() {
        const before = await kitten.feed(0)
        await Promise.all(Array.from({ length: atOnce }, () => feedOften(kitten, count / atOnce)))
        return (await kitten.feed(0)) - before
      },
    }
  }

const fanOut: Prepare = async (count) => {
  const crowd = Array.from({ length: count }, () => new BarePasser())
  return {
    run() {
      const all = tally.expect(count)
      for (const one of crowd) one.note()
      return all
    },
  }
}

const fanIn: Prepare = async (count) => {
  const crowd = Array.from({ length: count }, () => new BarePasser())
  const collector = new BarePasser()
  for (const one of crowd) one.next = collector
  return {
    run() {
      const all = tally.expect(count)
      for (const one of crowd) one.tell()
      return all
    },
  }
}

const ring: Prepare = async (count) => {
  const nodes = Array.from({ length: ringSize }, () => new BarePasser())
  nodes.forEach((node, i) => (node.next = nodes[(i + 1) % ringSize]!))
  return {
    run() {
      const all = tally.expect(count)
      nodes[0]!.hop(count)
      return all
    },
  }
}

const pingPong: Prepare = async (count) => {
  const servers = Array.from({ length: pairs }, () => {
    const [ping, pong] = [new BarePasser(), new BarePasser()]
    ping.next = pong
    pong.next = ping
    return ping
  })
  return {
    run() {
      const all = tally.expect(count)
      for (const ping of servers) ping.hop(count / pairs)
      return all
    },
  }
}

const methodCall: Prepare = async (count) => {
  const litter = Array.from({ length: 64 }, (_, age) => new BareKitten('Tom', age))
  return {
    async run() {
      const start = performance.now()
      litter[0]!.weighOften(litter, count)
      return ((performance.now() - start) / count) * 1e6
    },
  }
}

export const works: Works = {
  spawn,
  bytes: bytesOf((i) => new BareKitten('Tom', i)),
  oneway,
  'fan-out': fanOut,
  'fan-in': fanIn,
  'request-sequential': requests(1),
  'request-in-flight': requests(callers),
  ring,
  'ping-pong': pingPong,
  'method-call': methodCall,
}

// What one connection has asked and been answered, and what it should have been: the checker of the load. Each answer is
// foretold when its request is made, so an answer that is lost, doubled, out of its order or wrong is noticed, and so is a
// oneway that has not arrived. It knows nothing of sockets: lines go out, lines come in.

import { type Answer, type Asked, isAnswered, names, type Op } from '../protocol.js'
import { gauss, linked, tariffOf } from '../sums.js'
import { emptyTally, type Tally } from './tally.js'

interface Pending extends Asked {
  /** What its answer has to be. */
  readonly value: number
  readonly since: number
}

/** With whom a conversation is had. */
export interface Partners {
  /** The account that nobody else uses. */
  readonly account: number
  readonly room: number
  readonly workers: number
}

/** Failures that some ops may end by: they are outcomes, told and counted. */
const allowed: Partial<Record<Op, readonly string[]>> = {
  work: ['away', 'exited', 'no-such-instance'],
  tariff: ['purged'],
}
/** A hundred complaints say no more. */
const mostComplaints = 20

export class Conversation {
  readonly tally: Tally = emptyTally()
  /** What was noticed first, in words. */
  readonly complaints: string[] = []
  /** What is asked and not answered, in the order of the answers. */
  private readonly pending = new Map<number, Pending>()
  private n = 0
  private highest = 0
  /** What the server has to have, once it has done what was sent. */
  private sum = 0
  private words = 0
  private chain = 0

  constructor(
    private readonly partners: Partners,
    private readonly now: () => number,
    private readonly onLatency: (ms: number) => void,
  ) {}

  get waiting(): number {
    return this.pending.size
  }

  /** Whether the last that was asked has been answered: what is missing then is late at best. */
  get isAtEnd(): boolean {
    return this.highest === this.n
  }

  /** A new connection counts from 1 again; what has been said and paid stays. */
  reconnect(): void {
    this.lose()
    this.n = 0
    this.highest = 0
  }

  /** Makes what is asked next; `word` is any whole number from 0 on. */
  ask(op: Op, word: number): Asked {
    const asked = { n: (this.n += 1), op, who: this.whom(op, word), word, member: this.member, at: this.place(op) }
    const value = this.foretell(asked)
    this.tally[isAnswered(op) ? 'requests' : 'oneways'] += 1
    if (isAnswered(op)) this.pending.set(asked.n, { ...asked, value, since: this.now() })
    return asked
  }

  /** Takes an answer. */
  hear(answer: Answer): void {
    const found = this.pending.get(answer.n)
    if (found === undefined) return this.wonder(answer)
    this.pending.delete(answer.n)
    this.onLatency(this.now() - found.since)
    if (answer.n < this.highest) {
      this.tally.outOfOrder += 1
      this.complain(`answer ${answer.n} has come after answer ${this.highest}`)
    }
    this.highest = Math.max(this.highest, answer.n)
    this.judge(found, answer)
  }

  /** What is still waiting will not come any more. */
  lose(): void {
    for (const { n, op } of this.pending.values()) {
      this.tally.lost += 1
      this.complain(`the answer to ${op}, number ${n}, is lost`)
    }
    this.pending.clear()
  }

  /** Notes what went wrong beside the answers. */
  complain(what: string): void {
    if (this.complaints.length < mostComplaints) this.complaints.push(`${this.member}: ${what}`)
  }

  private wonder({ n }: Answer): void {
    const isKnown = n <= this.highest
    this.tally[isKnown ? 'doubled' : 'wrong'] += 1
    this.complain(`answer ${n} has come ${isKnown ? 'twice' : 'without a request'}`)
  }

  private judge(asked: Pending, answer: Answer): void {
    if ('value' in answer && answer.value === asked.value) this.tally.answered += 1
    else if ('failed' in answer && allowed[asked.op]?.includes(answer.failed) === true) this.tally.failed += 1
    else {
      this.tally.wrong += 1
      const got = 'failed' in answer ? answer.failed : answer.value
      this.complain(`${asked.op} of ${asked.word} at ${asked.who}, number ${asked.n}, gave ${got}, not ${asked.value}`)
    }
  }

  private foretell({ op, word, at }: Asked): number {
    switch (op) {
      case 'deposit':
      case 'slow':
      case 'note':
        return (this.sum += word)
      case 'sum':
        return this.sum
      case 'say':
      case 'chant':
        return (this.chain = linked(this.chain, at, word))
      case 'chain':
        return this.chain
      case 'work':
        return gauss(word)
      case 'tariff':
        return tariffOf(word)
      case 'ping':
        return word
    }
  }

  private get member(): string {
    return `member-${this.partners.account}`
  }

  private place(op: Op): number {
    return op === 'say' || op === 'chant' ? (this.words += 1) : 0
  }

  private whom(op: Op, word: number): string {
    if (op === 'say' || op === 'chant' || op === 'chain') return names.room(this.partners.room)
    return op === 'work' ? names.worker(word % this.partners.workers) : names.account(this.partners.account)
  }
}

// What a probe has received: a list of messages, each of which the test can look at and, when somebody waits, answer.

import { AssertionError } from 'node:assert'
import type { Reference } from '../ref/types.js'
import { describeCall } from './wording.js'

/** Who waits for the answer to a request. */
interface Waiting {
  resolve(value: unknown): void
  reject(error: unknown): void
}

/** A message as a probe has received it. */
export class Received {
  private waiting: Waiting | null
  private readonly kind: 'oneway' | 'request'

  constructor(
    readonly method: string,
    readonly args: readonly unknown[],
    /** The instance that sent it; null when it came from outside of all instances. */
    readonly sender: Reference | null,
    /** The virtual time at which it came. */
    readonly at: number,
    waiting: Waiting | null,
  ) {
    this.waiting = waiting
    this.kind = waiting === null ? 'oneway' : 'request'
  }

  /** Answers a request. Until then the probe takes no other message, as any instance. Throws when nobody waits. */
  answer(value?: unknown): void {
    this.takeWaiting().resolve(value)
  }

  /** Lets a request fail with an error. Throws when nobody waits. */
  fail(error: unknown): void {
    this.takeWaiting().reject(error)
  }

  /** The call and its sender, on one line. */
  toString(): string {
    return `${describeCall(this.method, this.args)} from ${this.sender === null ? 'outside' : `${this.sender}`}`
  }

  private takeWaiting(): Waiting {
    const { waiting } = this
    this.waiting = null
    if (waiting !== null) return waiting
    const problem = this.kind === 'oneway' ? 'it is a oneway' : 'it has been answered'
    throw new AssertionError({ message: `Nobody waits for an answer to ${this}: ${problem}.` })
  }
}

/** Where a probe puts its messages. */
export class Inbox {
  readonly received: Received[] = []
  /** What requests are answered with; null when the test answers each. */
  reply: ((message: Received) => unknown) | null = null

  constructor(private readonly now: () => number) {}

  takeOneway(method: string, args: readonly unknown[], sender: Reference | null): void {
    this.received.push(new Received(method, args, sender, this.now(), null))
  }

  takeRequest(method: string, args: readonly unknown[], sender: Reference | null): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const message = new Received(method, args, sender, this.now(), { resolve, reject })
      this.received.push(message)
      if (this.reply !== null) message.answer(this.reply(message))
    })
  }
}

// A probe from the test's side: expectations that are awaited. While a test waits, the clock may go on, timer by timer,
// up to a virtual time limit; nothing is polled, and no real time passes.

import { AssertionError } from 'node:assert'
import type { Actor, Ref } from '../instance/actor.js'
import { describeExpected, type Expected, isExpected, type Patience } from './expectation.js'
import type { Inbox, Received } from './inbox.js'
import type { Probe } from './probe.js'
import type { VirtualClock } from './virtual-clock.js'
import { describeClock } from './wording.js'

/** A probe in the hands of a test. Messages are taken in the order in which they have come, each once. */
export class ProbeHandle<C extends Actor = Probe> {
  private taken = 0

  constructor(
    /** What is handed to the code under test. */
    readonly ref: Ref<C>,
    private readonly inbox: Inbox,
    private readonly clock: VirtualClock,
  ) {}

  /** All messages that have come so far, taken or not. */
  get received(): readonly Received[] {
    return this.inbox.received
  }

  /** Answers requests, from the next one on, with what `reply` gives for them, or settles to; what it throws fails them. */
  answerWith(reply: (message: Received) => unknown): void {
    this.inbox.reply = reply
  }

  /** Takes the next message. Rejects when none has come after `within` virtual milliseconds. */
  async next({ within = 0 }: Patience = {}): Promise<Received> {
    return this.take('a message', within)
  }

  /** Takes the next message, and rejects unless it is what was expected, with what came instead. */
  async expect(expected: Expected<C>, { within = 0 }: Patience = {}): Promise<Received> {
    const wanted = describeExpected(expected)
    const message = await this.take(wanted, within)
    if (isExpected(message, expected)) return message
    throw this.complaint(wanted, `but received ${message}.`, {
      actual: [message.method, ...message.args],
      expected,
    })
  }

  /** Rejects when there is a message that has not been taken, or one comes while `within` virtual milliseconds pass. */
  async expectNothing({ within = 0 }: Patience = {}): Promise<void> {
    if (!(await this.clock.advanceUntil(() => this.untaken.length > 0, within))) return
    throw this.complaint('nothing', `but received ${this.untaken.join(', ')}.`)
  }

  private get untaken(): readonly Received[] {
    return this.received.slice(this.taken)
  }

  private async take(wanted: string, within: number): Promise<Received> {
    // Who asks first gets the first message, also when several wait at the same time.
    const place = this.taken++
    if (await this.clock.advanceUntil(() => this.received.length > place, within)) return this.received[place]!
    this.taken--
    throw this.complaint(
      `${wanted} within ${within} ms`,
      `but received ${this.receivedLast()}. ${describeClock(this.clock)}`,
    )
  }

  private receivedLast(): string {
    const before = this.received.slice(0, this.taken).slice(-5)
    return before.length === 0 ? 'nothing' : `nothing after ${before.join(', ')}`
  }

  private complaint(wanted: string, instead: string, compared: { actual?: unknown; expected?: unknown } = {}): Error {
    return new AssertionError({ message: `${this.ref} was to receive ${wanted}, ${instead}`, ...compared })
  }
}

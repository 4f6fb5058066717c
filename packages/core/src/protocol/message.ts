// A message and what waits for its answer. A message is a plain record and a node of the mailbox's list at once: one
// allocation a message. Everything that runs in an instance runs as a message, hooks and timers included, so the
// running one answers who runs, what, since when and for whom.

import type { Pid } from '../base/ids.js'
import type { ExitReason } from './exit.js'
import type { MethodSlot } from './method.js'

/** Whoever can receive messages. */
export interface Recipient {
  readonly pid: Pid
  readonly className: string
  /** The system that it lives in. */
  readonly system: object
  /** How it ended; null while it lives. */
  readonly exit: ExitReason | null
  /** The message that it runs, be it suspended. */
  readonly running: Message | null
  deliver(message: Message): void
}

export class Message {
  /** The next one in the mailbox. */
  next: Message | null = null

  constructor(
    readonly target: Recipient,
    readonly method: MethodSlot,
    readonly args: readonly unknown[],
    /**
     * Where it comes from: the message that its sender ran when it sent this one, or only the sender, or `null` when it came
     * from outside of all instances. One field, because every message has it.
     */
    private from: Message | Recipient | null,
  ) {}

  /** Who waits for the answer; `null` for a oneway. */
  get reply(): Reply | null {
    return null
  }

  /** The instance that sent it; `null` when it came from outside of all instances. */
  get sender(): Recipient | null {
    const { from } = this
    return from instanceof Message ? from.target : from
  }

  /** The message that the sender ran when it sent this one; forgotten when this one has ended. */
  get origin(): Message | null {
    const { from } = this
    return from instanceof Message ? from : null
  }

  /** Whether its method has begun and not ended. */
  get isRunning(): boolean {
    return this.target.running === this
  }

  /** It has ended: whole chains of messages would stay in memory by the last one. */
  forgetOrigin(): void {
    if (this.from !== null) this.from = this.sender
  }
}

/** A message of the framework's own whose outcome somebody waits for. */
export class AwaitedMessage extends Message {
  constructor(
    target: Recipient,
    method: MethodSlot,
    private readonly waiting: Reply | null,
  ) {
    super(target, method, [], null)
  }

  override get reply(): Reply | null {
    return this.waiting
  }
}

/** The waiting end of a request. It ends exactly once: the first of `resolve` and `reject` wins. */
export interface Reply {
  readonly isEnded: boolean
  resolve(value: unknown): void
  reject(error: unknown): void
}

// Who sees every message of a run, from its sending to its beginning, whoever sends it: by the `deliver` of each instance, and
// by the code in the slots of its class, which an upgrade puts there anew. What is promised of messages is held against that:
// none begins twice, none begins before what its sender sent earlier, and a oneway that never begins is a dead letter.

import { cellKey } from '../../class/keys.js'
import type { Cell } from '../../instance/cell.js'
import { waitingMessages } from '../../mailbox/queue.js'
import type { SystemEvent } from '../../protocol/events.js'
import type { Message } from '../../protocol/message.js'
import type { Code } from '../../protocol/method.js'
import { targetOf } from '../../ref/ref.js'
import type { LiveClass } from '../../registry/live-class.js'
import type { ActorSystem } from '../../system/system.js'
import { describeCall } from '../wording.js'
import { Violation } from './violation.js'

interface Letter {
  /** Its place among all that were sent. */
  readonly place: number
  /** Oneways are nobody's to wait for; kept from its sending, because an upgrade may change the kind of a method. */
  readonly isOneway: boolean
  begun: number
}

export class Witness {
  /** The first promise that was seen not to be kept. */
  broken: Violation | null = null
  crashes = 0
  private readonly letters = new Map<Message, Letter>()
  private readonly classes = new Set<LiveClass>()
  private readonly seen = new WeakSet<Code>()
  /** The place of the last message that began, by receiver and sender. */
  private readonly latest = new Map<string, number>()
  private readonly dead = new Map<string, number>()

  constructor(private readonly system: ActorSystem) {
    system.events$.subscribe((event) => this.note(event))
  }

  /** Follows the code that has been installed since the last look. No message may begin in between. */
  look(): void {
    for (const live of this.classes) this.watchCode(live)
  }

  /** What has to hold when nothing goes on any more. */
  lookAtRest(): void {
    const lost = new Map<string, Message[]>()
    for (const [message, { isOneway, begun }] of this.letters) {
      if (!isOneway || begun > 0 || isWaiting(message)) continue
      const key = keyOf(message.target.pid, message.method.name, message.sender?.pid ?? null)
      lost.set(key, [...(lost.get(key) ?? []), message])
    }
    for (const [key, messages] of lost) {
      if (messages.length <= (this.dead.get(key) ?? 0)) continue
      throw new Violation('each oneway is handled, or is a dead letter', messages.map(describe).join('\n'))
    }
  }

  private note(event: SystemEvent): void {
    if (event.type === 'spawned') this.watch(targetOf(this.system.find(event.pid)) as unknown as Cell)
    if (event.type === 'crashed') this.crashes += 1
    if (event.type === 'quarantined')
      this.blame('each instance gets through a lazy upgrade', `${event.class} ${event.pid}: ${String(event.error)}`)
    if (event.type !== 'dead-letter') return
    const key = keyOf(event.pid, event.method, event.sender)
    this.dead.set(key, (this.dead.get(key) ?? 0) + 1)
  }

  private watch(cell: Cell): void {
    for (const message of waitingMessages(cell)) this.take(message)
    const deliver = cell.deliver.bind(cell)
    cell.deliver = (message) => {
      this.take(message)
      try {
        deliver(message)
      } catch (error) {
        // Its sender has been told.
        this.letters.delete(message)
        throw error
      }
    }
    this.classes.add(cell.live)
    this.watchCode(cell.live)
  }

  private take(message: Message): void {
    if (message.method.kind === 'hook' || this.letters.has(message)) return
    this.letters.set(message, { place: this.letters.size, isOneway: message.reply === null, begun: 0 })
  }

  private watchCode({ slots }: LiveClass): void {
    for (const slot of slots.values()) {
      const { code } = slot
      if (code === null || this.seen.has(code)) continue
      const begin = (message: Message): void => this.begin(message)
      slot.code = function (this: object, ...args: never[]): unknown {
        begin((this as { [cellKey]: { running: Message } })[cellKey].running)
        return code.apply(this, args)
      }
      this.seen.add(slot.code)
    }
  }

  private begin(message: Message): void {
    const letter = this.letters.get(message)
    if (letter === undefined) return
    letter.begun += 1
    if (letter.begun > 1) this.blame('each message is handled once', `${describe(message)} began a second time`)
    // Where the mailbox has an order of its own, the more urgent goes first.
    if ((message.target as Cell).live.intake?.order) return
    const key = keyOf(message.target.pid, '', message.sender?.pid ?? null)
    const before = this.latest.get(key) ?? -1
    if (letter.place < before)
      this.blame('messages of one sender keep their order', `${describe(message)} began after one that was sent later`)
    this.latest.set(key, Math.max(before, letter.place))
  }

  private blame(promise: string, detail: string): void {
    this.broken ??= new Violation(promise, detail)
  }
}

function isWaiting(message: Message): boolean {
  return [...waitingMessages(message.target as Cell)].includes(message)
}

function keyOf(pid: string, method: string, sender: string | null): string {
  return `${pid} ${method} ${sender ?? 'outside'}`
}

function describe({ target, method, args, sender }: Message): string {
  const from = sender === null ? 'outside' : `${sender.className} ${sender.pid}`
  return `${describeCall(method.name, args)} to ${target.className} ${target.pid} from ${from}`
}

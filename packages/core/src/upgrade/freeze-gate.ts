// The gate of a frozen set. It lets pass what cannot harm or must not wait: const requests, which change nothing; and
// messages of call chains that began in a call of the set that has not ended, because that call may wait for them; and
// what a main loop has waited for, because it would be lost. The
// order per sender is kept: before such a message, those of its sender that came earlier pass too.

import type { Runnable } from '../mailbox/ready.js'
import { takeMessage } from '../mailbox/queue.js'
import { unfinishedOrigins } from '../protocol/chain.js'
import type { Message } from '../protocol/message.js'
import type { Cell } from '../instance/cell.js'
import type { Gate, Waiter } from '../registry/gate.js'

export class FreezeGate implements Gate {
  private parked = new Set<Runnable>()
  private births: (() => void)[] = []
  private isSealed = false
  private isStaging = false
  onRest: () => void = () => {}

  constructor(private readonly onNewcomer: (newcomer: object) => void) {}

  welcome(newcomer: object): boolean {
    this.onNewcomer(newcomer)
    return true
  }

  mayPass(message: Message): boolean {
    const { isConst, isAsync, isOwed } = message.method
    // An asynchronous one would keep the set from coming to rest.
    if (isOwed || (isConst && !isAsync && !this.isSealed)) return true
    return this.isOfTheSet(message)
  }

  admit(waiter: Waiter): Message | null {
    let before: Message | null = null
    for (let message = waiter.mail?.first ?? null; message !== null; before = message, message = message.next) {
      if (message.method.isOwed) return takeMessage(waiter, message, before)
      if (this.mayPass(message) && this.isInOrder(message, waiter)) return takeEarliestOf(message.sender, waiter)
    }
    return null
  }

  park(waiter: Waiter): void {
    this.parked.add(waiter)
  }

  admitsBirth(parent: Message | null): boolean {
    return parent !== null && !this.isStaging && this.isOfTheSet(parent, true)
  }

  hold(birth: () => void): void {
    this.births.push(birth)
  }

  get heldBirths(): number {
    return this.births.length
  }

  /** Holds all births from now on: the set is at rest, and what is staged has to be all of it. */
  holdBirths(): void {
    this.isStaging = true
  }

  /** Lets const requests wait too, so that the set stays at rest: it is about to change. */
  seal(): void {
    this.isSealed = true
  }

  /** Hands over everything that waited: the instances first, births after them. */
  release(wake: (runnable: Runnable) => void): void {
    const { parked, births } = this
    this.parked = new Set()
    this.births = []
    for (const runnable of parked) wake(runnable)
    for (const birth of births) birth()
  }

  /** Whether a message belongs to a chain that began in an unfinished call of the set. */
  private isOfTheSet(message: Message, isItself = false): boolean {
    if (isItself && message.isRunning && this.holds(message)) return true
    for (const origin of unfinishedOrigins(message)) if (this.holds(origin)) return true
    return false
  }

  private holds(message: Message): boolean {
    return (message.target as Cell).live.gate === this
  }

  // A const request does not overtake what its sender sent before it: the sender would not see its own writes.
  private isInOrder(message: Message, { mail }: Waiter): boolean {
    if (this.isOfTheSet(message)) return true
    for (let earlier = mail?.first ?? null; earlier !== message && earlier !== null; earlier = earlier.next) {
      if (earlier.sender === message.sender && !earlier.method.isConst) return false
    }
    return true
  }
}

function takeEarliestOf(sender: Message['sender'], waiter: Waiter): Message {
  let before: Message | null = null
  let message = waiter.mail!.first
  while (message.sender !== sender) {
    before = message
    message = message.next!
  }
  return takeMessage(waiter, message, before)
}

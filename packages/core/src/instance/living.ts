// The loop of an instance. Signals go before messages, a gate stops messages only, and every turn is short: the
// dispatcher says how many messages this one may have. Models: Proto.Actor's mailbox, OTP's gen_server.

import { pushMessage } from '../mailbox/queue.js'
import type { ExitReason } from '../protocol/exit.js'
import { Message } from '../protocol/message.js'
import { MethodSlot } from '../protocol/method.js'
import type { Gate } from '../registry/gate.js'
import { isThenable } from '../base/promises.js'
import { Cell } from './cell.js'
import { invokeAlone, invokeWaiting, refuse } from './invocation.js'
import { takeIn } from './intake.js'
import { crash, end, endAtOnce, endIfForced, requestStop } from './lifecycle.js'

export class LivingCell extends Cell {
  deliver(message: Message): void {
    if (this.phase === 'exited') return refuse(message, 'no-such-instance')
    const { intake } = this.live
    if (intake === null) pushMessage(this, message)
    else if (!takeIn(this, message, intake)) return
    if (this.phase === 'idle' || (this.phase === 'parked' && this.live.gate?.mayPass(message) !== false)) this.wake()
  }

  run(limit: number): number {
    if (this.phase !== 'ready') return this.passTurn()
    this.phase = 'running'
    const handled = this.takeTurn(limit)
    this.handled += handled
    this.live.tally.handled += handled
    return handled
  }

  /** A turn that was asked for before the instance was quarantined, or ended: what goes before messages is done all the same. */
  private passTurn(): number {
    if (this.phase !== 'quarantined') return 0
    this.life!.quarantine!.isQueued = false
    if (this.signal !== null) this.obey()
    return 0
  }

  private takeTurn(limit: number): number {
    for (let handled = 0; ;) {
      while (this.signal !== null) if (!this.obey()) return handled
      if (this.mail === null) {
        this.phase = 'idle'
        return handled
      }
      if (handled >= limit) {
        this.phase = 'ready'
        this.world.dispatcher.enqueue(this)
        return handled
      }
      const { gate } = this.live
      handled += gate === null ? this.handle(limit - handled) : this.handleAdmitted(gate)
      if (this.phase !== 'running') {
        endIfForced(this)
        return handled
      }
    }
  }

  private handle(limit: number): number {
    const handled = invokeWaiting(this, this.mail!, limit)
    // They would keep messages in memory that have been handled.
    if (this.mail === null && this.life !== null) this.life.lanes?.clear()
    return handled
  }

  private handleAdmitted(gate: Gate): number {
    const message = gate.admit(this)
    if (message !== null) {
      invokeAlone(this, message)
      return 1
    }
    // The gate may have found work of its own: a hook to run first, or a migration that failed.
    if (this.phase === 'running' && this.signal === null) {
      this.phase = 'parked'
      gate.park(this)
    }
    return 0
  }

  stop(detail?: unknown): Promise<ExitReason> {
    requestStop(this, detail === undefined ? { type: 'stopped' } : { type: 'stopped', detail })
    return this.exited
  }

  kill(detail?: unknown): Promise<ExitReason> {
    endAtOnce(this, detail === undefined ? { type: 'killed' } : { type: 'killed', detail })
    return this.exited
  }

  /** Does what goes before all messages; false when the instance is not free for them afterwards. */
  private obey(): boolean {
    const signal = this.signal!
    this.signal = null
    if (signal.type === 'birth') {
      signal.begin()
      return false
    }
    if (signal.type === 'upgraded') return this.runUpgradeHooks(signal.report)
    if (signal.type === 'stop') end(this, signal.reason)
    else crash(this, signal.message, signal.error)
    return false
  }

  private runUpgradeHooks(report: object): boolean {
    const hooks = this.live.upgradeHooks
    const slot = new MethodSlot('afterUpgrade', 'hook')
    slot.code = function (this: object): unknown {
      return runInOrder(hooks, this, [report])
    }
    return invokeAlone(this, new Message(this, slot, [], null))
  }
}

/** Calls hooks one after the other, each after the last one has settled; a promise when one of them is asynchronous. */
export function runInOrder(hooks: readonly Function[], self: object, args: readonly unknown[], from = 0): unknown {
  for (let i = from; i < hooks.length; i++) {
    const result: unknown = hooks[i]!.apply(self, args)
    if (isThenable(result)) return Promise.resolve(result).then(() => runInOrder(hooks, self, args, i + 1))
  }
  return undefined
}

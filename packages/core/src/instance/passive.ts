// Passive instances, as WOOPER has them: an instance of the same class, with the same attributes and upgrades, that has no
// mailbox and is called directly. Its caller owns it; the system knows it weakly, so that an upgrade finds it.

import { messageOf } from '../base/errors.js'
import type { ExitReason } from '../protocol/exit.js'
import { fail } from '../protocol/failures.js'
import type { Message } from '../protocol/message.js'
import type { LiveClass } from '../registry/live-class.js'
import { isThenable } from '../base/promises.js'
import { Cell } from './cell.js'
import { cellOf, construct } from './construction.js'
import { refuse } from './invocation.js'
import { endPassive } from './lifecycle.js'
import type { World } from './world.js'

class PassiveCell extends Cell {
  override get isPassive(): boolean {
    return true
  }

  deliver(message: Message): void {
    refuse(message, 'passive')
  }

  run(): number {
    return 0
  }

  stop(): Promise<ExitReason> {
    endPassive(this)
    return this.exited
  }

  kill(): Promise<ExitReason> {
    return this.stop()
  }
}

/** Makes a passive instance: the author's object itself. Throws what its constructor or a `start` throws. */
export function makePassive(world: World, live: LiveClass, args: readonly unknown[]): object {
  const cell = new PassiveCell(world, live, world.nextSerial())
  construct(cell, args)
  cell.phase = 'passive'
  for (const start of live.starters) {
    if (isThenable(start.call(cell.instance!))) throw asynchronousStart(cell)
  }
  live.passives.add(new WeakRef(cell))
  return cell.instance!
}

/** Runs the destructors of a passive instance; it is not to be used any more. */
export function releasePassive(instance: object): void {
  const isObject = typeof instance === 'object' && instance !== null
  const cell = isObject ? (cellOf(instance) as Cell | undefined) : undefined
  if (cell?.phase !== 'passive') throw fail('not-passive', { value: messageOf(instance) })
  endPassive(cell)
}

function asynchronousStart({ className, pid }: Cell): Error {
  const error = 'a promise, which nobody could wait for'
  return fail('start-failed', { class: className, pid, step: 'start() of a passive instance', error })
}

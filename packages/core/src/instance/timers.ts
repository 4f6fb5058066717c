// Timers that are messages: what is due arrives in the mailbox like anything else, so it meets no other method half-way,
// waits while the instance is frozen, and runs the code that is current by then. Timers end with their instance.

import type { TimerHandle } from '../base/clock.js'
import { cellKey } from '../class/keys.js'
import { outsideChains } from '../protocol/current.js'
import { Message } from '../protocol/message.js'
import type { MethodSlot } from '../protocol/method.js'
import type { Cell } from './cell.js'
import { refuse } from './invocation.js'

/** A timer that was set. */
export interface Timer {
  /** Forgets it; does nothing when it has fired, or ended with its instance. */
  cancel(): void
}

export const delayKey: unique symbol = Symbol('delay') as never

interface DelayedSender {
  readonly [cellKey]: Cell
  readonly [delayKey]: { readonly ms: number; readonly isRepeated: boolean }
}

/** How timers send: as refs do, later. */
export function sendLater(self: DelayedSender, method: MethodSlot, args: readonly unknown[]): Timer {
  const cell = self[cellKey]
  const { ms, isRepeated } = self[delayKey]
  return isRepeated ? repeat(cell, method, args, ms) : once(cell, method, args, ms)
}

function once(cell: Cell, method: MethodSlot, args: readonly unknown[], ms: number): Timer {
  return set(cell, ms, () => send(new Message(cell, method, args, cell), cell))
}

// A tick is left out while the last one still waits: an instance that was frozen or busy is not flooded afterwards.
function repeat(cell: Cell, method: MethodSlot, args: readonly unknown[], ms: number): Timer {
  let last: Message | null = null
  let timer: Timer
  const next = (): void => {
    timer = set(cell, ms, () => {
      next()
      if (last !== null && isWaiting(cell, last)) return
      last = new Message(cell, method, args, cell)
      send(last, cell)
    })
  }
  next()
  return { cancel: () => timer.cancel() }
}

// Nobody is there to be told that a mailbox is full.
function send(message: Message, cell: Cell): void {
  try {
    cell.deliver(message)
  } catch {
    refuse(message, 'mailbox-full')
  }
}

function isWaiting(cell: Cell, message: Message): boolean {
  return message.next !== null || cell.mail?.last === message
}

function set(cell: Cell, ms: number, due: () => void): Timer {
  if (cell.hasEnded) return { cancel: () => {} }
  const { clock } = cell.world
  const { timers } = cell.rare
  // What falls due is a message of its own, not a part of the one that set the timer.
  const handle: TimerHandle = outsideChains(() =>
    clock.setTimer(() => {
      timers.delete(handle)
      due()
    }, ms),
  )
  timers.add(handle)
  return {
    cancel: () => {
      timers.delete(handle)
      clock.clearTimer(handle)
    },
  }
}

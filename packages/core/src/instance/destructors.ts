// Destructors: derived classes first, each after the last one has settled. What they release (a socket, a timer of the
// author's) has to be released whatever else fails, so all of them run.

import { settleStack } from '../base/errors.js'
import { current, runInChain } from '../protocol/current.js'
import { Message } from '../protocol/message.js'
import { type Code, isAsyncFunction, MethodSlot } from '../protocol/method.js'
import { isThenable } from '../base/promises.js'
import type { Cell } from './cell.js'
import { endLoop } from './loop.js'
import { leaveQuarantine } from './quarantine.js'

const destruct = new MethodSlot('destruct', 'hook')

/** Runs the end of the main loop and the destructors; a promise when some of them are asynchronous. */
export function runDestructors(cell: Cell): Promise<unknown> | null {
  const { instance, live } = cell
  const hasLoop = cell.life?.loop != null
  if (instance !== null && (hasLoop || live.destructors.length > 0)) migrateAtEnd(cell, instance)
  const { life } = cell
  if (life?.quarantine != null) leaveQuarantine(cell, life.quarantine.state)
  if ((live.destructors.length === 0 && !hasLoop) || instance === null) return null
  const hooks = hasLoop ? [() => endLoop(cell), ...live.destructors] : live.destructors
  const outer = current.instance
  current.instance = cell
  const message = new Message(cell, destruct, [], null)
  cell.held = message
  try {
    if (hasLoop || hooks.some(isAsyncFunction)) return runInChain(message, runNext, cell, instance, hooks, 0)
    return runNext(cell, instance, hooks, 0)
  } finally {
    current.instance = outer
    cell.held = null
  }
}

// A lazy upgrade may still owe it its migration. Where that fails, it is with it as with those in quarantine: destructors find
// the old state.
function migrateAtEnd(cell: Cell, instance: object): void {
  const { live, phase } = cell
  if (live.pending === null || cell.epoch === live.epoch) return
  try {
    live.pending.touch(instance)
  } catch {
    // It has been told by its event.
    cell.phase = phase
  }
}

function runNext(cell: Cell, instance: object, hooks: readonly Code[], from: number): Promise<unknown> | null {
  for (let i = from; i < hooks.length; i++) {
    try {
      const result = hooks[i]!.call(instance)
      if (isThenable(result)) {
        return Promise.resolve(result)
          .catch((error: unknown) => reportDestructor(cell, error))
          .then(() => runNext(cell, instance, hooks, i + 1))
      }
    } catch (error) {
      reportDestructor(cell, error)
    }
  }
  return null
}

/** Tells the observers that a destructor has failed; the instance ends all the same. */
export function reportDestructor(cell: Cell, error: unknown): void {
  const { live, pid, world } = cell
  settleStack(error)
  if (world.events.isObserved) world.events.emit({ type: 'destruct-failed', class: live.name, pid, error })
}

// Events and questions on their way to the handlers: each handler fails alone, and is removed when it does.

import { Actor } from '@instar/core'
import { attempt } from './attempt.js'
import { demandEntry, expel, type Keeper } from './keeping.js'
import { fail } from '../failures.js'

/** Tells an event to all handlers; those that fail go, and those that want to leave. */
export function tellHandlers(keeper: Keeper, event: unknown): void {
  for (const [id, { handler }] of keeper.roster) {
    const result = attempt(handler, () => handler.handleEvent(event))
    if ('error' in result) dropFailed(keeper, id, handler, event, result.error)
    else if (result.value === 'leave') expel(keeper, id, { type: 'left' })
  }
}

/** The answer of one handler. */
export function callHandler(keeper: Keeper, id: string, question: unknown): unknown {
  const { handler } = demandEntry(keeper, id)
  const result = attempt(handler, () => handler.handleCall(question))
  if ('value' in result) return result.value
  expel(keeper, id, { type: 'failed', during: 'handleCall', error: result.error })
  throw fail('handler-failed', { id, manager: keeper.self(Actor) }, result.error)
}

/** A handler failed where nobody waits for the error: the observers of the system see a crash. */
function dropFailed(keeper: Keeper, id: string, handler: Actor, event: unknown, error: unknown): void {
  if (keeper.bus.isObserved) {
    const { className, pid } = handler.self(Actor)
    const { version } = keeper.system.describe(className)
    const sender = keeper.sender?.pid ?? null
    keeper.bus.emit({
      type: 'crashed',
      class: className,
      version,
      pid,
      method: 'handleEvent',
      arguments: [event],
      sender,
      error,
    })
  }
  expel(keeper, id, { type: 'failed', during: 'handleEvent', error })
}

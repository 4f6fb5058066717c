// Call chains: a message knows the message that was running when it was sent, as long as that matters. So a request that
// would wait for itself is seen before it is sent, and a frozen set knows what its own unfinished calls need.

import type { Message, Recipient } from './message.js'

/** The messages that led to this one and have not ended, the latest first. */
export function* unfinishedOrigins(message: Message): Generator<Message> {
  for (let origin = message.origin; origin !== null; origin = origin.origin) if (origin.isRunning) yield origin
}

/**
 * The instances that wait for one another if a request of `running` to `target` is sent: from `target` to the one that
 * runs now. `undefined` when there is no such cycle.
 */
export function waitingCycle(running: Message, target: Recipient): Recipient[] | undefined {
  const cycle: Recipient[] = []
  for (let message: Message | null = running; message !== null && message.isRunning; message = message.origin) {
    if (message.method.waitsAtYields) return undefined
    cycle.unshift(message.target)
    if (message.target === target) return cycle
    // Whoever sent a oneway, or has given up, waits no more.
    if (message.reply === null || message.reply.isEnded) return undefined
  }
  return undefined
}

// Who asks for an upgrade: a method of an instance that would be frozen waits for the upgrade, and the upgrade for it.

import { unfinishedOrigins } from '../protocol/chain.js'
import { runningMessage } from '../protocol/current.js'
import type { Message } from '../protocol/message.js'
import type { Cell } from '../instance/cell.js'
import type { LiveClass } from '../registry/live-class.js'

/** The message on whose behalf an upgrade is asked for right now. */
export function askingMessage(): Message | null {
  return runningMessage()
}

/** Why an upgrade of these classes cannot be waited for by who asks for it, as sentences. */
export function askerDefects(asker: Message | null, frozen: readonly LiveClass[]): string[] {
  if (asker === null || !asker.isRunning) return []
  const chain = [asker, ...unfinishedOrigins(asker)]
  return chain
    .filter(({ target }) => frozen.includes((target as Cell).live))
    .map(
      ({ target, method }) =>
        `it was asked for from inside ${target.className} ${target.pid} (${method.name}), which it has to wait for: pass \`detached: true\` and do not await it there, or ask from outside`,
    )
}

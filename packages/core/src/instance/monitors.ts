// Monitors: the end of another instance arrives as a message, in its order among others, to whatever code is current by then;
// it waits while the instance is frozen, and keeps no code in memory. Ancestor: Erlang's monitors, whose DOWN is a message.

import { outsideChains } from '../protocol/current.js'
import { fail } from '../protocol/failures.js'
import { Message } from '../protocol/message.js'
import { MethodSlot } from '../protocol/method.js'
import type { Cell, Watcher } from './cell.js'
import { refuse } from './invocation.js'

/** A monitor that was set. */
export interface Monitor {
  /** Forgets it; does nothing when the end has been told. */
  cancel(): void
}

/** Sends `method(...args, reason)` to an instance when another one ends; at once when it has ended. */
export function setMonitor(cell: Cell, other: Cell, method: string, args: readonly unknown[]): Monitor {
  if (cell.live.slots.get(method)?.code == null)
    throw fail('no-such-method', { class: cell.className, version: cell.live.current.version, method })
  const watcher: Watcher = {
    onExit: (_, reason) => {
      cancel()
      outsideChains(() => tell(cell, method, [...args, reason]))
    },
  }
  const end: Watcher = { onExit: () => cancel() }
  const cancel = (): void => {
    other.life?.watchers.delete(watcher)
    cell.life?.watchers.delete(end)
  }
  if (other.exit !== null) watcher.onExit(other, other.exit)
  else {
    other.rare.watchers.add(watcher)
    cell.rare.watchers.add(end)
  }
  return { cancel }
}

// The name is looked up now: an upgrade may have given it other code, or taken it away.
function tell(cell: Cell, method: string, args: readonly unknown[]): void {
  const slot = cell.live.slots.get(method)
  const message = new Message(cell, slot ?? new MethodSlot(method, 'oneway'), args, null)
  if (slot?.code == null) return refuse(message, 'no-such-method')
  try {
    cell.deliver(message)
  } catch {
    refuse(message, 'mailbox-full')
  }
}

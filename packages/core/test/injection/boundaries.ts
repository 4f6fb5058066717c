// Where an injector comes in. The loop of an instance (`LivingCell`) takes its messages off the mailbox in `handle`, as
// many as there are in one go; here it takes one at a time, which is the same to everybody, and leaves room between two.

import type { Cell } from '../../src/instance/cell.js'
import { LivingCell } from '../../src/instance/living.js'
import type { Injector } from './injector.js'

interface Loop {
  handle(this: Cell, limit: number): number
}

/** Injects at the message boundaries of all systems; gives what ends that. */
export function injectAtBoundaries(injector: Injector): () => void {
  const loop = LivingCell.prototype as unknown as Loop
  const { handle } = loop
  loop.handle = function () {
    injector.before()
    const { kind } = this.mail!.first.method
    const handled = handle.call(this, 1)
    // Hooks are no messages.
    if (kind !== 'hook') injector.after(this)
    return handled
  }
  return () => {
    loop.handle = handle
  }
}

// Weaving: a class may have a hook `around`, and then every message to an instance of it or of its heirs runs in it. The hook
// is put around the code of the slots when the class is installed, so an upgrade exchanges it as it exchanges methods; and a
// class without such a hook in its lineage has its code in the slots as it is. Ancestor: CLOS's around methods.
//
//   message -> around of the base -> around of the heir -> the method

import { cellKey } from '../class/keys.js'
import type { Message } from '../protocol/message.js'
import { infoOf, type MessageInfo } from '../protocol/message-info.js'
import { type Code, isAsyncFunction, type MethodSlot } from '../protocol/method.js'

type Around = (this: object, message: MessageInfo, proceed: () => unknown) => unknown

/** The way of a message from one hook inwards. */
type Passage = (self: object, message: Message, info: MessageInfo) => unknown

/** Puts hooks, the outermost first, around the code that a slot has. */
export function weave(slot: MethodSlot, hooks: readonly Code[]): void {
  const { code } = slot
  if (code === null || hooks.length === 0) return
  const arounds = hooks as unknown as readonly Around[]
  const way = arounds.reduceRight<Passage>(through, (self, { args }) => code.apply(self, args as never[]))
  slot.isAsync ||= arounds.some(isAsyncFunction)
  // The message is read at once: after an await of a hook, nobody runs on the stack.
  slot.code = function (this: object): unknown {
    const message = (this as { [cellKey]: { running: Message } })[cellKey].running
    return way(this, message, infoOf(message))
  }
}

function through(inner: Passage, around: Around): Passage {
  return (self, message, info) => around.call(self, info, () => inner(self, message, info))
}

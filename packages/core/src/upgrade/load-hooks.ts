// `static onLoad()` of a class: a last word of the new code before anything happens. It may refuse by throwing. Nothing of
// the new classes is visible yet, and nothing becomes visible when one of them refuses.

import { messageOf } from '../base/errors.js'
import type { PlannedChange } from './change.js'

/** Calls the load hooks of all new generations; the refusals, as sentences. */
export async function runLoadHooks(steps: readonly PlannedChange[]): Promise<string[]> {
  const refusals: string[] = []
  for (const { next, to } of steps) {
    const hook: unknown = Object.getOwnPropertyDescriptor(next.value, 'onLoad')?.value
    if (typeof hook !== 'function') continue
    try {
      await (hook as () => unknown).call(next.value)
    } catch (error) {
      refusals.push(`${next.name} ${to}: its onLoad threw: ${messageOf(error)}`)
    }
  }
  return refusals
}

// Subclasses of the benched class, for what it does not have itself: made by functions, so that each release has its own.

import { actor, request } from '@instar/core'
import type { Release } from './forms.js'

/** One that can be kept from coming to rest. */
export function makeDawdler({ Kitten }: Release) {
  @actor({ version: '1.0.0' })
  class Dawdler extends Kitten {
    @request() async waitFor(gate: Promise<void>): Promise<void> {
      await gate
    }
  }
  return Dawdler
}

/** Two that differ in the bound of their mailbox only. */
export function makeBounded({ Kitten }: Release) {
  @actor({ version: '1.0.0', mailbox: { capacity: 100_000, overflow: 'reject' } })
  class Bounded extends Kitten {}

  @actor({ version: '1.0.0' })
  class Unbounded extends Kitten {}

  return { Bounded, Unbounded }
}

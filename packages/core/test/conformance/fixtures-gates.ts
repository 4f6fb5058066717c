// What the conformance tests hold up and let go: promises that a test opens by hand, and a system whose time stands
// still until the test lets it go on.

import { ActorSystem, CLOCK } from '../../src/index.js'
import { VirtualClock } from '../../src/testing/index.js'

/** The default of the option `stopTimeout`. */
const stopTimeout = 5000

/** A promise that a test resolves. */
export interface Door {
  readonly opened: Promise<void>
  open(): void
}

export function makeDoor(): Door {
  let open!: () => void
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open }
}

export interface StillWorld extends AsyncDisposable {
  readonly system: ActorSystem
  readonly clock: VirtualClock
}

/** A system on a clock of its own. It can be disposed of even when a failed test leaves methods that never end. */
export async function startStill(clock = new VirtualClock()): Promise<StillWorld> {
  const system = await ActorSystem.start({
    requestTimeout: Infinity,
    configure: (container) => container.rebind(CLOCK).toConstantValue(clock),
  })
  const dispose = async (): Promise<void> => {
    await Promise.all([system.stop(), clock.advance(stopTimeout)])
  }
  return { system, clock, [Symbol.asyncDispose]: dispose }
}

/** What a promise comes to, as plain data: for comparing many at once. */
export async function outcomeOf<T>(promise: PromiseLike<T>): Promise<{ value: T } | { error: unknown }> {
  try {
    return { value: await promise }
  } catch (error) {
    return { error }
  }
}

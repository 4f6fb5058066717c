// Stops with a time limit: instances are asked first, and killed when their time is up. One after the other takes the sum of
// the limits at most, all together the longest one; nobody waits for ever, but for those who say so. Ancestor: the shutdown of
// OTP's `supervisor`, and of its `simple_one_for_one`.

import type { Clock } from '../base/clock.js'
import type { ExitReason } from '../protocol/exit.js'
import type { Reference } from '../ref/types.js'

/** Who is stopped, and how long it may take. */
export interface Leaving {
  readonly ref: Reference
  /** Milliseconds before it is killed, `Infinity` for never; `kill` does not ask. */
  readonly shutdown: number | 'kill'
}

/**
 * Stops instances one after the other, in the given order. Settles when the last one has ended, its destructors included; a
 * killed one's asynchronous destructors are not waited for.
 */
export async function stopInOrder(leaving: Iterable<Leaving>, clock: Clock): Promise<void> {
  for (const { ref, shutdown } of leaving) await stopWithin(ref, shutdown, clock)
}

/** Asks an instance to stop, and kills it when it has not after `shutdown` milliseconds. Says how it ended. */
export function stopWithin(ref: Reference, shutdown: number | 'kill', clock: Clock): Promise<ExitReason> {
  if (shutdown === 'kill') return ref.kill()
  const stopped = ref.stop()
  if (shutdown === Infinity) return stopped
  const timer = clock.setTimer(() => void ref.kill(), shutdown)
  return stopped.finally(() => clock.clearTimer(timer))
}

/** Stops instances all together. Settles when the last one has ended, as `stopInOrder` does. One timer serves each limit. */
export async function stopTogether(leaving: Iterable<Leaving>, clock: Clock): Promise<void> {
  const byLimit = new Map<Leaving['shutdown'], Reference[]>()
  for (const { ref, shutdown } of leaving) {
    const refs = byLimit.get(shutdown)
    if (refs === undefined) byLimit.set(shutdown, [ref])
    else refs.push(ref)
  }
  await Promise.all([...byLimit].map(([shutdown, refs]) => stopAll(refs, shutdown, clock)))
}

async function stopAll(refs: readonly Reference[], shutdown: Leaving['shutdown'], clock: Clock): Promise<void> {
  const killAll = (): Promise<unknown> => Promise.all(refs.map((ref) => ref.kill()))
  if (shutdown === 'kill') return void (await killAll())
  const timer = shutdown === Infinity ? null : clock.setTimer(() => void killAll(), shutdown)
  await Promise.all(refs.map((ref) => ref.stop()))
  if (timer !== null) clock.clearTimer(timer)
}

// Draining: waiting until nothing runs in the old generations of some classes.

import type { Clock, TimerHandle } from '../base/clock.js'
import type { LiveClass } from '../registry/live-class.js'

const lookMs = 10

/** Waits until nobody lingers in the classes, at most `ms` milliseconds; says whether that is so. */
export function drain(classes: readonly LiveClass[], ms: number, clock: Clock): Promise<boolean> {
  const isDrained = (): boolean => classes.every(({ older }) => older.every(({ leases }) => leases.size === 0))
  if (isDrained() || ms <= 0) return Promise.resolve(isDrained())
  const deadline = clock.now() + ms
  return new Promise((resolve) => {
    // Leases end in other people's code; looking at a few counts now and then costs those calls nothing.
    const look = (): TimerHandle | void => {
      if (isDrained() || clock.now() >= deadline) resolve(isDrained())
      else clock.setTimer(look, Math.min(lookMs, deadline - clock.now()))
    }
    clock.setTimer(look, lookMs)
  })
}

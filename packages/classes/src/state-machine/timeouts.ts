// The running time-outs of a machine, by name: 'state', 'event', and those that have a name of their own. What is to follow is
// kept as data, in an attribute; the timers are messages to the machine, so both live through upgrades. Each start has a number:
// a time-out that was cancelled while its message waited is known by it, and never happens.

import { Actor, type Timer } from '@instar/core'

/** A time-out that runs. */
export interface RunningTimeout {
  /** The event that follows. */
  readonly event: string
  readonly args: readonly unknown[]
  readonly ms: number
  /** The number of its start. */
  readonly start: number
}

/** The part of a machine that time-outs need. */
export interface Timed extends Actor {
  timeouts: ReadonlyMap<string, RunningTimeout>
  timeoutStarts: number
  timers: Map<string, Timer> | undefined
}

/** How a machine is told, later, that a time-out is due. */
interface TimeoutSender {
  timeoutDue(name: string, start: number): Timer
}

/** Starts a time-out; one of the same name that runs is forgotten. */
export function startTimeout(
  machine: Timed,
  { name, ms, event, args }: { name: string; ms: number; event: string; args: readonly unknown[] },
): void {
  cancelTimeout(machine, name)
  const timeout: RunningTimeout = { event, args, ms, start: (machine.timeoutStarts += 1) }
  machine.timeouts = new Map(machine.timeouts).set(name, timeout)
  setTimer(machine, name, timeout)
}

/** Forgets a time-out, if it runs. */
export function cancelTimeout(machine: Timed, name: string): void {
  if (!machine.timeouts.has(name)) return
  machine.timers?.get(name)?.cancel()
  forget(machine, name)
}

/** The time-out whose timer has come, taken from those that run; undefined when it was cancelled meanwhile. */
export function takeTimeout(machine: Timed, name: string, start: number): RunningTimeout | undefined {
  const timeout = machine.timeouts.get(name)
  if (timeout?.start !== start) return undefined
  forget(machine, name)
  return timeout
}

/** Sets the timers of a machine that was brought back with its attributes alone: each runs its whole time again. */
export function restartTimers(machine: Timed): void {
  for (const [name, timeout] of machine.timeouts) setTimer(machine, name, timeout)
}

// A transient field: timers end with their instance, and a machine that is brought back has none.
function setTimer(machine: Timed, name: string, timeout: RunningTimeout): void {
  machine.timers ??= new Map()
  const later = machine.after(timeout.ms, Actor) as unknown as TimeoutSender
  machine.timers.set(name, later.timeoutDue(name, timeout.start))
}

function forget(machine: Timed, name: string): void {
  machine.timers?.delete(name)
  const left = new Map(machine.timeouts)
  left.delete(name)
  machine.timeouts = left
}

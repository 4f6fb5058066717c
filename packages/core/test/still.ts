// What the tests of the rooms share: a system whose time stands still until the test lets it go on, promises that the
// test settles, and the error that a promise ends with.

import { onTestFinished } from 'vitest'
import { ActorSystem, CLOCK, isInstarError, type SystemEvent, type SystemOptions } from '../src/index.js'
import { settle, VirtualClock } from '../src/testing/index.js'

const stopTimeout = 5000

/** A system on a clock of its own, and what it told its observers so far; it is stopped when the test ends. */
export async function startStill(options: Omit<SystemOptions, 'configure' | 'stopTimeout'> = {}): Promise<{
  system: ActorSystem
  clock: VirtualClock
  events: SystemEvent[]
}> {
  const clock = new VirtualClock()
  const events: SystemEvent[] = []
  const system = await ActorSystem.start({
    ...options,
    stopTimeout,
    configure: (container) => container.rebind(CLOCK).toConstantValue(clock),
  })
  system.events$.subscribe((event) => events.push(event))
  onTestFinished(() => stopSoon(system, clock))
  return { system, clock, events }
}

/** Stops a system; what has not come to rest by itself is ended by its clock. */
export async function stopSoon(system: ActorSystem, clock: VirtualClock): Promise<void> {
  let isStopped = false
  const stopped = system.stop().then(() => (isStopped = true))
  await settle()
  if (!isStopped) await clock.advance(stopTimeout)
  await stopped
}

/** A promise that the test settles. */
export interface Door<T> {
  readonly opened: Promise<T>
  open(value: T): void
  break(error: unknown): void
}

export function makeDoor<T = void>(): Door<T> {
  let open!: (value: T) => void
  let shut!: (error: unknown) => void
  const opened = new Promise<T>((resolve, reject) => {
    open = resolve
    shut = reject
  })
  return { opened, open, break: shut }
}

/** What a promise ends with, as an error of the framework; fails the test when it is anything else. */
export async function failureOf(promise: PromiseLike<unknown>): Promise<{
  readonly code: string
  readonly message: string
  readonly facts: Record<string, unknown>
  cause?: unknown
}> {
  try {
    await promise
  } catch (error) {
    if (!isInstarError(error)) throw error
    // A hole that no fact fills is a defect of whoever made the error, in whatever test it shows.
    if (error.message.includes('undefined')) throw new Error(`a hole was left open: ${error.message}`, { cause: error })
    return error
  }
  throw new Error('the promise was expected to reject')
}

/** Where a promise is by now. */
export async function stateOf(promise: PromiseLike<unknown>): Promise<'pending' | 'resolved' | 'rejected'> {
  let state: 'pending' | 'resolved' | 'rejected' = 'pending'
  promise.then(
    () => (state = 'resolved'),
    () => (state = 'rejected'),
  )
  await settle()
  return state
}

/** The events of one type, as they came. */
export function eventsOf<T extends SystemEvent['type']>(
  events: readonly SystemEvent[],
  type: T,
): Extract<SystemEvent, { type: T }>[] {
  return events.filter((event): event is Extract<SystemEvent, { type: T }> => event.type === type)
}

// What a system has told its observers, kept for looking at and for waiting.

import { AssertionError } from 'node:assert'
import { messageOf } from '../base/errors.js'
import { describeExit, type ExitReason } from '../protocol/exit.js'
import type { SystemEvent } from '../protocol/events.js'
import type { ActorSystem } from '../system/system.js'
import type { Patience } from './expectation.js'
import type { VirtualClock } from './virtual-clock.js'
import { describeClock, show } from './wording.js'

/** The events of one type. */
export type EventOf<T extends SystemEvent['type']> = Extract<SystemEvent, { readonly type: T }>

/** The events of a system from when the record was begun, in their order, until it is stopped or the system has ended. */
export class EventRecord implements Disposable {
  private readonly events: SystemEvent[] = []
  private readonly watches = new Set<() => void>()
  private readonly subscription: { unsubscribe(): void }
  private hasEnded = false

  constructor(
    system: ActorSystem,
    /** The clock that may go on while somebody waits; without one, waiting takes as long as the system takes. */
    private readonly clock: VirtualClock | null = null,
  ) {
    this.subscription = system.events$.subscribe({
      next: (event) => {
        this.events.push(event)
        for (const watch of this.watches) watch()
      },
      complete: () => this.end(),
    })
  }

  /** All events so far. */
  get all(): readonly SystemEvent[] {
    return this.events
  }

  /** The events of one type so far. */
  of<T extends SystemEvent['type']>(type: T): EventOf<T>[] {
    return this.events.filter((event): event is EventOf<T> => event.type === type)
  }

  /** Forgets what has come so far. */
  clear(): void {
    this.events.length = 0
  }

  /** Ends the record; what it has stays. */
  stop(): void {
    this.subscription.unsubscribe()
    this.end()
  }

  [Symbol.dispose](): void {
    this.stop()
  }

  /**
   * The first event of a type, or for which a predicate holds, be it that it has come already. Rejects with what came
   * instead when the record ends without one; in a test system, when there is none after `within` virtual milliseconds.
   */
  waitFor<T extends SystemEvent['type']>(type: T, patience?: Patience): Promise<EventOf<T>>
  waitFor(predicate: (event: SystemEvent) => boolean, patience?: Patience): Promise<SystemEvent>
  async waitFor(
    wanted: SystemEvent['type'] | ((event: SystemEvent) => boolean),
    { within = 0 }: Patience = {},
  ): Promise<SystemEvent> {
    const isWanted = typeof wanted === 'function' ? wanted : ({ type }: SystemEvent) => type === wanted
    let found: SystemEvent | undefined
    const isThere = (): boolean => (found ??= this.events.find(isWanted)) !== undefined
    if (this.clock === null) await this.watch(isThere)
    else await this.clock.advanceUntil(isThere, within)
    if (isThere()) return found!
    throw this.missing(typeof wanted === 'string' ? `event '${wanted}'` : 'such event', within)
  }

  private watch(isThere: () => boolean): Promise<void> {
    if (this.hasEnded || isThere()) return Promise.resolve()
    return new Promise((resolve) => {
      const watch = (): void => {
        if (!this.hasEnded && !holds(isThere)) return
        this.watches.delete(watch)
        resolve()
      }
      this.watches.add(watch)
    })
  }

  private end(): void {
    this.hasEnded = true
    for (const watch of this.watches) watch()
  }

  private missing(what: string, within: number): AssertionError {
    const limit = this.clock === null ? 'before the record ended.' : `within ${within} ms. ${describeClock(this.clock)}`
    const came =
      this.events.length === 0 ? 'Nothing came at all.' : `What came is:\n${this.events.map(describe).join('\n')}`
    return new AssertionError({ message: `No ${what} came ${limit} ${came}` })
  }
}

/** Begins to record what a system tells its observers. Without a test system, `waitFor` waits until the record ends. */
export function recordEvents(system: ActorSystem): EventRecord {
  return new EventRecord(system)
}

/** Whether a condition holds; one that throws holds, so that who waits for it asks it again and is told. */
function holds(condition: () => boolean): boolean {
  try {
    return condition()
  } catch {
    return true
  }
}

function describe({ type, ...facts }: SystemEvent): string {
  const texts = Object.entries(facts).map(([name, fact]) => `${name}: ${inWords(fact)}`)
  return `  ${type} (${texts.join(', ')})`
}

function inWords(fact: unknown): string {
  if (typeof fact === 'string') return fact
  if (fact instanceof Error) return messageOf(fact)
  return isReason(fact) ? describeExit(fact) : show(fact)
}

function isReason(fact: unknown): fact is ExitReason {
  return typeof fact === 'object' && fact !== null && 'type' in fact
}

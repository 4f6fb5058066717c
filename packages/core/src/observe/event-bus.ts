// Where a system's events come out: an observable that costs nothing while nobody looks. Events come from the middle of a
// system's work; so observers run outside of it, as nobody's code: what they send has no sender, and belongs to no chain of
// calls. All observers see all events in one order: what an observer sets off is told after what it was told.

import type { Observable } from 'rxjs'
import { Subject } from 'rxjs/internal/Subject'
import { current, outsideChains } from '../protocol/current.js'
import type { EventSink, SystemEvent } from '../protocol/events.js'

/**
 * Brings events to observers, in the turn in which they happen. An observer that throws harms nobody here: rxjs throws its
 * error again, alone, in a turn of its own, where `config.onUnhandledError` of rxjs or the process will hear of it.
 */
export class EventBus implements EventSink {
  private readonly subject = new Subject<SystemEvent>()
  private readonly waiting: SystemEvent[] = []
  private isTelling = false
  readonly events$: Observable<SystemEvent> = this.subject.asObservable()

  get isObserved(): boolean {
    return this.subject.observed
  }

  emit(event: SystemEvent): void {
    this.waiting.push(event)
    if (this.isTelling) return
    const outer = current.instance
    current.instance = null
    this.isTelling = true
    try {
      outsideChains(this.tell)
    } finally {
      this.isTelling = false
      current.instance = outer
    }
  }

  complete(): void {
    this.subject.complete()
  }

  private readonly tell = (): void => {
    for (let event = this.waiting.shift(); event !== undefined; event = this.waiting.shift()) this.subject.next(event)
  }
}

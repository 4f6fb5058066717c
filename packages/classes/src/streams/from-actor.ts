// From an instance to a stream: what a request answers, again and again, at a pace or whenever the instance has changed. One
// request is under way at a time, so a slow instance gives fewer items and no queue.

import { type Clock, isInstarError, SystemClock, type TimerHandle, type Reference } from '@instar/core'
import { Observable, type Subscriber } from 'rxjs'
import { demandMs } from './options.js'
import { type AnswerOf, type AskedArguments, type MethodName, send } from './types.js'

export interface FromActorOptions<Args extends readonly unknown[] = readonly unknown[]> {
  /** The arguments of each request; the default is none. */
  readonly args?: Args
  /** Milliseconds from one request to the next; without it, the instance is asked after each of its changes. */
  readonly every?: number
  /** Milliseconds that each request may take; the default is the system's. */
  readonly timeout?: number
  /** What `every` goes by: `system.clock`; the default is the time of the process. */
  readonly clock?: Clock
}

/**
 * The answers of a request, the first one at once. Completes when the instance has ended; fails with the error of a request.
 * Unsubscribing aborts the one that is under way. After changes (the default) an item comes for the state after the last of
 * them, not for each: a request that is under way when a change comes is followed by one more.
 */
export function fromActor<R extends Reference, M extends MethodName<R>>(
  ref: R,
  method: M,
  options: FromActorOptions<AskedArguments<R[M]>> = {},
): Observable<AnswerOf<R[M]>> {
  if (options.every !== undefined) demandMs('every', options.every)
  return new Observable((listener) => {
    const asking = new Asking(ref, method, options as FromActorOptions, listener as Subscriber<unknown>)
    return asking.begin()
  })
}

/** One subscription. */
class Asking {
  private readonly ending = new AbortController()
  private readonly clock: Clock
  private timer: TimerHandle | null = null
  private isAsking = false
  private isDue = false

  constructor(
    private readonly ref: Reference,
    private readonly method: string,
    private readonly options: FromActorOptions,
    private readonly listener: Subscriber<unknown>,
  ) {
    this.clock = options.clock ?? new SystemClock()
  }

  begin(): () => void {
    void this.ref.exited.then(() => this.listener.complete())
    const changes =
      this.options.every === undefined ? this.ref.changes$.subscribe({ next: () => this.ask() }) : undefined
    this.ask()
    return () => {
      changes?.unsubscribe()
      if (this.timer !== null) this.clock.clearTimer(this.timer)
      this.ending.abort()
    }
  }

  private ask(): void {
    if (this.isAsking) this.isDue = true
    if (this.isAsking || this.ending.signal.aborted) return
    this.isAsking = true
    this.isDue = false
    const start = this.clock.now()
    const { timeout, args = [] } = this.options
    const tuned = this.ref.with({ signal: this.ending.signal, ...(timeout === undefined ? {} : { timeout }) })
    void Promise.resolve(send(tuned, this.method, args)).then(
      (answer) => this.take(answer, start),
      (error: unknown) => this.giveUp(error),
    )
  }

  private take(answer: unknown, start: number): void {
    this.isAsking = false
    if (this.listener.closed) return
    this.listener.next(answer)
    const { every } = this.options
    if (every === undefined) return this.isDue ? this.ask() : undefined
    const passed = this.clock.now() - start
    // Late ones are left out, the pace stays.
    const wait = every - (passed % every)
    if (!this.listener.closed) this.timer = this.clock.setTimer(() => this.ask(), wait)
  }

  // The end of the instance completes the stream; that a request was told of it first is no failure.
  private giveUp(error: unknown): void {
    const isEnd = isInstarError(error, 'exited') || isInstarError(error, 'no-such-instance')
    if (!isEnd || error.facts['pid'] !== this.ref.pid) this.listener.error(error)
  }
}

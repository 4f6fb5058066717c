// One subscription of `requestThrough`: what waits, what is under way, and what has been answered before its turn.

import { setMaxListeners } from 'node:events'
import type { Reference } from '@instar/core'
import type { Observable, Subscriber } from 'rxjs'
import { fail } from '../failures.js'
import type { StreamOutcome } from './outcome.js'
import { Paced, type Puller } from './paced.js'
import { send } from './types.js'

interface Settings {
  readonly refs: readonly Reference[]
  readonly method: string
  readonly concurrency: number
  readonly timeout: number | undefined
  readonly buffer: number
  readonly isOrdered: boolean
  readonly asItems: boolean
}

type AnyOutcome = StreamOutcome<unknown, unknown>

/** An outcome, and whose answer it is. */
interface Settled {
  readonly outcome: AnyOutcome
  readonly from: Reference
}

export class Passage {
  private readonly ending = new AbortController()
  private readonly targets: { readonly ref: Reference; underWay: number }[]
  private readonly line: unknown[] = []
  private readonly early = new Map<number, Settled>()
  private puller: Puller<unknown> | null = null
  private isPulling = false
  private isOver = false
  private begun = 0
  private answered = 0
  private emitted = 0

  constructor(
    private readonly settings: Settings,
    private readonly listener: Subscriber<unknown>,
  ) {
    const { refs, timeout } = settings
    // Each request that is under way listens to it.
    setMaxListeners(0, this.ending.signal)
    const options = { signal: this.ending.signal, ...(timeout === undefined ? {} : { timeout }) }
    this.targets = refs.map((ref) => ({ ref: ref.with(options), underWay: 0 }))
  }

  /** Takes items from a source; gives how to end it. */
  begin(source: Observable<unknown>): () => void {
    if (source instanceof Paced) {
      this.puller = source.pull()
      this.pull()
      return () => {
        this.ending.abort()
        this.puller!.close()
      }
    }
    const subscription = source.subscribe({
      next: (item) => this.take(item),
      error: (error: unknown) => this.listener.error(error),
      complete: () => this.end(),
    })
    return () => {
      this.ending.abort()
      subscription.unsubscribe()
    }
  }

  private get underWay(): number {
    return this.begun - this.answered
  }

  /** Whether another request may begin. Answers that wait for an earlier one count: else one slow answer would pile them up. */
  private get hasRoom(): boolean {
    return this.underWay + this.early.size < this.settings.concurrency
  }

  private take(item: unknown): void {
    if (this.hasRoom) return this.ask(item)
    this.line.push(item)
    const { buffer, method } = this.settings
    if (this.line.length <= buffer) return
    const { className, pid } = this.targets[0]!.ref
    this.listener.error(fail('stream-overrun', { class: className, pid, method, count: this.line.length }))
  }

  private pull(): void {
    if (this.isPulling || this.isOver || !this.hasRoom || this.listener.closed) return
    this.isPulling = true
    void this.puller!.next().then(
      (next) => {
        this.isPulling = false
        if (this.listener.closed) return
        if (next === undefined) return this.end()
        this.ask(next.item)
        this.pull()
      },
      (error: unknown) => this.listener.error(error),
    )
  }

  private end(): void {
    this.isOver = true
    this.completeIfDone()
  }

  private ask(item: unknown): void {
    const index = this.begun++
    const target = this.targets.reduce((best, each) => (each.underWay < best.underWay ? each : best))
    target.underWay += 1
    // A ref may be of a class whose method does not answer, whatever the types say.
    void Promise.resolve(send(target.ref, this.settings.method, [item]))
      .finally(() => (target.underWay -= 1))
      .then(
        (answer) => this.settle({ type: 'answered', item, index, answer }, target.ref),
        (error: unknown) => this.settle({ type: 'failed', item, index, error }, target.ref),
      )
  }

  private settle(outcome: AnyOutcome, from: Reference): void {
    this.answered += 1
    if (this.listener.closed) return
    if (this.settings.isOrdered) this.early.set(outcome.index, { outcome, from })
    else this.emit({ outcome, from })
    for (let next = this.early.get(this.emitted); next !== undefined; next = this.early.get(this.emitted)) {
      this.early.delete(this.emitted)
      this.emit(next)
      if (this.listener.closed) return
    }
    while (this.line.length > 0 && this.hasRoom) this.ask(this.line.shift())
    if (this.puller !== null) this.pull()
    this.completeIfDone()
  }

  private emit({ outcome, from }: Settled): void {
    this.emitted += 1
    if (this.settings.asItems) return this.listener.next(outcome)
    if (outcome.type === 'answered') return this.listener.next(outcome.answer)
    const { item, index, error } = outcome
    const message = error instanceof Error ? error.message : String(error)
    const facts = { class: from.className, pid: from.pid, method: this.settings.method, item, index, error: message }
    this.listener.error(fail('request-failed', facts, error))
  }

  private completeIfDone(): void {
    if (this.isOver && this.line.length === 0 && this.emitted === this.begun) this.listener.complete()
  }
}

// Sending: a request with its promise and its time limit, or a oneway. A request ends exactly once, by whichever comes
// first: the answer, an error, the end of its target, its time limit, its signal.

import { waitingCycle } from '../protocol/chain.js'
import { runningMessage } from '../protocol/current.js'
import { fail, type FailureCode } from '../protocol/failures.js'
import { Message, type Recipient, type Reply } from '../protocol/message.js'
import type { MethodSlot } from '../protocol/method.js'
import type { Deadlines, Limited, LimitRow } from './deadlines.js'
import type { CallOptions } from './types.js'

/** How requests of a system wait. */
export interface Calls {
  readonly deadlines: Deadlines
  /** Milliseconds for requests that say nothing themselves. */
  readonly timeout: number
}

/** Whom refs send to. */
export interface Target extends Recipient {
  readonly calls: Calls
}

// The executor of a promise runs at once, so one variable serves all of them: no closure a request. It holds the request and not
// the two functions, because each young value in an old place costs a write barrier.
let asking: Request | null = null
function capture(resolve: (value: unknown) => void, reject: (error: unknown) => void): void {
  asking!.onResolve = resolve
  asking!.onReject = reject
}
const notYet = (): void => {}

/** A request: a message that waits for its own answer, so that a request is one object beside its promise. */
class Request extends Message implements Reply, Limited {
  isEnded = false
  onResolve: (value: unknown) => void = notYet
  onReject: (error: unknown) => void = notYet
  limits: LimitRow | null = null
  earlier: Limited | null = null
  later: Limited | null = null
  due = 0
  /** Takes the listener off the caller's signal. */
  release: (() => void) | null = null

  constructor(
    target: Recipient,
    method: MethodSlot,
    args: readonly unknown[],
    origin: Message | null,
    private readonly timeout: number,
  ) {
    super(target, method, args, origin)
  }

  override get reply(): Reply {
    return this
  }

  resolve(value: unknown): void {
    if (this.end()) this.onResolve(value)
  }

  reject(error: unknown): void {
    if (this.end()) this.onReject(error)
  }

  expire(): void {
    this.reject(this.failure('timeout', { ms: this.timeout }))
  }

  /** Lets a signal of the caller's end the wait. */
  obey(signal: AbortSignal): void {
    const abort = (): void => this.reject(this.failure('aborted', {}, signal.reason))
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort, { once: true })
    this.release = () => signal.removeEventListener('abort', abort)
  }

  /** Rejects the request when it would wait for itself. */
  refuseCycle(running: Message): void {
    const cycle = waitingCycle(running, this.target)
    if (cycle === undefined) return
    const names = [...cycle, this.target].map(({ className, pid }) => `${className} ${pid}`)
    this.reject(this.failure('cycle', { cycle: names.join(' -> ') }))
  }

  private failure(code: Exclude<FailureCode, 'purged'>, facts: object, cause?: unknown): Error {
    const { target, method, isRunning } = this
    const stage = isRunning ? 'is running and may still have its effects' : 'was not begun and never will be'
    const common = { class: target.className, pid: target.pid, method: method.name, isStarted: isRunning, stage }
    return fail(code, { ...common, ...facts }, cause)
  }

  private end(): boolean {
    if (this.isEnded) return false
    this.isEnded = true
    if (this.limits !== null) this.limits.remove(this)
    if (this.release !== null) this.release()
    return true
  }
}

/** Sends a request. */
export function sendRequest(
  target: Target,
  method: MethodSlot,
  args: readonly unknown[],
  options: CallOptions | null,
): Promise<unknown> {
  const running = runningMessage()
  const { deadlines, timeout: usual } = target.calls
  const timeout = options?.timeout ?? usual
  const request = (asking = new Request(target, method, args, running, timeout))
  const promise = new Promise<unknown>(capture)
  asking = null
  if (running !== null) request.refuseCycle(running)
  if (options?.signal !== undefined) request.obey(options.signal)
  if (request.isEnded) return promise
  if (timeout !== Infinity) deadlines.add(request, timeout)
  target.deliver(request)
  return promise
}

/** Sends a oneway. */
export function sendOneway(target: Target, method: MethodSlot, args: readonly unknown[]): void {
  target.deliver(new Message(target, method, args, runningMessage()))
}

// A ref: what everybody but the instance itself holds. Its prototype is the face of the instance's class; its one own
// field is the target. It stays valid for ever; after the instance has ended, calls say so.

import type { Observable } from 'rxjs'
import type { Pid } from '../base/ids.js'
import type { InstanceChange } from '../protocol/changes.js'
import type { ExitReason } from '../protocol/exit.js'
import { demand, demandMs, demandOptions } from '../protocol/demands.js'
import { fail } from '../protocol/failures.js'
import type { MethodSlot } from '../protocol/method.js'
import { sendOneway, sendRequest, type Target } from './call.js'
import type { CallOptions, Reference } from './types.js'

export const targetKey: unique symbol = Symbol.for('instar:target') as never
const optionsKey: unique symbol = Symbol.for('instar:options') as never

/** What a ref asks of its target beside taking messages. */
export interface Referable extends Target {
  readonly exited: Promise<ExitReason>
  readonly changes$: Observable<InstanceChange>
  readonly tunedFace: object
  stop(detail?: unknown): Promise<ExitReason>
  kill(detail?: unknown): Promise<ExitReason>
}

/** What refs of all classes have. */
export abstract class RefBase {
  abstract readonly [targetKey]: Referable

  get pid(): Pid {
    return this[targetKey].pid
  }

  get className(): string {
    return this[targetKey].className
  }

  get exited(): Promise<ExitReason> {
    return this[targetKey].exited
  }

  get changes$(): Observable<InstanceChange> {
    return this[targetKey].changes$
  }

  stop(detail?: unknown): Promise<ExitReason> {
    return this[targetKey].stop(detail)
  }

  kill(detail?: unknown): Promise<ExitReason> {
    return this[targetKey].kill(detail)
  }

  with(options: CallOptions): this {
    const target = this[targetKey]
    demandOptions(options, ['timeout', 'signal'], 'with')
    demandMs('timeout', options.timeout)
    demand(isSignal(options.signal), 'signal', options.signal, 'is no AbortSignal')
    return Object.create(target.tunedFace, { [targetKey]: { value: target }, [optionsKey]: { value: options } }) as this
  }

  toString(): string {
    return `${this.className} ${this.pid}`
  }

  toJSON(): string {
    return this.pid
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `Ref(${this.toString()})`
  }
}

function isSignal(value: unknown): boolean {
  return value === undefined || value instanceof AbortSignal
}

interface Held {
  readonly [targetKey]: Referable
}
interface Tuned extends Held {
  readonly [optionsKey]: CallOptions
}

/** How refs send: with the system's options. Whether a method answers is for its slot to say, which an upgrade may change. */
export function sendByRef(self: Held, method: MethodSlot, args: readonly unknown[]): unknown {
  const target = heldBy(self, method)
  return method.kind === 'oneway' ? sendOneway(target, method, args) : sendRequest(target, method, args, null)
}

// A method that was taken off its ref has lost it.
function heldBy(self: Held | undefined, method: MethodSlot): Referable {
  const target = self?.[targetKey]
  if (target === undefined) throw fail('not-a-ref', { value: `What ${method.name} was called on` })
  return target
}

/** How refs with call options send. */
export function sendTuned(self: Tuned, method: MethodSlot, args: readonly unknown[]): unknown {
  const target = heldBy(self, method)
  return method.kind === 'oneway'
    ? sendOneway(target, method, args)
    : sendRequest(target, method, args, self[optionsKey])
}

/** Whether a value is a ref, of whatever class and system. */
export function isReference(value: unknown): value is Reference {
  return targetOf(value) !== undefined
}

/** The target behind a ref; `undefined` when the value is none. */
export function targetOf(value: unknown): Referable | undefined {
  return typeof value === 'object' && value !== null ? (value as Partial<Held>)[targetKey] : undefined
}

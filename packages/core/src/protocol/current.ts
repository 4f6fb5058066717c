// Who runs right now. Synchronously it is a register, as a processor has one: the instance whose code is on the stack; it
// is set around each synchronous stretch of a method and put back afterwards. Across `await` it is an AsyncLocalStorage
// of the message, which only asynchronous methods enter, because entering costs more than a message. Both are shared
// by all systems of a process: a process runs one piece of code at a time.

import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import { describeExit } from './exit.js'
import { fail } from './failures.js'
import type { Message, Recipient } from './message.js'

// The register holds the instance, not its message: instances are old and messages are young, and a young value in an old
// place would cost a write barrier a message.
export const current: { instance: Recipient | null } = { instance: null }

const chains = new AsyncLocalStorage<Message>()
let isEntered = false

// The context of nobody. Node 24 swaps contexts as frames: to run a function outside of all and set the message there takes
// one frame, where `chains.run` builds two. Before frames, what is set would stay behind on this resource.
const outside = new AsyncResource('instar')
const hasFrames = !keepsWhatIsSet(new AsyncResource('instar'))

function keepsWhatIsSet(resource: AsyncResource): boolean {
  const probe = new AsyncLocalStorage<true>()
  resource.runInAsyncScope(() => probe.enterWith(true))
  const isKept = resource.runInAsyncScope(() => probe.getStore()) === true
  probe.disable()
  return isKept
}

/** The message on whose behalf code runs; throws when its instance has ended meanwhile and only its method goes on. */
export function runningMessage(): Message | null {
  if (current.instance !== null) return current.instance.running
  return isEntered ? messageOfChain() : null
}

function messageOfChain(): Message | null {
  const message = chains.getStore()
  if (message === undefined) return null
  if (message.target.exit === null) return message
  throw endedInstance(message.target, message.method.name, 'a ref')
}

/** The error of code that goes on in an instance that has ended. */
export function endedInstance({ className, pid, exit }: Recipient, method: string, attribute: string): Error {
  return fail('ended-instance', { class: className, pid, method, attribute, exit: describeExit(exit!) })
}

/** Calls a function so that everything that it sets off asynchronously knows its message. */
export function runInChain<A extends unknown[], R>(message: Message, code: (...args: A) => R, ...args: A): R {
  isEntered = true
  return hasFrames
    ? outside.runInAsyncScope(enter<A, R>, undefined, message, code, args)
    : chains.run(message, code, ...args)
}

function enter<A extends unknown[], R>(message: Message, code: (...args: A) => R, args: A): R {
  chains.enterWith(message)
  return code(...args)
}

/** Does something that belongs to no message, even when a message asks for it. */
export function outsideChains<R>(task: () => R): R {
  if (!isEntered || chains.getStore() === undefined) return task()
  return hasFrames ? outside.runInAsyncScope(task) : chains.exit(task)
}

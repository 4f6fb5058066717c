// Runs one message: calls the code that is current now, and brings the outcome to whoever waits for it. A method that
// returns a promise holds its instance until the promise settles.

import { cellKey } from '../class/keys.js'
import { current, runInChain } from '../protocol/current.js'
import type { DeadLetterReason } from '../protocol/events.js'
import { describeExit } from '../protocol/exit.js'
import { fail } from '../protocol/failures.js'
import type { Mail } from '../mailbox/queue.js'
import type { Message } from '../protocol/message.js'
import type { Code } from '../protocol/method.js'
import { isThenable } from '../base/promises.js'
import type { Cell } from './cell.js'

/** Runs messages of a mailbox, up to `limit`, until the instance is not free or something goes before them. Says how many. */
export function invokeWaiting(cell: Cell, mail: Mail, limit: number): number {
  const instance = cell.instance!
  const outer = current.instance
  // The list is walked by a local variable and written back once. Nothing ends an instance while it runs: that is a signal.
  let message: Message | null = mail.first
  let handled = 0
  let isFree = true
  current.instance = cell
  try {
    while (message !== null && isFree && handled < limit && cell.signal === null) {
      mail.running = message
      if (mail.size > 0) mail.size -= 1
      isFree = message.method.isPlain ? invokePlain(cell, instance, message) : invoke(cell, message)
      handled += 1
      const next: Message | null = message.next
      message.next = null
      message = next
    }
  } finally {
    current.instance = outer
    mail.running = null
  }
  if (message === null) cell.mail = null
  else mail.first = message
  return handled
}

/** The same as `invoke` for most methods, in a register that is set already. */
function invokePlain(cell: Cell, instance: object, message: Message): boolean {
  const { method, reply } = message
  if (reply !== null && reply.isEnded) return true
  let result: unknown
  try {
    result = call(method.code!, instance, message.args)
  } catch (error) {
    message.forgetOrigin()
    settleFailure(cell, message, error)
    return true
  }
  if (result !== undefined && isThenable(result)) return waitFor(cell, message, result)
  message.forgetOrigin()
  if (reply !== null) reply.resolve(result)
  return true
}

/** Runs a message; false when the instance is not free for the next one. */
export function invoke(cell: Cell, message: Message): boolean {
  const { method, reply } = message
  if (reply !== null && reply.isEnded) return true
  const { code } = method
  if (code === null) {
    refuse(message, 'no-such-method')
    return true
  }
  if (method.isConst) cell.live.guard.raised += 1
  const outer = current.instance
  current.instance = cell
  let result: unknown
  try {
    result = method.isAsync
      ? runInChain(message, call, code, cell.instance!, message.args)
      : call(code, cell.instance!, message.args)
  } catch (error) {
    current.instance = outer
    leave(cell, message)
    settleFailure(cell, message, error)
    return true
  }
  current.instance = outer
  if (isThenable(result)) return waitFor(cell, message, result)
  leave(cell, message)
  if (reply !== null) reply.resolve(result)
  return true
}

/** Runs a message that is not in the mailbox any more. */
export function invokeAlone(cell: Cell, message: Message): boolean {
  cell.held = message
  const isFree = invoke(cell, message)
  if (isFree) cell.held = null
  return isFree
}

function leave(cell: Cell, message: Message): void {
  message.forgetOrigin()
  if (message.method.isConst) cell.live.guard.raised -= 1
}

/** Refuses writes of const requests: what a class's guard asks while one runs. */
export function refuseConstWrites(instance: object, attribute: string): void {
  const cell = (instance as { [cellKey]: Cell })[cellKey]
  const method = cell.running?.method
  if (method?.isConst === true)
    throw fail('const-write', { class: cell.className, pid: cell.pid, method: method.name, attribute })
}

// Spreading an array costs more than the call itself.
function call(code: Code, instance: object, args: readonly unknown[]): unknown {
  const run = code as (...args: unknown[]) => unknown
  switch (args.length) {
    case 0:
      return run.call(instance)
    case 1:
      return run.call(instance, args[0])
    case 2:
      return run.call(instance, args[0], args[1])
    default:
      return run.apply(instance, args as unknown[])
  }
}

function settleFailure(cell: Cell, message: Message, error: unknown): void {
  if (message.reply !== null) message.reply.reject(error)
  else cell.signal = { type: 'failed', message, error }
}

/** Holds an instance until a method that is under way has come to rest; `follow` begins to wait for that. */
export function suspend(cell: Cell, message: Message, follow: () => void): void {
  cell.held = message
  cell.phase = 'suspended'
  cell.since = Math.trunc(cell.world.clock.now())
  cell.live.suspended += 1
  follow()
}

// A function of its own: a closure in `invokePlain` would cost every message a context.
function waitFor(cell: Cell, message: Message, result: PromiseLike<unknown>): false {
  suspend(cell, message, () => waitForResult(cell, message, result))
  return false
}

function waitForResult(cell: Cell, message: Message, result: PromiseLike<unknown>): void {
  // A thenable of another make may throw in its `then`, or call back twice.
  Promise.resolve(result).then(
    (value) => {
      if (!comeToRest(cell, message)) return
      if (message.reply !== null) message.reply.resolve(value)
      goOn(cell)
    },
    (error: unknown) => {
      if (!comeToRest(cell, message)) return
      settleFailure(cell, message, error)
      goOn(cell)
    },
  )
}

/** The suspended method has settled; false when its instance has been ended meanwhile. */
export function comeToRest(cell: Cell, message: Message): boolean {
  const lingering = cell.life?.lingering
  if (lingering?.message === message) lingering.leave()
  if (cell.held !== message) return false
  cell.held = null
  leave(cell, message)
  cell.live.guard.observer?.onRest(cell)
  cell.phase = 'idle'
  cell.live.suspended -= 1
  cell.live.gate?.onRest()
  return true
}

function goOn(cell: Cell): void {
  if (cell.mail !== null || cell.signal !== null) cell.wake()
}

/** Tells the sender of a message, or the observers, that nobody will handle it; with the error, where one is to blame. */
export function refuse(message: Message, reason: DeadLetterReason, error?: unknown): void {
  const cell = message.target as Cell
  const { world, live } = cell
  if (message.reply !== null) {
    if (!message.reply.isEnded) message.reply.reject(error ?? refusal(cell, message, reason))
    return
  }
  if (message.method.kind === 'hook') return
  live.tally.deadLetters += 1
  const count = world.countDeadLetter()
  if (!world.events.isObserved) return
  world.events.emit({
    type: 'dead-letter',
    class: live.name,
    pid: cell.pid,
    method: message.method.name,
    sender: message.sender?.pid ?? null,
    reason,
    count,
    ...(error === undefined ? {} : { error }),
  })
}

function refusal(cell: Cell, message: Message, reason: DeadLetterReason): Error {
  const facts = {
    class: cell.live.name,
    version: cell.live.current.version,
    pid: cell.pid,
    method: message.method.name,
  }
  if (reason === 'no-such-method') return fail('no-such-method', facts)
  if (reason === 'passive') return fail('passive', facts)
  if (reason === 'mailbox-full') return fail(reason, { ...facts, capacity: cell.live.intake?.bound?.capacity })
  return fail(reason, { ...facts, exit: describeExit(cell.exit!), reason: cell.exit })
}

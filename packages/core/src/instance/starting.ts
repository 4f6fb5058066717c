// Starting: the `start` hooks of a newborn run, base first; who spawned it is told when the last has settled, or when the
// instance has ended before that.

import { messageOf, settleStack } from '../base/errors.js'
import { current, runInChain, runningMessage } from '../protocol/current.js'
import { describeExit, type ExitReason } from '../protocol/exit.js'
import { fail } from '../protocol/failures.js'
import { Message } from '../protocol/message.js'
import { isAsyncFunction, MethodSlot } from '../protocol/method.js'
import { isThenable } from '../base/promises.js'
import type { Cell, Watcher } from './cell.js'
import { comeToRest, suspend } from './invocation.js'
import { endAtOnce, endIfForced, startMain } from './lifecycle.js'
import { runInOrder } from './living.js'

const start = new MethodSlot('start', 'hook')
const nothing: readonly unknown[] = []

/** Starts an instance that has been constructed; the promise has its ref. `args` are for the `start` of a revived one. */
export function startInstance(
  cell: Cell,
  timeout: number | undefined,
  args: readonly unknown[] = nothing,
): Promise<object> {
  const { starters } = cell.live
  if (starters.length === 0) {
    begin(cell)
    return Promise.resolve(cell.ref)
  }
  const message = new Message(cell, start, args, runningMessage())
  const outer = current.instance
  cell.held = message
  current.instance = cell
  let result: unknown
  try {
    const instance = cell.instance!
    result = starters.some(isAsyncFunction)
      ? runInChain(message, runInOrder, starters, instance, args)
      : runInOrder(starters, instance, args)
  } catch (error) {
    cell.held = null
    return Promise.reject(stillborn(cell, error))
  } finally {
    current.instance = outer
  }
  if (isThenable(result)) return waitForStart(cell, message, result, timeout)
  cell.held = null
  message.forgetOrigin()
  begin(cell)
  return Promise.resolve(cell.ref)
}

/** Waits for an asynchronous `start`, for the end of the instance, or for its time limit, whichever comes first. */
function waitForStart(
  cell: Cell,
  message: Message,
  starting: PromiseLike<unknown>,
  timeout: number | undefined,
): Promise<object> {
  const { clock } = cell.world
  return new Promise((resolve, reject) => {
    const limit = timeout === undefined ? null : clock.setTimer(() => tooLate(cell, timeout, reject), timeout)
    const watcher: Watcher = { onExit: (_, reason) => reject(startFailure(cell, 'start()', causeOf(reason))) }
    cell.rare.watchers.add(watcher)
    const settle = (): boolean => {
      if (limit !== null) clock.clearTimer(limit)
      cell.rare.watchers.delete(watcher)
      return comeToRest(cell, message)
    }
    suspend(cell, message, () => {
      starting.then(
        () => {
          if (!settle()) return
          begin(cell)
          resolve(cell.ref)
        },
        (error: unknown) => {
          if (settle()) reject(stillborn(cell, error))
        },
      )
    })
    endIfForced(cell)
  })
}

function tooLate(cell: Cell, ms: number, reject: (error: unknown) => void): void {
  reject(fail('start-timeout', { class: cell.className, pid: cell.pid, ms, step: 'start()' }))
  endAtOnce(cell, { type: 'killed', detail: 'start timeout' })
}

function causeOf(reason: ExitReason): unknown {
  return reason.type === 'crashed' ? reason.error : new Error(`the instance ${describeExit(reason)}`)
}

function stillborn(cell: Cell, error: unknown): Error {
  settleStack(error)
  cell.phase = 'idle'
  endAtOnce(cell, { type: 'crashed', method: 'start', error })
  return startFailure(cell, 'start()', error)
}

/** The error of a birth that did not come to its end; the cause is chained. */
export function startFailure(cell: Cell, step: string, error: unknown): Error {
  return fail('start-failed', { class: cell.className, pid: cell.pid, step, error: messageOf(error) }, error)
}

/** The instance is there: what came meanwhile gets its turn. */
function begin(cell: Cell): void {
  cell.phase = 'idle'
  if (cell.live.main !== null) startMain(cell)
  if (cell.mail !== null || cell.signal !== null) cell.wake()
}

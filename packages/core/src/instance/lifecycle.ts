// The end of an instance. A stop waits for the running method, a kill does not; both run the destructors. Then, in one
// synchronous stretch, everything that waited for the instance is told.

import { settleStack } from '../base/errors.js'
import { shiftMessage } from '../mailbox/queue.js'
import type { ExitReason } from '../protocol/exit.js'
import type { Message } from '../protocol/message.js'
import { abandon, outlaw } from './abandonment.js'
import type { Cell, Life } from './cell.js'
import { reportDestructor, runDestructors } from './destructors.js'
import { refuse } from './invocation.js'
import { reportedArguments } from './redaction.js'
import { endLoop, startLoop } from './loop.js'

/** An instance failed where nobody waits for the error: it is told to the observers, and the instance ends. */
export function crash(cell: Cell, message: Message, error: unknown): void {
  settleStack(error)
  const { world, live } = cell
  const method = message.method.name
  live.tally.crashes += 1
  if (world.events.isObserved) {
    const sender = message.sender?.pid ?? null
    world.events.emit({
      type: 'crashed',
      class: live.name,
      version: live.current.version,
      pid: cell.pid,
      method,
      arguments: reportedArguments(live, message),
      sender,
      error,
    })
  }
  end(cell, { type: 'crashed', method, error })
}

/** Starts the main loop of an instance, if its class has one; a loop that returns ends its instance. */
export function startMain(cell: Cell): void {
  startLoop(cell, () => requestStop(cell, { type: 'stopped' }))
}

/** Asks for the end after the running method. */
export function requestStop(cell: Cell, reason: ExitReason): void {
  if (cell.phase === 'exited' || cell.phase === 'stopping') return
  if (cell.signal?.type === 'birth' && cell.phase !== 'starting') return endNow(cell, reason)
  if (cell.signal !== null && cell.signal.type !== 'upgraded' && cell.signal.type !== 'birth') return
  if (cell.phase === 'quarantined') return end(cell, reason)
  cell.signal = { type: 'stop', reason, isForced: false }
  cell.wake()
}

/** Ends the instance now; a method that is suspended finds itself without an instance. */
export function endAtOnce(cell: Cell, reason: ExitReason): void {
  switch (cell.phase) {
    case 'exited':
      return
    case 'running':
    case 'starting':
      // Its own code is on the stack: it ends when that returns, or waits.
      if (cell.signal?.type !== 'failed') cell.signal = { type: 'stop', reason, isForced: true }
      return
    case 'stopping':
      return cell.rare.hurry!()
    default:
      endNow(cell, reason)
  }
}

/** Carries out an end by force that was asked for while the instance's own code was on the stack. */
export function endIfForced(cell: Cell): void {
  if (cell.phase !== 'suspended' || cell.signal?.type !== 'stop' || !cell.signal.isForced) return
  endNow(cell, cell.signal.reason)
}

function endNow(cell: Cell, reason: ExitReason): void {
  const abandoned = abandon(cell)
  cell.phase = 'stopping'
  // A loop in the midst of an await ends when that is over, if ever; the destructors cannot wait for it.
  if (abandoned?.method.name === 'main') {
    new Promise((resolve) => resolve(endLoop(cell))).catch((error: unknown) => reportDestructor(cell, error))
  }
  const pending = runDestructors(cell)
  if (abandoned !== null) outlaw(cell, abandoned, reason, pending)
  finish(cell, reason)
  if (abandoned !== null) refuse(abandoned, 'exited')
  cell.live.gate?.onRest()
}

/** Ends a passive instance: its destructors run, and nobody waits for them. */
export function endPassive(cell: Cell): void {
  if (cell.phase === 'passive') endNow(cell, { type: 'stopped' })
}

/** Runs the destructors, waits for those that are asynchronous, and finishes. */
export function end(cell: Cell, reason: ExitReason): void {
  cell.phase = 'stopping'
  const pending = runDestructors(cell)
  if (pending === null) return finish(cell, reason)
  const { live, world } = cell
  cell.since = Math.trunc(world.clock.now())
  live.suspended += 1
  const ms = stopTimeoutOf(cell)
  const tooLate = (): void => {
    reportDestructor(cell, new Error(`destruct has not ended within ${ms} ms`))
    done()
  }
  const limit = ms === Infinity ? null : world.clock.setTimer(tooLate, ms)
  let isDone = false
  const done = (): void => {
    if (isDone) return
    isDone = true
    if (limit !== null) world.clock.clearTimer(limit)
    live.suspended -= 1
    finish(cell, reason)
    live.gate?.onRest()
  }
  cell.rare.hurry = done
  void pending.then(done)
}

/** Milliseconds that asynchronous destructors may take: as the nearest class of the lineage says, or else the system. */
function stopTimeoutOf({ live, world }: Cell): number {
  for (const { current } of live.lineage) {
    const ms = current.record.options?.stopTimeout
    if (ms !== undefined) return ms
  }
  return world.stopTimeout
}

/** Tells everybody that the instance has ended. */
function finish(cell: Cell, reason: ExitReason): void {
  if (cell.phase === 'exited') return
  const { world, live } = cell
  cell.phase = 'exited'
  cell.exit = reason
  cell.signal = null
  cell.instance = null
  // Who has never been born, or is passive, is in no set and in no count.
  if (cell.place !== -1) live.tally.exits[reason.type] += 1
  live.instances.remove(cell)
  for (const { older } of live.lineage) for (const { keepsake } of older) keepsake?.states.delete(cell.serial)
  for (let message = shiftMessage(cell); message !== null; message = shiftMessage(cell)) refuse(message, 'exited')
  if (cell.life !== null) letGo(cell, cell.life)
  // Before those whose end follows from it are told: observers see the cause first.
  if (world.events.isObserved && !cell.isPassive)
    world.events.emit({ type: 'exited', class: live.name, pid: cell.pid, reason })
  if (cell.life !== null) farewell(cell, cell.life, reason)
  live.guard.observer?.onExit(cell)
}

function letGo(cell: Cell, { timers, name, furtherNames }: Life): void {
  for (const timer of timers) cell.world.clock.clearTimer(timer)
  timers.clear()
  if (name !== null) cell.world.names.free(name, cell)
  for (const further of furtherNames ?? []) cell.world.names.free(further, cell)
}

function farewell(cell: Cell, life: Life, reason: ExitReason): void {
  for (const watcher of life.watchers) watcher.onExit(cell, reason)
  life.watchers.clear()
}

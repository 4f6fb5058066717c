// Birth: an instance is constructed, enters the PID set of its class, and its `start` hooks run, base first.

import { isInstarError, settleStack } from '../base/errors.js'
import { runningMessage } from '../protocol/current.js'
import { fail } from '../protocol/failures.js'
import { Message } from '../protocol/message.js'
import { MethodSlot } from '../protocol/method.js'
import type { LiveClass } from '../registry/live-class.js'
import type { Cell } from './cell.js'
import { construct } from './construction.js'
import { crash } from './lifecycle.js'
import { LivingCell } from './living.js'
import type { SpawnOptions } from './spawn-options.js'
import { startFailure, startInstance } from './starting.js'
import type { World } from './world.js'

const construction = new MethodSlot('constructor', 'hook')
const nothing: readonly unknown[] = []

/** Bears an instance; the promise has its ref, or the reason why there is none. */
export function bear(
  world: World,
  live: LiveClass,
  args: readonly unknown[],
  options: SpawnOptions,
  parent: Cell | null,
): Promise<object> {
  if (live.isClosed) return Promise.reject(fail('unknown-class', { class: live.name }))
  if (live.gate?.admitsBirth(runningMessage()) === false) return waitAtGate(world, live, args, options, parent)
  const cell = new LivingCell(world, live, world.nextSerial())
  try {
    if (options.name !== undefined) takeName(cell, options.name)
    construct(cell, args)
  } catch (error) {
    return Promise.reject(miscarry(cell, error))
  }
  enter(cell, options, parent)
  return startInstance(cell, options.timeout)
}

/** Bears an instance a little later: its ref is there at once, and what is sent to it waits for it. */
export function bearLater(
  world: World,
  live: LiveClass,
  args: readonly unknown[],
  options: SpawnOptions,
  parent: Cell | null,
): object {
  const cell = new LivingCell(world, live, world.nextSerial())
  if (options.name !== undefined) takeName(cell, options.name)
  const asker = runningMessage()
  cell.signal = { type: 'birth', begin: () => beBorn(cell, args, options, parent) }
  const wake = (): void => {
    cell.phase = 'idle'
    cell.wake()
  }
  if (live.gate?.admitsBirth(asker) === false) live.gate.hold(wake)
  else wake()
  return cell.ref
}

function beBorn(cell: Cell, args: readonly unknown[], options: SpawnOptions, parent: Cell | null): void {
  const { live } = cell
  cell.phase = 'starting'
  // A lazy upgrade that it has waited for has nothing to migrate: it is born on what runs now.
  cell.epoch = live.epoch
  try {
    demandOpen(cell)
    construct(cell, args)
  } catch (error) {
    cell.phase = 'idle'
    // Nobody waits for this birth: its failure is told to the observers, and to who has sent something.
    return crash(cell, new Message(cell, construction, nothing, null), error)
  }
  enter(cell, options, parent)
  // How it ends, if it fails, is told by its exit.
  startInstance(cell, options.timeout).catch(() => {})
}

/** Throws when a birth has waited until nobody can be born any more: the system stops, or the class has been removed. */
export function demandOpen({ world, live }: Cell): void {
  if (world.isStopping) throw fail('system-stopped', { node: world.node })
  if (live.isClosed) throw fail('unknown-class', { class: live.name })
}

/** The instance is constructed: it belongs to its class from now on. */
export function enter(cell: Cell, options: SpawnOptions, parent: Cell | null): void {
  const { world, live } = cell
  live.instances.add(cell)
  live.tally.births += 1
  if (options.link === true && parent !== null) world.link(parent, cell)
  if (options.tie === true && parent !== null) world.tie(cell, parent)
  if (world.events.isObserved) world.events.emit({ type: 'spawned', class: live.name, pid: cell.pid })
}

function waitAtGate(
  world: World,
  live: LiveClass,
  args: readonly unknown[],
  options: SpawnOptions,
  parent: Cell | null,
): Promise<object> {
  const { timeout = Infinity } = options
  return new Promise((resolve, reject) => {
    let isLate = false
    const refuse = (): void => {
      isLate = true
      reject(
        fail('start-timeout', { class: live.name, pid: '(not born)', ms: timeout, step: 'the upgrade of its class' }),
      )
    }
    const timer = timeout === Infinity ? null : world.clock.setTimer(refuse, timeout)
    live.gate!.hold(() => {
      if (isLate) return
      if (timer !== null) world.clock.clearTimer(timer)
      if (world.isStopping) reject(fail('system-stopped', { node: world.node }))
      else void bear(world, live, args, options, parent).then(resolve, reject)
    })
  })
}

/** Gives an instance the name that it is born with. */
export function takeName(cell: Cell, name: string): void {
  cell.world.names.give(name, cell)
  cell.rare.name = name
}

function miscarry(cell: Cell, error: unknown): unknown {
  settleStack(error)
  if (cell.life?.name != null) cell.world.names.free(cell.life.name, cell)
  cell.phase = 'exited'
  cell.exit = { type: 'crashed', method: 'constructor', error }
  cell.instance = null
  return isInstarError(error) ? error : startFailure(cell, 'its constructor', error)
}

// Quarantine: an instance whose migration failed keeps its old state, out of reach, and its messages wait. It can be
// inspected, given a state that fits (`system.replaceState`), stopped or killed.

import { messageOf } from '../base/errors.js'
import { stateKey } from '../class/keys.js'
import { fail } from '../protocol/failures.js'
import type { State } from '../registry/layout.js'
import type { Cell } from './cell.js'

/** Takes an instance out of service. One that is out of service already keeps the state that it had before. */
export function quarantine(cell: Cell, present: State, error: unknown): void {
  const facts = { class: cell.className, pid: cell.pid, error: messageOf(error) }
  const refuse = (): never => {
    throw fail('quarantined', facts, error)
  }
  const { state, isQueued } = cell.rare.quarantine ?? { state: present, isQueued: cell.phase === 'ready' }
  cell.rare.quarantine = { state, error, isQueued }
  ;(cell.instance as { [stateKey]: object })[stateKey] = new Proxy({}, { get: refuse, set: refuse })
  if (cell.phase !== 'passive') cell.phase = 'quarantined'
  if (cell.signal?.type === 'upgraded') cell.signal = null
  const { events } = cell.world
  if (events.isObserved) events.emit({ type: 'quarantined', class: cell.className, pid: cell.pid, error })
}

/** Puts an instance back into service, on this state; or, at its end, on the old one. */
export function leaveQuarantine(cell: Cell, state: State): void {
  if (cell.life === null || cell.life.quarantine === null) return
  const { state: before } = cell.life.quarantine
  cell.life.quarantine = null
  if (state !== before) cell.live.guard.observer?.onExchange(cell, before, state)
  ;(cell.instance as { [stateKey]: State })[stateKey] = state
}

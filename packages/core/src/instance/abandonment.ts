// Methods that are left suspended when their instance is ended by force. JavaScript cannot stop them; but they are counted in
// the generations that they may be in until they end, and what they touch throws.

import { stateKey } from '../class/keys.js'
import { describeExit, type ExitReason } from '../protocol/exit.js'
import { fail } from '../protocol/failures.js'
import type { Message } from '../protocol/message.js'
import type { Generation, Lease } from '../registry/generation.js'
import type { Cell } from './cell.js'

/** Takes a suspended method off its instance; null when there is none. */
export function abandon(cell: Cell): Message | null {
  const message = cell.held
  if (message === null) return null
  cell.held = null
  message.forgetOrigin()
  cell.live.suspended -= 1
  if (message.method.isConst) cell.live.guard.raised -= 1
  return message
}

/** What an abandoned method touches throws from now on; or, where destructors need the state, from when they have ended. */
export function outlaw(cell: Cell, message: Message, reason: ExitReason, destructors: Promise<unknown> | null): void {
  const { live, pid, instance } = cell
  const method = message.method.name
  const generations = live.lineage.map(({ current }) => current)
  linger(cell, message, generations)
  const poison = (): void => poisonState(instance!, { class: live.name, pid, exit: describeExit(reason), method })
  if (destructors === null) poison()
  else void destructors.then(poison)
}

/** Counts a suspended method in the generations that it may be in, until it ends. */
export function linger(cell: Cell, message: Message, generations: readonly Generation[]): void {
  const { pid, world } = cell
  const { name: method } = message.method
  const lease: Lease = { kind: 'instance', method, pid, since: world.clock.now(), revoke: () => {} }
  const before = cell.rare.lingering
  for (const { leases } of generations) leases.add(lease)
  cell.rare.lingering = {
    message,
    leave: () => {
      if (before?.message === message) before.leave()
      for (const { leases } of generations) leases.delete(lease)
    },
  }
}

function poisonState(instance: object, facts: object): void {
  const refuseTouch = (attribute: string | symbol): never => {
    throw fail('ended-instance', { ...facts, attribute: String(attribute) })
  }
  const state = new Proxy({}, { get: (_, name) => refuseTouch(name), set: (_, name) => refuseTouch(name) })
  Object.defineProperty(instance, stateKey, { value: state })
}

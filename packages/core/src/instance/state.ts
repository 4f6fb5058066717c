// The state of an instance in an operator's hands: to look at, and to replace between two messages. Ancestor: OTP's
// `sys:get_state` and `sys:replace_state`.

import { stateKey } from '../class/keys.js'
import { schemaIssue } from '../class/schema.js'
import { fail } from '../protocol/failures.js'
import { AwaitedMessage, type Reply } from '../protocol/message.js'
import { MethodSlot } from '../protocol/method.js'
import { initialOf, type State } from '../registry/layout.js'
import type { Cell } from './cell.js'
import { leaveQuarantine } from './quarantine.js'

/** From the present attributes to those that change, or to all. */
export type StateChange = (state: State) => State

/** A copy of the attributes as they are now, whatever the instance does; null when it has ended. */
export function readState(cell: Cell): State | null {
  if (cell.instance === null) return null
  return { ...(cell.life?.quarantine?.state ?? stateOf(cell)) }
}

/** Changes attributes between two messages, frozen or not. When the change throws, or is no state, nothing has changed. */
export function replaceState(cell: Cell, change: StateChange): Promise<State> {
  if (cell.phase === 'quarantined') return Promise.resolve().then(() => release(cell, change))
  return new Promise((resolve, reject) => {
    const slot = new MethodSlot('replaceState', 'hook')
    slot.isOwed = true
    slot.code = () => assign(cell, change)
    cell.deliver(new AwaitedMessage(cell, slot, replyOf(resolve, reject)))
  })
}

function replyOf(resolve: (state: State) => void, reject: (error: unknown) => void): Reply {
  return { isEnded: false, resolve: (value) => resolve(value as State), reject }
}

// By the accessors, so that a state that is staged meanwhile is seen to be old.
function assign(cell: Cell, change: StateChange): State {
  const next = sound(cell, change({ ...stateOf(cell) }))
  Object.assign(cell.instance!, next)
  return { ...stateOf(cell) }
}

function release(cell: Cell, change: StateChange): State {
  const { state: before, isQueued } = cell.life!.quarantine!
  const given = sound(cell, change({ ...before }))
  const { attributes, make } = cell.live.layout
  const missing = attributes.filter(({ name, hasInitial }) => !(name in given) && !hasInitial).map(({ name }) => name)
  if (missing.length > 0) throw badState(cell, `lacks ${missing.join(', ')}`)
  leaveQuarantine(cell, make(...attributes.map((each) => (each.name in given ? given[each.name] : initialOf(each)))))
  // Who is in the run queue still must not enter it again.
  cell.phase = isQueued ? 'ready' : 'idle'
  cell.wake()
  return { ...stateOf(cell) }
}

function sound(cell: Cell, state: unknown): State {
  if (typeof state !== 'object' || state === null) throw badState(cell, 'is no object')
  const { attributes } = cell.live.layout
  const problems = Object.entries(state).flatMap(([name, value]) => {
    const attribute = attributes.find((each) => each.name === name)
    if (attribute === undefined) return [`has ${name}, which is no attribute`]
    const issue = attribute.schema === undefined ? undefined : schemaIssue(attribute.schema, value)
    return issue === undefined ? [] : [`has an invalid ${name} (${issue})`]
  })
  if (problems.length > 0) throw badState(cell, problems.join('; '))
  return state as State
}

function badState({ className, pid }: Cell, problem: string): Error {
  return fail('bad-state', { class: className, pid, problem })
}

function stateOf(cell: Cell): State {
  return (cell.instance as { [stateKey]: State })[stateKey]
}

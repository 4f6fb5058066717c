// One message of a machine: the event that it brings and all that follow at once. Each is decided first and carried out then,
// so an event whose handler throws changes nothing. Who asked it is told; when nobody did, the machine ends.

import { Actor } from '@instar/core'
import { fail } from '../failures.js'
import { Agenda, type PostponedEvent } from './agenda.js'
import type { Asker } from './answer.js'
import { begin, type Decision, decide } from './decision.js'
import { answerCurrent, giveAnswer, type Handled, type Question, resultOf } from './question.js'
import { type Moves, moves } from './moves.js'
import type { Action, AnyTable } from './table.js'
import { cancelTimeout, startTimeout, type Timed } from './timeouts.js'

/** The part of a machine that handles its events. */
export interface Machine extends Timed {
  state: string
  data: unknown
  postponed: PostponedEvent[]
  turn: Turn | undefined
  failure: { readonly error: unknown } | undefined
  states(to: Moves<object, object>): AnyTable
  unhandled(event: string, args: readonly unknown[], to: Moves<object, object>): unknown
  asker(): Asker<unknown> | null
}

/** What a machine is doing. */
export interface Turn extends Handled {
  readonly agenda: Agenda<PostponedEvent>
}

/** Runs the enter action of the first state. */
export function beginMachine(machine: Machine): void {
  const { data, actions } = begin(machine.states(moves), machine, machine.self(Actor))
  machine.data = data
  for (const action of actions) act(machine, action, undefined)
}

/** Handles an event that was sent, or that a time-out brings. */
export function handleSent(machine: Machine, event: string, args: readonly unknown[]): void {
  runTurn(machine, { event, args, asker: null }, null)
}

/** Handles an event that is asked; gives the answer, or the ticket of one that comes later. */
export function handleAsked(machine: Machine, event: string, args: readonly unknown[]): unknown {
  const question = runTurn(machine, { event, args, asker: null }, { type: 'open' })!
  return resultOf(question, () =>
    fail('unanswered-event', { machine: machine.self(Actor), event, state: machine.state }),
  )
}

function runTurn(machine: Machine, first: PostponedEvent, question: Question | null): Question | null {
  if (machine.failure !== undefined) throw machine.failure.error
  if (machine.turn !== undefined) throw fail('nested-event', { machine: machine.self(Actor), event: first.event })
  const turn: Turn = { agenda: new Agenda(first, machine.postponed), current: first, first, question }
  machine.turn = turn
  try {
    for (let each = turn.agenda.next(); each !== undefined; each = turn.agenda.next()) handle(machine, turn, each)
  } finally {
    machine.turn = undefined
    if (turn.agenda.postponed !== machine.postponed) machine.postponed = turn.agenda.postponed
  }
  return turn.question
}

function handle(machine: Machine, turn: Turn, each: PostponedEvent): void {
  turn.current = each
  cancelTimeout(machine, 'event')
  const { event, args } = each
  const unhandled = (): unknown => machine.unhandled(event, args, moves)
  let decision: Decision
  try {
    decision = decide(machine.states(moves), machine, event, args, unhandled, machine.self(Actor))
  } catch (error) {
    return settleFailure(machine, turn, error)
  }
  carryOut(machine, turn, decision)
}

// An error of an event that was asked is its asker's; any other one ends the machine. While a question waits for its answer,
// to throw would be to answer that: the end comes by a message then.
function settleFailure(machine: Machine, turn: Turn, error: unknown): void {
  if (answerCurrent(turn, { type: 'failed', error })) return
  if (turn.question === null) throw error
  turn.agenda.clear()
  machine.failure = { error }
  const self = machine.self(Actor) as unknown as { collapse(): void }
  self.collapse()
}

function carryOut(machine: Machine, turn: Turn, { kind, state, data, actions, detail }: Decision): void {
  if (data !== machine.data) machine.data = data
  if (kind === 'change') {
    machine.state = state
    cancelTimeout(machine, 'state')
  }
  for (const action of actions) act(machine, action, turn)
  if (kind === 'change') turn.agenda.retry()
  turn.agenda.follow(actions.filter((action) => action.type === 'insert').map(insertedBy))
  if (kind !== 'finish') return
  turn.agenda.clear()
  machine.stop(detail)
}

function insertedBy({ event, args }: Action<unknown> & { readonly type: 'insert' }): PostponedEvent {
  return { event, args, asker: null }
}

/** Does what a decision says; at birth there is no event, and so no turn. */
function act(machine: Machine, action: Action<unknown>, turn: Turn | undefined): void {
  switch (action.type) {
    case 'reply':
      if (turn !== undefined) answerCurrent(turn, { type: 'replied', value: action.value })
      return
    case 'answer':
      return giveAnswer(action.asker, { type: 'replied', value: action.value })
    case 'refuse':
      return giveAnswer(action.asker, { type: 'failed', error: action.error })
    case 'postpone':
      machine.asker()
      return turn!.agenda.postpone(turn!.current)
    case 'timeout':
      return startTimeout(machine, action)
    case 'cancel':
      return cancelTimeout(machine, action.name)
    case 'insert':
    // It follows when all else is done.
  }
}

// One action from door to door: alone in its lane, in the audit log before anything happens, and with its outcome there
// before anybody is told. It belongs to the process and not to the client: who hangs up does not stop it.
//
//   enter the lane -> open -> `begun` -> ready | the deed -> journal -> outcome -> leave the lane
//   refused by status; nothing has happened     | the last line of a streamed answer

import type { AnswerLine } from '../protocol/answers.js'
import type { Input } from '../protocol/commands.js'
import type { Action, ActionCommand, DeedListener } from './action.js'
import { carryOut, type Ending } from './carrying-out.js'
import type { Desk } from './desk.js'
import type { Stay } from './lane.js'
import { type Refusal, refusalOf } from './refusal.js'
import { messageOf } from './thrown.js'

/** Does it; gives the last line of the answer. Never rejects. */
export type Undertaking = (listener: DeedListener) => Promise<AnswerLine>

/** What is asked for, by whom. */
export interface Order<C extends ActionCommand> {
  readonly command: C
  readonly action: Action<C>
  readonly input: Input<C>
  /** `socket`, or an address. */
  readonly from: string
}

/** Gets an action ready. Throws the refusal; then nothing has happened, and the log says so. */
export async function undertake<C extends ActionCommand>(desk: Desk, order: Order<C>): Promise<Undertaking> {
  const { command, from } = order
  const stay = await inLane(desk, order)
  try {
    const { subject, ready } = await orNoted(desk, order, () => order.action(desk, order.input))
    stay.serial = await desk.audit.begin({ command, from, subject })
    const remark: Ending = { command, from, subject, begun: stay.serial }
    const deed = await ready().catch((error: unknown) => giveUp(desk, stay, remark, refusalOf(error, command)))
    return (listener) => carryOut(desk, stay, { remark, deed, listener })
  } catch (error) {
    desk.lane.leave()
    throw refusalOf(error, command)
  }
}

async function inLane<C extends ActionCommand>({ lane, audit }: Desk, { command, from }: Order<C>): Promise<Stay> {
  try {
    return lane.enter(command)
  } catch (error) {
    await audit.refuse({ command, from, subject: {}, problems: [messageOf(error)] })
    throw refusalOf(error, command)
  }
}

/** What cannot even be opened is in the log all the same. */
async function orNoted<C extends ActionCommand, T>(
  { audit }: Desk,
  { command, from }: Order<C>,
  open: () => T,
): Promise<T> {
  try {
    return open()
  } catch (error) {
    const refusal = refusalOf(error, command)
    await audit.refuse({ command, from, subject: {}, problems: refusal.problems })
    throw refusal
  }
}

async function giveUp({ audit, lane }: Desk, stay: Stay, remark: Ending, refusal: Refusal): Promise<never> {
  // A full disk may be why we are here; then the refusal itself says so.
  await audit
    .end({ ...remark, outcome: 'refused', durationMs: lane.ageOf(stay), problems: refusal.problems })
    .catch(() => {})
  throw refusal
}

// Carrying an action out that is ready: the deed, then the journal, then the outcome in the audit log, and only then the last
// line of the answer. What was done stands, also when it cannot be written down; then the answer says that.

import { fail } from '../base/failures.js'
import type { AnswerLine } from '../protocol/answers.js'
import type { ActionCommand, Deed, DeedListener } from './action.js'
import type { Remark } from './audit-entries.js'
import type { Desk } from './desk.js'
import type { Stay } from './lane.js'
import { refusalOf } from './refusal.js'
import { messageOf } from './thrown.js'

/** What the log says of an action, whatever its outcome. */
export type Ending = Omit<Remark, 'outcome'>

/** A deed that is to be done, and how its end is written down. */
export interface Work<C extends ActionCommand> {
  readonly remark: Ending
  readonly deed: Deed<C>
  readonly listener: DeedListener
}

/** Does it; gives the last line of the answer. Never rejects. */
export async function carryOut<C extends ActionCommand>(desk: Desk, stay: Stay, work: Work<C>): Promise<AnswerLine> {
  const { command } = work.remark
  try {
    const { outcome, problems, result } = await outcomeOf(desk, stay, work)
    await record(desk, stay, { ...work.remark, outcome, problems })
    return { type: 'result', result }
  } catch (error) {
    return { type: 'error', error: refusalOf(error, command).error }
  } finally {
    desk.lane.leave()
  }
}

/** Does the deed; one that fails is in the log, too. */
async function outcomeOf<C extends ActionCommand>(
  { audit, journal, lane }: Desk,
  stay: Stay,
  { remark, deed, listener }: Work<C>,
): ReturnType<Deed<C>> {
  try {
    return await deed(listener)
  } catch (error) {
    const refusal = refusalOf(error, remark.command)
    // What was kept for it is not needed.
    await journal.follow().catch(() => {})
    await audit
      .end({ ...remark, outcome: 'failed', durationMs: lane.ageOf(stay), problems: refusal.problems })
      .catch(() => {})
    throw refusal
  }
}

/** Writes the journal and the outcome. Throws `not-recorded` when one of them cannot be written; what was done stands. */
async function record({ audit, journal, lane }: Desk, stay: Stay, remark: Remark): Promise<void> {
  const { command, outcome } = remark
  const journalProblem = await journal.follow().then(
    () => null,
    (error: unknown) => fail('not-recorded', { command, outcome, problem: messageOf(error) }, error),
  )
  const problems = [...(remark.problems ?? []), ...(journalProblem === null ? [] : [journalProblem.message])]
  await audit.end({ ...remark, durationMs: lane.ageOf(stay), problems })
  if (journalProblem !== null) throw journalProblem
}

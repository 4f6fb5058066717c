// Exit reasons for people who watch a whole system. Where companies end by one link after the other, what counts is where it
// began, however long the way.

import { describeExit, type ExitReason } from '../protocol/exit.js'
import { print } from './print.js'

/** How an instance ended, in a few words that go on from its name. */
export function describeEnd(reason: ExitReason): string {
  if (reason.type !== 'linked') return describeExit(reason) + describeDetail(reason)
  let links = 1
  let first = reason
  for (; first.reason.type === 'linked'; first = first.reason) links += 1
  const way = links === 1 ? '' : `, over ${links} links to ${first.pid}`
  return `was linked to ${reason.pid}${way}, which ${describeExit(first.reason)}`
}

function describeDetail(reason: ExitReason): string {
  return 'detail' in reason && reason.detail !== undefined ? ` (${print(reason.detail, 60)})` : ''
}

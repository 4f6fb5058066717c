// What an event of the system says against the run.

import { describeExit, messageOf, type SystemEvent } from '@instar/core'
import { injected } from './trouble.js'

/** In words; null for what belongs to the run. */
export function deviationOf(event: SystemEvent): string | null {
  switch (event.type) {
    case 'crashed':
      if (messageOf(event.error).includes(injected)) return null
      return `${event.class} ${event.version} ${event.pid} crashed in ${event.method}: ${messageOf(event.error)}`
    case 'dead-letter':
      // Who is told to crash may have crashed already.
      if (event.class === 'Worker' && event.method === 'crash') return null
      return `a dead letter: ${event.method} for ${event.class} ${event.pid}, ${event.reason}`
    case 'quarantined':
    case 'destruct-failed':
      return `${event.class} ${event.pid} ${event.type}: ${messageOf(event.error)}`
    case 'exited':
      return isExpectedEnd(event) ? null : `${event.class} ${event.pid} ${describeExit(event.reason)}`
    default:
      return null
  }
}

function isExpectedEnd({ class: name, reason }: Extract<SystemEvent, { type: 'exited' }>): boolean {
  switch (reason.type) {
    case 'stopped':
    case 'shutdown':
      return true
    case 'upgrade':
      return name === 'Straggler'
    case 'crashed':
      return name === 'Worker'
    case 'killed':
      return name === 'Account' && reason.detail === injected
    default:
      return false
  }
}

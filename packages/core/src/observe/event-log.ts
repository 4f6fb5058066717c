// Events for people: one short line each, to be read as they come.

import { isNormalExit } from '../protocol/exit.js'
import type { SystemEvent } from '../protocol/events.js'
import { describeEnd } from './ends.js'
import { oneLine, print } from './print.js'

export interface LogOptions {
  /** Whether lines are coloured by their gravity with the codes of terminals; the default is not. */
  readonly colour?: boolean
}

/** The longest line, colours not counted. */
const longest = 240

/**
 * Makes a subscriber that writes one short line for every event: `system.events$.subscribe(logEvents())`. The default is
 * to write to standard error. It never throws, not even when `write` does.
 */
export function logEvents(
  write: (line: string) => void = writeLine,
  { colour = false }: LogOptions = {},
): (event: SystemEvent) => void {
  return (event) => {
    try {
      const line = oneLine(attempt(event), longest)
      write(colour ? coloured(line, event) : line)
    } catch {
      // Nobody is there to be told: this is the place where things are told.
    }
  }
}

function writeLine(line: string): void {
  console.error(line)
}

// Events hold what users threw, which may not even be readable.
function attempt(event: SystemEvent): string {
  try {
    return describe(event)
  } catch {
    return `${event.type} (cannot be printed)`
  }
}

function describe(event: SystemEvent): string {
  switch (event.type) {
    case 'class-registered':
      return `${event.class} ${event.version} registered`
    case 'class-removed':
      return `${event.class} removed`
    case 'spawned':
      return `${event.class} ${event.pid} spawned`
    case 'exited':
      return `${event.class} ${event.pid} ${describeEnd(event.reason)}`
    case 'crashed':
      return `${event.class} ${event.pid} (${event.version}) crashed in ${event.method}${describeArguments(event.arguments)}${from(event.sender)}: ${print(event.error)}${describeCauses(event.error)}`
    case 'dead-letter':
      return `dead letter ${event.count}: ${event.method} to ${event.class} ${event.pid}${from(event.sender)}: ${event.reason}${because(event.error)}`
    case 'quarantined':
      return `${event.class} ${event.pid} quarantined: ${print(event.error)}`
    case 'destruct-failed':
      return `${event.class} ${event.pid} failed in destruct: ${print(event.error)}`
    case 'upgrade':
      return `upgrade ${event.run}: ${describeProgress(event)}`
    case 'upgrade-ended':
      return `${event.isRollback ? 'rollback' : 'upgrade'} ${event.run} ${describeOutcome(event)}`
    case 'upgrade-settled':
      return `upgrade ${event.run} settled: ${event.migrated} migrated${describeQuarantined(event.quarantined)}`
    case 'upgrade-confirmed':
      return `upgrade confirmed: ${event.classes.map(({ class: name, to }) => `${name} ${to}`).join(', ')}`
    case 'purged':
      return `${event.class} ${event.version} purged (${event.mode})`
    case 'system-stopped':
      return `system ${event.node} stopped`
    default:
      return print(event, longest)
  }
}

type EventOf<T extends SystemEvent['type']> = Extract<SystemEvent, { type: T }>

function describeProgress({ progress: { phase, done, total } }: EventOf<'upgrade'>): string {
  return total === 0 ? phase : `${phase} ${done} of ${total}`
}

function describeOutcome({ outcome, classes, migrated, pauseMs, problems }: EventOf<'upgrade-ended'>): string {
  if (outcome === 'unchanged') return 'had nothing to do'
  if (outcome !== 'committed') return `${outcome === 'refused' ? 'refused' : 'rolled back'}: ${problems.join('; ')}`
  const changes = classes.map(
    ({ class: name, from, to, instances }) => `${name} ${from ?? '(new)'} -> ${to} (${instances})`,
  )
  return `committed: ${changes.join(', ')}; ${migrated} migrated, pause ${pauseMs.toFixed(1)} ms`
}

/** What a method was given, in brackets; nothing for nothing, and for an event of a process that does not tell. */
function describeArguments(given: readonly unknown[] | undefined): string {
  if (given === undefined || given.length === 0) return ''
  return `(${given.map((value) => (value === '[redacted]' ? value : print(value, 40))).join(', ')})`
}

const mostCauses = 3

/** Why it was thrown, as far as that is chained. */
function describeCauses(error: unknown): string {
  let text = ''
  let cause = causeOf(error)
  for (let i = 0; i < mostCauses && cause !== undefined; i++) {
    text += `, because of ${print(cause)}`
    cause = causeOf(cause)
  }
  return text
}

function causeOf(error: unknown): unknown {
  return (error as { readonly cause?: unknown } | null | undefined)?.cause
}

function describeQuarantined(pids: readonly string[]): string {
  return pids.length === 0 ? '' : `, ${pids.length} quarantined: ${pids.join(', ')}`
}

function because(error: unknown): string {
  return error === undefined ? '' : ` (${print(error)})`
}

function from(sender: string | null): string {
  return sender === null ? '' : ` from ${sender}`
}

const red = 31
const green = 32
const yellow = 33
const dim = 2

function coloured(line: string, event: SystemEvent): string {
  const colour = colourOf(event)
  return colour === null ? line : `\u001B[${colour}m${line}\u001B[0m`
}

/** By gravity: what has gone wrong, what deserves a look, what was wanted, what happens all the time. */
function colourOf(event: SystemEvent): number | null {
  switch (event.type) {
    case 'crashed':
    case 'destruct-failed':
    case 'quarantined':
      return red
    case 'dead-letter':
      return yellow
    case 'exited':
      return isNormalExit(event.reason) ? dim : yellow
    case 'upgrade-ended':
      return event.outcome === 'committed' || event.outcome === 'unchanged' ? green : red
    case 'upgrade-settled':
      return event.quarantined.length === 0 ? green : red
    case 'upgrade-confirmed':
      return green
    case 'spawned':
    case 'upgrade':
      return dim
    default:
      return null
  }
}

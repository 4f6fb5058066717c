// What has been counted, added up for the moment.

import type { ExitReason } from '../protocol/exit.js'
import type { LiveClass } from '../registry/live-class.js'
import { frozen } from './frozen.js'

/** What one class, or a whole system, has counted since it came; only `instances` ever falls. */
export interface Statistics {
  /** Living instances. */
  readonly instances: number
  readonly births: number
  /** Ends, by the type of their reason: with the living, as many as births. */
  readonly exits: Readonly<Record<ExitReason['type'], number>>
  /** Failures that nobody waited for, each of them told by a `crashed`. */
  readonly crashes: number
  /** Messages that instances have taken from their mailboxes; those of turns that go on are not in it. */
  readonly handled: number
  /** Oneways that nobody took. */
  readonly deadLetters: number
}

/** The statistics of a system: the sums of its classes, and each class by itself, without its descendants. */
export interface SystemStatistics extends Statistics {
  readonly node: string
  /** Milliseconds since the system was started. */
  readonly uptimeMs: number
  /** By name; a class that is removed takes its numbers with it. */
  readonly classes: Readonly<Record<string, Statistics>>
}

/** Adds up what the classes of a system have counted. */
export function summarise(classes: Iterable<LiveClass>, node: string, uptimeMs: number): SystemStatistics {
  const each = [...classes].map((live) => [live.name, statisticsOf(live)] as const)
  const sum = each.map(([, statistics]) => statistics).reduce(add, none())
  return frozen({ node, uptimeMs: Math.round(uptimeMs), ...sum, classes: Object.fromEntries(each) })
}

function statisticsOf({ instances, tally }: LiveClass): Statistics {
  const { births, exits, crashes, handled, deadLetters } = tally
  return { instances: instances.size, births, exits: { ...exits }, crashes, handled, deadLetters }
}

function none(): Statistics {
  const exits = { stopped: 0, crashed: 0, killed: 0, linked: 0, upgrade: 0, purged: 0, shutdown: 0 }
  return { instances: 0, births: 0, exits, crashes: 0, handled: 0, deadLetters: 0 }
}

function add(a: Statistics, b: Statistics): Statistics {
  const types = Object.keys(a.exits) as ExitReason['type'][]
  return {
    instances: a.instances + b.instances,
    births: a.births + b.births,
    exits: Object.fromEntries(types.map((type) => [type, a.exits[type] + b.exits[type]])) as Statistics['exits'],
    crashes: a.crashes + b.crashes,
    handled: a.handled + b.handled,
    deadLetters: a.deadLetters + b.deadLetters,
  }
}

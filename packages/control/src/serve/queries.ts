// The commands that only look: plain projections of what the system says of itself.

import { coreVersion, type Pid } from '@instar/core'
import { fail } from '../base/failures.js'
import type { Results, Status } from '../protocol/answers.js'
import { type Command, type commands, type Input, protocolVersion } from '../protocol/commands.js'
import type { Desk } from './desk.js'
import { plan, rehearse } from './release-queries.js'

/** The commands of the kind `query`. */
export type QueryCommand = { [C in Command]: (typeof commands)[C]['kind'] extends 'query' ? C : never }[Command]

type Queries = { readonly [C in QueryCommand]: (desk: Desk, input: Input<C>) => Results[C] | Promise<Results[C]> }

/** How many entries of the history are told when nobody says how many. */
const usualHistory = 100

export const queries: Queries = {
  status,
  classes: ({ system }) => system.classes.map((each) => ({ ...each, generations: system.generations(each.name) })),
  instances: ({ system }, { class: name, direct = false, limit = 100, after }) =>
    system.instances(name, { direct, limit, after: (after as Pid | undefined) ?? null }),
  inspect: ({ system }, { which }) => {
    const found = system.inspect(which)
    if (found === undefined) throw fail('no-instance', { which })
    return found
  },
  lingering: ({ system }, { class: name }) =>
    (name === undefined ? system.classes.map((each) => each.name) : [name]).flatMap((each) => system.lingering(each)),
  history: ({ audit, lane }, { limit = usualHistory }) => audit.history(limit, lane.underWay?.serial ?? null),
  current: ({ journal }) => journal.current,
  plan,
  rehearse,
}

function status({ system, journal, lane }: Desk): Status {
  const { rss, heapUsed } = process.memoryUsage()
  const { underWay } = lane
  return {
    protocol: protocolVersion,
    node: system.node,
    processId: process.pid,
    core: coreVersion,
    nodejs: process.versions.node,
    memory: { rss, heapUsed },
    statistics: system.statistics(),
    journal: journal.current,
    underWay: underWay === null ? null : { command: underWay.command, sinceMs: lane.ageOf(underWay) },
  }
}

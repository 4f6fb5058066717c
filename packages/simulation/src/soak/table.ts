// The facts of a soak as a person reads them.

import Table from 'cli-table3'
import colours from 'picocolors'
import type { Facts, Percentiles } from './facts.js'

const style = { head: [], border: [] }

export function tableOf(facts: Facts): string {
  const table = new Table({ style })
  table.push(...rowsOf(facts))
  return [table.toString(), faultsOf(facts), ...complaintsOf(facts), verdictOf(facts)].join('\n')
}

function rowsOf(facts: Facts): [string, string][] {
  const { load, upgrades, memory } = facts
  const count = (n: number): string => n.toLocaleString('en')
  return [
    ['time', `${facts.minutes} minutes, ${facts.connections} connections, seed ${facts.seed}`],
    ['messages handled', `${count(facts.messages)} (${count(facts.messagesPerSecond)} a second)`],
    ['sent by the load', `${count(load.requests)} requests, ${count(load.oneways)} oneways`],
    ['answered', `${count(load.answered)} as foretold, ${count(load.failed)} by a failure that may be`],
    ['connections', `${count(load.connections)} in all`],
    ['lost', String(load.lost)],
    ['doubled', String(load.doubled)],
    ['out of order', String(load.outOfOrder)],
    ['wrong', String(load.wrong)],
    ['disconnects', String(load.disconnects)],
    ['upgrades committed', `${count(upgrades.committed)}, of them ${upgrades.rollbacks} by rollback()`],
    ['refused', String(upgrades.refused)],
    ['rolled back', String(upgrades.rolledBack)],
    ['states migrated', `${count(facts.migrated)}, ${count(facts.heldBirths)} births held`],
    ['pause of the set', spread(facts.pauses)],
    ['pause of vain upgrades', spread(facts.vainPauses)],
    ['latency of requests', spread(facts.latency)],
    ['heap after collection', `${memory.firstMb} MB first, ${memory.lastMb} MB last`],
    ['growth, second half', memory.kbPerUpgrade === null ? 'too short a run' : `${memory.kbPerUpgrade} KB an upgrade`],
    ['code', `${memory.loads} loads, ${memory.purged} generations purged, ${memory.leftInMemory} of them in memory`],
    ['violations', String(facts.violationCount)],
  ]
}

function spread({ count, p50, p90, p99, max }: Percentiles): string {
  return count === 0 ? 'none' : `p50 ${p50} ms, p90 ${p90} ms, p99 ${p99} ms, max ${max} ms (${count})`
}

function faultsOf({ faults }: Facts): string {
  const table = new Table({ head: ['fault', 'times'], style })
  table.push(...Object.entries(faults).map(([name, times]) => [name, String(times)]))
  return table.toString()
}

function complaintsOf({ violations, complaints }: Facts): string[] {
  return [
    ...violations.map(({ second, scenario, what }) => `second ${second}, "${scenario}": ${what}`),
    ...complaints.map((what) => `load: ${what}`),
  ]
}

function verdictOf({ isClean, seed }: Facts): string {
  if (isClean) return colours.green('Nothing was lost, and nothing was as it must not be.')
  return colours.red(`Something was as it must not be. The same chance again: --seed ${seed}`)
}

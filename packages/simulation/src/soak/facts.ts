// What a soak has found out, as plain data: what `--json` prints, and what tables and pictures are made of.

import type { UpgradeOutcome } from '@instar/core'
import type { Histogram } from 'node:perf_hooks'
import { classNames } from './editions.js'
import type { CrowdOutcome } from './load/crowd.js'
import { isSound, type Tally } from './load/tally.js'
import type { Sample } from './memory.js'
import type { Soak } from './soak.js'
import type { Moment, Violation } from './timeline.js'

/** Milliseconds. */
export interface Percentiles {
  readonly count: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly max: number
}

export interface MemoryFacts {
  readonly firstMb: number
  readonly lastMb: number
  /** Of the second half; null for a run that was too short. */
  readonly kbPerUpgrade: number | null
  readonly loads: number
  readonly purged: number
  /** Versions that were purged and are in memory all the same, after the last collection. */
  readonly leftInMemory: number
}

export interface Facts {
  readonly seed: number
  readonly minutes: number
  readonly connections: number
  /** What the instances of the server have taken from their mailboxes. */
  readonly messages: number
  readonly messagesPerSecond: number
  readonly load: Tally
  readonly upgrades: Record<UpgradeOutcome, number> & { readonly rollbacks: number }
  readonly migrated: number
  readonly heldBirths: number
  readonly faults: Readonly<Record<string, number>>
  /** Pauses of upgrades that were committed. */
  readonly pauses: Percentiles
  /** Pauses of those that were refused or rolled back; some of them have waited for their deadline on purpose. */
  readonly vainPauses: Percentiles
  /** From request to answer, as the load sees it. */
  readonly latency: Percentiles
  readonly memory: MemoryFacts
  readonly violationCount: number
  readonly violations: readonly Violation[]
  /** What the load complains of. */
  readonly complaints: readonly string[]
  /** Whether nothing was lost, and nothing else was as it must not be. */
  readonly isClean: boolean
}

/** What the picture is made of beside the facts. */
export interface Course {
  readonly used: readonly Sample[]
  readonly collected: readonly Sample[]
  readonly moments: readonly Moment[]
}

export function factsOf(soak: Soak, { tally, complaints, latency }: CrowdOutcome, seconds: number): Facts {
  const { operator, timeline, options } = soak
  const messages = operator.server.system.statistics().handled
  return {
    seed: options.seed,
    minutes: rounded(seconds / 60, 2),
    connections: options.connections,
    messages,
    messagesPerSecond: Math.round(messages / seconds),
    load: tally,
    upgrades: { ...operator.outcomes, rollbacks: operator.rollbacks },
    migrated: operator.migrated,
    heldBirths: operator.heldBirths,
    faults: Object.fromEntries([...soak.faults].toSorted()),
    pauses: percentilesOf(operator.pauses),
    vainPauses: percentilesOf(operator.vainPauses),
    latency: percentilesOf(latency),
    memory: memoryFactsOf(soak),
    violationCount: timeline.violationCount,
    violations: timeline.violations,
    complaints,
    isClean: timeline.violationCount === 0 && isSound(tally),
  }
}

function memoryFactsOf({ memory, operator }: Soak): MemoryFacts {
  const { system, editions } = operator.server
  return {
    firstMb: rounded(memory.collected[0]!.heapMb, 2),
    lastMb: rounded(memory.collected.at(-1)!.heapMb, 2),
    kbPerUpgrade: memory.slope === null ? null : rounded(memory.slope, 2),
    loads: editions.loads,
    purged: operator.purged,
    leftInMemory: classNames.reduce((sum, name) => sum + system.leftInMemory(name).length, 0),
  }
}

function percentilesOf(histogram: Histogram): Percentiles {
  const ms = (microseconds: number): number => (histogram.count === 0 ? 0 : rounded(microseconds / 1000, 2))
  return {
    count: histogram.count,
    p50: ms(histogram.percentile(50)),
    p90: ms(histogram.percentile(90)),
    p99: ms(histogram.percentile(99)),
    max: ms(histogram.max),
  }
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}

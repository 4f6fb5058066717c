// One instance as plain data, looked at from outside: it is neither asked nor touched, so it does not matter whether it is
// busy, frozen, in quarantine or no more. Looking migrates nothing either: attributes are read where they lie.

import { messageOf } from '../base/errors.js'
import type { Pid } from '../base/ids.js'
import type { MethodKind } from '../protocol/method.js'
import type { Cell, Phase } from '../instance/cell.js'
import { countWaiting } from '../mailbox/queue.js'
import { readState } from '../instance/state.js'
import { linkedTo } from '../supervision/links.js'
import { describeEnd } from './ends.js'
import { frozen } from './frozen.js'
import { oneLine, print } from './print.js'

/** Where an instance is in its life. */
export type InstancePhase =
  | Phase
  /** It was spawned by `spawnNow`, and its birth has still to come. */
  | 'unborn'

/** What an instance is doing. */
export interface RunningInfo {
  /** A method, or `constructor`, `start`, `main`, `afterUpgrade` or `destruct`. */
  readonly method: string
  readonly kind: MethodKind
  /** Milliseconds since it first waited at an `await`; 0 while it has not. */
  readonly forMs: number
  /** The instance that sent the message; null when it came from outside of all instances. */
  readonly sender: Pid | null
}

/** An instance as plain data, as it was when it was looked at. */
export interface InstanceInfo {
  readonly pid: Pid
  readonly class: string
  /** The version of each level of its lineage, that is of the code that it runs. */
  readonly versions: Readonly<Record<string, string>>
  /** Whether its attributes are those of these versions; not while it waits for its migration by a lazy upgrade. */
  readonly isMigrated: boolean
  readonly name: string | null
  readonly phase: InstancePhase
  /** Whether its class is frozen by an upgrade, so that messages wait. */
  readonly isFrozen: boolean
  /** How many messages wait. */
  readonly mailbox: number
  readonly running: RunningInfo | null
  readonly links: readonly Pid[]
  /** How many timers are set. */
  readonly timers: number
  /** Its attributes as texts of bounded length; none when it has ended, or is not yet born. */
  readonly attributes: Readonly<Record<string, string>>
  readonly statistics: {
    /** Messages that it has taken from its mailbox; those of the turn that goes on are not in it. */
    readonly handled: number
    /** Milliseconds since it was made. */
    readonly ageMs: number
  }
  /** Why it is in quarantine; null when it is not. */
  readonly quarantine: string | null
  /** How it ended; null while it lives. */
  readonly exit: string | null
}

const longestAttribute = 200
const longestReason = 400

/** Looks at an instance. */
export function inspectInstance(cell: Cell): InstanceInfo {
  const { live, life, world } = cell
  const now = world.clock.now()
  const quarantine = life?.quarantine ?? null
  return frozen<InstanceInfo>({
    pid: cell.pid,
    class: live.name,
    versions: Object.fromEntries(live.lineage.map(({ name, current }) => [name, current.version])),
    isMigrated: quarantine === null && cell.epoch === live.epoch,
    name: life?.name ?? null,
    phase: phaseOf(cell),
    isFrozen: cell.exit === null && live.gate !== null && live.gate !== (live.pending as object | null),
    mailbox: cell.mail === null ? 0 : countWaiting(cell.mail),
    running: runningOf(cell, now),
    links: linkedTo(cell),
    timers: life?.timers.size ?? 0,
    attributes: attributesOf(cell),
    statistics: { handled: cell.handled, ageMs: Math.max(0, Math.round(now - cell.born)) },
    quarantine: quarantine === null ? null : oneLine(messageOf(quarantine.error), longestReason),
    exit: cell.exit === null ? null : oneLine(describeEnd(cell.exit), longestReason),
  })
}

function phaseOf({ phase, signal }: Cell): InstancePhase {
  return signal?.type === 'birth' ? 'unborn' : phase
}

// Not by `cell.running`, which makes a message for a constructor that nobody has asked about.
function runningOf(cell: Cell, now: number): RunningInfo | null {
  const { phase, since } = cell
  if (phase === 'exited') return null
  const forMs = phase === 'suspended' || phase === 'stopping' ? Math.max(0, Math.round(now - since)) : 0
  const message = cell.underWay
  if (message !== null) {
    const { method, sender } = message
    return { method: method.name, kind: method.kind, forMs, sender: sender?.pid ?? null }
  }
  const hook = phaseOf(cell) === 'starting' ? 'constructor' : phase === 'stopping' ? 'destruct' : null
  return hook === null ? null : { method: hook, kind: 'hook', forMs, sender: null }
}

function attributesOf(cell: Cell): Record<string, string> {
  const state = readState(cell) ?? {}
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [name, print(value, longestAttribute)]))
}

// What the commands answer, as plain data. Every answer is one of the lines below: a query has a single one, an action has
// any number of `progress` and then the last, a stream has `event`s without an end.

import type {
  ClassInfo,
  GenerationInfo,
  InstanceInfo,
  InstancePage,
  Lingerer,
  PurgeReport,
  RehearsalFacts,
  SystemStatistics,
  UpgradeFacts,
  UpgradePlan,
  UpgradeProgress,
} from '@instar/core'
import type { Command } from './commands.js'

/** One line of an answer: JSON, ended by a line feed. */
export type AnswerLine<T = unknown> =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'event'; readonly event: WatchedEvent }
  | { readonly type: 'result'; readonly result: T }
  | { readonly type: 'error'; readonly error: WireError }

/** How far an action has come; `step` names the step of a script. */
export type Progress = UpgradeProgress & { readonly step?: string }

/** An error as it travels: what happened, and what to do. */
export interface WireError {
  readonly code: string
  readonly message: string
  /** All defects, where there may be several. */
  readonly defects?: readonly string[]
}

export interface Status {
  readonly protocol: number
  readonly node: string
  readonly processId: number
  /** The version of `@instar/core` that runs. */
  readonly core: string
  readonly nodejs: string
  readonly memory: { readonly rss: number; readonly heapUsed: number }
  readonly statistics: SystemStatistics
  readonly journal: Journal
  /** The action that is under way; null when there is none. */
  readonly underWay: { readonly command: Command; readonly sinceMs: number } | null
}

/** A class with the generations that have not been purged. */
export interface ClassStatus extends ClassInfo {
  readonly generations: readonly GenerationInfo[]
}

/** A release that was upgraded to, and is kept beside the socket. */
export interface JournalEntry {
  readonly name: string
  readonly hash: string
  /** The file that has it, an absolute path. */
  readonly file: string
  readonly classes: readonly { readonly class: string; readonly version: string }[]
}

/** What runs and what is confirmed. A release goes when all of its classes have been replaced by later ones. */
export interface Journal {
  /** Oldest first. */
  readonly running: readonly JournalEntry[]
  /** What a process manager starts with; oldest first. */
  readonly confirmed: readonly JournalEntry[]
}

export interface PlanAnswer {
  readonly release: { readonly name: string; readonly hash: string }
  readonly plan: UpgradePlan
  /** What speaks against the release itself, with file and line: side effects at load and the like. */
  readonly findings: readonly string[]
}

export interface RehearsalAnswer extends PlanAnswer {
  readonly rehearsal: RehearsalFacts
  /** For people. */
  readonly text: string
}

export interface UpgradeAnswer {
  readonly report: UpgradeFacts
  /** For people. */
  readonly text: string
}

/** What a purge did. */
export interface PurgeAnswer extends PurgeReport {
  /** Versions that have been purged, now or before, and are still in memory; only when a proof was asked for. */
  readonly left?: readonly string[]
}

export interface ConfirmAnswer {
  /** False when there was nothing to confirm. */
  readonly confirmed: boolean
  readonly journal: Journal
}

export interface ScriptAnswer {
  readonly name: string
  readonly outcome:
    /** All steps are done. */
    | 'done'
    /** `--dry-run`: nothing was done, and nothing was found against it. */
    | 'rehearsed'
    /** Nothing was done: the script, or its first step, has defects. */
    | 'refused'
    /** A step failed after an upgrade was committed, and everything was taken back. */
    | 'rolledBack'
    /** A step failed, and the way back failed too: what runs is in the steps. */
    | 'stuck'
  readonly defects: readonly string[]
  readonly steps: readonly StepOutcome[]
}

export interface StepOutcome {
  readonly step: string
  readonly outcome: 'done' | 'failed' | 'skipped' | 'takenBack'
  readonly durationMs: number
  /** For people: a report, or why it failed. */
  readonly text: string
}

/** One command that was carried out or refused, as it stands in the audit log. */
export interface HistoryEntry {
  /** Counts from 1 for each log. */
  readonly serial: number
  /** ISO 8601, UTC. */
  readonly at: string
  readonly command: Command
  /** `socket`, or the address of the client over TLS. */
  readonly from: string
  /** What it was about: the release by name and hash, the class, the options. */
  readonly subject: Readonly<Record<string, unknown>>
  /** `begun` is followed by another entry with the same `begun`, unless the process ended meanwhile. */
  readonly outcome: string
  /** The serial of the entry that says when it was begun. */
  readonly begun?: number
  readonly durationMs?: number
  readonly problems?: readonly string[]
}

/** An event of the system in data that JSON can carry; errors are `{ name, message }`. */
export interface WatchedEvent {
  readonly at: string
  readonly type: string
  readonly [fact: string]: unknown
}

/** The result of each command. */
export interface Results {
  status: Status
  classes: readonly ClassStatus[]
  instances: InstancePage
  inspect: InstanceInfo
  lingering: readonly Lingerer[]
  history: readonly HistoryEntry[]
  current: Journal
  plan: PlanAnswer
  rehearse: RehearsalAnswer
  upgrade: UpgradeAnswer
  rollback: UpgradeAnswer
  confirm: ConfirmAnswer
  purge: PurgeAnswer
  run: ScriptAnswer
  watch: never
}

// The commands of protocol version 1, as schemas: `POST /v1/<command>` with a JSON object that satisfies `input`. A query
// answers from what is there; an action may change the system, is written to the audit log before its answer, and streams
// its progress. docs: PROTOCOL.md.

import { z } from 'zod'

export const protocolVersion = 1

/** The largest body of a request, in bytes, unless `serveControl` is told another. */
export const usualBodyLimit = 32 * 1024 * 1024

const className = z.string().min(1).max(200)
const milliseconds = z.number().nonnegative()
/** A release as it is on disk, as text. */
const release = z.string().min(1)

const upgradeOptions = z.strictObject({
  strategy: z.enum(['atomic', 'lazy']).optional(),
  deadline: milliseconds.optional(),
  onDeadline: z.enum(['refuse', 'kill']).optional(),
  purge: z.enum(['soft', 'hard', 'later']).optional(),
  drainTimeout: milliseconds.optional(),
  /** JSON; handed to every migration. */
  extra: z.json().optional(),
})

const query = <T extends z.ZodType>(input: T) => ({ kind: 'query' as const, input })
const action = <T extends z.ZodType>(input: T) => ({ kind: 'action' as const, input })
const stream = <T extends z.ZodType>(input: T) => ({ kind: 'stream' as const, input })

export const commands = {
  /** How the process is: `Status`. */
  status: query(z.strictObject({})),
  /** All classes with their generations: `ClassStatus[]`. */
  classes: query(z.strictObject({})),
  /** The instances of a class, page by page: `InstancePage`. */
  instances: query(
    z.strictObject({
      class: className,
      direct: z.boolean().optional(),
      limit: z.int().positive().max(10_000).optional(),
      after: z.string().optional(),
    }),
  ),
  /** One instance, by its pid or name: `InstanceInfo`. */
  inspect: query(z.strictObject({ which: z.string().min(1).max(500) })),
  /** Who is in old code, of one class or of all: `Lingerer[]`. */
  lingering: query(z.strictObject({ class: className.optional() })),
  /** What was done, newest last: `HistoryEntry[]`. */
  history: query(z.strictObject({ limit: z.int().positive().max(10_000).optional() })),
  /** What runs and what is confirmed: `Journal`. */
  current: query(z.strictObject({})),
  /** What a release would do: `PlanAnswer`. */
  plan: query(z.strictObject({ release })),
  /** Runs the migrations of a release on copies: `RehearsalAnswer`. */
  rehearse: query(z.strictObject({ release, sample: z.int().positive().optional(), extra: z.json().optional() })),
  /** Upgrades to a release: progress, then `UpgradeAnswer`. */
  upgrade: action(z.strictObject({ release, options: upgradeOptions.optional() })),
  /** Takes the last upgrade back: progress, then `UpgradeAnswer`. */
  rollback: action(z.strictObject({ options: upgradeOptions.optional() })),
  /** Says that what runs is there to stay: `ConfirmAnswer`. */
  confirm: action(z.strictObject({})),
  /**
   * Forgets the old generations of a class: `PurgeAnswer`. `prove` collects garbage, which pauses the process, and tells what
   * is left in memory of what was purged.
   */
  purge: action(
    z.strictObject({ class: className, mode: z.enum(['soft', 'hard']).optional(), prove: z.boolean().optional() }),
  ),
  /** Runs an upgrade script, built as a release of the kind `script`: progress, then `ScriptAnswer`. */
  run: action(z.strictObject({ script: release, dryRun: z.boolean().optional() })),
  /** Events as they happen, until the client hangs up: `WatchedEvent`s. */
  watch: stream(z.strictObject({})),
} as const

export type Command = keyof typeof commands
export type Input<C extends Command> = z.infer<(typeof commands)[C]['input']>
/** What an upgrade can be told from outside. */
export type WireUpgradeOptions = z.infer<typeof upgradeOptions>

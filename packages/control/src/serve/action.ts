// The shape of a command that may change the system. It comes in three steps, since each of them answers to somebody else:
// opening says what it is about, for the audit log; readying finds out whether it can be done at all, while the answer can
// still be a refusal by status; the deed is done whoever listens.

import type { Progress, Results, WatchedEvent } from '../protocol/answers.js'
import type { Command, commands, Input } from '../protocol/commands.js'
import type { Desk } from './desk.js'

/** The commands of the kind `action`. */
export type ActionCommand = { [C in Command]: (typeof commands)[C]['kind'] extends 'action' ? C : never }[Command]

/** Opens an action. Touches nothing; throws for input that cannot even be read. */
export type Action<C extends ActionCommand> = (desk: Desk, input: Input<C>) => OpenedAction<C>

export interface OpenedAction<C extends ActionCommand> {
  /** For the audit log. */
  readonly subject: Readonly<Record<string, unknown>>
  /** Finds out whether it can be done; throws when not. Changes nothing of the system. */
  readonly ready: () => Promise<Deed<C>>
}

/** Does it. What it throws is a failure of ours: what a system refuses is an outcome. */
export type Deed<C extends ActionCommand> = (listener: DeedListener) => Promise<Done<C>>

export interface DeedListener {
  readonly onProgress: (progress: Progress) => void
  readonly onEvent: (event: WatchedEvent) => void
}

export interface Done<C extends ActionCommand> {
  /** One word for the history. */
  readonly outcome: string
  /** Why it is not what was asked for, as sentences. */
  readonly problems: readonly string[]
  readonly result: Results[C]
}

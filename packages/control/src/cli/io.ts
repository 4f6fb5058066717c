// The world of a command: where it writes, whom it can ask, what it knows of its surroundings. Everything comes in by this
// door, so that a whole command runs in a test as it runs in a terminal.

import type { Clock } from '@instar/core'

export interface Io {
  readonly stdout: Output
  readonly stderr: Output
  /** Whether somebody looks at standard output: colours, bars and tables as wide as the terminal. */
  readonly isTTY: boolean
  /** Whether somebody can be asked. */
  readonly canAsk: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  /** What relative paths start from. */
  readonly cwd: string
  /** How wide the terminal is. */
  readonly columns: number
  /** Where sockets are looked for. */
  readonly folder: string
  /** Asks yes or no; null is Ctrl-C. */
  prompt(question: string): Promise<boolean | null>
  /** A bar that is shown at once; asked for on a terminal only. */
  bar(title: string): Bar
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  readonly clock: Clock
}

export interface Output {
  write(text: string): void
}

/** How far something has come. */
export interface Bar {
  /** `share` goes from 0 to 1, and never back. */
  update(share: number, text: string): void
  /** Takes the bar away and leaves a line; without a text it leaves nothing. */
  end(text?: string): void
}

// What a command gives back: the same thing twice, for programs and for people, and how it went.

import type { ExitCode } from './exit-code.js'

export interface Outcome {
  /** What `--json` prints. */
  readonly json: unknown
  /** What is printed otherwise, line by line. */
  readonly lines: readonly string[]
  /** The default is 0. */
  readonly code?: ExitCode
  /** What one could do next; said on a terminal only. */
  readonly hints?: readonly string[]
}

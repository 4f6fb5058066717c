// A command of the terminal side as data: the program, its help and its completion are made from a table of them.

import type { Context } from './context.js'
import type { Outcome } from './outcome.js'

/** An option: its flags and what it says; `parse` refuses with a `bad-argument`. */
export interface CommandOption {
  readonly flags: string
  readonly description: string
  readonly choices?: readonly string[]
  readonly parse?: (text: string) => unknown
  readonly isRequired?: boolean
}

export interface CommandSpec<O extends object = Record<string, unknown>> {
  /** With a blank for a command of a group: `release build`. */
  readonly name: string
  /** The heading under which help lists it. */
  readonly group: 'Look' | 'Upgrade' | 'Build'
  /** As commander writes them, `<required>` or `[optional]`, and what each is. */
  readonly arguments?: Readonly<Record<string, string>>
  readonly summary: string
  readonly options?: readonly CommandOption[]
  /** Lines that can be typed, without `instar`. */
  readonly examples: readonly string[]
  readonly run: (context: Context, args: readonly string[], options: O) => Promise<Outcome>
}

/** Lets a command say which options it reads; that they are there is up to its table of options. */
export function command<O extends object>(spec: CommandSpec<O>): CommandSpec {
  return spec as unknown as CommandSpec
}

// What a command is run with: its world, its style, and the ways to the process that is asked.

import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fail } from '../base/failures.js'
import { type AskOptions, ControlClient } from '../client/client.js'
import type { Results, WatchedEvent } from '../protocol/answers.js'
import type { Command, Input } from '../protocol/commands.js'
import type { Io } from './io.js'
import { progressText, shareOf } from './show/progress.js'
import { type Style, styleFor } from './style.js'

/** What can be said of every command. */
export interface GlobalOptions {
  readonly json?: boolean
  readonly control?: string
  readonly ca?: string
}

/** The line of a script that an event carries. */
function saidBy({ type, line }: WatchedEvent): string[] {
  return type === 'said' ? [String(line)] : []
}

export class Context {
  readonly style: Style
  private found: Promise<ControlClient> | null = null

  constructor(
    readonly io: Io,
    private readonly options: GlobalOptions,
  ) {
    this.style = styleFor(io)
  }

  get isJson(): boolean {
    return this.options.json === true
  }

  /** How wide a line may be; without a limit where nobody looks. */
  get columns(): number {
    return this.io.isTTY ? this.io.columns : Infinity
  }

  /** Where the process is said to be; undefined when nobody has said so. */
  get control(): string | undefined {
    return this.options.control ?? (this.io.env['INSTAR_CONTROL'] || undefined)
  }

  /** A path as it was typed, made absolute. */
  path(typed: string): string {
    return resolve(this.io.cwd, typed)
  }

  /** Writes lines while the command goes on; with `--json` nothing but its document is written. */
  say(...lines: readonly string[]): void {
    if (!this.isJson) for (const line of lines) this.io.stdout.write(`${line}\n`)
  }

  /** A line that is no part of the answer. */
  warn(line: string): void {
    this.io.stderr.write(`${this.style.yellow('warning:')} ${line}\n`)
  }

  /** The process; looked for once, as long as it answers. */
  client(): Promise<ControlClient> {
    return (this.found ??= this.findClient())
  }

  async call<C extends Command>(command: C, input: Input<C>, options: AskOptions = {}): Promise<Results[C]> {
    try {
      const client = await this.client()
      return await client.call(command, input, { signal: this.io.signal, ...options })
    } catch (error) {
      // The next call looks again: a process that was started anew has another socket.
      this.found = null
      throw error
    }
  }

  /** Calls an action, with a bar where somebody looks; what a script says comes at once, or, beside a bar, after it. */
  async act<C extends Command>(command: C, input: Input<C>): Promise<Results[C]> {
    if (!this.io.isTTY || this.isJson)
      return this.call(command, input, { onEvent: (event) => this.say(...saidBy(event)) })
    const bar = this.io.bar(command)
    const said: string[] = []
    try {
      return await this.call(command, input, {
        onProgress: (progress) => bar.update(shareOf(progress), progressText(progress)),
        onEvent: (event) => said.push(...saidBy(event)),
      })
    } finally {
      bar.end()
      this.say(...said)
    }
  }

  /** Throws unless the question of a command has been answered by `--yes`, or somebody is there to answer it. */
  demandSomebody(isSure: boolean, command: string, look: string): void {
    if (!isSure && (this.isJson || !this.io.canAsk)) throw fail('needs-yes', { command, look })
  }

  /** Asks, unless `--yes` has answered; throws `declined`. */
  async ask(isSure: boolean, question: string): Promise<void> {
    if (!isSure && (await this.io.prompt(question)) !== true) throw fail('declined', {})
  }

  private async findClient(): Promise<ControlClient> {
    const ca = this.options.ca ?? this.io.env['INSTAR_CA']
    return ControlClient.find({
      control: this.control,
      folder: this.io.folder,
      token: this.io.env['INSTAR_TOKEN'],
      ca: ca === undefined ? undefined : await this.readText(ca, 'ca'),
    })
  }

  /** The text of a file that an argument names. Throws `bad-argument`. */
  async readText(typed: string, argument: string): Promise<string> {
    return readFile(this.path(typed), 'utf8').catch((error: NodeJS.ErrnoException) => {
      const problem =
        error.code === 'ENOENT' ? `there is no file ${typed}` : `${typed} cannot be read: ${error.message}`
      throw fail('bad-argument', { argument, problem }, error)
    })
  }
}

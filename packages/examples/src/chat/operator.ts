// The operator at a terminal: types `instar` commands, which are shown with what they said.

import { Terminal } from '../greeter/terminal.js'
import { beside } from './serve.js'

export class Operator {
  /** How long the rooms paused for each upgrade so far. */
  readonly pauses: string[] = []
  private readonly terminal: Terminal

  /** `folder` is where the sources are; `control` the socket of the server. */
  constructor(
    folder: string,
    control: string,
    private readonly say: (line: string) => void,
  ) {
    this.terminal = new Terminal(folder, control)
  }

  /** Builds a release of a version of the rooms, with all that goes with them. */
  build(file: string, name: string): Promise<void> {
    return this.type('release', 'build', file, ...beside, '--name', name, '--out', `${name}.release`)
  }

  /** Calls a command; throws when it fails. */
  async type(...args: string[]): Promise<void> {
    const { lines, code } = await this.terminal.call(...args)
    this.say(`  $ instar ${args.join(' ')}`)
    for (const line of lines) {
      this.say(`  ${line}`.trimEnd())
      const pause = /pause ([\d.]+ ms)/.exec(line)?.[1]
      if (pause !== undefined) this.pauses.push(pause)
    }
    if (code !== 0) throw new Error(`instar ${args[0]} ended with ${code}`)
  }

  /** The process that answers. */
  async processId(): Promise<number> {
    return (await this.terminal.ask<{ readonly processId: number }>('status')).processId
  }

  /** Whether nothing of the old versions of a class is in memory, after a collection of garbage. */
  async isForgotten(name: string): Promise<boolean> {
    const { left } = await this.terminal.ask<{ readonly left: readonly string[] }>('purge', name, '--prove', '--yes')
    return left.length === 0
  }
}

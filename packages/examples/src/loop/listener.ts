// The class that stays: what it takes to listen and to answer, whatever the answer is. The terminal is a plain field, so
// upgrades leave it alone; and it is reached by methods of this class, so nothing of it holds a version of the subclass.

import { Actor, actor } from '@instar/core'
import type { Lines } from './lines.js'

/** What a listener hears and speaks by. */
export interface Terminal {
  readonly lines: Lines
  /** Shows that a line may come. */
  prompt(text: string): void
  print(line: string): void
}

@actor({ version: '1.0.0' })
export abstract class Listener extends Actor {
  private readonly terminal: Terminal

  constructor(terminal: Terminal) {
    super()
    this.terminal = terminal
  }

  /** Shows a prompt and waits for the next line; false when none will come any more. It is what a loop yields. */
  protected prompt(text: string): Promise<boolean> {
    this.terminal.prompt(text)
    return this.terminal.lines.ready()
  }

  protected take(): string {
    return this.terminal.lines.take()
  }

  protected print(line: string): void {
    this.terminal.print(line)
  }
}

/** A version of the parrot, as those see it who keep one. */
export type ParrotClass = new (terminal: Terminal) => Listener

// The terminal of somebody who types: prompts stand before the cursor, so they wait while a command is carried out.

import type { Terminal } from './listener.js'
import { Lines } from './lines.js'

export class Screen implements Terminal {
  readonly lines = new Lines()
  private isBusy = false
  private lastPrompt = ''
  private onPrompt: () => void = () => {}

  constructor(private readonly write: (text: string) => void) {}

  prompt(text: string): void {
    this.lastPrompt = text
    this.onPrompt()
    if (!this.isBusy) this.write(text)
  }

  print(line: string): void {
    this.write(`${line}\n`)
  }

  /** Does something that prints; the prompt stands behind all of it. */
  async during(work: () => Promise<void>): Promise<void> {
    this.isBusy = true
    await work()
    this.isBusy = false
    this.write(this.lastPrompt)
  }

  /** Resolves when a line is asked for the next time. */
  prompted(): Promise<void> {
    return new Promise((resolve) => (this.onPrompt = resolve))
  }
}

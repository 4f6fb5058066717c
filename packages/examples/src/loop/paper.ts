// The terminal of the story: what is typed and printed goes on paper, and the answers are counted. They carry the number of
// their line, so an answer that is not the next one counts as lost.

import type { Terminal } from './listener.js'
import { Lines } from './lines.js'

export class Paper implements Terminal {
  readonly lines = new Lines()
  /** Lines typed, so answers that are due. */
  typed = 0
  /** Answers that came in the right order. */
  answered = 0
  /** Whether it goes on paper, beside being counted. */
  isShown = true
  private lastPrompt = ''
  private onPrompt: () => void = () => {}

  constructor(private readonly say: (line: string) => void) {}

  prompt(text: string): void {
    this.lastPrompt = text
    this.onPrompt()
  }

  print(line: string): void {
    if (Number(/\(line (\d+)\)/.exec(line)?.[1]) === this.answered + 1) this.answered += 1
    if (this.isShown) this.say(`  ${line}`)
  }

  /** Types a line, and waits until the next one is asked for. */
  async type(line: string): Promise<void> {
    this.show(line)
    const prompted = this.prompted()
    this.send(line)
    await prompted
  }

  /** Types lines without waiting for anything. */
  send(...lines: readonly string[]): void {
    for (const line of lines) {
      this.typed += 1
      this.lines.say(line)
    }
  }

  /** Shows what is typed behind the prompt. */
  show(text: string): void {
    this.say(`  ${this.lastPrompt}${text}`.trimEnd())
  }

  /** Resolves when a line is asked for the next time. */
  prompted(): Promise<void> {
    return new Promise((resolve) => (this.onPrompt = resolve))
  }

  /** Resolves when all lines that were typed have been taken. */
  async caughtUp(): Promise<void> {
    while (!this.lines.isEmpty) await this.prompted()
  }

  /** Answers that did not come, or in the wrong order. */
  get lost(): number {
    return this.typed - this.answered
  }
}

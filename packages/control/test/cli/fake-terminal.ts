// A terminal, or a pipe, that remembers what was written, answers questions as a test wants, and keeps bars as text.

import type { Clock } from '@instar/core'
import { VirtualClock } from '@instar/core/testing'
import type { ExitCode } from '../../src/cli/exit-code.js'
import type { Bar, Io } from '../../src/cli/io.js'
import { runCli } from '../../src/cli/run.js'

export interface Ran {
  readonly code: ExitCode
  readonly out: string
  readonly err: string
}

type Settings = Partial<
  Pick<FakeTerminal, 'isTTY' | 'canAsk' | 'env' | 'cwd' | 'columns' | 'folder' | 'answers' | 'clock'>
>

export class FakeTerminal implements Io {
  isTTY = false
  canAsk = false
  env: Record<string, string | undefined> = {}
  cwd = process.cwd()
  columns = 80
  folder = '/nonexistent'
  clock: Clock = new VirtualClock()
  readonly interruption = new AbortController()
  /** What each question is answered; null is Ctrl-C. */
  answers: (boolean | null)[] = []
  readonly questions: string[] = []
  readonly bars: string[] = []
  private out = ''
  private err = ''
  private readonly listeners = new Set<() => void>()

  constructor(settings: Settings = {}) {
    Object.assign(this, settings)
  }

  readonly stdout = { write: (text: string): void => this.heard(() => (this.out += text)) }
  readonly stderr = { write: (text: string): void => this.heard(() => (this.err += text)) }

  get signal(): AbortSignal {
    return this.interruption.signal
  }

  /** Runs a command; arguments are separated by blanks, or given one by one. */
  async run(command: string | readonly string[]): Promise<Ran> {
    this.out = ''
    this.err = ''
    const argv = typeof command === 'string' ? command.split(' ').filter((word) => word !== '') : command
    const code = await runCli(argv, this)
    return { code, out: this.out, err: this.err }
  }

  /** Resolves once a text has been written to either output. */
  written(text: string | RegExp): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        const all = this.out + this.err
        if (typeof text === 'string' ? !all.includes(text) : !text.test(all)) return
        this.listeners.delete(look)
        resolve()
      }
      this.listeners.add(look)
      look()
    })
  }

  prompt(question: string): Promise<boolean | null> {
    this.questions.push(question)
    return Promise.resolve(this.answers.shift() ?? null)
  }

  bar(title: string): Bar {
    this.bars.push(title)
    return {
      update: (share, text) => void this.bars.push(`${Math.round(share * 100)}% ${text}`),
      end: () => void this.bars.push('end'),
    }
  }

  private heard(write: () => void): void {
    write()
    for (const look of this.listeners) look()
  }
}

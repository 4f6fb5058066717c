// The operator's terminal: the built `instar`, called as a person would call it.

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** What a command said, and how it ended. */
export interface Said {
  readonly code: number
  readonly lines: readonly string[]
}

export class Terminal {
  private readonly binary = fileURLToPath(new URL('cli/main.js', import.meta.resolve('@instar/control')))

  /** `folder` is where commands are called; `control` the socket of the process that they are meant for. */
  constructor(
    private readonly folder: string,
    private readonly control: string,
  ) {}

  /** Calls `instar` with arguments. */
  call(...args: string[]): Promise<Said> {
    const env = { ...process.env, INSTAR_CONTROL: this.control, NO_COLOR: '1' }
    const options = { cwd: this.folder, env, maxBuffer: 2 ** 24 }
    return new Promise((resolve) => {
      execFile(process.execPath, [this.binary, ...args], options, (error, stdout, stderr) => {
        const code = error === null ? 0 : Number(error.code ?? 1)
        resolve({ code, lines: `${stdout}${stderr}`.trimEnd().split('\n') })
      })
    })
  }

  /** Calls `instar` with `--json`; gives what it answered. */
  async ask<T>(...args: string[]): Promise<T> {
    const { lines } = await this.call(...args, '--json')
    return JSON.parse(lines.join('\n')) as T
  }
}

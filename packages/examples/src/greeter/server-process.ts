// The server as a process of its own: it is started, tells its port, and is asked to end.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export class ServerProcess implements AsyncDisposable {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {}

  /** Starts the server whose door is `main` with a release, and waits until it listens. */
  static async start(main: URL, control: string, release: string): Promise<ServerProcess> {
    const child = spawn(
      process.execPath,
      [fileURLToPath(main), '--serve', '--port', '0', '--control', control, release],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    for await (const line of createInterface({ input: child.stdout })) {
      const port = /listens on [\d.]+:(\d+)/.exec(line)?.[1]
      if (port !== undefined) return new ServerProcess(child, Number(port))
    }
    throw new Error('the server has not started')
  }

  get id(): number {
    return this.child.pid!
  }

  /** Whether the process that was started is there. */
  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.isRunning) return
    this.child.kill('SIGTERM')
    await once(this.child, 'exit')
  }
}

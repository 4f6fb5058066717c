// A control plane that is served, to its end: what is under way comes to its own end before anything is closed.

import type { Journal } from '../protocol/answers.js'
import type { Desk } from './desk.js'
import type { Doors } from './doors.js'

export class RunningControl implements AsyncDisposable {
  private closing: Promise<void> | null = null

  constructor(
    private readonly desk: Desk,
    readonly path: string,
    private readonly doors: Doors,
  ) {
    void desk.system.stopped.then(() => this.close())
  }

  get port(): number | null {
    return this.doors.port
  }

  get journal(): Journal {
    return this.desk.journal.current
  }

  close(): Promise<void> {
    return (this.closing ??= this.shutDown())
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  private async shutDown(): Promise<void> {
    const { servers } = this.doors
    const { lane, streams, audit } = this.desk
    for (const server of servers) void server.refuseMore()
    await lane.untilIdle()
    for (const stream of streams) stream.end()
    await Promise.all(servers.map((server) => server.end()))
    // A connection that was open may have brought one more action.
    await lane.untilIdle()
    await audit.idle
  }
}

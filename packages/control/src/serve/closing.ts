// Ending a server without cutting anybody off who is being answered: no new connections, then the answers under way, then
// the connections. Whoever does not take the end of an answer in time is left.

import type { Server, ServerResponse } from 'node:http'

/** How long a client may take to fetch the end of its answer, in milliseconds. */
const grace = 1000

export class ClosingServer {
  private readonly answers = new Set<ServerResponse>()
  private onAnswered = (): void => {}
  private closed: Promise<void> | null = null

  constructor(private readonly server: Server) {
    server.on('request', (_, response: ServerResponse) => {
      this.answers.add(response)
      response.once('close', () => {
        this.answers.delete(response)
        this.onAnswered()
      })
    })
  }

  /** Takes no more connections; settles when there are none. */
  refuseMore(): Promise<void> {
    return (this.closed ??= new Promise((resolve) => this.server.close(() => resolve())))
  }

  /** Settles when all connections have ended. What is being answered has to come to its end by itself. */
  async end(): Promise<void> {
    const closed = this.refuseMore()
    const late = setTimeout(() => this.server.closeAllConnections(), grace)
    await this.untilAnswered()
    clearTimeout(late)
    this.server.closeAllConnections()
    await closed
  }

  private untilAnswered(): Promise<void> {
    return new Promise((resolve) => {
      this.onAnswered = () => {
        if (this.answers.size === 0) resolve()
      }
      this.onAnswered()
    })
  }
}
